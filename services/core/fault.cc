#include "services/core/fault.h"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <typeinfo>
#include <utility>

#include "absl/strings/cord.h"

namespace letan {
namespace {

// A payload that stays inside the process: a line "key=n7" or "key=tsome text" for each fact.
constexpr char kFactsPayload[] = "letan/facts";

std::string LinesOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kFactsPayload);
  return payload.has_value() ? std::string(*payload) : "";
}

absl::Status AddLines(absl::Status status, const std::string& lines) {
  status.SetPayload(kFactsPayload, absl::Cord(LinesOf(status) + lines));
  return status;
}

// Not where the tree lay when it was compiled.
std::string InTree(std::string_view file) {
  for (const char* root : {"services/", "storage/", "tests/"}) {
    const std::size_t begin = file.rfind(root);
    if (begin != std::string_view::npos) return std::string(file.substr(begin));
  }
  return std::string(file);
}

absl::Status WithPlace(absl::Status status, const char* file, int line) {
  return WithFact(std::move(status), "where",
                  ProgramText(InTree(file) + ":" + std::to_string(line)));
}

std::string NameOf(const std::type_info& type) {
  int failed = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &failed), &std::free);
  return failed == 0 ? name.get() : type.name();
}

}  // namespace

absl::Status Fault(absl::StatusCode code, FixedText what, const std::string& detail,
                   const char* file, int line) {
  absl::Status status(code, what.c_str() + (detail.empty() ? "" : ": " + detail));
  return WithPlace(WithFact(std::move(status), "what", ProgramText(what.c_str())), file, line);
}

absl::Status ThrownFault(const std::exception* thrown, const char* file, int line) {
  absl::Status status = Fault(absl::StatusCode::kInternal, "an exception was thrown",
                              thrown == nullptr ? "" : thrown->what(), file, line);
  if (thrown == nullptr) return status;
  return WithFact(std::move(status), "type", ProgramText(NameOf(typeid(*thrown))));
}

absl::Status WithFact(absl::Status status, FixedText key, std::int64_t value) {
  return AddLines(std::move(status),
                  std::string(key.c_str()) + "=n" + std::to_string(value) + "\n");
}

absl::Status WithFact(absl::Status status, FixedText key, const ProgramText& value) {
  std::string text = value.text;
  std::replace(text.begin(), text.end(), '\n', ' ');
  return AddLines(std::move(status), std::string(key.c_str()) + "=t" + text + "\n");
}

absl::Status WithFactsOf(absl::Status status, const absl::Status& other) {
  return AddLines(std::move(status), LinesOf(other));
}

std::vector<LogField> FactsOf(const absl::Status& status) {
  std::vector<LogField> facts;
  const std::string lines = LinesOf(status);
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = lines.find('\n', begin);
    const std::size_t equals = lines.find('=', begin);
    const std::string value = lines.substr(equals + 2, end - equals - 2);
    LogField& fact = facts.emplace_back(LogField{lines.substr(begin, equals - begin), value});
    if (lines[equals + 1] == 'n') fact.value = std::int64_t{std::stoll(value)};
    begin = end + 1;
  }
  return facts;
}

}  // namespace letan
