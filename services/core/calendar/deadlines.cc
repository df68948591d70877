#include "services/core/calendar/deadlines.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"

namespace letan::calendar {
namespace {

using booking::Micros;

constexpr Micros kMicrosPerHour = Micros{3600} * 1'000'000;

bool InForce(const DeadlineRule& rule, absl::CivilDay day) {
  return (!rule.valid_from || *rule.valid_from <= day) && (!rule.valid_to || day <= *rule.valid_to);
}

absl::CivilDay FirstDay(const DeadlineRule& rule) {
  return rule.valid_from.value_or(absl::CivilDay(std::numeric_limits<int>::min(), 1, 1));
}

// They would both be in force on some day.
bool Meet(const DeadlineRule& one, const DeadlineRule& other) {
  const absl::CivilDay later = std::max(FirstDay(one), FirstDay(other));
  return InForce(one, later) && InForce(other, later);
}

absl::CivilDay DayAt(Micros at, absl::TimeZone zone) {
  return absl::ToCivilDay(absl::FromUnixMicros(at), zone);
}

Micros StartOf(absl::CivilDay day, absl::TimeZone zone) {
  return absl::ToUnixMicros(absl::FromCivil(day, zone));
}

absl::Status CheckFrom(const CountFrom& from) {
  static const Micros kFirst = StartOf(absl::CivilDay(1, 1, 2), absl::UTCTimeZone());
  static const Micros kEnd = StartOf(absl::CivilDay(9999, 12, 31), absl::UTCTimeZone());
  if (from.anchor < kFirst || from.anchor >= kEnd) {
    return absl::InvalidArgumentError("anchor: must be in the years 1 to 9999");
  }
  return absl::OkStatus();
}

// By hours: to the microsecond.
Deadline CountHours(const DeadlineRule& rule, const CountFrom& from) {
  const Micros length = rule.amount * kMicrosPerHour;
  const Micros moment =
      rule.direction == Direction::kBefore ? from.anchor - length : from.anchor + length;
  Deadline deadline;
  deadline.late_from = rule.strict ? moment : moment + 1;
  deadline.last_day = DayAt(deadline.late_from - 1, from.zone);
  return deadline;
}

// Whole days: the step is in time until the last of them ends.
absl::StatusOr<Deadline> CountDays(const DeadlineRule& rule, const CountFrom& from,
                                   const WorkingDays& days) {
  const absl::CivilDay anchor = DayAt(from.anchor, from.zone);
  const int count = rule.direction == Direction::kBefore ? -rule.amount : rule.amount;
  CountedDay reached{anchor + count, false};
  if (rule.unit == Unit::kWorkingDay) {
    auto counted = days.Count(anchor, count, from.audience);
    if (!counted.ok()) return counted.status();
    reached = *counted;
  }
  Deadline deadline;
  deadline.last_day = reached.day - (rule.strict ? 1 : 0);
  deadline.provisional = reached.provisional;
  deadline.late_from = StartOf(deadline.last_day + 1, from.zone);
  return deadline;
}

}  // namespace

absl::Status CheckRule(const DeadlineRule& rule) {
  if (rule.procedure.empty()) return absl::InvalidArgumentError("procedure: must be set");
  if (rule.anchor.empty()) return absl::InvalidArgumentError("anchor: must be set");
  if (rule.amount < 0 || rule.amount > kMostAmount) {
    return absl::InvalidArgumentError(absl::StrCat("amount: must be 0 to ", kMostAmount));
  }
  if (rule.preparation < 0 || rule.preparation > WorkingDays::kMostDays) {
    return absl::InvalidArgumentError(
        absl::StrCat("preparation: must be 0 to ", WorkingDays::kMostDays));
  }
  if (rule.valid_from && rule.valid_to && *rule.valid_to < *rule.valid_from) {
    return absl::InvalidArgumentError("valid_to: must not be before valid_from");
  }
  return absl::OkStatus();
}

bool Collide(const DeadlineRule& one, const DeadlineRule& other) {
  return one.procedure == other.procedure && one.authority == other.authority &&
         one.anchor == other.anchor && Meet(one, other);
}

absl::Status CheckRules(const std::vector<DeadlineRule>& rules) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const DeadlineRule& rule = rules[i];
    if (absl::Status status = CheckRule(rule); !status.ok()) return status;
    for (std::size_t j = 0; j < i; ++j) {
      const DeadlineRule& other = rules[j];
      if (Collide(rule, other)) {
        return absl::InvalidArgumentError(absl::StrCat("two rules of ", rule.procedure,
                                                       " are in force at once: ", other.legal_ref,
                                                       " and ", rule.legal_ref));
      }
    }
  }
  return absl::OkStatus();
}

const DeadlineRule* RuleInForce(const std::vector<DeadlineRule>& rules, std::string_view procedure,
                                std::string_view authority, std::string_view anchor,
                                absl::CivilDay started) {
  const DeadlineRule* of_the_law = nullptr;
  for (const DeadlineRule& rule : rules) {
    if (rule.procedure != procedure || !InForce(rule, started)) continue;
    if (!anchor.empty() && rule.anchor != anchor) continue;
    if (rule.authority == authority) return &rule;
    if (rule.authority.empty() && of_the_law == nullptr) of_the_law = &rule;
  }
  return of_the_law;
}

absl::StatusOr<Deadline> Compute(const DeadlineRule& rule, const CountFrom& from,
                                 const WorkingDays& days) {
  if (absl::Status status = CheckRule(rule); !status.ok()) return status;
  if (absl::Status status = CheckFrom(from); !status.ok()) return status;
  absl::StatusOr<Deadline> deadline =
      rule.unit == Unit::kHour ? CountHours(rule, from) : CountDays(rule, from, days);
  if (!deadline.ok()) return deadline;
  deadline->latest_start = deadline->last_day;
  if (rule.preparation == 0) return deadline;
  // Counted from the day after: the last day is itself one of preparation, if it is worked on.
  const auto start = days.Count(deadline->last_day + 1, -rule.preparation, from.audience);
  if (!start.ok()) return start.status();
  deadline->latest_start = start->day;
  deadline->provisional = deadline->provisional || start->provisional;
  return deadline;
}

}  // namespace letan::calendar
