#include "storage/memory/local_time.h"

#include "absl/time/time.h"

namespace letan::storage::memory {
namespace {

using booking::Interval;
using booking::Micros;
using booking::WeeklySpan;

absl::TimeZone Zone(const std::string& name) {
  absl::TimeZone zone = absl::UTCTimeZone();
  if (!absl::LoadTimeZone(name, &zone)) return absl::UTCTimeZone();
  return zone;
}

int MinuteOfWeek(Micros at, const absl::TimeZone& zone) {
  const absl::CivilMinute local = absl::ToCivilMinute(absl::FromUnixMicros(at), zone);
  const int day = static_cast<int>(absl::GetWeekday(absl::CivilDay(local)));  // Monday is 0
  return day * 24 * 60 + local.hour() * 60 + local.minute();
}

bool Open(Micros at, const std::vector<WeeklySpan>& hours, const absl::TimeZone& zone) {
  const int minute = MinuteOfWeek(at, zone);
  for (const WeeklySpan& span : hours) {
    if (span.first_minute <= minute && minute < span.last_minute) return true;
  }
  return false;
}

}  // namespace

absl::CivilDay LocalDay(Micros at, const std::string& zone) {
  return absl::ToCivilDay(absl::FromUnixMicros(at), Zone(zone));
}

std::set<absl::CivilDay> Nights(const Interval& interval, const std::string& zone) {
  const absl::TimeZone loaded = Zone(zone);
  std::set<absl::CivilDay> nights;
  const absl::CivilDay last = LocalDay(interval.end, zone) + 1;
  for (absl::CivilDay day = LocalDay(interval.start, zone) - 1; day <= last; ++day) {
    const absl::CivilHour noon = absl::CivilHour(day) + 12;
    const absl::CivilHour next_noon = absl::CivilHour(day + 1) + 12;
    const Interval night = {absl::ToUnixMicros(absl::FromCivil(noon, loaded)),
                            absl::ToUnixMicros(absl::FromCivil(next_noon, loaded))};
    if (night.Overlaps(interval)) nights.insert(day);
  }
  return nights;
}

bool WithinHours(const Interval& interval, const std::vector<WeeklySpan>& hours,
                 const std::string& zone) {
  const absl::TimeZone loaded = Zone(zone);
  if (!Open(interval.start, hours, loaded)) return false;
  // Hours begin and end with a minute, so one look at the start of each minute is enough.
  Micros minute = interval.start - interval.start % booking::kMinute;
  if (minute > interval.start) minute -= booking::kMinute;  // before 1970 the remainder is negative
  for (minute += booking::kMinute; minute < interval.end; minute += booking::kMinute) {
    if (!Open(minute, hours, loaded)) return false;
  }
  return true;
}

}  // namespace letan::storage::memory
