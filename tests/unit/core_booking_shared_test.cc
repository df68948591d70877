#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/core/booking/local_time.h"
#include "tests/support/booking_world.h"

namespace letan::booking {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kHall[] = "resources/hall";
constexpr char kHotel[] = "resources/hotel";

class SharedTest : public testing::Test, public BookingWorld {
 protected:
  SharedTest() {
    Add(kHall, CapacityModel::kShared).capacity = 10;
    ResourceProfile& hotel = Add(kHotel, CapacityModel::kShared);
    hotel.capacity = 5;
    hotel.by_night = true;
  }
};

TEST_F(SharedTest, FillsUpToTheCapacity) {
  Stand("bookings/a", kHall, Between("09:00", "12:00"), 6);
  EXPECT_TRUE(Fits(Ask("bookings/new", kHall, Between("10:00", "11:00"), 4)));
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kHall, Between("10:00", "11:00"), 5));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kCapacity));
  EXPECT_EQ(leg.violations[0].available, 4);
  EXPECT_THAT(leg.violations[0].blocking, ElementsAre("bookings/a"));
}

TEST_F(SharedTest, CountsInstantsNotBookings) {
  Stand("bookings/a", kHall, Between("09:00", "10:00"), 6);
  Stand("bookings/b", kHall, Between("10:00", "11:00"), 6);
  EXPECT_TRUE(Fits(Ask("bookings/new", kHall, Between("09:00", "11:00"), 4)));
}

TEST_F(SharedTest, NamesOnlyThoseOfTheTightInstants) {
  Stand("bookings/morning", kHall, Between("08:00", "10:00"), 3);
  Stand("bookings/noon", kHall, Between("10:00", "12:00"), 7);
  Stand("bookings/late", kHall, Between("11:00", "13:00"), 2);
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kHall, Between("09:00", "14:00"), 4));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kCapacity));
  EXPECT_EQ(leg.violations[0].available, 1);
  EXPECT_THAT(leg.violations[0].blocking, ElementsAre("bookings/noon", "bookings/late"));
}

TEST_F(SharedTest, TouchingBookingsDoNotAddUp) {
  Stand("bookings/a", kHall, Between("09:00", "10:00"), 10);
  EXPECT_TRUE(Fits(Ask("bookings/new", kHall, Between("10:00", "11:00"), 10)));
  EXPECT_TRUE(Fits(Ask("bookings/new", kHall, Between("08:00", "09:00"), 10)));
}

TEST_F(SharedTest, MoreThanTheCapacityNeverFits) {
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kHall, Between("09:00", "10:00"), 11));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kCapacity));
  EXPECT_EQ(leg.violations[0].available, 10);
  EXPECT_THAT(leg.violations[0].blocking, IsEmpty());
  EXPECT_FALSE(leg.nearest_fit.has_value());
}

TEST_F(SharedTest, NothingLeftIsNeverLessThanZero) {
  Stand("bookings/a", kHall, Between("09:00", "10:00"), 14);
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kHall, Between("09:00", "10:00"), 1));
  EXPECT_EQ(leg.violations[0].available, 0);
}

TEST_F(SharedTest, NeitherBuffersNorTravelApply) {
  view.profiles[kHall].buffer_before = kHour;
  view.profiles[kHall].buffer_after = kHour;
  view.travel = TravelMatrix({{"airport", "city", kHour}}, kDay);
  Stand("bookings/a", kHall, Between("09:00", "10:00"), 10, "airport");
  EXPECT_TRUE(Fits(Ask("bookings/new", kHall, Between("10:00", "11:00"), 10, "city")));
}

TEST_F(SharedTest, LegsOfOneChangeAddUp) {
  const Verdict verdict =
      JudgeChange({.put = {Ask("bookings/x", kHall, Between("09:00", "11:00"), 6),
                           Ask("bookings/y", kHall, Between("10:00", "12:00"), 5)}});
  ASSERT_THAT(RulesOf(verdict.legs[0]), ElementsAre(Rule::kCapacity));
  EXPECT_EQ(verdict.legs[0].violations[0].available, 5);
  EXPECT_THAT(verdict.legs[0].violations[0].blocking_legs, ElementsAre(1));
  EXPECT_THAT(verdict.legs[1].violations[0].blocking_legs, ElementsAre(0));
}

TEST_F(SharedTest, AMoveGivesItsUnitsBackFirst) {
  Stand("bookings/a", kHall, Between("09:00", "10:00"), 10);
  EXPECT_TRUE(Fits(Ask("bookings/a", kHall, Between("09:30", "10:30"), 10)));
}

Interval Stay(const std::string& first, const std::string& last) {
  return {Local("2017-02-" + first), Local("2017-02-" + last)};
}

TEST_F(SharedTest, GuestsOfOneDayLeaveBeforeThoseOfTheNextArrive) {
  Stand("bookings/a", kHotel, Stay("08 14:00", "09 11:00"), 5);
  EXPECT_TRUE(Fits(Ask("bookings/new", kHotel, Stay("09 14:00", "10 11:00"), 5)));
  EXPECT_TRUE(Fits(Ask("bookings/new", kHotel, Stay("07 14:00", "08 12:00"), 5)));
}

TEST_F(SharedTest, ANightIsTakenAsAWhole) {
  // Out by three in the morning, in at four: the same night all the same.
  Stand("bookings/a", kHotel, Stay("08 14:00", "09 03:00"), 5);
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kHotel, Stay("09 04:00", "09 11:00"), 1));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kCapacity));
  EXPECT_EQ(leg.violations[0].available, 0);
  EXPECT_THAT(leg.violations[0].blocking, ElementsAre("bookings/a"));
}

TEST_F(SharedTest, LeavingAMinuteAfterNoonTakesTheNextNight) {
  Stand("bookings/a", kHotel, Stay("08 14:00", "09 12:01"), 5);
  EXPECT_FALSE(Fits(Ask("bookings/new", kHotel, Stay("09 14:00", "10 11:00"), 1)));
}

TEST_F(SharedTest, ADayStayTakesOneNight) {
  Stand("bookings/a", kHotel, Stay("08 13:00", "08 18:00"), 5);
  EXPECT_FALSE(Fits(Ask("bookings/new", kHotel, Stay("08 20:00", "09 08:00"), 1)));
  EXPECT_TRUE(Fits(Ask("bookings/new", kHotel, Stay("07 13:00", "08 12:00"), 5)));
  EXPECT_TRUE(Fits(Ask("bookings/new", kHotel, Stay("09 12:00", "09 13:00"), 5)));
}

TEST_F(SharedTest, TheTightestNightOfAStayDecides) {
  Stand("bookings/a", kHotel, Stay("08 14:00", "10 11:00"), 2);
  Stand("bookings/b", kHotel, Stay("09 14:00", "11 11:00"), 2);
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kHotel, Stay("07 14:00", "12 11:00"), 2));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kCapacity));
  EXPECT_EQ(leg.violations[0].available, 1);
  EXPECT_THAT(leg.violations[0].blocking, ElementsAre("bookings/a", "bookings/b"));
  EXPECT_TRUE(Fits(Ask("bookings/new", kHotel, Stay("07 14:00", "12 11:00"), 1)));
}

TEST_F(SharedTest, GuestsOfOneNightAreNamedByTheirArrival) {
  Stand("bookings/b", kHotel, Stay("08 14:00", "09 11:00"), 2);
  Stand("bookings/a", kHotel, Stay("08 15:00", "09 11:00"), 2);
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kHotel, Stay("08 18:00", "09 11:00"), 2));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kCapacity));
  EXPECT_THAT(leg.violations[0].blocking, ElementsAre("bookings/b", "bookings/a"));
}

TEST_F(SharedTest, NightsAreLocal) {
  view.profiles[kHotel].time_zone = "Europe/Paris";  // noon there is 18:00 in Viet Nam
  Stand("bookings/a", kHotel, Stay("08 14:00", "08 17:00"), 5);
  EXPECT_TRUE(Fits(Ask("bookings/new", kHotel, Stay("08 18:00", "08 20:00"), 5)));
  EXPECT_FALSE(Fits(Ask("bookings/new", kHotel, Stay("08 17:00", "08 18:00"), 1)));
}

TEST(WholeNightsTest, RunFromNoonToNoonAcrossAChangeOfClocks) {
  const absl::TimeZone paris = *LoadZone("Europe/Paris");
  const auto at = [](const std::string& text) { return Local(text, "Europe/Paris"); };
  // The clock goes forward on the 26th: that night has 23 hours.
  const Interval night = WholeNights({at("2017-03-25 20:00"), at("2017-03-26 08:00")}, paris);
  EXPECT_EQ(night, (Interval{at("2017-03-25 12:00"), at("2017-03-26 12:00")}));
  EXPECT_EQ(night.length(), 23 * kHour);
}

}  // namespace
}  // namespace letan::booking
