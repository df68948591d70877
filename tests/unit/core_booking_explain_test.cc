#include <gtest/gtest.h>

#include <string>

#include "tests/support/booking_world.h"

namespace letan::booking {
namespace {

class ExplainTest : public testing::Test {
 protected:
  ExplainTest() {
    leg_.interval = Between("14:00", "16:30");
    leg_.quantity = 3;
    leg_.party_size = 12;
    profile_.capacity = 10;
  }
  std::string Say(const Violation& violation) const { return Explain(violation, profile_, leg_); }

  ResourceProfile profile_;
  Leg leg_;
};

TEST_F(ExplainTest, SaysHowManyOverlap) {
  EXPECT_EQ(Say({.rule = Rule::kOverlap, .blocking = {"bookings/a"}, .blocking_legs = {1}}),
            "The resource is taken by 2 other bookings in the time from 2017-02-08 14:00 to "
            "2017-02-08 16:30.");
  EXPECT_EQ(Say({.rule = Rule::kOverlap, .blocking = {"bookings/a"}}),
            "The resource is taken by 1 other booking in the time from 2017-02-08 14:00 to "
            "2017-02-08 16:30.");
}

TEST_F(ExplainTest, SaysHowManyUnitsAreLeft) {
  EXPECT_EQ(Say({.rule = Rule::kCapacity, .available = 1}),
            "3 asked for from 2017-02-08 14:00 to 2017-02-08 16:30, but at the tightest moment "
            "only 1 of 10 left.");
  profile_.by_night = true;
  EXPECT_NE(Say({.rule = Rule::kCapacity}).find("at the tightest night only 0 of 10"),
            std::string::npos);
}

TEST_F(ExplainTest, SaysWhatIsInStock) {
  profile_.model = CapacityModel::kConsumable;
  EXPECT_EQ(Say({.rule = Rule::kStock, .available = 2}),
            "3 asked for from 2017-02-08 14:00 on, but at the tightest moment only 2 left in "
            "stock.");
  profile_.model = CapacityModel::kReturnable;
  EXPECT_NE(Say({.rule = Rule::kStock}).find("14:00 to 2017-02-08 16:30, but"), std::string::npos);
}

TEST_F(ExplainTest, SaysWhichGapIsNeeded) {
  EXPECT_EQ(Say({.rule = Rule::kBuffer, .blocking = {"a"}, .needed_gap = 75 * kMinute}),
            "The gap between what is asked for from 2017-02-08 14:00 to 2017-02-08 16:30 and 1 "
            "other booking is shorter than the 1 h 15 min that clearing and preparing take.");
  EXPECT_NE(Say({.rule = Rule::kTravelTime, .needed_gap = 2 * kHour}).find("the 2 h that the way"),
            std::string::npos);
  EXPECT_NE(Say({.rule = Rule::kTravelTime, .needed_gap = 90 * kSecond}).find("the 1 min 30 s"),
            std::string::npos);
}

TEST_F(ExplainTest, SaysTheHoursAndTheReason) {
  EXPECT_EQ(Say({.rule = Rule::kWorkingHours, .detail = "Wed 07:30-17:00"}),
            "The time from 2017-02-08 14:00 to 2017-02-08 16:30 is not within working hours (Wed "
            "07:30-17:00).");
  profile_.home_place = "places/office";
  EXPECT_NE(Say({.rule = Rule::kWorkingHours}).find("with the trips from and to"),
            std::string::npos);
  EXPECT_EQ(Say({.rule = Rule::kBlackout, .detail = "repair"}),
            "The resource is closed for at least part of the time from 2017-02-08 14:00 to "
            "2017-02-08 16:30: repair.");
}

TEST_F(ExplainTest, SaysWhoLacksADriver) {
  profile_.role = Role::kVehicle;
  EXPECT_EQ(Say({.rule = Rule::kDriverRequired}),
            "The vehicle needs a driver of the same owner for the whole time from 2017-02-08 14:00 "
            "to 2017-02-08 16:30.");
  profile_.role = Role::kDriver;
  EXPECT_EQ(Say({.rule = Rule::kDriverRequired, .blocking = {"bookings/a"}}),
            "Moving the driver to the time from 2017-02-08 14:00 to 2017-02-08 16:30 leaves 1 "
            "vehicle booking without a driver.");
}

TEST_F(ExplainTest, SaysWhatTheResourceCannot) {
  EXPECT_EQ(Say({.rule = Rule::kPartyTooLarge, .available = 7}),
            "A party of 12 does not fit on 7 seats.");
  EXPECT_EQ(Say({.rule = Rule::kInactive}), "The resource is deleted or out of service.");
}

TEST_F(ExplainTest, SpeaksInTheResourcesTimeAndInUtcIfThatIsUnknown) {
  profile_.time_zone = "Europe/Paris";
  EXPECT_NE(Say({.rule = Rule::kOverlap}).find("from 2017-02-08 08:00"), std::string::npos);
  profile_.time_zone = "Mars/Olympus";
  EXPECT_NE(Say({.rule = Rule::kOverlap}).find("from 2017-02-08 07:00"), std::string::npos);
}

}  // namespace
}  // namespace letan::booking
