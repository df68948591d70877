#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/core/booking/local_time.h"
#include "tests/support/booking_world.h"

namespace letan::booking {
namespace {

using testing::ElementsAre;

constexpr char kLeader[] = "resources/leader";
constexpr int kDayMinutes = 24 * 60;

// 07:30-11:30 and 13:30-17:00, Monday to Friday.
std::vector<WeeklySpan> OfficeHours() {
  std::vector<WeeklySpan> hours;
  for (int day = 0; day < 5; ++day) {
    hours.push_back({day * kDayMinutes + 450, day * kDayMinutes + 690});
    hours.push_back({day * kDayMinutes + 810, day * kDayMinutes + 1020});
  }
  return hours;
}

class HoursTest : public testing::Test, public BookingWorld {
 protected:
  HoursTest() { Add(kLeader).working_hours = OfficeHours(); }
  ResourceProfile& leader() { return view.profiles[kLeader]; }
};

TEST_F(HoursTest, ASpanIsFilledToItsEdges) {
  EXPECT_TRUE(Fits(Ask("bookings/new", kLeader, Between("07:30", "11:30"))));
  EXPECT_TRUE(Fits(Ask("bookings/new", kLeader, Between("13:30", "17:00"))));
  EXPECT_FALSE(Fits(Ask("bookings/new", kLeader, Between("07:29", "11:30"))));
  EXPECT_FALSE(Fits(Ask("bookings/new", kLeader, Between("13:30", "17:01"))));
}

TEST_F(HoursTest, TheBreakBelongsToNoSpan) {
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kLeader, Between("11:00", "14:00")));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kWorkingHours));
  EXPECT_EQ(leg.violations[0].detail, "Wed 07:30-11:30, 13:30-17:00");
}

TEST_F(HoursTest, ADayWithoutHoursIsClosed) {
  const LegVerdict leg = JudgeLeg(
      Ask("bookings/new", kLeader, {Local("2017-02-11 09:00"), Local("2017-02-11 10:00")}));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kWorkingHours));
  EXPECT_EQ(leg.violations[0].detail, "Sat closed");
}

TEST_F(HoursTest, HoursAreLocalToTheResource) {
  leader().time_zone = "UTC";
  EXPECT_FALSE(Fits(Ask("bookings/new", kLeader, Between("08:00", "09:00"))));
  EXPECT_TRUE(Fits(Ask("bookings/new", kLeader, Between("15:00", "16:00"))));  // 08:00 UTC
}

TEST_F(HoursTest, SpansTouchAcrossMidnightAndAcrossTheWeek) {
  leader().working_hours = {{0, 360}, {1200, 1440}, {1440, 1800}, {6 * kDayMinutes + 1200, 10080}};
  const auto fits = [&](const std::string& first, const std::string& last) {
    return Fits(Ask("bookings/new", kLeader, {Local(first), Local(last)}));
  };
  EXPECT_TRUE(fits("2017-02-06 21:00", "2017-02-07 05:00"));  // Monday night
  EXPECT_TRUE(fits("2017-02-05 20:00", "2017-02-06 06:00"));  // Sunday night
  EXPECT_FALSE(fits("2017-02-05 20:00", "2017-02-06 06:01"));
  EXPECT_FALSE(fits("2017-02-05 19:59", "2017-02-06 06:00"));
  EXPECT_FALSE(fits("2017-02-07 21:00", "2017-02-07 22:00"));  // Tuesday evening
}

TEST_F(HoursTest, AroundTheClockCoversWeeks) {
  leader().working_hours = {{0, 10080}};
  EXPECT_TRUE(
      Fits(Ask("bookings/new", kLeader, {Local("2017-02-08 10:00"), Local("2017-04-08 10:00")})));
}

TEST_F(HoursTest, SeveralDaysNeedHoursThroughout) {
  EXPECT_FALSE(
      Fits(Ask("bookings/new", kLeader, {Local("2017-02-08 08:00"), Local("2017-02-09 10:00")})));
}

TEST_F(HoursTest, StockHasNoHours) {
  Add("stockItems/x", CapacityModel::kReturnable).working_hours = OfficeHours();
  view.movements["stockItems/x"] = {{0, 5}};
  EXPECT_TRUE(Fits(Ask("bookings/new", "stockItems/x", Between("20:00", "21:00"))));
}

TEST_F(HoursTest, SharedResourcesKeepHours) {
  ResourceProfile& hall = Add("resources/hall", CapacityModel::kShared);
  hall.capacity = 50;
  hall.working_hours = OfficeHours();
  EXPECT_TRUE(Fits(Ask("bookings/new", "resources/hall", Between("08:00", "09:00"), 20)));
  EXPECT_FALSE(Fits(Ask("bookings/new", "resources/hall", Between("07:00", "09:00"), 20)));
}

TEST_F(HoursTest, ABlackoutClosesWithItsReason) {
  leader().blackouts = {{Between("09:00", "10:00"), "session"},
                        {Between("15:00", "16:00"), "leave"}};
  EXPECT_TRUE(Fits(Ask("bookings/new", kLeader, Between("08:00", "09:00"))));
  EXPECT_TRUE(Fits(Ask("bookings/new", kLeader, Between("10:00", "11:00"))));
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kLeader, Between("08:00", "09:01")));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kBlackout));
  EXPECT_EQ(leg.violations[0].detail, "session");
}

TEST_F(HoursTest, EveryBlackoutInTheWayIsNamed) {
  leader().working_hours.clear();
  leader().blackouts = {{Between("09:00", "10:00"), "session"},
                        {Between("15:00", "16:00"), "leave"}};
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kLeader, Between("08:00", "17:00")));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kBlackout, Rule::kBlackout));
  EXPECT_EQ(leg.violations[1].detail, "leave");
}

class OverrideTest : public HoursTest {
 protected:
  OverrideTest() {
    leader().override_list = {"users/chief"};
    leader().blackouts = {{Between("18:00", "22:00"), "leave"}};
  }
  static Leg Banquet(const std::string& authority, const std::string& reason) {
    Leg leg = Ask("bookings/new", kLeader, Between("18:00", "21:00"));
    leg.override_authority = authority;
    leg.override_reason = reason;
    return leg;
  }
};

TEST_F(OverrideTest, ThoseOnTheListSetHoursAndBlackoutsAside) {
  EXPECT_TRUE(Fits(Banquet("users/chief", "banquet")));
}

TEST_F(OverrideTest, NeedsBothAListedAuthorityAndAReason) {
  for (const Leg& leg : {Banquet("users/chief", ""), Banquet("users/other", "banquet"),
                         Banquet("", "banquet"), Banquet("", "")}) {
    EXPECT_THAT(RulesOf(JudgeLeg(leg)), ElementsAre(Rule::kWorkingHours, Rule::kBlackout));
  }
}

TEST_F(OverrideTest, NeverSetsAnOverlapAside) {
  Stand("bookings/a", kLeader, Between("20:00", "22:00"));
  EXPECT_THAT(RulesOf(JudgeLeg(Banquet("users/chief", "banquet"))), ElementsAre(Rule::kOverlap));
}

class HomeTripTest : public HoursTest {
 protected:
  HomeTripTest() {
    leader().working_hours = {{2 * kDayMinutes + 480, 2 * kDayMinutes + 1020}};  // Wed 08-17
    leader().home_place = "office";
    view.travel =
        TravelMatrix({{"office", "hills", kHour}, {"hills", "office", 90 * kMinute}}, 30 * kMinute);
  }
};

TEST_F(HomeTripTest, TheFirstTripBeginsWithinHours) {
  EXPECT_TRUE(Fits(Ask("bookings/new", kLeader, Between("09:00", "10:00"), 1, "hills")));
  const LegVerdict leg =
      JudgeLeg(Ask("bookings/new", kLeader, Between("08:59", "10:00"), 1, "hills"));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kWorkingHours));
  EXPECT_EQ(leg.violations[0].detail, "Wed 08:00-17:00");
  EXPECT_EQ(leg.nearest_fit, (Interval{Clock("09:00"), Clock("10:01")}));
}

TEST_F(HomeTripTest, TheLastTripEndsWithinHours) {
  EXPECT_TRUE(Fits(Ask("bookings/new", kLeader, Between("14:00", "15:30"), 1, "hills")));
  EXPECT_FALSE(Fits(Ask("bookings/new", kLeader, Between("14:00", "15:31"), 1, "hills")));
}

TEST_F(HomeTripTest, WithoutAPlaceOrAHomeThereIsNoTrip) {
  EXPECT_TRUE(Fits(Ask("bookings/new", kLeader, Between("08:00", "17:00"))));
  EXPECT_TRUE(Fits(Ask("bookings/new", kLeader, Between("08:00", "17:00"), 1, "office")));
  leader().home_place.clear();
  EXPECT_TRUE(Fits(Ask("bookings/new", kLeader, Between("08:00", "17:00"), 1, "hills")));
}

TEST_F(HomeTripTest, OnlyTheFirstAndTheLastOfTheDayTravelHome) {
  Stand("bookings/first", kLeader, Between("08:00", "08:10"), 1, "office");
  Stand("bookings/last", kLeader, Between("16:50", "17:00"), 1, "office");
  // An hour from the first, an hour and a half to the last: no trips home on top.
  EXPECT_TRUE(Fits(Ask("bookings/new", kLeader, Between("09:10", "15:20"), 1, "hills")));
}

TEST_F(HomeTripTest, YesterdaysBookingDoesNotMakeItTheSecond) {
  Stand("bookings/a", kLeader, {Local("2017-02-07 22:00"), Local("2017-02-08 00:00")}, 1, "hills");
  EXPECT_FALSE(Fits(Ask("bookings/new", kLeader, Between("08:30", "10:00"), 1, "hills")));
  // Past midnight it is today's.
  view.bookings[0].interval.end = Clock("00:01");
  EXPECT_TRUE(Fits(Ask("bookings/new", kLeader, Between("08:30", "10:00"), 1, "hills")));
}

TEST_F(HomeTripTest, EndingAtMidnightIsEndingThatDay) {
  leader().working_hours = {{2 * kDayMinutes + 480, 3 * kDayMinutes}};  // Wed 08-24
  Stand("bookings/a", kLeader, {Local("2017-02-09 00:30"), Local("2017-02-09 01:00")}, 1, "hills");
  const Interval evening{Clock("22:00"), Local("2017-02-09 00:00")};
  EXPECT_FALSE(Fits(Ask("bookings/new", kLeader, evening, 1, "hills")));
  const Interval earlier{Clock("20:30"), Clock("22:30")};
  EXPECT_TRUE(Fits(Ask("bookings/new", kLeader, earlier, 1, "hills")));
}

TEST_F(HomeTripTest, BeginningAtMidnightIsBeingFirst) {
  leader().working_hours = {{2 * kDayMinutes, 3 * kDayMinutes}};  // Wed 00-24
  Stand("bookings/a", kLeader, {Local("2017-02-07 23:00"), Clock("00:30")}, 1, "hills");
  EXPECT_THAT(
      RulesOf(JudgeLeg(Ask("bookings/new", kLeader, Between("00:00", "01:00"), 1, "hills"))),
      ElementsAre(Rule::kOverlap, Rule::kWorkingHours));
}

TEST_F(HomeTripTest, TripsMayNotCrossABlackout) {
  leader().working_hours.clear();
  leader().blackouts = {{Between("07:00", "08:00"), "fog"}};
  EXPECT_TRUE(Fits(Ask("bookings/new", kLeader, Between("09:00", "10:00"), 1, "hills")));
  const LegVerdict leg =
      JudgeLeg(Ask("bookings/new", kLeader, Between("08:30", "09:30"), 1, "hills"));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kBlackout));
  EXPECT_EQ(leg.nearest_fit, Between("09:00", "10:00"));
}

TEST_F(HomeTripTest, LegsOfOneChangeShareTheTrips) {
  EXPECT_TRUE(
      JudgeChange({.put = {Ask("bookings/x", kLeader, Between("08:30", "09:00")),
                           Ask("bookings/y", kLeader, Between("09:00", "12:00"), 1, "hills"),
                           Ask("bookings/z", kLeader, Between("16:30", "17:00"))}})
          .fits());
}

TEST(WithinHoursTest, FollowsTheClockThroughItsChanges) {
  const absl::TimeZone paris = *LoadZone("Europe/Paris");
  const auto at = [](const std::string& text) { return Local(text, "Europe/Paris"); };
  const std::vector<WeeklySpan> sunday = {{6 * kDayMinutes, 6 * kDayMinutes + 600}};
  // 2017-03-26 has 23 hours, 2017-10-29 has 25.
  for (const std::string day : {"2017-03-26", "2017-10-29"}) {
    EXPECT_TRUE(WithinHours(sunday, {at(day + " 00:00"), at(day + " 10:00")}, paris));
    EXPECT_FALSE(WithinHours(sunday, {at(day + " 00:00"), at(day + " 10:01")}, paris));
  }
}

TEST(LoadZoneTest, RefusesUnknownNames) {
  EXPECT_TRUE(LoadZone("Asia/Ho_Chi_Minh").ok());
  EXPECT_EQ(LoadZone("Mars/Olympus").status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace letan::booking
