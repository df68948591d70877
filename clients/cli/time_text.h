// Times as people write and read them. Input and output are in one time zone; instants are UTC
// inside. Errors are INVALID_ARGUMENT with a sentence for people.
#ifndef LETAN_CLIENTS_CLI_TIME_TEXT_H_
#define LETAN_CLIENTS_CLI_TIME_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "letan/v1/common.pb.h"

namespace letan::cli {

struct Moment {
  absl::Time time;
  bool whole_day = false;  // written as a date without a time; `time` is then its 00:00
};

// Half-open.
struct Span {
  absl::Time start;
  absl::Time end;
};

// "Asia/Ho_Chi_Minh"; an error names the zone that is not known.
absl::StatusOr<absl::TimeZone> ParseZone(const std::string& name);

// "2017-02-08" or "8/2/2017" (day first), not before 1900; in no time zone.
absl::StatusOr<absl::CivilDay> ParseDay(std::string_view text);

// "2017-02-08 14:00", "2017-02-08T14:00:30", "8/2/2017 14:00" (day first), "2017-02-08", or RFC
// 3339 with an offset, which counts as it says whatever `zone` is.
absl::StatusOr<Moment> ParseMoment(std::string_view text, absl::TimeZone zone);

// "90m", "2h30m", "1d", "45s".
absl::StatusOr<absl::Duration> ParseLength(std::string_view text);

// `to` is a moment, a time of day on the day of `from` ("16:00"), or a length ("+2h"). A date
// without a time includes that day. Empty `to`: the whole day, if `from` is a date.
absl::StatusOr<Span> ParseSpan(std::string_view from, std::string_view to, absl::TimeZone zone);

// The same for searches, where either side may be open: then it lies kOpenDays away, as far as a
// search may look.
inline constexpr int kOpenDays = 366;
absl::StatusOr<Span> ParseWindow(std::string_view from, std::string_view to, absl::TimeZone zone);

std::string FormatMoment(absl::Time time, absl::TimeZone zone);  // "Wed 2017-02-08 14:00"
std::string FormatDay(absl::Time time, absl::TimeZone zone);     // "Wed 2017-02-08"
std::string FormatClock(absl::Time time, absl::TimeZone zone);   // "14:00"
std::string FormatSpan(const Span& span, absl::TimeZone zone);   // "Wed 2017-02-08 14:00–16:00"
// The span without its date where it lies in one day, for lists under a day's heading.
std::string FormatHours(const Span& span, absl::TimeZone zone);  // "14:00–16:00"
std::string FormatLength(absl::Duration length);                 // "2 h 30 min"

absl::Time FromProto(const google::protobuf::Timestamp& time);
absl::Duration FromProto(const google::protobuf::Duration& duration);
Span FromProto(const letan::v1::TimeInterval& interval);
google::protobuf::Timestamp ToProto(absl::Time time);
google::protobuf::Duration ToProto(absl::Duration duration);
letan::v1::TimeInterval ToProto(const Span& span);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_TIME_TEXT_H_
