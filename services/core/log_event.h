// What is worth a line in the log. Never in it: what requests and rows contain, names of people or
// resources, titles, labels, request_ids that callers chose, or messages of errors, which may quote
// these: of an error, its facts (fault.h).
#ifndef LETAN_SERVICES_CORE_LOG_EVENT_H_
#define LETAN_SERVICES_CORE_LOG_EVENT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace letan {

enum class Severity { kDebug, kInfo, kWarning, kError };

struct LogField {
  std::string key;
  std::variant<std::string, std::int64_t> value;
};

struct LogEvent {
  Severity severity = Severity::kInfo;
  std::string name;  // "disk_full_begin"
  std::vector<LogField> fields;
};

// Safe for many threads. Does not block for long.
using LogSink = std::function<void(const LogEvent&)>;

}  // namespace letan

#endif  // LETAN_SERVICES_CORE_LOG_EVENT_H_
