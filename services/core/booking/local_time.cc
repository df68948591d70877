#include "services/core/booking/local_time.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"

namespace letan::booking {
namespace {

constexpr int kMinutesOfDay = 24 * 60;

absl::CivilDay DayOf(Micros at, absl::TimeZone zone) {
  return absl::ToCivilDay(absl::FromUnixMicros(at), zone);
}

Micros InstantOf(absl::CivilSecond civil, absl::TimeZone zone) {
  const absl::TimeZone::TimeInfo info = zone.At(civil);
  // A time that the clock skips is the moment of the skip: so later civil times are never earlier.
  const bool skipped = info.kind == absl::TimeZone::TimeInfo::SKIPPED;
  return absl::ToUnixMicros(skipped ? info.trans : info.pre);
}

Micros NoonOf(absl::CivilDay day, absl::TimeZone zone) {
  return InstantOf(absl::CivilHour(day) + 12, zone);
}

int WeekdayIndex(absl::CivilDay day) { return static_cast<int>(absl::GetWeekday(day)); }

absl::CivilDay MondayOf(absl::CivilDay day) { return day - WeekdayIndex(day); }

Interval SpanOf(absl::CivilDay monday, const WeeklySpan& span, absl::TimeZone zone) {
  const absl::CivilMinute start(monday);
  return {InstantOf(start + span.first_minute, zone), InstantOf(start + span.last_minute, zone)};
}

std::string ClockOf(int minute) { return absl::StrFormat("%02d:%02d", minute / 60, minute % 60); }

}  // namespace

absl::StatusOr<absl::TimeZone> LoadZone(const std::string& name) {
  static std::mutex mutex;
  static auto& loaded = *new std::unordered_map<std::string, absl::TimeZone>;
  const std::lock_guard<std::mutex> lock(mutex);
  if (const auto it = loaded.find(name); it != loaded.end()) return it->second;
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(name, &zone)) {
    return absl::FailedPreconditionError(absl::StrCat("no time zone is named \"", name, "\""));
  }
  loaded.emplace(name, zone);
  return zone;
}

Micros DayStart(Micros at, absl::TimeZone zone) {
  return InstantOf(absl::CivilSecond(DayOf(at, zone)), zone);
}

Micros NextDayStart(Micros at, absl::TimeZone zone) {
  return InstantOf(absl::CivilSecond(DayOf(at, zone) + 1), zone);
}

Interval WholeNights(const Interval& interval, absl::TimeZone zone) {
  const absl::CivilDay first = DayOf(interval.start, zone);
  const absl::CivilDay last = DayOf(interval.end, zone);
  Micros start = NoonOf(first, zone);
  if (start > interval.start) start = NoonOf(first - 1, zone);
  Micros end = NoonOf(last, zone);
  if (end < interval.end) end = NoonOf(last + 1, zone);
  return {start, end};
}

bool WithinHours(const std::vector<WeeklySpan>& hours, const Interval& interval,
                 absl::TimeZone zone) {
  if (hours.empty()) return true;
  // Ends in the week after `covered` at the latest: there every span starts later or carries it on.
  Micros covered = interval.start;
  for (absl::CivilDay monday = MondayOf(DayOf(interval.start, zone));; monday += 7) {
    for (const WeeklySpan& weekly : hours) {
      const Interval span = SpanOf(monday, weekly, zone);
      if (span.end <= covered) continue;
      if (span.start > covered) return false;
      covered = span.end;
      if (covered >= interval.end) return true;
    }
  }
}

std::vector<Interval> OpenSpans(const std::vector<WeeklySpan>& hours, const Interval& window,
                                absl::TimeZone zone) {
  std::vector<Interval> spans;
  if (hours.empty()) return spans;
  const absl::CivilDay last = DayOf(window.end, zone);
  for (absl::CivilDay monday = MondayOf(DayOf(window.start, zone)); monday <= last; monday += 7) {
    for (const WeeklySpan& weekly : hours) spans.push_back(SpanOf(monday, weekly, zone));
  }
  return spans;
}

std::string HoursOfDay(const std::vector<WeeklySpan>& hours, Micros at, absl::TimeZone zone) {
  static constexpr const char* kNames[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const int weekday = WeekdayIndex(DayOf(at, zone));
  const int day_first = weekday * kMinutesOfDay;
  std::string text;
  for (const WeeklySpan& span : hours) {
    const int first = std::max(span.first_minute - day_first, 0);
    const int last = std::min(span.last_minute - day_first, kMinutesOfDay);
    if (first >= last) continue;
    absl::StrAppend(&text, text.empty() ? " " : ", ", ClockOf(first), "-", ClockOf(last));
  }
  return absl::StrCat(kNames[weekday], text.empty() ? " closed" : text);
}

std::string FormatLocal(Micros at, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixMicros(at), zone);
}

}  // namespace letan::booking
