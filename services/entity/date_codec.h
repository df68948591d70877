// Between the schema's days and civil ones.
#ifndef LETAN_SERVICES_ENTITY_DATE_CODEC_H_
#define LETAN_SERVICES_ENTITY_DATE_CODEC_H_

#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "letan/v1/common.pb.h"
#include "services/core/booking/model.h"

namespace letan::entity {

// Of a day that the shape check has let pass.
absl::CivilDay ToCivilDay(const v1::Date& date);
v1::Date FromCivilDay(absl::CivilDay day);

// Where nobody says in which zone.
inline constexpr char kDefaultTimeZone[] = "Asia/Ho_Chi_Minh";
// The IANA zone of that name, of the default where it is empty or not known.
absl::TimeZone ZoneOf(const std::string& name);

// Midnight, in UTC: where days are columns, whatever zone they are meant in.
booking::Micros UtcStartOf(absl::CivilDay day);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_DATE_CODEC_H_
