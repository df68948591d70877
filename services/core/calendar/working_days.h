// Which days are worked on, and the day that lies so many of them away.
#ifndef LETAN_SERVICES_CORE_CALENDAR_WORKING_DAYS_H_
#define LETAN_SERVICES_CORE_CALENDAR_WORKING_DAYS_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace letan::calendar {

enum class OverrideKind {
  kHoliday,     // a public holiday
  kCompOff,     // a day off in place of a holiday that fell on a day off, or that is worked later
  kMakeupWork,  // a Saturday or Sunday that is worked on
};

// A day that is not what its weekday says. Published late, sometimes weeks before, and changed.
struct DayOverride {
  absl::CivilDay date;
  OverrideKind kind = OverrideKind::kHoliday;
  std::string audience;   // for whom; empty: everybody
  std::string legal_ref;  // what says so

  bool off() const { return kind != OverrideKind::kMakeupWork; }
};

// A day, and whether it may still move: one of the days counted lies in a year for which no day off
// has been published.
struct CountedDay {
  absl::CivilDay day;
  bool provisional = false;

  friend bool operator==(const CountedDay&, const CountedDay&) = default;
};

// Monday to Friday, except as the overrides say. Those for an audience go before those for
// everybody. Immutable.
class WorkingDays {
 public:
  // No further than this from the day that is counted from, and no more overrides.
  static constexpr int kMostDays = 1000;
  static constexpr std::size_t kMostOverrides = 10'000;
  static constexpr int kMostSpan = 366 * 100;

  // INVALID_ARGUMENT: two overrides of one day and audience, or too many of them.
  static absl::StatusOr<WorkingDays> Make(std::vector<DayOverride> overrides);

  bool IsWorked(absl::CivilDay day, const std::string& audience) const;
  // Null: its weekday says what it is.
  const DayOverride* OverrideOf(absl::CivilDay day, const std::string& audience) const;
  // No day off for everybody has been published for that year: nobody knows them yet. (A day that
  // is off for some, or a Saturday that is worked, says nothing of the holidays.)
  bool IsProvisional(absl::CivilYear year) const { return !published_.contains(year.year()); }

  // The day that is `count` working days after `from`, or before it if negative; `from` itself is
  // not counted, whatever day it is. 0: `from`. INVALID_ARGUMENT: more than kMostDays, or no such
  // day for more than a year, because all are off.
  absl::StatusOr<CountedDay> Count(absl::CivilDay from, int count,
                                   const std::string& audience) const;
  // How many days from `first` to `last`, both included, are worked on; 0 if `last` is earlier.
  // INVALID_ARGUMENT: more than kMostSpan days.
  absl::StatusOr<int> Between(absl::CivilDay first, absl::CivilDay last,
                              const std::string& audience) const;

 private:
  using Key = std::pair<absl::CivilDay, std::string>;
  WorkingDays() = default;

  std::map<Key, DayOverride> overrides_;
  std::set<absl::civil_year_t> published_;
};

}  // namespace letan::calendar

#endif  // LETAN_SERVICES_CORE_CALENDAR_WORKING_DAYS_H_
