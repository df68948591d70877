// One at a time: buffers, travel, working hours, blackouts, trips home, overrides, parties.
#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;

class ExclusiveRules : public ConformanceTest {
 protected:
  Leg Of(const std::string& id, const Interval& interval) { return MakeLeg(id, row_, interval); }
  Leg In(const std::string& place, const std::string& id, const Interval& interval) {
    return LegAt(place, Of(id, interval));
  }
  std::string Rules(const Leg& leg) { return RulesOf(Try(Change({leg}))); }
  static constexpr Interval Minutes(int from, int to) { return {At(0, 0, from), At(0, 0, to)}; }

  ResourceRow row_ = Resource("interpreter");
};
LETAN_FOR_EVERY_ENGINE(ExclusiveRules);

TEST_P(ExclusiveRules, BuffersAreKeptOnBothSides) {
  row_.profile.buffer_before = 20 * kMinute;
  row_.profile.buffer_after = 10 * kMinute;
  Put(row_);
  MustBook(Change({Of("b", Minutes(600, 660))}));
  EXPECT_EQ(Rules(Of("x", Minutes(689, 700))), "BUFFER");
  EXPECT_EQ(Rules(Of("x", Minutes(690, 700))), "");
  EXPECT_EQ(Rules(Of("x", Minutes(560, 571))), "BUFFER");
  EXPECT_EQ(Rules(Of("x", Minutes(560, 570))), "");
  EXPECT_EQ(Rules(Of("x", Minutes(650, 670))), "OVERLAP");
  const booking::Violation violation =
      ViolationOf(Try(Change({Of("x", Minutes(660, 700))})), Rule::kBuffer);
  EXPECT_EQ(violation.needed_gap, 30 * kMinute);
  EXPECT_THAT(violation.blocking, ElementsAre("bookings/b"));
}

TEST_P(ExclusiveRules, BuffersHoldBetweenLegsOfOneChange) {
  row_.profile.buffer_after = 15 * kMinute;
  Put(row_);
  const BookingVerdict verdict =
      Try(Change({Of("x", Minutes(600, 660)), Of("y", Minutes(670, 700))}));
  EXPECT_THAT(ViolationOf(verdict, Rule::kBuffer, 0).blocking_legs, ElementsAre(1));
  EXPECT_THAT(ViolationOf(verdict, Rule::kBuffer, 1).blocking_legs, ElementsAre(0));
}

TEST_P(ExclusiveRules, TravelTakesItsTimeEachWay) {
  PutRoads("airport", {Road("airport", "city", 90 * kMinute)});
  PutRoads("city", {Road("city", "airport", 70 * kMinute)});
  Put(row_);
  MustBook(Change({In("city", "b", Minutes(600, 660))}));
  EXPECT_EQ(Rules(In("airport", "x", Minutes(729, 800))), "TRAVEL_TIME");
  EXPECT_EQ(Rules(In("airport", "x", Minutes(730, 800))), "");
  EXPECT_EQ(Rules(In("airport", "x", Minutes(400, 511))), "TRAVEL_TIME");
  EXPECT_EQ(Rules(In("airport", "x", Minutes(400, 510))), "");
  EXPECT_EQ(Rules(In("city", "x", Minutes(660, 700))), "");
  EXPECT_EQ(Rules(Of("x", Minutes(660, 700))), "");  // no place said: no travel reckoned
  EXPECT_EQ(ViolationOf(Try(Change({In("airport", "x", Minutes(700, 710))})), Rule::kTravelTime)
                .needed_gap,
            70 * kMinute);
}

TEST_P(ExclusiveRules, TheGapIsTheLargerOfBufferAndTravel) {
  PutRoads("a", {Road("a", "near", 10 * kMinute), Road("a", "far", 50 * kMinute)});
  row_.profile.buffer_after = 30 * kMinute;
  Put(row_);
  MustBook(Change({In("a", "b", Minutes(600, 660))}));
  EXPECT_EQ(Rules(In("near", "x", Minutes(689, 700))), "BUFFER");
  EXPECT_EQ(Rules(In("near", "x", Minutes(690, 700))), "");
  EXPECT_EQ(Rules(In("far", "x", Minutes(709, 720))), "TRAVEL_TIME");
  EXPECT_EQ(Rules(In("far", "x", Minutes(710, 720))), "");
}

TEST_P(ExclusiveRules, RoadsAreChainedAndTheShortestCounts) {
  PutRoads("a", {Road("a", "b", 30 * kMinute), Road("a", "c", 200 * kMinute)});
  PutRoads("b", {Road("b", "c", 40 * kMinute)});
  Put(row_);
  MustBook(Change({In("a", "x", Minutes(600, 660))}));
  EXPECT_EQ(Rules(In("c", "y", Minutes(729, 800))), "TRAVEL_TIME");
  EXPECT_EQ(Rules(In("c", "y", Minutes(730, 800))), "");
  EXPECT_EQ(Rules(In("c", "y", Minutes(500, 531))), "TRAVEL_TIME");  // the way back as long
  EXPECT_EQ(Rules(In("c", "y", Minutes(500, 530))), "");
}

TEST_P(ExclusiveRules, PlacesWithoutARoadTakeTheDefault) {
  Put(row_);
  MustBook(Change({In("a", "x", Minutes(600, 660))}));
  EXPECT_EQ(Rules(In("b", "y", Minutes(719, 800))), "TRAVEL_TIME");
  EXPECT_EQ(Rules(In("b", "y", Minutes(720, 800))), "");
}

TEST_P(ExclusiveRules, ABookingWithoutAPlaceIsNoShortcut) {
  PutRoads("a", {Road("a", "b", 120 * kMinute)});
  Put(row_);
  MustBook(Change({In("a", "x", Minutes(600, 660)), Of("nowhere", Minutes(680, 700))}));
  EXPECT_EQ(Rules(In("b", "y", Minutes(779, 800))), "TRAVEL_TIME");
  EXPECT_EQ(Rules(In("b", "y", Minutes(780, 800))), "");
}

TEST_P(ExclusiveRules, WorkingHoursAreLocalAndInclusiveOfTheirEnds) {
  row_.profile.working_hours = {{7 * 60 + 30, 11 * 60 + 30}, {13 * 60, 17 * 60}};  // Mondays
  Put(row_);
  EXPECT_EQ(Rules(Of("x", Minutes(450, 690))), "");
  EXPECT_EQ(Rules(Of("x", Minutes(449, 690))), "WORKING_HOURS");
  EXPECT_EQ(Rules(Of("x", Minutes(450, 691))), "WORKING_HOURS");
  EXPECT_EQ(Rules(Of("x", Minutes(600, 840))), "WORKING_HOURS");  // over lunch
  EXPECT_EQ(Rules(Of("x", {At(1, 8), At(1, 9)})), "WORKING_HOURS");
  EXPECT_EQ(Rules(Of("x", {At(7, 8), At(7, 9)})), "");  // the Monday after
}

TEST_P(ExclusiveRules, SpansThatTouchAreOne) {
  const int day = 24 * 60;
  row_.profile.working_hours = {{0, 8 * 60}, {6 * day + 20 * 60, 7 * day}};  // over the week's end
  Put(row_);
  EXPECT_EQ(Rules(Of("x", {At(-1, 21), At(0, 7)})), "");
  EXPECT_EQ(Rules(Of("x", {At(-1, 21), At(0, 8)})), "");
  EXPECT_EQ(Rules(Of("x", {At(-1, 21), At(0, 8) + 1})), "WORKING_HOURS");
  EXPECT_EQ(Rules(Of("x", {At(-1, 19), At(0, 7)})), "WORKING_HOURS");
}

TEST_P(ExclusiveRules, HoursAreThoseOfTheResourcesZone) {
  row_.profile.working_hours = {{8 * 60, 10 * 60}};
  row_.profile.time_zone = "Asia/Seoul";  // two hours ahead
  Put(row_);
  EXPECT_EQ(Rules(Of("x", Hours(8, 9))), "WORKING_HOURS");
  EXPECT_EQ(Rules(Of("x", Hours(6, 8))), "");
}

TEST_P(ExclusiveRules, ABlackoutIsHalfOpenAndNamesItsReason) {
  row_.profile.blackouts = {{Hours(10, 12), "training"}};
  Put(row_);
  EXPECT_EQ(Rules(Of("x", Hours(9, 10))), "");
  EXPECT_EQ(Rules(Of("x", Hours(12, 13))), "");
  EXPECT_EQ(Rules(Of("x", {At(0, 9), At(0, 10) + 1})), "BLACKOUT");
  EXPECT_EQ(Rules(Of("x", {At(0, 12) - 1, At(0, 13)})), "BLACKOUT");
  EXPECT_EQ(ViolationOf(Try(Change({Of("x", Hours(8, 13))})), Rule::kBlackout).detail, "training");
}

TEST_P(ExclusiveRules, TripsFromAndToHomeBelongToTheDay) {
  PutRoads("home", {Road("home", "site", 60 * kMinute)});
  row_.profile.home_place = "places/home";
  row_.profile.working_hours = {{8 * 60, 17 * 60}};
  Put(row_);
  EXPECT_EQ(Rules(In("site", "x", Minutes(540, 960))), "");
  EXPECT_EQ(Rules(In("site", "x", Minutes(539, 960))), "WORKING_HOURS");
  EXPECT_EQ(Rules(In("site", "x", Minutes(540, 961))), "WORKING_HOURS");
  EXPECT_EQ(Rules(In("home", "x", Minutes(480, 1020))), "");
  EXPECT_EQ(Rules(Of("x", Minutes(480, 1020))), "");  // no place: no trip
}

TEST_P(ExclusiveRules, OnlyTheFirstAndLastBookingOfADayTravelHome) {
  PutRoads("home", {Road("home", "site", 60 * kMinute)});
  row_.profile.home_place = "places/home";
  row_.profile.working_hours = {{8 * 60, 17 * 60}};
  Put(row_);
  EXPECT_EQ(Rules(In("site", "late", Minutes(900, 1020))), "WORKING_HOURS");
  // In one change: a booking before and one after take the trips away from the one between.
  EXPECT_EQ(RulesOf(Try(Change({In("home", "first", Minutes(480, 500)),
                                In("site", "middle", Minutes(600, 700)),
                                In("home", "last", Minutes(800, 1020))})),
                    1),
            "");
  MustBook(Change({In("site", "noon", Minutes(700, 720))}));
  EXPECT_EQ(Rules(In("site", "early", Minutes(500, 560))), "WORKING_HOURS");
  EXPECT_EQ(Rules(In("site", "early", Minutes(540, 560))), "");
  // Another day's booking does not count.
  MustBook(Change({In("site", "tomorrow", {At(7, 10), At(7, 11)})}));
  EXPECT_EQ(Rules(In("site", "x", Minutes(730, 961))), "WORKING_HOURS");
}

TEST_P(ExclusiveRules, TripsHomeMeetBlackoutsToo) {
  PutRoads("home", {Road("home", "site", 60 * kMinute)});
  row_.profile.home_place = "places/home";
  row_.profile.blackouts = {{Hours(10, 11), "the bridge is closed"}};
  Put(row_);
  EXPECT_EQ(Rules(In("site", "x", Minutes(660, 700))), "BLACKOUT");
  EXPECT_EQ(Rules(In("site", "x", Minutes(720, 740))), "");
  EXPECT_EQ(Rules(In("site", "x", Minutes(500, 541))), "BLACKOUT");
  EXPECT_EQ(Rules(In("site", "x", Minutes(500, 540))), "");
}

TEST_P(ExclusiveRules, OverridesSetHoursAndBlackoutsAside) {
  row_.profile.working_hours = {{8 * 60, 17 * 60}};
  row_.profile.blackouts = {{Hours(19, 20), "rest"}};
  row_.profile.override_list = {"agencies/office", "people/head"};
  Put(row_);
  Leg banquet = Of("x", Hours(18, 21));
  EXPECT_EQ(Rules(banquet), "WORKING_HOURS,BLACKOUT");
  banquet.override_authority = "people/head";
  EXPECT_EQ(Rules(banquet), "WORKING_HOURS,BLACKOUT");  // without a reason
  banquet.override_reason = "a banquet";
  EXPECT_EQ(Rules(banquet), "");
  banquet.override_authority = "people/other";
  EXPECT_EQ(Rules(banquet), "WORKING_HOURS,BLACKOUT");
  banquet.override_authority = "";
  EXPECT_EQ(Rules(banquet), "WORKING_HOURS,BLACKOUT");
}

TEST_P(ExclusiveRules, NobodyOverridesAnOverlap) {
  row_.profile.buffer_after = kHour;
  row_.profile.override_list = {"agencies/office"};
  Put(row_);
  MustBook(Change({Of("b", Hours(8, 10))}));
  for (const Interval& wish : {Hours(9, 11), Hours(10, 11)}) {
    Leg leg = Of("x", wish);
    leg.override_authority = "agencies/office";
    leg.override_reason = "important";
    EXPECT_NE(Rules(leg), "");
  }
}

TEST_P(ExclusiveRules, APartyMustFitTheSeats) {
  row_.profile.seats = 7;
  Put(row_);
  Leg leg = Of("x", Hours(8, 9));
  leg.party_size = 7;
  EXPECT_EQ(Rules(leg), "");
  leg.party_size = 8;
  EXPECT_EQ(Rules(leg), "PARTY_TOO_LARGE");
  EXPECT_EQ(ViolationOf(Try(Change({leg})), Rule::kPartyTooLarge).available, 7);
  row_.profile.seats = 0;
  Put(row_);
  EXPECT_EQ(Rules(leg), "");
}

TEST_P(ExclusiveRules, WhatIsOutOfServiceTakesNothingNew) {
  Put(row_);
  MustBook(Change({Of("b", Hours(8, 9))}));
  row_.profile.active = false;
  Put(row_);
  EXPECT_EQ(Rules(Of("x", Hours(10, 11))), "INACTIVE");
  EXPECT_EQ(Rules(Of("x", Hours(8, 9))), "OVERLAP,INACTIVE");
  EXPECT_TRUE(Apply(Release({"b"})).fits());
}

TEST_P(ExclusiveRules, EveryViolatedRuleIsNamed) {
  PutRoads("a", {Road("a", "b", kHour)});
  row_.profile.seats = 2;
  row_.profile.buffer_after = 10 * kMinute;
  row_.profile.working_hours = {{8 * 60, 17 * 60}};
  row_.profile.blackouts = {{Hours(17, 18), "closed"}};
  Put(row_);
  MustBook(Change({In("a", "before", Hours(13, 14)), Of("over", Hours(15, 16)),
                   In("b", "after", {At(0, 16, 55), At(0, 17)})}));
  Leg leg = In("b", "x", {At(0, 14, 30), At(0, 17, 30)});
  leg.party_size = 3;
  EXPECT_EQ(Rules(leg), "OVERLAP,TRAVEL_TIME,WORKING_HOURS,BLACKOUT,PARTY_TOO_LARGE");
}

class ExclusiveProposals : public ExclusiveRules {};
LETAN_FOR_ENGINES_WITH(proposes, ExclusiveProposals);

TEST_P(ExclusiveProposals, TheNearestFitFitsAndIsNearest) {
  row_.profile.buffer_after = 10 * kMinute;
  Put(row_);
  MustBook(Change({Of("b", Hours(8, 10)), Of("c", Hours(11, 12))}));
  const BookingVerdict verdict = Try(Change({Of("x", Minutes(585, 645))}));
  ASSERT_TRUE(verdict.verdict.legs[0].nearest_fit.has_value());
  // An hour does not fit between ten past ten and ten to eleven.
  EXPECT_EQ(*verdict.verdict.legs[0].nearest_fit, Minutes(730, 790));
}

}  // namespace
}  // namespace letan::storage::conformance
