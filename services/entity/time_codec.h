// Between the schema's times and microseconds.
#ifndef LETAN_SERVICES_ENTITY_TIME_CODEC_H_
#define LETAN_SERVICES_ENTITY_TIME_CODEC_H_

#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "letan/v1/common.pb.h"
#include "services/core/booking/model.h"

namespace letan::entity {

// Nanoseconds below a microsecond are cut; requests with such are refused by the shape check.
booking::Micros ToMicros(const google::protobuf::Timestamp& time);
booking::Micros ToMicros(const google::protobuf::Duration& duration);
google::protobuf::Timestamp ToTimestamp(booking::Micros micros);
// Whole seconds towards the past: the rest lies in [0, 1 s).
std::int64_t FloorSeconds(booking::Micros micros);
void SetTimestamp(booking::Micros micros, google::protobuf::Timestamp* time);
google::protobuf::Duration ToDuration(booking::Micros micros);
booking::Interval ToInterval(const v1::TimeInterval& interval);
v1::TimeInterval FromInterval(const booking::Interval& interval);
void SetInterval(const booking::Interval& interval, v1::TimeInterval* result);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_TIME_CODEC_H_
