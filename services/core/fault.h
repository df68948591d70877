// Errors of our own insides, with facts for the log. Their messages may quote what is stored, so
// they go neither to callers nor to the log; facts cannot quote anything.
#ifndef LETAN_SERVICES_CORE_FAULT_H_
#define LETAN_SERVICES_CORE_FAULT_H_

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/core/log_event.h"

namespace letan {

// A literal: it was there before there were data.
class FixedText {
 public:
  template <std::size_t kSize>
  consteval FixedText(const char (&text)[kSize]) : text_(text) {}  // NOLINT: stands for the literal
  const char* c_str() const { return text_; }

 private:
  const char* text_;
};

// A text that the program puts together of literals and names of its schema, never of what callers
// sent or what is stored: whoever writes the name of this type vouches for it.
struct ProgramText {
  explicit ProgramText(std::string value) : text(std::move(value)) {}
  std::string text;
};

// An error with the facts "what" and "where", a place in the program. `detail` is part of the
// message only.
absl::Status Fault(absl::StatusCode code, FixedText what, const std::string& detail = "",
                   const char* file = __builtin_FILE(), int line = __builtin_LINE());
// INTERNAL, for what was caught; the fact "type" is its type. Null: it is no std::exception.
absl::Status ThrownFault(const std::exception* thrown, const char* file = __builtin_FILE(),
                         int line = __builtin_LINE());

// `status`, which is not OK, with one more fact.
absl::Status WithFact(absl::Status status, FixedText key, std::int64_t value);
absl::Status WithFact(absl::Status status, FixedText key, const ProgramText& value);
// `status`, which is not OK, with the facts of another error too, which it stands for.
absl::Status WithFactsOf(absl::Status status, const absl::Status& other);

// In the order in which they were added.
std::vector<LogField> FactsOf(const absl::Status& status);

}  // namespace letan

#endif  // LETAN_SERVICES_CORE_FAULT_H_
