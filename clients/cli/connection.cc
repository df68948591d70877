#include "clients/cli/connection.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <random>
#include <thread>
#include <utility>

#include "clients/cli/channel.h"
#include "clients/cli/method_index.h"
#include "clients/cli/request_id.h"
#include "clients/cli/retry.h"
#include "letan/v1/watch_service.grpc.pb.h"

namespace letan::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

google::rpc::Status MakeStatus(int code, const std::string& message) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(message);
  return status;
}

google::rpc::Status FromGrpc(const grpc::Status& status, const TlsOptions& tls) {
  google::rpc::Status result;
  // gRPC's own refusal of a call that comes while the server closes: our server did not see it, and
  // we never cancel what we still want.
  if (status.error_code() == grpc::StatusCode::CANCELLED && status.error_details().empty()) {
    return MakeStatus(kUnavailable, "the server is stopping");
  }
  if (status.error_details().empty() || !result.ParseFromString(status.error_details())) {
    return MakeStatus(status.error_code(), ExplainFailure(status, tls));
  }
  result.set_code(status.error_code());
  result.set_message(status.error_message());
  return result;
}

grpc::ByteBuffer Encode(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return {&slice, 1};
}

bool Decode(const grpc::ByteBuffer& buffer, Message* message) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return false;
  return message->ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
}

void Present(const ConnectionOptions& options, grpc::ClientContext& context) {
  if (!options.bearer.empty()) context.AddMetadata("authorization", "Bearer " + options.bearer);
  if (!options.agency.empty()) context.AddMetadata("letan-agency", options.agency);
}

class GrpcCaller : public Caller {
 public:
  explicit GrpcCaller(ConnectionOptions options)
      : options_(std::move(options)), stub_(MakeChannel(options_.address, options_.tls)) {}

  google::rpc::Status Call(const MethodDescriptor& method, const Message& request,
                           Message* response) override {
    std::unique_ptr<Message> filled(request.New());
    filled->CopyFrom(request);
    if (RequestId(*filled).empty()) {
      SetRequestId(TakeRequestId(*filled), filled.get());
    }
    if (options_.dry_run) SetValidateOnly(filled.get());
    const absl::Time deadline = absl::Now() + options_.timeout;
    const RetryWorld world = {[] { return absl::Now(); },
                              [](absl::Duration pause) {
                                std::this_thread::sleep_for(absl::ToChronoMicroseconds(pause));
                              },
                              [this] { return std::uniform_real_distribution<double>()(random_); }};
    bool unknown = false;  // of any attempt: what refuses the next says nothing of it
    const auto attempt = [&] {
      google::rpc::Status status = Attempt(WirePath(method), Encode(*filled), deadline, response);
      unknown = unknown || MayHaveTakenEffect(status);
      return status;
    };
    google::rpc::Status status = WithRetries(attempt, deadline, world);
    // Every other code is an answer to the request, and one to its first call if that was done.
    const bool unanswered = status.code() == kUnavailable || status.code() == kDeadlineExceeded ||
                            status.code() == kResourceExhausted;
    if (unknown && unanswered && !options_.dry_run && !RequestId(*filled).empty()) {
      status.set_message(
          status.message() +
          " (it is not known whether this took effect: repeat it with --request-id=" +
          RequestId(*filled) + ")");
    }
    return status;
  }

 private:
  std::string TakeRequestId(const Message& request) {
    if (request.GetDescriptor()->FindFieldByName("request_id") == nullptr) return "";
    std::string id = std::exchange(options_.request_id, "");
    return id.empty() ? NewRequestId() : id;
  }

  google::rpc::Status Attempt(const std::string& path, const grpc::ByteBuffer& request,
                              absl::Time deadline, Message* response) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(deadline));
    Present(options_, context);
    grpc::CompletionQueue queue;
    const auto reader = stub_.PrepareUnaryCall(&context, path, request, &queue);
    reader->StartCall();
    grpc::ByteBuffer answer;
    grpc::Status status;
    reader->Finish(&answer, &status, this);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    if (!status.ok()) return FromGrpc(status, options_.tls);
    if (!Decode(answer, response)) {
      return MakeStatus(grpc::StatusCode::INTERNAL, "the server's answer cannot be read");
    }
    return MakeStatus(kOk, "");
  }

  ConnectionOptions options_;
  grpc::GenericStub stub_;
  std::mt19937_64 random_{std::random_device{}()};
};

}  // namespace

std::unique_ptr<Caller> Connect(const ConnectionOptions& options) {
  return std::make_unique<GrpcCaller>(options);
}

WatchCall ConnectWatch(const ConnectionOptions& options, std::function<std::string()> bearer) {
  std::shared_ptr<v1::WatchService::Stub> stub =
      v1::WatchService::NewStub(MakeChannel(options.address, options.tls));
  return [stub, options, bearer = std::move(bearer)](
             const v1::WatchRequest& request, const std::function<bool(v1::WatchResponse)>& take) {
    ConnectionOptions with_token = options;
    with_token.bearer = bearer();
    grpc::ClientContext context;
    Present(with_token, context);
    const auto reader = stub->Watch(&context, request);
    v1::WatchResponse response;
    bool opened = false;
    while (reader->Read(&response)) {
      opened = true;
      if (take(std::move(response))) continue;
      context.TryCancel();
      break;
    }
    google::rpc::Status status = FromGrpc(reader->Finish(), options.tls);
    // The token was good when the stream began, and a fresh one may be.
    if (opened && status.code() == kUnauthenticated) status.set_code(kUnavailable);
    return status;
  };
}

}  // namespace letan::cli
