// What Judge asks of the view, how it fails, and the rules that look at the resource alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/booking_world.h"

namespace letan::booking {
namespace {

using testing::ElementsAre;

class JudgeTest : public testing::Test, public BookingWorld {
 protected:
  JudgeTest() { Add(kBus); }
  absl::StatusCode CodeOf(const ChangeSet& change) { return Judge(view, change).status().code(); }
};

TEST_F(JudgeTest, AnEmptyChangeFits) { EXPECT_TRUE(JudgeChange({}).fits()); }

TEST_F(JudgeTest, AnInactiveResourceTakesNothingNew) {
  view.profiles[kBus].active = false;
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kBus, Between("09:00", "10:00")));
  EXPECT_THAT(RulesOf(leg), ElementsAre(Rule::kInactive));
  EXPECT_FALSE(leg.nearest_fit.has_value());
}

TEST_F(JudgeTest, APartyNeedsItsSeats) {
  Leg leg = Ask("bookings/new", kBus, Between("09:00", "10:00"));
  leg.party_size = 16;
  EXPECT_TRUE(Fits(leg));  // no limit
  view.profiles[kBus].seats = 16;
  EXPECT_TRUE(Fits(leg));
  leg.party_size = 17;
  const LegVerdict verdict = JudgeLeg(leg);
  ASSERT_THAT(RulesOf(verdict), ElementsAre(Rule::kPartyTooLarge));
  EXPECT_EQ(verdict.violations[0].available, 16);
  EXPECT_FALSE(verdict.nearest_fit.has_value());
}

TEST_F(JudgeTest, NamesEveryRuleThatIsBroken) {
  ResourceProfile& bus = view.profiles[kBus];
  bus.active = false;
  bus.seats = 4;
  bus.role = Role::kVehicle;
  bus.buffer_after = kHour;
  bus.working_hours = {{0, 60}};
  bus.blackouts = {{Between("09:00", "10:00"), "repair"}};
  view.travel = TravelMatrix({}, 2 * kHour);
  Stand("bookings/a", kBus, Between("09:00", "10:00"));
  Stand("bookings/b", kBus, Between("11:15", "11:30"));
  Stand("bookings/c", kBus, Between("12:00", "12:30"), 1, "city");
  Leg leg = Ask("bookings/new", kBus, Between("09:30", "11:00"), 1, "airport");
  leg.party_size = 5;
  EXPECT_THAT(
      RulesOf(JudgeLeg(leg)),
      ElementsAre(Rule::kInactive, Rule::kPartyTooLarge, Rule::kOverlap, Rule::kBuffer,
                  Rule::kTravelTime, Rule::kWorkingHours, Rule::kBlackout, Rule::kDriverRequired));
}

TEST_F(JudgeTest, UnknownNamesAreNotFound) {
  EXPECT_EQ(CodeOf({.put = {Ask("bookings/new", "resources/none", Between("09:00", "10:00"))}}),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(CodeOf({.release = {"bookings/none"}}), absl::StatusCode::kNotFound);
}

TEST_F(JudgeTest, AnUnknownTimeZoneIsAnErrorOnlyWhereItMatters) {
  const ChangeSet change{.put = {Ask("bookings/new", kBus, Between("09:00", "10:00"))}};
  view.profiles[kBus].time_zone = "Mars/Olympus";
  EXPECT_TRUE(JudgeChange(change).fits());
  view.profiles[kBus].working_hours = {{0, 10080}};
  EXPECT_EQ(CodeOf(change), absl::StatusCode::kFailedPrecondition);
}

TEST_F(JudgeTest, AFailingViewIsAnError) {
  view.failure = absl::UnavailableError("busy");
  EXPECT_EQ(CodeOf({.put = {Ask("", kBus, Between("09:00", "10:00"))}}),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(CodeOf({.put = {Ask("bookings/new", kBus, Between("09:00", "10:00"))}}),
            absl::StatusCode::kUnavailable);
  Add("stockItems/x", CapacityModel::kConsumable);
  EXPECT_EQ(CodeOf({.put = {Ask("", "stockItems/x", Between("09:00", "10:00"))}}),
            absl::StatusCode::kUnavailable);
  Add("resources/car").role = Role::kVehicle;
  EXPECT_FALSE(StandingConflicts(view, kBus, Between("09:00", "10:00")).ok());
}

TEST_F(JudgeTest, AsksForOneNarrowWindowWhenAllIsWell) {
  view.profiles[kBus].buffer_after = 20 * kMinute;
  view.travel = TravelMatrix({{"airport", "city", 75 * kMinute}}, kHour);
  Stand("bookings/a", kBus, Between("06:00", "07:00"), 1, "city");
  EXPECT_TRUE(Fits(Ask("bookings/new", kBus, Between("09:00", "10:00"), 1, "city")));
  EXPECT_EQ(view.calls.profile, 1);
  EXPECT_EQ(view.calls.find, 1);  // is it a move?
  EXPECT_EQ(view.calls.of_owner, 0);
  EXPECT_EQ(view.calls.stock, 0);
  EXPECT_THAT(view.calls.windows, ElementsAre(Between("07:45", "11:15")));
}

TEST_F(JudgeTest, WithoutAPlaceOnlyTheBuffersWidenTheWindow) {
  view.profiles[kBus].buffer_after = 20 * kMinute;
  view.travel = TravelMatrix({{"airport", "city", 75 * kMinute}}, kHour);
  EXPECT_TRUE(Fits(Ask("", kBus, Between("09:00", "10:00"))));
  EXPECT_EQ(view.calls.find, 0);  // without a name it cannot be a move
  EXPECT_THAT(view.calls.windows, ElementsAre(Between("08:40", "10:20")));
}

TEST_F(JudgeTest, TripsHomeWidenTheWindowToTheLocalDay) {
  view.profiles[kBus].home_place = "depot";
  EXPECT_TRUE(Fits(Ask("", kBus, Between("09:00", "10:00"), 1, "city")));
  view.profiles[kBus].working_hours = {{0, 10080}};
  EXPECT_TRUE(Fits(Ask("", kBus, Between("09:00", "10:00"), 1, "city")));
  EXPECT_THAT(view.calls.windows, ElementsAre(Between("09:00", "10:00"),
                                              Interval{Clock("00:00"), Local("2017-02-09 00:00")}));
}

}  // namespace
}  // namespace letan::booking
