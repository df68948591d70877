#include "tests/bench/calls.h"

#include <grpcpp/impl/client_unary_call.h>

#include <cstdio>
#include <utility>

namespace letan::bench {
namespace {

constexpr int kRequestsPerBatch = 200;

}  // namespace

bool Said(const grpc::Status& status, const std::string& what) {
  if (!status.ok()) std::fprintf(stderr, "%s: %s\n", what.c_str(), status.error_message().c_str());
  return status.ok();
}

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
}

std::optional<std::string> CallOnce(const std::shared_ptr<grpc::Channel>& channel,
                                    const Request& request) {
  grpc::ClientContext context;
  SetDeadline(context);
  const grpc::Slice slice(request.bytes);
  const grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  const grpc::internal::RpcMethod method(request.path, grpc::internal::RpcMethod::NORMAL_RPC);
  const grpc::Status status = grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
      channel.get(), method, &context, sent, &received);
  if (!Said(status, request.path)) return std::nullopt;
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!received.Dump(&slices).ok()) return std::nullopt;
  for (const grpc::Slice& part : slices) {
    bytes.append(reinterpret_cast<const char*>(part.begin()), part.size());
  }
  return bytes;
}

BatchWriter::BatchWriter(const std::shared_ptr<grpc::Channel>& channel)
    : stub_(v1::BatchService::NewStub(channel)) {}

bool BatchWriter::Add(const google::protobuf::Message& request, Answer answer) {
  batch_.add_requests()->PackFrom(request);
  answers_.push_back(std::move(answer));
  return batch_.requests_size() < kRequestsPerBatch || Flush();
}

bool BatchWriter::Flush() {
  if (batch_.requests_size() == 0) return true;
  grpc::ClientContext context;
  SetDeadline(context);
  v1::ExecuteBatchResponse response;
  if (!Said(stub_->ExecuteBatch(&context, batch_, &response), "ExecuteBatch")) return false;
  for (int i = 0; i < response.responses_size(); ++i) {
    if (answers_[static_cast<std::size_t>(i)]) {
      answers_[static_cast<std::size_t>(i)](response.responses(i));
    }
  }
  batch_.Clear();
  answers_.clear();
  return true;
}

}  // namespace letan::bench
