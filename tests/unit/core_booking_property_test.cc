// Random worlds, judged by the library and by counting slots.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/support/booking_oracle.h"
#include "tests/support/booking_world.h"
#include "tests/support/random_booking_world.h"

namespace letan::booking {
namespace {

std::string TextOf(const Violation& violation) {
  return absl::StrCat("rule ", static_cast<int>(violation.rule), " blocking [",
                      absl::StrJoin(violation.blocking, " "), "] legs [",
                      absl::StrJoin(violation.blocking_legs, " "), "] available ",
                      violation.available, " gap ", violation.needed_gap / kMinute,
                      violation.rule == Rule::kBlackout ? " " + violation.detail : "", "\n");
}

std::string TextOf(std::vector<Violation> violations) {
  std::string text;
  for (Violation& violation : violations) {
    std::sort(violation.blocking_legs.begin(), violation.blocking_legs.end());
    text += TextOf(violation);
  }
  return text;
}

bool Covers(const Piece& piece, const std::set<int>& slots) {
  return std::any_of(slots.begin(), slots.end(),
                     [&](int t) { return piece.first <= t && t < piece.last; });
}

// The expected violation of a vehicle among `pieces`, if there is one.
std::optional<Violation> DriverViolation(const BookingOracle& oracle, const Piece& self,
                                         const std::vector<Piece>& pieces) {
  if (oracle.RoleOf(self) != Role::kVehicle) return std::nullopt;
  const std::string party = BookingOracle::PartyOf(self);
  std::set<int> slots = oracle.Driverless(pieces, party, self.first, self.last, Whom::kAll);
  if (!self.held) {
    slots.merge(oracle.Driverless(pieces, party, self.first, self.last, Whom::kConfirmed));
  }
  if (slots.empty()) return std::nullopt;
  Violation violation{.rule = Rule::kDriverRequired};
  for (const Piece& piece : pieces) {
    const bool same = piece.leg == self.leg && piece.name == self.name;
    if (same || oracle.RoleOf(piece) != Role::kVehicle) continue;
    if (BookingOracle::PartyOf(piece) != party || !Covers(piece, slots)) continue;
    BookingOracle::Name(piece, &violation);
  }
  return violation;
}

// The live vehicles that lose the driver `former`.
std::vector<std::string> Stranded(const BookingOracle& oracle, const Piece& former,
                                  const std::vector<Piece>& before,
                                  const std::vector<Piece>& after) {
  const std::string party = BookingOracle::PartyOf(former);
  const auto lost = [&](Whom whom) {
    std::set<int> slots;
    for (const int t : oracle.Driverless(after, party, former.first, former.last, whom)) {
      if (oracle.CountAt(after, party, Role::kDriver, t, whom) <
          oracle.CountAt(before, party, Role::kDriver, t, whom)) {
        slots.insert(t);
      }
    }
    return slots;
  };
  const std::set<int> all = lost(Whom::kAll);
  const std::set<int> confirmed = lost(Whom::kConfirmed);
  std::vector<std::string> names;
  for (const Piece& piece : after) {
    if (piece.leg >= 0 || oracle.RoleOf(piece) != Role::kVehicle) continue;
    if (BookingOracle::PartyOf(piece) == party &&
        (Covers(piece, all) || (!piece.held && Covers(piece, confirmed)))) {
      names.push_back(piece.name);
    }
  }
  return names;
}

std::string ExpectedText(RandomBookingWorld& world) {
  const BookingOracle oracle(world.view);
  const std::vector<Piece> before = oracle.After({});
  const std::vector<Piece> after = oracle.After(world.change);
  const auto find = [&](const std::string& name) {
    return std::find_if(before.begin(), before.end(),
                        [&](const Piece& piece) { return piece.name == name; });
  };
  std::string text;
  for (int i = 0; i < static_cast<int>(world.change.put.size()); ++i) {
    const Piece self = oracle.PieceOf(world.change, i);
    std::vector<Violation> violations = oracle.Check(self, after);
    if (const auto violation = DriverViolation(oracle, self, after)) {
      violations.push_back(*violation);
    }
    const auto former = find(self.name);
    if (former != before.end() && oracle.RoleOf(*former) == Role::kDriver) {
      const std::vector<std::string> names = Stranded(oracle, *former, before, after);
      if (!names.empty()) {
        violations.push_back({.rule = Rule::kDriverRequired, .blocking = names});
      }
    }
    absl::StrAppend(&text, "leg ", i, "\n", TextOf(violations));
  }
  for (const std::string& name : world.change.release) {
    const auto former = find(name);
    if (oracle.RoleOf(*former) != Role::kDriver) continue;
    const std::vector<std::string> names = Stranded(oracle, *former, before, after);
    if (names.empty()) continue;
    absl::StrAppend(&text, "release ", name, " strands ", absl::StrJoin(names, " "), "\n");
  }
  return text;
}

std::string TextOf(const Verdict& verdict) {
  std::string text;
  for (std::size_t i = 0; i < verdict.legs.size(); ++i) {
    absl::StrAppend(&text, "leg ", i, "\n", TextOf(verdict.legs[i].violations));
  }
  for (const Verdict::ReleaseRefusal& refusal : verdict.releases) {
    absl::StrAppend(&text, "release ", refusal.booking, " strands ",
                    absl::StrJoin(refusal.vehicles, " "), "\n");
  }
  return text;
}

TEST(BookingPropertyTest, VerdictsAgreeWithCountingSlots) {
  const std::uint64_t seed = TestSeed(1954);
  int fitting = 0;
  int refused = 0;
  JudgeOptions options;
  options.max_candidates = 0;
  for (std::uint64_t instance = 0; instance < 3000; ++instance) {
    SCOPED_TRACE(absl::StrCat("to repeat it first: LETAN_SEED=", seed + instance));
    RandomBookingWorld world(seed + instance);
    const absl::StatusOr<Verdict> verdict = Judge(world.view, world.change, options);
    ASSERT_TRUE(verdict.ok()) << verdict.status();
    ASSERT_EQ(TextOf(*verdict), ExpectedText(world));
    ++(verdict->fits() ? fitting : refused);
  }
  // The worlds are neither all empty nor all crowded.
  EXPECT_GT(fitting, 300);
  EXPECT_GT(refused, 300);
}

TEST(BookingPropertyTest, WhatFitsLeavesNoNewOverlapOrShortage) {
  const std::uint64_t seed = TestSeed(1975);
  int applied = 0;
  for (std::uint64_t instance = 0; instance < 3000; ++instance) {
    SCOPED_TRACE(absl::StrCat("to repeat it first: LETAN_SEED=", seed + instance));
    RandomBookingWorld world(seed + instance);
    const absl::StatusOr<Verdict> verdict = Judge(world.view, world.change, {.max_candidates = 0});
    ASSERT_TRUE(verdict.ok());
    if (!verdict->fits()) continue;
    world.view.Apply(world.change);
    ++applied;
    for (const Leg& leg : world.change.put) {
      const absl::StatusOr<std::vector<StandingConflict>> conflicts =
          StandingConflicts(world.view, leg.resource, leg.interval);
      ASSERT_TRUE(conflicts.ok());
      for (const StandingConflict& conflict : *conflicts) {
        ASSERT_TRUE(conflict.booking != leg.booking ||
                    (world.change.owner.empty() && world.change.group.empty()))
            << TextOf({conflict.violation});
      }
    }
  }
  EXPECT_GT(applied, 200);
}

// The fit nearest to what leg `index` asks for, by trying every slot.
std::optional<Interval> NearestBySlots(RandomBookingWorld& world, int index, int horizon,
                                       int not_before) {
  const BookingOracle oracle(world.view);
  const std::vector<Piece> after = oracle.After(world.change);
  for (int shift = 0; shift <= horizon; ++shift) {
    for (const int by : {shift, -shift}) {
      Piece self = oracle.PieceOf(world.change, index);
      self.first += by;
      self.last += by;
      if (self.first < not_before) continue;
      if (oracle.Check(self, after).empty()) return Interval{AtSlot(self.first), AtSlot(self.last)};
    }
  }
  return std::nullopt;
}

bool AnotherTimeMayHelp(const ResourceProfile& profile, const Leg& leg, const LegVerdict& verdict) {
  if (profile.model == CapacityModel::kShared && leg.quantity > profile.capacity) return false;
  const std::vector<Rule> rules = RulesOf(verdict);
  const auto has = [&](Rule rule) { return std::count(rules.begin(), rules.end(), rule) > 0; };
  if (has(Rule::kInactive) || has(Rule::kPartyTooLarge)) return false;
  return std::any_of(rules.begin(), rules.end(),
                     [](Rule rule) { return rule != Rule::kDriverRequired; });
}

TEST(BookingPropertyTest, NearestFitsAgreeWithTryingEverySlot) {
  const std::uint64_t seed = TestSeed(1986);
  int found = 0;
  for (std::uint64_t instance = 0; instance < 500; ++instance) {
    SCOPED_TRACE(absl::StrCat("to repeat it first: LETAN_SEED=", seed + instance));
    RandomBookingWorld world(seed + instance);
    const int horizon = world.Draw(1, kSlotsOfDay);
    const int not_before = world.Draw(-60, 80);
    const JudgeOptions options{
        .horizon = horizon * kSlot, .max_candidates = 100'000, .not_before = AtSlot(not_before)};
    const absl::StatusOr<Verdict> verdict = Judge(world.view, world.change, options);
    ASSERT_TRUE(verdict.ok());
    for (int i = 0; i < static_cast<int>(verdict->legs.size()); ++i) {
      const Leg& leg = world.change.put[i];
      const LegVerdict& judged = verdict->legs[i];
      const ResourceProfile& profile = world.view.profiles.at(leg.resource);
      if (!AnotherTimeMayHelp(profile, leg, judged)) {
        ASSERT_FALSE(judged.nearest_fit.has_value());
        continue;
      }
      const std::optional<Interval> expected = NearestBySlots(world, i, horizon, not_before);
      if (profile.home_place.empty()) {
        ASSERT_EQ(judged.nearest_fit, expected) << "leg " << i;
      } else if (judged.nearest_fit.has_value()) {
        // With trips home, times just before midnight can be free that have no first instant; what
        // is proposed must still fit, so trying every slot finds something at least as near.
        const auto shift = [&](const Interval& fit) {
          return std::abs(fit.start - leg.interval.start);
        };
        ASSERT_TRUE(expected.has_value());
        ASSERT_LE(shift(*expected), shift(*judged.nearest_fit));
        const BookingOracle oracle(world.view);
        Piece self = oracle.PieceOf(world.change, i);
        self.first = SlotOf(judged.nearest_fit->start);
        self.last = SlotOf(judged.nearest_fit->end);
        ASSERT_EQ(TextOf(oracle.Check(self, oracle.After(world.change))), "");
      }
      found += judged.nearest_fit.has_value() ? 1 : 0;
    }
  }
  EXPECT_GT(found, 200);
}

std::string ExpectedStanding(RandomBookingWorld& world, const std::string& resource,
                             const Interval& window) {
  const BookingOracle oracle(world.view);
  const std::vector<Piece> pieces = oracle.After({});
  const CapacityModel model = world.view.profiles.at(resource).model;
  const bool stock = model == CapacityModel::kConsumable || model == CapacityModel::kReturnable;
  std::set<std::string> culprits;
  for (int t = -kSlotsOfDay; stock && t < kLastSlot; ++t) {
    std::int64_t level = oracle.StockAt(resource, pieces, t);
    for (auto piece = pieces.rbegin(); piece != pieces.rend() && level < 0; ++piece) {
      if (piece->resource != resource || !oracle.Takes(*piece, t)) continue;
      culprits.insert(piece->name);
      level += piece->quantity;
    }
  }
  std::string text;
  for (const Piece& piece : pieces) {
    bool within = false;
    for (int t = SlotOf(window.start); t < SlotOf(window.end); ++t) {
      within |= piece.resource == resource && oracle.Takes(piece, t);
    }
    if (!within) continue;
    std::vector<Violation> violations = oracle.Check(piece, pieces);
    std::erase_if(violations, [&](const Violation& violation) {
      return violation.rule == Rule::kStock && !culprits.contains(piece.name);
    });
    const bool anonymous = piece.owner.empty() && piece.group.empty();
    const auto driver = DriverViolation(oracle, piece, pieces);
    if (driver.has_value() && !anonymous) violations.push_back(*driver);
    for (const Violation& violation : violations) {
      absl::StrAppend(&text, piece.name, ": ", TextOf(violation));
    }
  }
  return text;
}

TEST(BookingPropertyTest, StandingConflictsAgreeWithCountingSlots) {
  const std::uint64_t seed = TestSeed(2017);
  int found = 0;
  for (std::uint64_t instance = 0; instance < 1000; ++instance) {
    SCOPED_TRACE(absl::StrCat("to repeat it first: LETAN_SEED=", seed + instance));
    RandomBookingWorld world(seed + instance);
    for (int i = 0; i < 3; ++i) {
      const std::string resource = world.Resource();
      const Interval window = world.Span(2 * kSlotsOfDay);
      const absl::StatusOr<std::vector<StandingConflict>> conflicts =
          StandingConflicts(world.view, resource, window);
      ASSERT_TRUE(conflicts.ok());
      std::string text;
      for (const StandingConflict& conflict : *conflicts) {
        absl::StrAppend(&text, conflict.booking, ": ", TextOf(conflict.violation));
      }
      ASSERT_EQ(text, ExpectedStanding(world, resource, window)) << resource;
      found += static_cast<int>(conflicts->size());
    }
  }
  EXPECT_GT(found, 500);
}

}  // namespace
}  // namespace letan::booking
