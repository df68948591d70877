#include "services/entity/time_codec.h"

namespace letan::entity {
std::int64_t FloorSeconds(booking::Micros micros) {
  const std::int64_t seconds = micros / booking::kSecond;
  return micros % booking::kSecond < 0 ? seconds - 1 : seconds;
}

booking::Micros ToMicros(const google::protobuf::Timestamp& time) {
  return time.seconds() * booking::kSecond + time.nanos() / 1000;
}

booking::Micros ToMicros(const google::protobuf::Duration& duration) {
  return duration.seconds() * booking::kSecond + duration.nanos() / 1000;
}

google::protobuf::Timestamp ToTimestamp(booking::Micros micros) {
  google::protobuf::Timestamp time;
  SetTimestamp(micros, &time);
  return time;
}

void SetTimestamp(booking::Micros micros, google::protobuf::Timestamp* time) {
  const std::int64_t seconds = FloorSeconds(micros);
  time->set_seconds(seconds);
  time->set_nanos(static_cast<int>((micros - seconds * booking::kSecond) * 1000));
}

google::protobuf::Duration ToDuration(booking::Micros micros) {
  google::protobuf::Duration duration;
  duration.set_seconds(micros / booking::kSecond);
  duration.set_nanos(static_cast<int>(micros % booking::kSecond * 1000));
  return duration;
}

booking::Interval ToInterval(const v1::TimeInterval& interval) {
  return {ToMicros(interval.start_time()), ToMicros(interval.end_time())};
}

v1::TimeInterval FromInterval(const booking::Interval& interval) {
  v1::TimeInterval result;
  SetInterval(interval, &result);
  return result;
}

void SetInterval(const booking::Interval& interval, v1::TimeInterval* result) {
  SetTimestamp(interval.start, result->mutable_start_time());
  SetTimestamp(interval.end, result->mutable_end_time());
}

}  // namespace letan::entity
