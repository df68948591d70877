// The Vietnamese lunar calendar, both ways.
//
// Months start on the day, at the meridian of 105° E (UTC+7), that contains the new moon; the
// month that contains the winter solstice is the eleventh; where thirteen months begin between two
// eleventh ones, the first of them without a major solar term is the leap month and repeats the
// number of the month before it. Rules: Hồ Ngọc Đức, "Computing the Vietnamese lunar calendar".
// It is not the Chinese calendar: that follows 120° E, and the two differ by a day, or by a month,
// several times in a century.
//
// From 1968-01-29 to 2054-02-07, the lunar years 1968 to 2053. Before, other rules were in force;
// past it new moons fall within a minute of midnight, and sources disagree.
#ifndef LETAN_SERVICES_CORE_CALENDAR_LUNAR_H_
#define LETAN_SERVICES_CORE_CALENDAR_LUNAR_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace letan::calendar {

inline constexpr int kFirstLunarYear = 1968;
inline constexpr int kLastLunarYear = 2053;
inline constexpr absl::CivilDay kFirstLunarDay(1968, 1, 29);
inline constexpr absl::CivilDay kLastLunarDay(2054, 2, 7);

struct LunarDate {
  int year = 0;  // in which the lunar year begins
  int month = 0;
  int day = 0;
  bool leap = false;  // the second month of that number

  friend bool operator==(const LunarDate&, const LunarDate&) = default;
};

// "6/1" or, in a leap month, "6/6+".
std::string ShortText(const LunarDate& date);

// OUT_OF_RANGE: outside the days above.
absl::StatusOr<LunarDate> ToLunar(absl::CivilDay day);

// OUT_OF_RANGE: outside the years above. INVALID_ARGUMENT, with what there is instead: a month
// that is not 1 to 12, one that is no leap month of that year, or a day that the month has not.
absl::StatusOr<absl::CivilDay> ToSolar(const LunarDate& date);

struct LunarMonth {
  int year = 0;
  int month = 0;
  bool leap = false;
  absl::CivilDay first;
  int days = 0;  // 29 or 30
};

// The 12 or 13 months of a lunar year, in order. OUT_OF_RANGE: outside the years above.
absl::StatusOr<std::vector<LunarMonth>> MonthsOf(int lunar_year);

}  // namespace letan::calendar

#endif  // LETAN_SERVICES_CORE_CALENDAR_LUNAR_H_
