#include "tests/bench/calls.h"

#include <grpcpp/impl/client_unary_call.h>

#include <cstdio>
#include <fstream>
#include <utility>

#include "letan/v1/identity_service.grpc.pb.h"
#include "services/entity/time_codec.h"
#include "storage/engine.h"

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
                                    const Request& request, const std::string& token) {
  grpc::ClientContext context;
  SetDeadline(context);
  if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
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

std::string ReadWord(const std::string& path) {
  std::ifstream file(path);
  std::string word;
  file >> word;
  return word;
}

std::optional<std::string> TokenOfNewUser(const std::shared_ptr<grpc::Channel>& channel,
                                          const std::string& administrator_token,
                                          const std::string& role) {
  const auto stub = v1::IdentityService::NewStub(channel);
  const std::string authorization = "Bearer " + administrator_token;
  v1::CreateUserRequest create;
  create.set_user_id("benchmark");
  create.mutable_user()->set_display_name("benchmark");
  create.mutable_user()->set_type(v1::User::TYPE_SERVICE);
  create.mutable_user()->add_roles(role);
  v1::User user;
  grpc::ClientContext creating;
  SetDeadline(creating);
  creating.AddMetadata("authorization", authorization);
  if (!Said(stub->CreateUser(&creating, create, &user), "CreateUser")) return std::nullopt;
  v1::CreateTokenRequest request;
  request.set_parent(user.name());
  request.mutable_token()->set_display_name("benchmark");
  *request.mutable_token()->mutable_expire_time() =
      entity::ToTimestamp(storage::SystemClock() + booking::kDay);
  v1::CreateTokenResponse token;
  grpc::ClientContext asking;
  SetDeadline(asking);
  asking.AddMetadata("authorization", authorization);
  if (!Said(stub->CreateToken(&asking, request, &token), "CreateToken")) return std::nullopt;
  return token.secret();
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
