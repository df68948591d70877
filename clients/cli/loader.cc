#include "clients/cli/loader.h"

#include <google/protobuf/util/json_util.h>

#include <utility>

#include "clients/cli/conflict_text.h"
#include "clients/cli/exit.h"
#include "clients/cli/method_index.h"
#include "clients/cli/request_id.h"
#include "letan/v1/itinerary_service.pb.h"

namespace letan::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

absl::Status Fill(google::protobuf::Struct json, const Bindings& bindings, Message* request) {
  const absl::Status substituted = bindings.Substitute(&json);
  if (!substituted.ok()) return substituted;
  std::string text;
  auto status = google::protobuf::util::MessageToJsonString(json, &text);
  if (status.ok()) status = google::protobuf::util::JsonStringToMessage(text, request);
  if (status.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError("not a " + request->GetDescriptor()->name() + ": " +
                                    std::string(status.message()));
}

bool BookedNothing(int before, const Message& response) {
  const auto* booked = dynamic_cast<const v1::BookActivityResponse*>(&response);
  return before >= 0 && booked != nullptr && booked->bookings_size() == before;
}

}  // namespace

absl::Status Loader::Check(const std::vector<DataRecord>& records) {
  for (const DataRecord& record : records) {
    const auto method = FindMethod(record.method);
    if (!method.ok()) {
      return absl::InvalidArgumentError(record.where + ": " +
                                        std::string(method.status().message()));
    }
    if (!ExistingFinder::CanLoad(**method)) {
      return absl::InvalidArgumentError(record.where + ": " + record.method +
                                        " cannot be loaded: its effect could not be found again");
    }
  }
  return absl::OkStatus();
}

LoadCounts Loader::Load(const std::vector<DataRecord>& records) {
  LoadCounts counts;
  for (size_t i = 0; i < records.size(); ++i) {
    LoadRecord(records[i], &counts);
    listener_.progress(i + 1, records.size());
  }
  return counts;
}

void Loader::LoadRecord(const DataRecord& record, LoadCounts* counts) {
  const MethodDescriptor& method = *ValueOrUsage(FindMethod(record.method));
  const auto request = NewMessage(*method.input_type());
  const absl::Status filled = Fill(record.request, bindings_, request.get());
  if (!filled.ok()) {
    ++counts->skipped;
    return listener_.skipped(record, std::string(filled.message()));
  }
  const auto response = NewMessage(*method.output_type());
  bool there = finder_.Find(method, *request, response.get());
  if (!there) {
    const int before = finder_.BookingsBefore(method, *request);
    google::rpc::Status status = Write(method, request.get(), response.get());
    // Another load was quicker.
    if (status.code() == kAlreadyExists) there = finder_.Find(method, *request, response.get());
    if (!there && ExitCodeOf(status) == kExitUnavailable) throw ServerError(std::move(status));
    if (!there && status.code() != kOk) {
      ++counts->refused;
      return listener_.refused(record, status);
    }
    there = there || BookedNothing(before, *response);
  }
  ++(there ? counts->unchanged : counts->created);
  if (!record.as.empty()) bindings_.Bind(record.as, *response);
}

google::rpc::Status Loader::Write(const MethodDescriptor& method, Message* request,
                                  Message* response) {
  if (RequestId(*request).empty() && method.name() != "BookActivity") {
    const std::string content = WirePath(method) + "\n" + request->SerializeAsString();
    SetRequestId(ContentRequestId(content, ++rounds_[content]), request);
  }
  google::rpc::Status status = caller_.Call(method, *request, response);
  if (status.code() == kOk && !finder_.IsLive(*response)) {
    // The server replayed an earlier load, and what that made is gone since.
    SetRequestId(NewRequestId(), request);
    status = caller_.Call(method, *request, response);
  }
  if (status.code() == kOk) finder_.Claim(*response);
  return status;
}

}  // namespace letan::cli
