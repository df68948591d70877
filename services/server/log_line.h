// The log: one JSON object on one line for each event.
#ifndef LETAN_SERVICES_SERVER_LOG_LINE_H_
#define LETAN_SERVICES_SERVER_LOG_LINE_H_

#include <cstdint>
#include <string>

#include "services/core/log_event.h"

namespace letan::server {

// Without the line's end. `now_micros`: since 1970.
// {"time":"2017-02-08T02:30:00.000000Z","severity":"INFO","event":"call",…the fields}
std::string LogLine(const LogEvent& event, std::int64_t now_micros);

// Writes each event to stderr, whole lines even from many threads.
LogSink LogEventsToStderr();

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_LOG_LINE_H_
