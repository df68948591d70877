#include "services/core/calendar/recurrence.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/core/calendar/lunar.h"

namespace letan::calendar {
namespace {

constexpr int kFirstSolarYear = 1900;
constexpr int kLastSolarYear = 2199;

// A month in which an edition begins, by either calendar.
struct Month {
  int year = 0;
  bool leap = false;
  absl::CivilDay first;
  int days = 0;
  std::string name;
};

int DaysOf(absl::CivilMonth month) {
  return static_cast<int>(absl::CivilDay(month + 1) - absl::CivilDay(month));
}

Month SolarMonth(int year, int month) {
  const absl::CivilMonth civil(year, month);
  return {year, false, absl::CivilDay(civil), DaysOf(civil), absl::StrCat(month, "/", year)};
}

// The months of that number in a lunar year, one or two; appended.
absl::Status AppendLunarMonths(const Recurrence& recurrence, int year, std::vector<Month>& found) {
  const auto months = MonthsOf(year);
  if (!months.ok()) return months.status();
  for (const LunarMonth& month : *months) {
    if (month.month != recurrence.month) continue;
    if (month.leap && recurrence.leap_month == LeapMonth::kFirstOnly) continue;
    found.push_back({year, month.leap, month.first, month.days,
                     absl::StrCat(month.leap ? "leap month " : "month ", month.month,
                                  " of lunar year ", year)});
  }
  return absl::OkStatus();
}

void AppendEdition(const Recurrence& recurrence, const Month& month, std::vector<Edition>& found) {
  Edition edition;
  edition.year = month.year;
  edition.leap = month.leap;
  int day = recurrence.day;
  if (day > month.days) {
    if (recurrence.missing_day == MissingDay::kLeaveOut) return;
    const bool next = recurrence.missing_day == MissingDay::kNextDay;
    day = month.days + (next ? 1 : 0);
    edition.moved = true;
    edition.note = absl::StrCat(month.name, " has ", month.days, " days: held on the ",
                                next ? "first of the next month" : "last");
  }
  edition.first = month.first + (day - 1);
  edition.last = edition.first + (recurrence.length - 1);
  found.push_back(std::move(edition));
}

absl::Status OutOf(const char* field, int least, int most) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": must be ", least, " to ", most));
}

// The longest that a month can be: in a leap year.
int MostDaysOf(const Recurrence& recurrence) {
  constexpr int kLeapYear = 2000;
  return recurrence.reckoning == Reckoning::kLunar
             ? 30
             : DaysOf(absl::CivilMonth(kLeapYear, recurrence.month));
}

}  // namespace

absl::Status CheckRecurrence(const Recurrence& recurrence) {
  if (recurrence.month < 1 || recurrence.month > 12) return OutOf("month", 1, 12);
  const int days = MostDaysOf(recurrence);
  if (recurrence.day < 1 || recurrence.day > days) return OutOf("day", 1, days);
  if (recurrence.length < 1 || recurrence.length > kMostLength) {
    return OutOf("length", 1, kMostLength);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Edition>> Expand(const Recurrence& recurrence, int from, int to) {
  if (absl::Status status = CheckRecurrence(recurrence); !status.ok()) return status;
  std::vector<Edition> editions;
  if (to < from) return editions;
  // In the wider type: the difference of two years need not fit.
  if (std::int64_t{to} - from >= kMostYears) {
    return absl::InvalidArgumentError(absl::StrCat("at most ", kMostYears, " years at once"));
  }
  const bool lunar = recurrence.reckoning == Reckoning::kLunar;
  if (!lunar && (from < kFirstSolarYear || to > kLastSolarYear)) {
    return absl::OutOfRangeError(
        absl::StrCat("years are ", kFirstSolarYear, " to ", kLastSolarYear));
  }
  std::vector<Month> months;
  for (int year = from; year <= to; ++year) {
    if (!lunar) {
      months.push_back(SolarMonth(year, recurrence.month));
    } else if (absl::Status status = AppendLunarMonths(recurrence, year, months); !status.ok()) {
      return status;
    }
  }
  for (const Month& month : months) AppendEdition(recurrence, month, editions);
  return editions;
}

}  // namespace letan::calendar
