#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "services/core/calendar/deadlines.h"

namespace letan::calendar {
namespace {

using absl::CivilDay;
using booking::Micros;

const absl::TimeZone kZone = absl::FixedTimeZone(7 * 3600);

Micros At(int year, int month, int day, int hour = 0, int minute = 0) {
  return absl::ToUnixMicros(
      absl::FromCivil(absl::CivilSecond(year, month, day, hour, minute, 0), kZone));
}

WorkingDays WithTet2017() {
  std::vector<DayOverride> off;
  for (CivilDay day(2017, 1, 26); day <= CivilDay(2017, 2, 1); ++day)
    off.push_back({day, {}, {}, {}});
  return *WorkingDays::Make(off);
}

DeadlineRule Rule(int amount, Unit unit, Direction direction = Direction::kBefore,
                  bool strict = false) {
  DeadlineRule rule;
  rule.procedure = "press.nonresident.apply";
  rule.anchor = "entry";
  rule.amount = amount;
  rule.unit = unit;
  rule.direction = direction;
  rule.strict = strict;
  return rule;
}

Deadline Of(DeadlineRule rule, Micros anchor, int preparation = 0) {
  rule.preparation = preparation;
  const auto deadline = Compute(rule, {anchor, kZone, ""}, WithTet2017());
  EXPECT_TRUE(deadline.ok()) << deadline.status();
  return *deadline;
}

TEST(Deadlines, ThePressApplicationThatTetMakesEarly) {
  const Deadline deadline = Of(Rule(10, Unit::kWorkingDay), At(2017, 2, 8, 9));
  EXPECT_EQ(deadline.last_day, CivilDay(2017, 1, 18));
  EXPECT_EQ(deadline.late_from, At(2017, 1, 19));
  EXPECT_FALSE(deadline.provisional);
}

TEST(Deadlines, AreLocal) {
  // 23:30 UTC is the next day at +7.
  const Deadline deadline = Of(Rule(1, Unit::kCalendarDay), At(2017, 3, 10, 6, 30));
  EXPECT_EQ(deadline.last_day, CivilDay(2017, 3, 9));
}

TEST(Deadlines, HoursAreCountedToTheMoment) {
  const Micros anchor = At(2017, 3, 13, 9);
  EXPECT_EQ(Of(Rule(24, Unit::kHour), anchor).late_from, At(2017, 3, 12, 9) + 1);
  EXPECT_EQ(Of(Rule(24, Unit::kHour, Direction::kBefore, true), anchor).late_from,
            At(2017, 3, 12, 9));
  EXPECT_EQ(Of(Rule(24, Unit::kHour, Direction::kAfter), anchor).late_from, At(2017, 3, 14, 9) + 1);
  // The last moment of a day is still of that day.
  EXPECT_EQ(Of(Rule(24, Unit::kHour, Direction::kBefore, true), At(2017, 3, 13)).last_day,
            CivilDay(2017, 3, 11));
  EXPECT_EQ(Of(Rule(24, Unit::kHour), At(2017, 3, 13)).last_day, CivilDay(2017, 3, 12));
}

TEST(Deadlines, StrictlyBeforeADayIsTheDayBefore) {
  const Deadline deadline =
      Of(Rule(0, Unit::kCalendarDay, Direction::kBefore, true), At(2017, 11, 30));
  EXPECT_EQ(deadline.last_day, CivilDay(2017, 11, 29));
  EXPECT_EQ(deadline.late_from, At(2017, 11, 30));
}

TEST(Deadlines, WithinDaysAfterDoesNotCountTheDayItself) {
  EXPECT_EQ(Of(Rule(5, Unit::kWorkingDay, Direction::kAfter), At(2017, 1, 24, 8)).last_day,
            CivilDay(2017, 2, 7));
  EXPECT_EQ(Of(Rule(15, Unit::kCalendarDay, Direction::kAfter), At(2017, 3, 1, 23)).last_day,
            CivilDay(2017, 3, 16));
}

TEST(Deadlines, SayWhenToBeginAtTheLatest) {
  EXPECT_EQ(Of(Rule(30, Unit::kCalendarDay), At(2017, 4, 12)).latest_start, CivilDay(2017, 3, 13));
  // 12 and 11 March 2017 are a weekend.
  EXPECT_EQ(Of(Rule(30, Unit::kCalendarDay), At(2017, 4, 11), 3).latest_start,
            CivilDay(2017, 3, 8));
  EXPECT_EQ(Of(Rule(30, Unit::kCalendarDay), At(2017, 4, 12), 3).latest_start,
            CivilDay(2017, 3, 9));
  EXPECT_EQ(Of(Rule(30, Unit::kCalendarDay), At(2017, 4, 12), 1).latest_start,
            CivilDay(2017, 3, 13));
}

TEST(Deadlines, OverAnUnpublishedYearAreProvisional) {
  EXPECT_TRUE(Of(Rule(10, Unit::kWorkingDay), At(2018, 1, 8)).provisional);
  EXPECT_FALSE(Of(Rule(10, Unit::kCalendarDay), At(2018, 1, 18)).provisional);
  // So is the day to begin, even when it is the last day itself: that may turn out to be off.
  EXPECT_TRUE(Of(Rule(10, Unit::kCalendarDay), At(2018, 1, 18), 1).provisional);
}

// Trade fairs: one decree until 14/7/2018, another from the day after.
std::vector<DeadlineRule> Fairs() {
  DeadlineRule old_rule = Rule(0, Unit::kCalendarDay, Direction::kBefore, true);
  old_rule.procedure = "fair.register";
  old_rule.anchor = "start";
  old_rule.legal_ref = "NĐ 37/2006/NĐ-CP";
  old_rule.valid_to = CivilDay(2018, 7, 14);
  DeadlineRule new_rule = old_rule;
  new_rule.amount = 30;
  new_rule.strict = false;
  new_rule.legal_ref = "NĐ 81/2018/NĐ-CP";
  new_rule.valid_to.reset();
  new_rule.valid_from = CivilDay(2018, 7, 15);
  return {old_rule, new_rule};
}

TEST(Deadlines, TheRuleIsThatOfTheDayOnWhichTheProcedureStarts) {
  const auto rules = Fairs();
  ASSERT_TRUE(CheckRules(rules).ok());
  const auto ref = [&](CivilDay day) {
    return RuleInForce(rules, "fair.register", "", "start", day)->legal_ref;
  };
  EXPECT_EQ(ref(CivilDay(2017, 1, 1)), "NĐ 37/2006/NĐ-CP");
  EXPECT_EQ(ref(CivilDay(2018, 7, 14)), "NĐ 37/2006/NĐ-CP");
  EXPECT_EQ(ref(CivilDay(2018, 7, 15)), "NĐ 81/2018/NĐ-CP");
  EXPECT_EQ(RuleInForce(rules, "fair.report", "", "", CivilDay(2018, 1, 1)), nullptr);
  EXPECT_EQ(RuleInForce(rules, "fair.register", "", "end", CivilDay(2018, 1, 1)), nullptr);
}

TEST(Deadlines, AnAuthoritysOwnRuleGoesBeforeTheLaw) {
  auto rules = Fairs();
  DeadlineRule local = rules[0];
  local.authority = "agencies/ubnd-tinh";
  local.legal_ref = "local";
  rules.push_back(local);
  ASSERT_TRUE(CheckRules(rules).ok());
  const CivilDay day(2017, 1, 1);
  EXPECT_EQ(RuleInForce(rules, "fair.register", "agencies/ubnd-tinh", "", day)->legal_ref, "local");
  EXPECT_EQ(RuleInForce(rules, "fair.register", "agencies/khac", "", day)->legal_ref,
            "NĐ 37/2006/NĐ-CP");
  // Once it has ended, the law counts again.
  EXPECT_EQ(RuleInForce(rules, "fair.register", "agencies/ubnd-tinh", "", CivilDay(2019, 1, 1))
                ->legal_ref,
            "NĐ 81/2018/NĐ-CP");
}

TEST(Deadlines, RefuseRulesThatSayTwoThingsOrNothing) {
  auto rules = Fairs();
  rules[1].valid_from = CivilDay(2018, 7, 14);
  EXPECT_EQ(CheckRules(rules).message(),
            "two rules of fair.register are in force at once: NĐ 37/2006/NĐ-CP and NĐ "
            "81/2018/NĐ-CP");
  rules[1].valid_from.reset();
  EXPECT_FALSE(CheckRules(rules).ok());
  rules[1].anchor = "end";
  EXPECT_TRUE(CheckRules(rules).ok());
  DeadlineRule rule = Rule(-1, Unit::kHour);
  EXPECT_EQ(CheckRule(rule).message(), "amount: must be 0 to 1000");
  rule = Rule(1001, Unit::kHour);
  EXPECT_FALSE(Compute(rule, {0, kZone, ""}, WithTet2017()).ok());
  rule = Rule(1, Unit::kHour);
  rule.anchor.clear();
  EXPECT_FALSE(CheckRule(rule).ok());
  rule = Rule(1, Unit::kHour);
  rule.procedure.clear();
  EXPECT_FALSE(CheckRule(rule).ok());
  rule = Rule(1, Unit::kHour);
  rule.valid_from = CivilDay(2018, 1, 2);
  rule.valid_to = CivilDay(2018, 1, 1);
  EXPECT_EQ(CheckRule(rule).message(), "valid_to: must not be before valid_from");
  for (const int preparation : {-1, 1001, std::numeric_limits<int>::min()}) {
    rule = Rule(1, Unit::kHour);
    rule.preparation = preparation;
    EXPECT_EQ(CheckRule(rule).message(), "preparation: must be 0 to 1000");
  }
  for (const Micros anchor : {std::numeric_limits<Micros>::min(), At(0, 12, 31), At(10'000, 1, 1),
                              std::numeric_limits<Micros>::max()}) {
    for (const Unit unit : {Unit::kHour, Unit::kCalendarDay, Unit::kWorkingDay}) {
      EXPECT_EQ(Compute(Rule(1000, unit), {anchor, kZone, ""}, WithTet2017()).status().message(),
                "anchor: must be in the years 1 to 9999");
    }
  }
}

}  // namespace
}  // namespace letan::calendar
