#include "services/entity/date_codec.h"

namespace letan::entity {

absl::CivilDay ToCivilDay(const v1::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

v1::Date FromCivilDay(absl::CivilDay day) {
  v1::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

absl::TimeZone ZoneOf(const std::string& name) {
  absl::TimeZone zone;
  if (!name.empty() && absl::LoadTimeZone(name, &zone)) return zone;
  // A machine without the database of zones has UTC+7 all the same.
  if (!absl::LoadTimeZone(kDefaultTimeZone, &zone)) zone = absl::FixedTimeZone(7 * 60 * 60);
  return zone;
}

booking::Micros UtcStartOf(absl::CivilDay day) {
  return absl::ToUnixMicros(absl::FromCivil(day, absl::UTCTimeZone()));
}

}  // namespace letan::entity
