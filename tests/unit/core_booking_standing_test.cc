#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/booking_world.h"

namespace letan::booking {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class StandingTest : public testing::Test, public BookingWorld {
 protected:
  StandingTest() { Add(kRoom); }
  ResourceProfile& room() { return view.profiles[kRoom]; }

  // "name rule", one for each conflict of the day.
  std::vector<std::string> Found(const std::string& resource,
                                 const Interval& window = Between("00:00", "23:59")) {
    std::vector<std::string> found;
    for (const StandingConflict& conflict : Standing(resource, window)) {
      found.push_back(conflict.booking + " " +
                      std::to_string(static_cast<int>(conflict.violation.rule)));
    }
    return found;
  }
};

TEST_F(StandingTest, WhatFitsIsNoConflict) {
  EXPECT_THAT(Found(kRoom), IsEmpty());
  Stand("bookings/a", kRoom, Between("09:00", "10:00"));
  Stand("bookings/b", kRoom, Between("10:00", "11:00"));
  EXPECT_THAT(Found(kRoom), IsEmpty());
}

TEST_F(StandingTest, NewBuffersBreakOldGaps) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"));
  Stand("bookings/b", kRoom, Between("10:15", "11:00"));
  Stand("bookings/c", kRoom, Between("11:30", "12:00"));
  room().buffer_after = 30 * kMinute;
  const std::vector<StandingConflict> found = Standing(kRoom, Between("00:00", "23:59"));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].booking, "bookings/a");
  EXPECT_EQ(found[0].violation.rule, Rule::kBuffer);
  EXPECT_THAT(found[0].violation.blocking, ElementsAre("bookings/b"));
  EXPECT_EQ(found[0].violation.needed_gap, 30 * kMinute);
  EXPECT_THAT(found[1].violation.blocking, ElementsAre("bookings/a"));
}

TEST_F(StandingTest, OnlyBookingsOfTheWindowAreNamedButAllAreCompared) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"));
  Stand("bookings/b", kRoom, Between("09:30", "11:00"));
  EXPECT_THAT(Found(kRoom, Between("10:00", "12:00")), ElementsAre("bookings/b 1"));
  EXPECT_THAT(Found(kRoom, Between("11:00", "12:00")), IsEmpty());
}

TEST_F(StandingTest, NewHoursBlackoutsAndTravelCount) {
  view.travel = TravelMatrix({{"airport", "city", kHour}}, kDay);
  Stand("bookings/a", kRoom, Between("09:00", "10:00"), 1, "airport");
  Stand("bookings/b", kRoom, Between("11:00", "12:00"), 1, "city");
  EXPECT_THAT(Found(kRoom), IsEmpty());
  view.travel = TravelMatrix({{"airport", "city", 2 * kHour}}, kDay);
  EXPECT_THAT(Found(kRoom), ElementsAre("bookings/a 5", "bookings/b 5"));
  view.travel = TravelMatrix();
  room().working_hours = {{2 * 1440 + 600, 2 * 1440 + 1020}};
  room().blackouts = {{Between("11:30", "13:00"), "lunch"}};
  EXPECT_THAT(Found(kRoom), ElementsAre("bookings/a 6", "bookings/b 7"));
}

TEST_F(StandingTest, AnOverrideThatWasGrantedStands) {
  Stand("bookings/a", kRoom, Between("18:00", "21:00")).override_granted = true;
  Stand("bookings/b", kRoom, Between("20:00", "22:00"));
  room().working_hours = {{2 * 1440 + 600, 2 * 1440 + 1020}};
  EXPECT_THAT(Found(kRoom), ElementsAre("bookings/a 1", "bookings/b 1", "bookings/b 6"));
}

// Bookings outside the window decide whether one within it is the first or the last of its day,
// even if the first one within it, by itself, would not depend on them.
class StandingDayTest : public StandingTest {
 protected:
  StandingDayTest() {
    room().home_place = "office";
    room().working_hours = {{2 * 1440 + 480, 2 * 1440 + 1020}};  // Wed 08-17
    view.travel = TravelMatrix({{"office", "hills", kHour}}, 0);
    Stand("bookings/a", kRoom, Between("09:00", "09:30"), 1, "office");
    Stand("bookings/b", kRoom, Between("10:30", "16:30"), 1, "hills");
  }
};

TEST_F(StandingDayTest, ABookingWithoutAPlaceComesFirst) {
  view.bookings[0].place.clear();
  EXPECT_THAT(Found(kRoom, Between("09:00", "11:00")), ElementsAre("bookings/b 6"));
  Stand("bookings/c", kRoom, Between("19:00", "20:00")).override_granted = true;
  EXPECT_THAT(Found(kRoom, Between("09:00", "11:00")), IsEmpty());
}

TEST_F(StandingDayTest, ABookingWithAnOverrideComesFirst) {
  view.bookings[0].override_granted = true;
  EXPECT_THAT(Found(kRoom, Between("09:00", "11:00")), ElementsAre("bookings/b 6"));
  Stand("bookings/c", kRoom, Between("19:00", "20:00")).override_granted = true;
  EXPECT_THAT(Found(kRoom, Between("09:00", "11:00")), IsEmpty());
}

TEST_F(StandingTest, AReleaseMayLeaveATripHomeTooLong) {
  room().home_place = "office";
  room().working_hours = {{2 * 1440 + 480, 2 * 1440 + 1020}};
  view.travel = TravelMatrix({{"office", "hills", kHour}}, kDay);
  Stand("bookings/b", kRoom, Between("08:30", "10:00"), 1, "hills");
  Stand("bookings/a", kRoom, Between("08:00", "08:15"));
  EXPECT_THAT(Found(kRoom), IsEmpty());
  view.bookings.pop_back();
  EXPECT_THAT(Found(kRoom), ElementsAre("bookings/b 6"));
}

TEST_F(StandingTest, AReleaseMayLeaveTheDirectWayTooLong) {
  view.travel = TravelMatrix({{"north", "south", 10 * kHour}}, kHour);
  Stand("bookings/a", kRoom, Between("06:00", "07:00"), 1, "north");
  Stand("bookings/c", kRoom, Between("10:00", "11:00"), 1, "south");
  Stand("bookings/b", kRoom, Between("08:00", "09:00"), 1, "island");
  EXPECT_THAT(Found(kRoom), IsEmpty());
  view.bookings.pop_back();
  EXPECT_THAT(Found(kRoom), ElementsAre("bookings/a 5", "bookings/c 5"));
}

TEST_F(StandingTest, WhatIsOutOfServiceHoldsNoBookings) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"));
  room().active = false;
  EXPECT_THAT(Found(kRoom), ElementsAre("bookings/a 10"));
}

TEST_F(StandingTest, LessCapacityIsHeldAgainstAllOfTheTightInstants) {
  Add("resources/hall", CapacityModel::kShared).capacity = 9;
  Stand("bookings/a", "resources/hall", Between("09:00", "10:00"), 5);
  Stand("bookings/b", "resources/hall", Between("09:30", "11:00"), 5);
  Stand("bookings/c", "resources/hall", Between("10:00", "11:00"), 4);
  const std::vector<StandingConflict> found = Standing("resources/hall", Between("00:00", "23:59"));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].booking, "bookings/a");
  EXPECT_EQ(found[0].violation.available, 4);
  EXPECT_THAT(found[0].violation.blocking, ElementsAre("bookings/b"));
  EXPECT_EQ(found[1].booking, "bookings/b");
}

TEST_F(StandingTest, MissingStockIsHeldAgainstTheLatest) {
  Add("stockItems/gifts", CapacityModel::kConsumable);
  view.movements["stockItems/gifts"] = {{Clock("00:00"), 10}};
  Stand("bookings/c", "stockItems/gifts", Between("11:00", "12:00"), 3);
  Stand("bookings/b", "stockItems/gifts", Between("10:00", "12:00"), 4);
  Stand("bookings/a", "stockItems/gifts", Between("09:00", "12:00"), 3);
  EXPECT_THAT(Found("stockItems/gifts"), IsEmpty());
  view.movements["stockItems/gifts"].push_back({Clock("15:00"), -2});
  const std::vector<StandingConflict> found =
      Standing("stockItems/gifts", Between("00:00", "23:59"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].booking, "bookings/c");
  EXPECT_EQ(found[0].violation.rule, Rule::kStock);
  EXPECT_EQ(found[0].violation.available, 1);
  view.movements["stockItems/gifts"].push_back({Clock("16:00"), -2});
  EXPECT_THAT(Found("stockItems/gifts"), ElementsAre("bookings/b 3", "bookings/c 3"));
  // The shortage lies after the window; the bookings that cause it are in it all the same.
  EXPECT_THAT(Found("stockItems/gifts", Between("10:00", "10:30")), ElementsAre("bookings/b 3"));
}

TEST_F(StandingTest, ReturnablesAreMissingOnlyWhileTheyAreOut) {
  Add("stockItems/flags", CapacityModel::kReturnable);
  view.movements["stockItems/flags"] = {{Clock("00:00"), 5}, {Clock("10:00"), -2}};
  Stand("bookings/a", "stockItems/flags", Between("08:00", "10:00"), 5);
  EXPECT_THAT(Found("stockItems/flags"), IsEmpty());
  Stand("bookings/b", "stockItems/flags", Between("09:00", "11:00"), 1);
  // Before ten the later of the two is one too many; from ten on it fits.
  EXPECT_THAT(Found("stockItems/flags"), ElementsAre("bookings/b 3"));
}

TEST_F(StandingTest, AVehicleWithoutItsDriverIsAConflict) {
  Add("resources/car").role = Role::kVehicle;
  Add("resources/driver").role = Role::kDriver;
  Stand("bookings/c", "resources/car", Between("09:00", "11:00"), 1, "", "delegations/1");
  Stand("bookings/d", "resources/driver", Between("09:00", "11:00"), 1, "", "delegations/1");
  EXPECT_THAT(Found("resources/car"), IsEmpty());
  view.bookings.back().interval.end = Clock("10:00");
  EXPECT_THAT(Found("resources/car"), ElementsAre("bookings/c 8"));
  EXPECT_THAT(Found("resources/driver"), IsEmpty());
}

TEST_F(StandingTest, AnUnknownResourceIsNotFound) {
  EXPECT_EQ(StandingConflicts(view, "resources/none", {0, 1}).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace letan::booking
