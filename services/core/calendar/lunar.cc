#include "services/core/calendar/lunar.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "services/core/calendar/moon_and_sun.h"

namespace letan::calendar {
namespace {

constexpr absl::CivilDay kUnixDay(1970, 1, 1);
constexpr double kUnixJulianDay = 2440587.5;
constexpr double kMeridian = 7.0 / 24;  // 105° E, as a part of a day
constexpr int kWinterSolsticeSector = 9;
constexpr int kEleventh = 11;

// Days since 1970-01-01 at the meridian.
using DayNumber = std::int64_t;

DayNumber NumberOf(absl::CivilDay day) { return day - kUnixDay; }
absl::CivilDay DayOf(DayNumber number) { return kUnixDay + number; }

// The day on which a moon is new.
DayNumber NewMoonDay(int moon) {
  return static_cast<DayNumber>(std::floor(NewMoon(moon) - kUnixJulianDay + kMeridian));
}

// In which twelfth of its way the sun is when the day begins: each begins with a major term.
int SectorAtStartOf(DayNumber day) {
  const double begins = static_cast<double>(day) + kUnixJulianDay - kMeridian;
  return static_cast<int>(SunLongitude(begins) / 30);
}

// The first moon that is new after `day`; found by looking, not by dividing alone: a moon can be
// new half a day before or after its mean.
int FirstMoonAfter(DayNumber day) {
  constexpr double kSynodicMonth = 29.530588;
  int moon =
      static_cast<int>((static_cast<double>(day) + kUnixJulianDay - 2415021) / kSynodicMonth);
  while (NewMoonDay(moon) > day) --moon;
  while (NewMoonDay(moon) <= day) ++moon;
  return moon;
}

// The moon that begins the eleventh month in a solar year: the last that is new before the sun
// passes into the sector of winter, or on that day.
int EleventhMoon(int solar_year) {
  int moon = FirstMoonAfter(NumberOf(absl::CivilDay(solar_year, 12, 31))) - 1;
  while (SectorAtStartOf(NewMoonDay(moon)) == kWinterSolsticeSector) --moon;
  return moon;
}

// The months after one eleventh up to and with the next, appended with their numbers.
void AppendFromWinterToWinter(int solar_year, std::vector<LunarMonth>& months) {
  const int first = EleventhMoon(solar_year);
  const int next = EleventhMoon(solar_year + 1);
  bool leap_wanted = next - first == 13;
  int number = kEleventh;
  int year = solar_year;
  for (int moon = first + 1; moon <= next; ++moon) {
    const DayNumber begins = NewMoonDay(moon);
    const DayNumber ends = NewMoonDay(moon + 1);
    const bool leap = leap_wanted && SectorAtStartOf(begins) == SectorAtStartOf(ends);
    if (leap) {
      leap_wanted = false;
    } else {
      number = number % 12 + 1;
      if (number == 1) ++year;
    }
    months.push_back({year, number, leap, DayOf(begins), static_cast<int>(ends - begins)});
  }
}

// All months of the years that are known, in order.
const std::vector<LunarMonth>& Months() {
  static const auto* const kept = [] {
    auto* months = new std::vector<LunarMonth>();
    for (int winter = kFirstLunarYear - 1; winter <= kLastLunarYear; ++winter) {
      AppendFromWinterToWinter(winter, *months);
    }
    std::erase_if(*months, [](const LunarMonth& month) {
      return month.year < kFirstLunarYear || month.year > kLastLunarYear;
    });
    return months;
  }();
  return *kept;
}

std::string RangeText() {
  return "the lunar calendar is known from 1968-01-29 to 2054-02-07, lunar years 1968 to 2053";
}

std::string MonthText(int month, bool leap, int year) {
  return (leap ? "leap month " : "month ") + std::to_string(month) + " of lunar year " +
         std::to_string(year);
}

}  // namespace

std::string ShortText(const LunarDate& date) {
  return std::to_string(date.day) + "/" + std::to_string(date.month) + (date.leap ? "+" : "");
}

absl::StatusOr<LunarDate> ToLunar(absl::CivilDay day) {
  if (day < kFirstLunarDay || day > kLastLunarDay) return absl::OutOfRangeError(RangeText());
  const auto& months = Months();
  const auto after =
      std::upper_bound(months.begin(), months.end(), day,
                       [](absl::CivilDay at, const LunarMonth& month) { return at < month.first; });
  const LunarMonth& month = *std::prev(after);
  return LunarDate{month.year, month.month, static_cast<int>(day - month.first) + 1, month.leap};
}

absl::StatusOr<std::vector<LunarMonth>> MonthsOf(int lunar_year) {
  if (lunar_year < kFirstLunarYear || lunar_year > kLastLunarYear) {
    return absl::OutOfRangeError(RangeText());
  }
  const auto [first, last] = std::equal_range(
      Months().begin(), Months().end(), LunarMonth{lunar_year, 0, false, {}, 0},
      [](const LunarMonth& left, const LunarMonth& right) { return left.year < right.year; });
  return std::vector<LunarMonth>(first, last);
}

absl::StatusOr<absl::CivilDay> ToSolar(const LunarDate& date) {
  const auto months = MonthsOf(date.year);
  if (!months.ok()) return months.status();
  if (date.month < 1 || date.month > 12) {
    return absl::InvalidArgumentError("a lunar month is 1 to 12, not " +
                                      std::to_string(date.month));
  }
  const auto found = std::find_if(months->begin(), months->end(), [&](const LunarMonth& month) {
    return month.month == date.month && month.leap == date.leap;
  });
  if (found == months->end()) {
    const auto leap = std::find_if(months->begin(), months->end(),
                                   [](const LunarMonth& month) { return month.leap; });
    return absl::InvalidArgumentError("there is no " + MonthText(date.month, true, date.year) +
                                      (leap == months->end()
                                           ? ", nor any other leap month in it"
                                           : ": its leap month is " + std::to_string(leap->month)));
  }
  if (date.day < 1 || date.day > found->days) {
    return absl::InvalidArgumentError(MonthText(date.month, date.leap, date.year) + " has " +
                                      std::to_string(found->days) + " days, not " +
                                      std::to_string(date.day));
  }
  return found->first + (date.day - 1);
}

}  // namespace letan::calendar
