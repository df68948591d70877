#include "services/rpc/raw_service.h"

#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>

#include <utility>

#include "absl/status/status.h"
#include "services/errors/errors.h"
#include "services/rpc/status_exit.h"
#include "services/rpc/stream_call.h"
#include "services/rpc/unary_call.h"

namespace letan::rpc {

RawService::RawService(const call::ServiceTable& table, Runtime& runtime) : runtime_(runtime) {
  const google::protobuf::ServiceDescriptor* service = table.service();
  for (int i = 0; i < service->method_count(); ++i) {
    const auto* descriptor = service->method(i);
    const auto found = table.methods().find(descriptor->name());
    const ServedMethod& served = methods_.emplace_back(
        descriptor, found == table.methods().end() ? nullptr : &found->second, *runtime_.metrics);
    const std::string& path = paths_.emplace_back("/" + served.method.full_name);
    if (descriptor->server_streaming()) {
      AddStream(i, served, path.c_str());
    } else {
      AddUnary(i, served, path.c_str());
    }
  }
}

// gRPC owns what is made here.
void RawService::AddUnary(int index, const ServedMethod& served, const char* path) {
  AddMethod(
      new grpc::internal::RpcServiceMethod(path, grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
  MarkMethodRawCallback(
      index, new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                 [this, &served](grpc::CallbackServerContext* context,
                                 const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
                   return UnaryCall::Start(runtime_, served, context, request, response);
                 }));
}

void RawService::AddStream(int index, const ServedMethod& served, const char* path) {
  AddMethod(new grpc::internal::RpcServiceMethod(path, grpc::internal::RpcMethod::SERVER_STREAMING,
                                                 nullptr));
  MarkMethodRawCallback(
      index,
      new grpc::internal::CallbackServerStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
          [this, &served](grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) {
            return StreamCall::Start(runtime_, served, context, request);
          }));
}

// To those who are not known, not even what there is.
absl::Status UnknownMethods::Reason(const grpc::GenericCallbackServerContext& context) const {
  const auto caller = runtime_.authenticate(context);
  if (!caller.ok()) return caller.status();
  if (!(*caller)->known && !(*caller)->anonymous) return errors::Unauthenticated();
  CallerLimits::Place place;
  absl::Status counted =
      CountCall(runtime_, **caller, CallerLimits::Kind::kUnary, runtime_.clock(), &place);
  if (!counted.ok()) return counted;
  return absl::UnimplementedError("the server has no such service or method");
}

grpc::ServerGenericBidiReactor* UnknownMethods::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  class Refusal : public grpc::ServerGenericBidiReactor {
   public:
    explicit Refusal(grpc::Status status) { Finish(std::move(status)); }
    void OnDone() override { delete this; }
  };
  context->AddTrailingMetadata(kRevisionMetadata, runtime_.tokens->Encode(runtime_.latest.get()));
  absl::Status reason = Reason(*context);
  CountRefusal(runtime_, reason);
  return new Refusal(ToGrpcStatus(Complete(std::move(reason))));
}

}  // namespace letan::rpc
