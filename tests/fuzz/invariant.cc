#include "tests/fuzz/invariant.h"

#include <unicode/unistr.h>

#include <cstdio>
#include <cstdlib>

#include "google/protobuf/stubs/logging.h"
#include "services/errors/errors.h"

// Protobuf says on stderr what it refuses to parse: nothing else would be seen there.
extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  google::protobuf::SetLogHandler(nullptr);
  return 0;
}

namespace letan::fuzz {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void Require(bool holds, std::string_view what, std::string_view about) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s: %.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(about.size()), about.data());
  std::abort();
}

google::rpc::BadRequest RequireRefusal(const absl::Status& status, std::string_view reason) {
  const std::string text = status.ToString();
  Require(status.code() == absl::StatusCode::kInvalidArgument, "refusal is INVALID_ARGUMENT", text);
  google::rpc::ErrorInfo info;
  Require(errors::GetDetail(status, &info) && info.reason() == reason, "refusal has its reason",
          text);
  google::rpc::BadRequest details;
  Require(errors::GetDetail(status, &details), "refusal has a BadRequest", text);
  Require(details.field_violations_size() > 0, "refusal names a field", text);
  for (const auto& violation : details.field_violations()) {
    Require(!violation.field().empty() && !violation.description().empty(),
            "violation has a field and a description", text);
    Require(ValidUtf8(violation.description()) == violation.description(),
            "description is valid UTF-8", text);
  }
  return details;
}

std::string ValidUtf8(std::string_view bytes) {
  std::string text;
  icu::UnicodeString::fromUTF8({bytes.data(), static_cast<std::int32_t>(bytes.size())})
      .toUTF8String(text);
  return text;
}

bool IsFieldPath(const Descriptor* type, const Message* message, std::string_view path) {
  const std::string_view part = path.substr(0, path.find('.'));
  const std::string_view rest = part.size() < path.size() ? path.substr(part.size() + 1) : "";
  const std::size_t bracket = part.find('[');
  const FieldDescriptor* field =
      type == nullptr ? nullptr : type->FindFieldByName(std::string(part.substr(0, bracket)));
  if (field == nullptr) return false;
  int index = -1;
  if (bracket != std::string_view::npos) {
    if (!field->is_repeated() || part.back() != ']') return false;
    index = std::atoi(std::string(part.substr(bracket + 1)).c_str());
  }
  const auto* reflection = message == nullptr ? nullptr : message->GetReflection();
  if (message != nullptr && index >= 0 && index >= reflection->FieldSize(*message, field)) {
    return false;
  }
  if (part.size() == path.size()) return true;
  if (field->is_repeated() && index < 0) return false;
  const Message* inner = nullptr;
  if (message != nullptr && field->message_type() != nullptr) {
    inner = index < 0 ? &reflection->GetMessage(*message, field)
                      : &reflection->GetRepeatedMessage(*message, field, index);
  }
  return IsFieldPath(field->message_type(), inner, rest);
}

}  // namespace letan::fuzz
