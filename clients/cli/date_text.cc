#include "clients/cli/date_text.h"

namespace letan::cli {

v1::Date ToProto(absl::CivilDay day) {
  v1::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

std::string IsoText(const v1::Date& date) {
  return absl::FormatCivilTime(absl::CivilDay(date.year(), date.month(), date.day()));
}

}  // namespace letan::cli
