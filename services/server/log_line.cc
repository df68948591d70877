#include "services/server/log_line.h"

#include <cstdio>

#include "absl/time/time.h"
#include "storage/engine.h"

namespace letan::server {
namespace {

const char* NameOf(Severity severity) {
  switch (severity) {
    case Severity::kDebug:
      return "DEBUG";
    case Severity::kInfo:
      return "INFO";
    case Severity::kWarning:
      return "WARNING";
    case Severity::kError:
      break;
  }
  return "ERROR";
}

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof(escape), "\\u%04x", static_cast<unsigned>(c));
      quoted += escape;
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace

std::string LogLine(const LogEvent& event, std::int64_t now_micros) {
  const std::string time = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ",
                                            absl::FromUnixMicros(now_micros), absl::UTCTimeZone());
  std::string line = "{\"time\":\"" + time + "\",\"severity\":\"" + NameOf(event.severity) +
                     "\",\"event\":" + Quoted(event.name);
  for (const LogField& field : event.fields) {
    line += "," + Quoted(field.key) + ":";
    const auto* text = std::get_if<std::string>(&field.value);
    line += text != nullptr ? Quoted(*text) : std::to_string(std::get<std::int64_t>(field.value));
  }
  return line + "}";
}

LogSink LogEventsToStderr() {
  return [](const LogEvent& event) {
    const std::string line = LogLine(event, storage::SystemClock()) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
  };
}

}  // namespace letan::server
