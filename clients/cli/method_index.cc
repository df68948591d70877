#include "clients/cli/method_index.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/status/status.h"
#include "clients/cli/text_match.h"
#include "letan/v1/admin_service.pb.h"
#include "letan/v1/annotations.pb.h"
#include "letan/v1/audit_service.pb.h"
#include "letan/v1/batch_service.pb.h"
#include "letan/v1/booking_service.pb.h"
#include "letan/v1/calendar_service.pb.h"
#include "letan/v1/delegation_service.pb.h"
#include "letan/v1/directory_service.pb.h"
#include "letan/v1/festival_service.pb.h"
#include "letan/v1/identity_service.pb.h"
#include "letan/v1/itinerary_service.pb.h"
#include "letan/v1/lifecycle_service.pb.h"
#include "letan/v1/resource_service.pb.h"
#include "letan/v1/search_service.pb.h"
#include "letan/v1/watch_service.pb.h"

namespace letan::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

// A mistyped name differs from the right one by no more.
constexpr int kNearEdits = 3;

// One message of each file of services: naming it links its file in.
std::array<const FileDescriptor*, 14> ServiceFiles() {
  return {v1::DrainRequest::descriptor()->file(),
          v1::GetAuditRecordRequest::descriptor()->file(),
          v1::ExecuteBatchRequest::descriptor()->file(),
          v1::GetBookingRequest::descriptor()->file(),
          v1::ConvertToLunarRequest::descriptor()->file(),
          v1::GetDelegationRequest::descriptor()->file(),
          v1::GetAgencyRequest::descriptor()->file(),
          v1::GetFestivalRequest::descriptor()->file(),
          v1::SignInRequest::descriptor()->file(),
          v1::GetActivityRequest::descriptor()->file(),
          v1::GetEventStatusRequest::descriptor()->file(),
          v1::GetResourceRequest::descriptor()->file(),
          v1::SearchRequest::descriptor()->file(),
          v1::WatchRequest::descriptor()->file()};
}

std::string Join(const std::vector<std::string>& parts, const std::string& separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

absl::Status Unknown(std::string_view name) {
  const std::string wanted = Lower(name.substr(name.rfind('.') + 1));
  std::vector<std::string> near;
  for (const MethodDescriptor* method : AllMethods()) {
    const std::string have = Lower(method->name());
    if (have.find(wanted) != std::string::npos || EditDistance(have, wanted) <= kNearEdits) {
      near.push_back(ShortName(*method));
    }
  }
  std::string message = "there is no method \"" + std::string(name) + "\"";
  message +=
      near.empty() ? "; `letan call --list` shows all" : "; did you mean " + Join(near, ", ");
  return absl::InvalidArgumentError(message);
}

std::string EnumValues(const EnumDescriptor& type) {
  std::vector<std::string> values;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) values.push_back(type.value(i)->name());
  }
  return Join(values, " | ");
}

std::string TypeText(const FieldDescriptor& field) {
  std::string text = field.cpp_type_name();
  if (field.enum_type() != nullptr) text = EnumValues(*field.enum_type());
  if (field.message_type() != nullptr) text = field.message_type()->name();
  if (field.type() == FieldDescriptor::TYPE_BYTES) text = "bytes";
  if (field.is_repeated()) text = "list of " + text;
  return text;
}

std::string RulesText(const FieldDescriptor& field) {
  const v1::FieldRules& rules = field.options().GetExtension(v1::field);
  std::vector<std::string> parts;
  if (rules.required()) parts.emplace_back("required");
  if (rules.output_only()) parts.emplace_back("set by the server");
  if (rules.immutable()) parts.emplace_back("not to be changed later");
  if (rules.max_bytes() > 0) {
    parts.push_back("at most " + std::to_string(rules.max_bytes()) + " bytes");
  }
  if (rules.max_items() > 0) {
    parts.push_back("at most " + std::to_string(rules.max_items()) + " items");
  }
  for (const std::string& kind : rules.reference()) {
    parts.push_back(kind == "*" ? "names any entity" : "names: " + kind);
  }
  return parts.empty() ? "" : "  (" + Join(parts, "; ") + ")";
}

// Google's own messages have a JSON form of their own: how to write it.
std::string WellKnown(const Descriptor& message) {
  if (message.full_name() == "google.protobuf.Timestamp") return "\"2017-02-08T14:00:00+07:00\"";
  if (message.full_name() == "google.protobuf.Duration") return "\"3600s\"";
  if (message.full_name() == "google.protobuf.FieldMask") return "\"title,purpose\"";
  return "";
}

void Describe(const Descriptor& message, int depth, std::set<const Descriptor*>& open,
              std::string& text) {
  open.insert(&message);
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    text += std::string(static_cast<size_t>(depth) * 2, ' ') + field.json_name() + ": " +
            TypeText(field);
    const Descriptor* nested = field.message_type();
    const std::string form = nested == nullptr ? "" : WellKnown(*nested);
    if (!form.empty()) text += " " + form;
    text += RulesText(field) + "\n";
    // What the server sets is not for a request: no need to unfold it.
    const bool unfold = nested != nullptr && form.empty() && !open.contains(nested) &&
                        !field.options().GetExtension(v1::field).output_only();
    if (unfold) Describe(*nested, depth + 1, open, text);
  }
  open.erase(&message);
}

}  // namespace

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const FileDescriptor* file : ServiceFiles()) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.push_back(file->service(s)->method(m));
      }
    }
  }
  return methods;
}

absl::StatusOr<const MethodDescriptor*> FindMethod(std::string_view name) {
  std::string wanted(name);
  std::replace(wanted.begin(), wanted.end(), '/', '.');
  const MethodDescriptor* found = nullptr;
  for (const MethodDescriptor* method : AllMethods()) {
    if (wanted == method->full_name() || wanted == ShortName(*method)) return method;
    if (wanted != method->name()) continue;
    if (found != nullptr) return Unknown(wanted);
    found = method;
  }
  if (found == nullptr) return Unknown(wanted);
  return found;
}

std::string ShortName(const MethodDescriptor& method) {
  return method.service()->name() + "." + method.name();
}

std::string WirePath(const MethodDescriptor& method) {
  return "/" + method.service()->full_name() + "/" + method.name();
}

std::string DescribeMessage(const Descriptor& message) {
  std::string text;
  std::set<const Descriptor*> open;
  Describe(message, 1, open, text);
  return text.empty() ? "  (no fields)\n" : text;
}

}  // namespace letan::cli
