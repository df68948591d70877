// The days of what is held every year, by the solar or the lunar calendar.
#ifndef LETAN_SERVICES_CORE_CALENDAR_RECURRENCE_H_
#define LETAN_SERVICES_CORE_CALENDAR_RECURRENCE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace letan::calendar {

enum class Reckoning { kSolar, kLunar };

// What becomes of the 30th of a month that has 29 days, or of 29 February.
enum class MissingDay {
  kLastDay,   // the last day of that month
  kNextDay,   // the first of the next month
  kLeaveOut,  // it is not held in that year
};

// In a lunar year in which the month comes twice.
enum class LeapMonth {
  kFirstOnly,  // in the month itself
  kBoth,       // and again in the leap month
};

struct Recurrence {
  Reckoning reckoning = Reckoning::kSolar;
  int month = 1;   // 1 to 12
  int day = 1;     // of that month: 1 to 31, or 1 to 30 by the lunar calendar
  int length = 1;  // days, 1 to kMostLength
  MissingDay missing_day = MissingDay::kLastDay;
  LeapMonth leap_month = LeapMonth::kFirstOnly;
};

inline constexpr int kMostLength = 60;
inline constexpr int kMostYears = 200;  // in one expansion

struct Edition {
  int year = 0;  // solar or lunar, as it is reckoned
  absl::CivilDay first;
  absl::CivilDay last;
  bool leap = false;   // that of the leap month
  bool moved = false;  // the day that the rule names does not exist: see `note`
  std::string note;    // "month 9 of lunar year 2018 has 29 days: held on the last"
};

// INVALID_ARGUMENT, with the name of the field: "month: …".
absl::Status CheckRecurrence(const Recurrence& recurrence);

// The editions of the years `from` to `to`, both included, in order; none if `to` is earlier. An
// edition of the last lunar year may end after the last day that is known (lunar.h).
// INVALID_ARGUMENT: as above, or more than kMostYears. OUT_OF_RANGE: lunar years that are not known
// (lunar.h), or solar years outside 1900 to 2199.
absl::StatusOr<std::vector<Edition>> Expand(const Recurrence& recurrence, int from, int to);

}  // namespace letan::calendar

#endif  // LETAN_SERVICES_CORE_CALENDAR_RECURRENCE_H_
