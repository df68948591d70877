#include "services/rpc/status_exit.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/rpc/error_details.pb.h"
#include "services/core/fault.h"
#include "services/errors/errors.h"
#include "storage/seal.h"

namespace letan::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// How every message of a storage engine's insides begins.
constexpr char kOfStorage[] = "storage: ";
constexpr char kTypePrefix[] = "type.googleapis.com/";
constexpr int kRetryAfterSeconds = 1;

const char* ReasonOfCode(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
      return errors::kInvalidRequest;
    case absl::StatusCode::kNotFound:
      return errors::kNotFound;
    case absl::StatusCode::kAlreadyExists:
      return errors::kAlreadyExists;
    case absl::StatusCode::kAborted:
      return errors::kStaleEtag;
    case absl::StatusCode::kResourceExhausted:
      return errors::kOverloaded;
    case absl::StatusCode::kFailedPrecondition:
      return "FAILED_PRECONDITION";
    case absl::StatusCode::kOutOfRange:
      return "OUT_OF_RANGE";
    case absl::StatusCode::kUnavailable:
      return "UNAVAILABLE";
    case absl::StatusCode::kUnimplemented:
      return "UNIMPLEMENTED";
    case absl::StatusCode::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case absl::StatusCode::kCancelled:
      return "CANCELLED";
    case absl::StatusCode::kPermissionDenied:
      return "PERMISSION_DENIED";
    case absl::StatusCode::kUnauthenticated:
      return "UNAUTHENTICATED";
    default:
      return errors::kInternal;
  }
}

// At most `limit` bytes, never ending inside a character.
std::string CutUtf8(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  constexpr char kMark[] = "…";
  std::size_t end = limit - (sizeof(kMark) - 1);
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text + kMark;
}

std::unique_ptr<Message> Unpack(const google::protobuf::Any& packed) {
  const std::string& url = packed.type_url();
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          url.substr(url.rfind('/') + 1));
  if (descriptor == nullptr) return nullptr;
  const Message* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor);
  if (prototype == nullptr) return nullptr;
  std::unique_ptr<Message> message(prototype->New());
  return message->ParseFromString(packed.value()) ? std::move(message) : nullptr;
}

// A list of messages somewhere inside a message.
struct List {
  Message* holder = nullptr;
  const FieldDescriptor* field = nullptr;
  std::size_t bytes = 0;
};

std::size_t BytesOf(const Message& message, const FieldDescriptor* field) {
  std::size_t bytes = 0;
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    bytes += reflection->GetRepeatedMessage(message, field, i).ByteSizeLong();
  }
  return bytes;
}

// Looks for the list with the most bytes among those with more than `keep` items. A list whose
// items have such lists themselves waits until those are shorter. True: one was found.
bool FindLargest(Message& message, int keep, List& largest) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  bool any = false;
  for (const FieldDescriptor* field : fields) {
    if (field->message_type() == nullptr) continue;
    if (!field->is_repeated()) {
      any |= FindLargest(*reflection->MutableMessage(&message, field), keep, largest);
      continue;
    }
    const int size = reflection->FieldSize(message, field);
    bool inside = false;
    for (int i = 0; i < size; ++i) {
      inside |= FindLargest(*reflection->MutableRepeatedMessage(&message, field, i), keep, largest);
    }
    if (!inside && size > keep) {
      inside = true;
      const std::size_t bytes = BytesOf(message, field);
      if (bytes >= largest.bytes) largest = {&message, field, bytes};
    }
    any |= inside;
  }
  return any;
}

// Leaves list items off `packed` until it has at most `limit` bytes; false if that cannot be done.
// Of each list, the first item stays as long as another list has more than one: a refusal still
// says which rule failed, and against whom.
bool Shrink(google::protobuf::Any& packed, std::size_t limit, google::rpc::ErrorInfo& info) {
  const std::unique_ptr<Message> message = Unpack(packed);
  if (message == nullptr) return false;
  std::map<std::string, int> omitted;
  for (std::size_t bytes = message->ByteSizeLong(); bytes > limit;
       bytes = message->ByteSizeLong()) {
    List largest;
    for (const int keep : {1, 0}) {
      if (largest.field == nullptr) FindLargest(*message, keep, largest);
    }
    if (largest.field == nullptr) return false;
    const auto* reflection = largest.holder->GetReflection();
    const int size = reflection->FieldSize(*largest.holder, largest.field);
    // Half of it where far too much is there: one at a time, all of the rest looked at for each,
    // would keep a processor busy for minutes.
    const int surplus = bytes > 2 * limit ? std::max(1, (size - 1) / 2) : 1;
    for (int i = 0; i < surplus; ++i) reflection->RemoveLast(largest.holder, largest.field);
    omitted[largest.field->name()] += surplus;
  }
  packed.set_value(message->SerializeAsString());
  for (const auto& [field, count] : omitted) {
    (*info.mutable_metadata())["omitted." + field] = std::to_string(count);
  }
  return true;
}

// Details other than ErrorInfo so that all fit, the smallest first: those explain most per byte.
void PackDetails(std::vector<google::protobuf::Any> details, google::rpc::ErrorInfo info,
                 google::rpc::Status& packed) {
  std::sort(details.begin(), details.end(), [](const auto& left, const auto& right) {
    return left.ByteSizeLong() < right.ByteSizeLong();
  });
  constexpr std::size_t kRoomForOmissions = 128;
  packed.add_details()->PackFrom(info);
  for (google::protobuf::Any& detail : details) {
    const std::size_t used = packed.ByteSizeLong() + detail.type_url().size() + kRoomForOmissions;
    const std::size_t room = kMaxDetailBytes > used ? kMaxDetailBytes - used : 0;
    if (detail.value().size() <= room || Shrink(detail, room, info)) {
      *packed.add_details() = std::move(detail);
    } else {
      (*info.mutable_metadata())["omitted"] = detail.type_url();
    }
  }
  packed.mutable_details(0)->PackFrom(info);
}

void LogInternal(const absl::Status& status, const std::string& method, const std::string& call_id,
                 Severity severity, const LogSink& log) {
  if (!log) return;
  LogEvent event{severity,
                 "internal_error",
                 {{"call_id", call_id},
                  {"method", method},
                  {"code", absl::StatusCodeToString(status.code())}}};
  for (LogField& fact : FactsOf(status)) event.fields.push_back(std::move(fact));
  log(event);
}

}  // namespace

absl::Status HideInternal(const absl::Status& status, const std::string& method,
                          const std::function<std::string()>& call_id, const LogSink& log) {
  const bool of_storage = status.message().substr(0, sizeof(kOfStorage) - 1) == kOfStorage;
  switch (status.code()) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kUnknown:
      break;
    default:
      if (of_storage) break;
      return status;
  }
  const std::string id = call_id();
  const bool passes = of_storage && (status.code() == absl::StatusCode::kResourceExhausted ||
                                     status.code() == absl::StatusCode::kUnavailable);
  const absl::StatusCode code =
      of_storage && !passes && status.code() != absl::StatusCode::kDataLoss
          ? absl::StatusCode::kInternal
          : status.code();
  LogInternal(status, method, id, passes ? Severity::kWarning : Severity::kError, log);
  absl::Status hidden(code,
                      std::string(passes ? "the storage cannot do this now" : "internal error") +
                          "; its number is " + id);
  google::rpc::ErrorInfo info;
  info.set_reason(passes ? errors::kStorage : errors::kInternal);
  info.set_domain(errors::kDomain);
  (*info.mutable_metadata())["error_id"] = id;
  errors::AddDetail(hidden, info);
  return hidden;
}

absl::Status Complete(absl::Status status) {
  google::rpc::ErrorInfo info;
  if (!errors::GetDetail(status, &info) || info.reason().empty() || info.domain().empty()) {
    if (info.reason().empty()) {
      info.set_reason(storage::IsNoKeys(status) ? errors::kNoKeys : ReasonOfCode(status.code()));
    }
    info.set_domain(errors::kDomain);
    errors::AddDetail(status, info);
  }
  google::rpc::RetryInfo retry;
  const bool usual =
      info.reason() == ReasonOfCode(status.code()) || info.reason() == errors::kStorage;
  const bool passes = usual && (status.code() == absl::StatusCode::kResourceExhausted ||
                                status.code() == absl::StatusCode::kUnavailable);
  if (passes && !errors::GetDetail(status, &retry)) {
    retry.mutable_retry_delay()->set_seconds(kRetryAfterSeconds);
    errors::AddDetail(status, retry);
  }
  return status;
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  google::rpc::Status packed;
  packed.set_code(static_cast<int>(status.code()));
  packed.set_message(
      CutUtf8(std::string(status.message().data(), status.message().size()), kMaxMessageBytes));
  google::rpc::ErrorInfo info;
  const std::string info_url = kTypePrefix + google::rpc::ErrorInfo::descriptor()->full_name();
  std::vector<google::protobuf::Any> details;
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& value) {
    const std::string type_url(url.data(), url.size());
    if (type_url.rfind(kTypePrefix, 0) != 0) return;
    if (type_url == info_url && info.ParseFromString(std::string(value))) return;
    google::protobuf::Any& detail = details.emplace_back();
    detail.set_type_url(type_url);
    detail.set_value(std::string(value));
  });
  PackDetails(std::move(details), std::move(info), packed);
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), packed.message(),
                      packed.SerializeAsString());
}

}  // namespace letan::rpc
