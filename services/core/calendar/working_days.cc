#include "services/core/calendar/working_days.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"

namespace letan::calendar {
namespace {

constexpr int kMostIdleDays = 366;

bool IsWeekend(absl::CivilDay day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
}

}  // namespace

absl::StatusOr<WorkingDays> WorkingDays::Make(std::vector<DayOverride> overrides) {
  if (overrides.size() > kMostOverrides) {
    return absl::InvalidArgumentError(
        absl::StrCat("at most ", kMostOverrides, " days can be other than their weekday"));
  }
  WorkingDays days;
  for (DayOverride& one : overrides) {
    if (one.off() && one.audience.empty()) days.published_.insert(one.date.year());
    Key key(one.date, one.audience);
    const std::string of = absl::FormatCivilTime(one.date);
    if (!days.overrides_.emplace(std::move(key), std::move(one)).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("what ", of, " is, is said twice for the same people"));
    }
  }
  return days;
}

const DayOverride* WorkingDays::OverrideOf(absl::CivilDay day, const std::string& audience) const {
  auto found = overrides_.find({day, audience});
  if (found == overrides_.end()) found = overrides_.find({day, std::string()});
  return found == overrides_.end() ? nullptr : &found->second;
}

bool WorkingDays::IsWorked(absl::CivilDay day, const std::string& audience) const {
  const DayOverride* const override = OverrideOf(day, audience);
  return override != nullptr ? !override->off() : !IsWeekend(day);
}

absl::StatusOr<CountedDay> WorkingDays::Count(absl::CivilDay from, int count,
                                              const std::string& audience) const {
  if (count > kMostDays || count < -kMostDays) {
    return absl::InvalidArgumentError(
        absl::StrCat("at most ", kMostDays, " working days are counted"));
  }
  const int step = count < 0 ? -1 : 1;
  CountedDay reached{from, false};
  absl::CivilDay last_worked = from;
  for (int left = std::abs(count); left > 0;) {
    reached.day += step;
    reached.provisional = reached.provisional || IsProvisional(absl::CivilYear(reached.day));
    if (IsWorked(reached.day, audience)) {
      --left;
      last_worked = reached.day;
    } else if (std::abs(reached.day - last_worked) > kMostIdleDays) {
      return absl::InvalidArgumentError(absl::StrCat("no day is worked on for a year ",
                                                     count < 0 ? "before " : "after ",
                                                     absl::FormatCivilTime(last_worked)));
    }
  }
  return reached;
}

absl::StatusOr<int> WorkingDays::Between(absl::CivilDay first, absl::CivilDay last,
                                         const std::string& audience) const {
  if (last - first >= kMostSpan) {
    return absl::InvalidArgumentError("days are counted over at most a hundred years");
  }
  int worked = 0;
  for (absl::CivilDay day = first; day <= last; ++day) worked += IsWorked(day, audience) ? 1 : 0;
  return worked;
}

}  // namespace letan::calendar
