#include "clients/cli/caller.h"

#include "clients/cli/exit.h"
#include "clients/cli/method_index.h"
#include "clients/cli/time_text.h"

namespace letan::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr int kPageSize = 500;

const FieldDescriptor* Find(const Message& message, const char* field) {
  return message.GetDescriptor()->FindFieldByName(field);
}

}  // namespace

std::unique_ptr<Message> NewMessage(const google::protobuf::Descriptor& type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

std::string RequestId(const Message& request) {
  const FieldDescriptor* field = Find(request, "request_id");
  return field == nullptr ? "" : request.GetReflection()->GetString(request, field);
}

void SetRequestId(const std::string& id, Message* request) {
  const FieldDescriptor* field = Find(*request, "request_id");
  if (field != nullptr) request->GetReflection()->SetString(request, field, id);
}

void SetValidateOnly(Message* request) {
  const FieldDescriptor* field = Find(*request, "validate_only");
  if (field != nullptr) request->GetReflection()->SetBool(request, field, true);
}

std::string Reason(const google::rpc::Status& status) {
  for (const google::protobuf::Any& detail : status.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

std::optional<absl::Duration> RetryDelay(const google::rpc::Status& status) {
  for (const google::protobuf::Any& detail : status.details()) {
    google::rpc::RetryInfo info;
    if (detail.UnpackTo(&info)) return FromProto(info.retry_delay());
  }
  return std::nullopt;
}

google::rpc::Status CallAllPages(Caller& caller, const MethodDescriptor& method,
                                 const Message& request, Message* response) {
  std::unique_ptr<Message> page_request(request.New());
  page_request->CopyFrom(request);
  const auto* reflection = page_request->GetReflection();
  reflection->SetInt32(page_request.get(), Find(request, "page_size"), kPageSize);
  response->Clear();
  const FieldDescriptor* next = Find(*response, "next_page_token");
  while (true) {
    std::unique_ptr<Message> page(response->New());
    google::rpc::Status status = caller.Call(method, *page_request, page.get());
    if (status.code() != kOk) return status;
    const std::string token = page->GetReflection()->GetString(*page, next);
    response->MergeFrom(*page);
    response->GetReflection()->ClearField(response, next);
    if (token.empty()) return status;
    reflection->SetString(page_request.get(), Find(request, "page_token"), token);
  }
}

void CallByName(Caller& caller, const std::string& method, const Message& request,
                Message* response) {
  const MethodDescriptor* descriptor = ValueOrUsage(FindMethod(method));
  google::rpc::Status status = caller.Call(*descriptor, request, response);
  if (status.code() != kOk) throw ServerError(std::move(status));
}

void CallAllByName(Caller& caller, const std::string& method, const Message& request,
                   Message* response) {
  const MethodDescriptor* descriptor = ValueOrUsage(FindMethod(method));
  google::rpc::Status status = CallAllPages(caller, *descriptor, request, response);
  if (status.code() != kOk) throw ServerError(std::move(status));
}

}  // namespace letan::cli
