// Until when a step must be done, by rules that are data: law changes, and localities shorten what
// it allows.
#ifndef LETAN_SERVICES_CORE_CALENDAR_DEADLINES_H_
#define LETAN_SERVICES_CORE_CALENDAR_DEADLINES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/core/booking/model.h"
#include "services/core/calendar/working_days.h"

namespace letan::calendar {

enum class Unit { kHour, kCalendarDay, kWorkingDay };

enum class Direction {
  kBefore,  // done so long before the anchor, at the latest
  kAfter,   // done within so long after it
};

// One row of law or of local rule.
struct DeadlineRule {
  std::string id;
  std::string title;                         // what is to be done, for people
  std::string procedure;                     // "festival.register"
  std::string authority;                     // whose rule: empty for the law of the land
  std::string legal_ref;                     // "NĐ 110/2018/NĐ-CP"
  std::optional<absl::CivilDay> valid_from;  // the first day on which it is in force
  std::optional<absl::CivilDay> valid_to;    // the last one
  int amount = 0;
  Unit unit = Unit::kCalendarDay;
  std::string anchor;  // what it is counted from: "start", "receipt"
  Direction direction = Direction::kBefore;
  // The day, or the moment, that is counted to is itself too late.
  bool strict = false;
  bool verified = false;     // somebody has compared it with the text of the law
  int preparation = 0;       // working days, with the last one: 0 to WorkingDays::kMostDays
  std::string completed_by;  // the act that meets it; empty: none
};

inline constexpr int kMostAmount = 1000;

// INVALID_ARGUMENT with the name of the field, "amount: …"; or of two rules that collide.
absl::Status CheckRule(const DeadlineRule& rule);
absl::Status CheckRules(const std::vector<DeadlineRule>& rules);
// Both are of one procedure, authority and anchor, and in force on some day: which is to count?
bool Collide(const DeadlineRule& one, const DeadlineRule& other);

// The rule of an authority that is in force on a day; where it has none of its own, that of the
// law. Null if there is neither. `anchor` empty: of any; then the first of them.
const DeadlineRule* RuleInForce(const std::vector<DeadlineRule>& rules, std::string_view procedure,
                                std::string_view authority, std::string_view anchor,
                                absl::CivilDay started);

struct Deadline {
  absl::CivilDay last_day;        // on which the step is still in time, in local time
  booking::Micros late_from = 0;  // the first moment at which it is late
  // The last day on which to begin, so that so many working days of preparation fit in before
  // last_day ends.
  absl::CivilDay latest_start;
  bool provisional = false;  // days off of a year on the way are not published: it may still move
};

struct CountFrom {
  booking::Micros anchor = 0;  // in the years 1 to 9999
  absl::TimeZone zone;
  std::string audience;  // whose working days
};

// INVALID_ARGUMENT: a rule that CheckRule refuses, an anchor outside its range, or working days
// that cannot be counted.
absl::StatusOr<Deadline> Compute(const DeadlineRule& rule, const CountFrom& from,
                                 const WorkingDays& days);

}  // namespace letan::calendar

#endif  // LETAN_SERVICES_CORE_CALENDAR_DEADLINES_H_
