#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/support/booking_world.h"

namespace letan::booking {
namespace {

using testing::ElementsAre;

class NearestFitTest : public testing::Test, public BookingWorld {
 protected:
  NearestFitTest() { Add(kRoom); }
  ResourceProfile& room() { return view.profiles[kRoom]; }

  // The nearest fit for an hour in the room, verified by asking for it.
  std::optional<Interval> Nearest(const std::string& first, const std::string& last,
                                  const JudgeOptions& options = {}) {
    const std::optional<Interval> fit =
        JudgeLeg(Ask("bookings/new", kRoom, Between(first, last)), options).nearest_fit;
    if (fit.has_value()) {
      EXPECT_TRUE(Fits(Ask("bookings/new", kRoom, *fit)));
    }
    return fit;
  }
};

TEST_F(NearestFitTest, IsAbsentWhenTheWishFits) {
  EXPECT_EQ(Nearest("09:00", "10:00"), std::nullopt);
}

TEST_F(NearestFitTest, LooksBothWays) {
  Stand("bookings/a", kRoom, Between("09:00", "12:00"));
  EXPECT_EQ(Nearest("09:15", "10:15"), Between("08:00", "09:00"));
  EXPECT_EQ(Nearest("11:15", "12:15"), Between("12:00", "13:00"));
}

TEST_F(NearestFitTest, TakesTheLaterOfTwoAsNear) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"));
  EXPECT_EQ(Nearest("09:00", "10:00"), Between("10:00", "11:00"));
}

TEST_F(NearestFitTest, PassesOverGapsThatAreTooShort) {
  Stand("bookings/a", kRoom, Between("08:00", "10:00"));
  Stand("bookings/b", kRoom, Between("10:59", "12:00"));
  Stand("bookings/c", kRoom, Between("13:00", "14:00"));
  EXPECT_EQ(Nearest("10:00", "11:00"), Between("12:00", "13:00"));
}

TEST_F(NearestFitTest, KeepsBuffersAndTravelOnBothSides) {
  room().buffer_after = 10 * kMinute;
  view.travel = TravelMatrix({{"airport", "city", 75 * kMinute}}, kDay);
  Stand("bookings/a", kRoom, Between("09:00", "10:00"), 1, "airport");
  const auto nearest = [&](const std::string& first, const std::string& last) {
    return JudgeLeg(Ask("bookings/new", kRoom, Between(first, last), 1, "city")).nearest_fit;
  };
  EXPECT_EQ(nearest("10:00", "11:00"), Between("11:15", "12:15"));
  EXPECT_EQ(nearest("07:30", "08:30"), Between("06:45", "07:45"));
}

TEST_F(NearestFitTest, StaysWithinHoursAndOutsideBlackouts) {
  for (int day = 0; day < 5; ++day) {
    room().working_hours.push_back({day * 1440 + 480, day * 1440 + 1020});
  }
  EXPECT_EQ(Nearest("17:30", "18:30"), Between("16:00", "17:00"));
  EXPECT_EQ(Nearest("06:00", "07:00"), Between("08:00", "09:00"));
  room().blackouts = {{Between("08:00", "09:30"), "cleaning"}};
  EXPECT_EQ(Nearest("06:00", "07:00"), Between("09:30", "10:30"));
  // Friday evening: Friday afternoon is nearer than Monday.
  const Interval friday{Local("2017-02-10 20:00"), Local("2017-02-10 21:00")};
  EXPECT_EQ(JudgeLeg(Ask("bookings/new", kRoom, friday)).nearest_fit,
            (Interval{Local("2017-02-10 16:00"), Local("2017-02-10 17:00")}));
}

TEST_F(NearestFitTest, NeverStartsBeforeThePresent) {
  Stand("bookings/a", kRoom, Between("09:00", "12:00"));
  JudgeOptions options;
  options.not_before = Clock("08:00");
  EXPECT_EQ(Nearest("09:15", "10:15", options), Between("08:00", "09:00"));
  options.not_before = Clock("08:01");
  EXPECT_EQ(Nearest("09:15", "10:15", options), Between("12:00", "13:00"));
  options.not_before = Clock("12:30");
  EXPECT_EQ(Nearest("09:15", "10:15", options), Between("12:30", "13:30"));
  options.not_before = Local("2018-01-01 00:00");
  EXPECT_EQ(Nearest("09:15", "10:15", options), std::nullopt);
}

TEST_F(NearestFitTest, KeepsToTheHorizonAndToTheNumberOfCandidates) {
  Stand("bookings/a", kRoom, Between("09:00", "12:00"));
  JudgeOptions options;
  options.horizon = 90 * kMinute;
  EXPECT_EQ(Nearest("10:00", "11:00", options), std::nullopt);
  options.horizon = 2 * kHour;
  EXPECT_EQ(Nearest("10:00", "11:00", options), Between("12:00", "13:00"));
  options.max_candidates = 0;
  view.calls = {};
  EXPECT_EQ(Nearest("10:00", "11:00", options), std::nullopt);
  EXPECT_EQ(view.calls.overlapping, 1);  // nothing is fetched for a search that is not wanted
}

TEST_F(NearestFitTest, FetchesTheHorizonOnce) {
  for (int i = 0; i < 40; ++i) {
    const Micros start = Clock("09:00") + i * kHour;
    Stand("bookings/" + std::to_string(i), kRoom, {start, start + kHour});
  }
  view.calls = {};
  EXPECT_EQ(JudgeLeg(Ask("bookings/new", kRoom, Between("20:00", "21:00"))).nearest_fit,
            Between("08:00", "09:00"));
  EXPECT_EQ(view.calls.overlapping, 2);
}

TEST_F(NearestFitTest, LeavesTheOtherLegsWhereTheyAre) {
  const Verdict verdict =
      JudgeChange({.put = {Ask("bookings/x", kRoom, Between("09:00", "11:00")),
                           Ask("bookings/y", kRoom, Between("10:30", "11:30"))}});
  EXPECT_EQ(verdict.legs[0].nearest_fit, Between("08:30", "10:30"));
  EXPECT_EQ(verdict.legs[1].nearest_fit, Between("11:00", "12:00"));
}

TEST_F(NearestFitTest, DoesNotCountWhatIsReleasedOrMoved) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"));
  Stand("bookings/b", kRoom, Between("10:00", "11:00"));
  const Verdict verdict = JudgeChange(
      {.release = {"bookings/b"}, .put = {Ask("bookings/new", kRoom, Between("09:30", "10:30"))}});
  EXPECT_EQ(verdict.legs[0].nearest_fit, Between("10:00", "11:00"));
}

TEST_F(NearestFitTest, FindsFreeSeatsAndNights) {
  Add("resources/hall", CapacityModel::kShared).capacity = 10;
  Stand("bookings/a", "resources/hall", Between("09:00", "12:00"), 6);
  Stand("bookings/b", "resources/hall", Between("11:00", "13:00"), 4);
  EXPECT_EQ(
      JudgeLeg(Ask("bookings/new", "resources/hall", Between("10:30", "11:30"), 4)).nearest_fit,
      Between("10:00", "11:00"));

  ResourceProfile& hotel = Add("resources/hotel", CapacityModel::kShared);
  hotel.by_night = true;
  hotel.capacity = 3;
  Stand("bookings/c", "resources/hotel", {Local("2017-02-08 14:00"), Local("2017-02-09 11:00")}, 3);
  const Interval stay{Local("2017-02-08 20:00"), Local("2017-02-09 08:00")};
  EXPECT_EQ(JudgeLeg(Ask("bookings/new", "resources/hotel", stay, 1)).nearest_fit,
            (Interval{Local("2017-02-09 12:00"), Local("2017-02-10 00:00")}));
}

TEST_F(NearestFitTest, WaitsForGoodsToArrive) {
  Add("stockItems/gifts", CapacityModel::kConsumable);
  view.movements["stockItems/gifts"] = {{Clock("08:00"), 2}, {Clock("15:00"), 5}};
  EXPECT_EQ(
      JudgeLeg(Ask("bookings/new", "stockItems/gifts", Between("09:00", "10:00"), 7)).nearest_fit,
      Between("15:00", "16:00"));
  EXPECT_EQ(
      JudgeLeg(Ask("bookings/new", "stockItems/gifts", Between("09:00", "10:00"), 8)).nearest_fit,
      std::nullopt);
}

TEST_F(NearestFitTest, IsForTheVehicleEvenWithoutADriver) {
  Add("resources/car").role = Role::kVehicle;
  Stand("bookings/a", "resources/car", Between("09:00", "12:00"));
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", "resources/car", Between("11:00", "12:00")));
  EXPECT_THAT(RulesOf(leg), ElementsAre(Rule::kOverlap, Rule::kDriverRequired));
  EXPECT_EQ(leg.nearest_fit, Between("12:00", "13:00"));
}

}  // namespace
}  // namespace letan::booking
