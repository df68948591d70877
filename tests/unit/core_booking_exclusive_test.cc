#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/booking_world.h"

namespace letan::booking {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ExclusiveTest : public testing::Test, public BookingWorld {
 protected:
  ExclusiveTest() {
    Add(kRoom);
    view.travel = TravelMatrix({{"airport", "city", 75 * kMinute}, {"city", "hills", kHour}}, kDay);
  }
};

TEST_F(ExclusiveTest, AnEmptyCalendarTakesAnything) {
  EXPECT_TRUE(Fits(Ask("bookings/new", kRoom, Between("09:00", "10:00"))));
}

TEST_F(ExclusiveTest, TouchingBookingsFit) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"));
  Stand("bookings/b", kRoom, Between("11:00", "12:00"));
  EXPECT_TRUE(Fits(Ask("bookings/new", kRoom, Between("10:00", "11:00"))));
}

TEST_F(ExclusiveTest, NamesAllThatOverlapByStart) {
  Stand("bookings/late", kRoom, Between("11:00", "12:00"));
  Stand("bookings/early", kRoom, Between("09:00", "10:00"));
  Stand("bookings/other", kRoom, Between("14:00", "15:00"));
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kRoom, Between("09:59", "11:01")));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kOverlap));
  EXPECT_THAT(leg.violations[0].blocking, ElementsAre("bookings/early", "bookings/late"));
  EXPECT_THAT(leg.violations[0].blocking_legs, IsEmpty());
}

TEST_F(ExclusiveTest, FindsEnclosingAndEnclosedBookings) {
  Stand("bookings/day", kRoom, Between("08:00", "17:00"));
  EXPECT_FALSE(Fits(Ask("bookings/new", kRoom, Between("12:00", "12:01"))));
  EXPECT_FALSE(Fits(Ask("bookings/new", kRoom, Between("07:00", "18:00"))));
  EXPECT_FALSE(Fits(Ask("bookings/new", kRoom, Between("08:00", "17:00"))));
}

TEST_F(ExclusiveTest, QuantityDoesNotMakeRoom) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"), 0);
  EXPECT_FALSE(Fits(Ask("bookings/new", kRoom, Between("09:00", "10:00"), 0)));
}

TEST_F(ExclusiveTest, OtherResourcesAreNotInTheWay) {
  Add("resources/hall");
  Stand("bookings/a", "resources/hall", Between("09:00", "10:00"));
  EXPECT_TRUE(Fits(Ask("bookings/new", kRoom, Between("09:00", "10:00"))));
}

TEST_F(ExclusiveTest, BuffersAddUpAndAGapOfExactlyThatFits) {
  view.profiles[kRoom].buffer_before = 10 * kMinute;
  view.profiles[kRoom].buffer_after = 20 * kMinute;
  Stand("bookings/a", kRoom, Between("09:00", "10:00"));
  EXPECT_TRUE(Fits(Ask("bookings/new", kRoom, Between("10:30", "11:00"))));
  EXPECT_TRUE(Fits(Ask("bookings/new", kRoom, Between("08:00", "08:30"))));
  for (const Interval& close : {Between("10:29", "11:00"), Between("08:00", "08:31")}) {
    const LegVerdict leg = JudgeLeg(Ask("bookings/new", kRoom, close));
    ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kBuffer));
    EXPECT_THAT(leg.violations[0].blocking, ElementsAre("bookings/a"));
    EXPECT_EQ(leg.violations[0].needed_gap, 30 * kMinute);
  }
}

TEST_F(ExclusiveTest, OverlapIsNotReportedAsATooSmallGap) {
  view.profiles[kRoom].buffer_after = kHour;
  Stand("bookings/a", kRoom, Between("09:00", "10:00"));
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kRoom, Between("09:30", "10:30")));
  EXPECT_THAT(RulesOf(leg), ElementsAre(Rule::kOverlap));
}

TEST_F(ExclusiveTest, TravelBetweenPlacesFitsExactly) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"), 1, "airport");
  EXPECT_TRUE(Fits(Ask("bookings/new", kRoom, Between("11:15", "12:00"), 1, "city")));
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kRoom, Between("11:14", "12:00"), 1, "city"));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kTravelTime));
  EXPECT_EQ(leg.violations[0].needed_gap, 75 * kMinute);
  EXPECT_THAT(leg.violations[0].blocking, ElementsAre("bookings/a"));
}

TEST_F(ExclusiveTest, TravelHasADirection) {
  view.travel = TravelMatrix({{"up", "down", kHour}, {"down", "up", 2 * kHour}}, kDay);
  Stand("bookings/a", kRoom, Between("12:00", "13:00"), 1, "up");
  EXPECT_TRUE(Fits(Ask("bookings/new", kRoom, Between("14:00", "15:00"), 1, "down")));
  EXPECT_TRUE(Fits(Ask("bookings/new", kRoom, Between("09:00", "10:00"), 1, "down")));
  EXPECT_FALSE(Fits(Ask("bookings/new", kRoom, Between("09:01", "10:01"), 1, "down")));
}

TEST_F(ExclusiveTest, TheLargerOfBuffersAndTravelIsAskedAndNamed) {
  view.profiles[kRoom].buffer_after = 75 * kMinute;
  Stand("bookings/a", kRoom, Between("09:00", "10:00"), 1, "airport");
  // Equal demands: it is the buffers that fail.
  EXPECT_THAT(RulesOf(JudgeLeg(Ask("bookings/new", kRoom, Between("11:00", "12:00"), 1, "city"))),
              ElementsAre(Rule::kBuffer));
  view.profiles[kRoom].buffer_after = 74 * kMinute;
  EXPECT_THAT(RulesOf(JudgeLeg(Ask("bookings/new", kRoom, Between("11:00", "12:00"), 1, "city"))),
              ElementsAre(Rule::kTravelTime));
}

TEST_F(ExclusiveTest, WithoutAPlaceNoTravelIsReckoned) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"), 1, "airport");
  EXPECT_TRUE(Fits(Ask("bookings/new", kRoom, Between("10:00", "11:00"))));
}

TEST_F(ExclusiveTest, ABookingWithoutAPlaceDoesNotShortenTheWay) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"), 1, "airport");
  Stand("bookings/call", kRoom, Between("10:00", "10:30"));
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kRoom, Between("11:00", "12:00"), 1, "city"));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kTravelTime));
  EXPECT_THAT(leg.violations[0].blocking, ElementsAre("bookings/a"));
}

TEST_F(ExclusiveTest, TravelIsReckonedFromTheNeighbourOnly) {
  // No chain joins the island, so its default is shorter than the way between the others.
  view.travel = TravelMatrix({{"north", "south", 10 * kHour}}, kHour);
  Stand("bookings/a", kRoom, Between("06:00", "07:00"), 1, "north");
  Stand("bookings/b", kRoom, Between("08:00", "09:00"), 1, "island");
  EXPECT_TRUE(Fits(Ask("bookings/new", kRoom, Between("10:00", "11:00"), 1, "south")));
  EXPECT_FALSE(
      JudgeChange({.release = {"bookings/b"},
                   .put = {Ask("bookings/new", kRoom, Between("10:00", "11:00"), 1, "south")}})
          .fits());
}

TEST_F(ExclusiveTest, BothNeighboursAreNamed) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"), 1, "airport");
  Stand("bookings/b", kRoom, Between("12:00", "13:00"), 1, "hills");
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kRoom, Between("11:00", "11:30"), 1, "city"));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kTravelTime));
  EXPECT_THAT(leg.violations[0].blocking, ElementsAre("bookings/a", "bookings/b"));
  EXPECT_EQ(leg.violations[0].needed_gap, 75 * kMinute);
}

TEST_F(ExclusiveTest, AMoveMayOverlapItsOwnOldTime) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"));
  EXPECT_TRUE(Fits(Ask("bookings/a", kRoom, Between("09:00", "10:00"))));
  EXPECT_TRUE(Fits(Ask("bookings/a", kRoom, Between("09:30", "10:30"))));
  EXPECT_FALSE(Fits(Ask("bookings/b", kRoom, Between("09:30", "10:30"))));
}

TEST_F(ExclusiveTest, TwoBookingsMaySwapTimes) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"));
  Stand("bookings/b", kRoom, Between("10:00", "11:00"));
  const Verdict verdict =
      JudgeChange({.put = {Ask("bookings/a", kRoom, Between("10:00", "11:00")),
                           Ask("bookings/b", kRoom, Between("09:00", "10:00"))}});
  EXPECT_TRUE(verdict.fits());
  ASSERT_EQ(verdict.legs.size(), 2u);
}

TEST_F(ExclusiveTest, WhatIsReleasedMakesRoom) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"));
  EXPECT_TRUE(JudgeChange({.release = {"bookings/a"},
                           .put = {Ask("bookings/new", kRoom, Between("09:00", "10:00"))}})
                  .fits());
}

TEST_F(ExclusiveTest, LegsOfOneChangeClashWithEachOther) {
  Stand("bookings/a", kRoom, Between("09:00", "10:00"));
  const Verdict verdict =
      JudgeChange({.put = {Ask("bookings/x", kRoom, Between("09:30", "11:00")),
                           Ask("bookings/y", kRoom, Between("10:30", "12:00")),
                           Ask("bookings/z", kRoom, Between("14:00", "15:00"))}});
  ASSERT_EQ(verdict.legs.size(), 3u);
  ASSERT_THAT(RulesOf(verdict.legs[0]), ElementsAre(Rule::kOverlap));
  EXPECT_THAT(verdict.legs[0].violations[0].blocking, ElementsAre("bookings/a"));
  EXPECT_THAT(verdict.legs[0].violations[0].blocking_legs, ElementsAre(1));
  ASSERT_THAT(RulesOf(verdict.legs[1]), ElementsAre(Rule::kOverlap));
  EXPECT_THAT(verdict.legs[1].violations[0].blocking, IsEmpty());
  EXPECT_THAT(verdict.legs[1].violations[0].blocking_legs, ElementsAre(0));
  EXPECT_THAT(verdict.legs[2].violations, IsEmpty());
  EXPECT_FALSE(verdict.fits());
}

TEST_F(ExclusiveTest, LegsOfOneChangeNeedTimeToTravel) {
  const Verdict verdict =
      JudgeChange({.put = {Ask("bookings/x", kRoom, Between("09:00", "10:00"), 1, "airport"),
                           Ask("bookings/y", kRoom, Between("11:00", "12:00"), 1, "city")}});
  ASSERT_THAT(RulesOf(verdict.legs[0]), ElementsAre(Rule::kTravelTime));
  EXPECT_THAT(verdict.legs[0].violations[0].blocking_legs, ElementsAre(1));
  ASSERT_THAT(RulesOf(verdict.legs[1]), ElementsAre(Rule::kTravelTime));
  EXPECT_THAT(verdict.legs[1].violations[0].blocking_legs, ElementsAre(0));
}

}  // namespace
}  // namespace letan::booking
