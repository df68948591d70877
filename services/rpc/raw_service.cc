#include "services/rpc/raw_service.h"

#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>

#include <cstdio>
#include <cstdlib>

#include "absl/status/status.h"
#include "services/rpc/status_exit.h"

namespace letan::rpc {

RawService::RawService(const call::ServiceTable& table, Runtime& runtime) : runtime_(runtime) {
  const google::protobuf::ServiceDescriptor* service = table.service();
  for (int i = 0; i < service->method_count(); ++i) {
    const auto found = table.methods().find(service->method(i)->name());
    AddUnary(i, service->method(i), found == table.methods().end() ? nullptr : &found->second);
  }
}

void RawService::AddUnary(int index, const google::protobuf::MethodDescriptor* descriptor,
                          const call::Method* handler) {
  if (descriptor->client_streaming() || descriptor->server_streaming()) {
    std::fprintf(stderr, "letand: tables hold unary methods only: %s\n",
                 descriptor->full_name().c_str());
    std::abort();
  }
  const ServedMethod& served = methods_.emplace_back(descriptor, handler, *runtime_.metrics);
  const std::string& path = paths_.emplace_back("/" + served.method.full_name);
  // gRPC owns both.
  AddMethod(new grpc::internal::RpcServiceMethod(path.c_str(),
                                                 grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
  MarkMethodRawCallback(
      index, new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                 [this, &served](grpc::CallbackServerContext* context,
                                 const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
                   return UnaryCall::Start(runtime_, served, context, request, response);
                 }));
}

grpc::ServerGenericBidiReactor* UnknownMethods::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  class Refusal : public grpc::ServerGenericBidiReactor {
   public:
    explicit Refusal(grpc::Status status) { Finish(std::move(status)); }
    void OnDone() override { delete this; }
  };
  context->AddTrailingMetadata(kRevisionMetadata, runtime_.tokens->Encode(runtime_.latest.get()));
  return new Refusal(
      ToGrpcStatus(Complete(absl::UnimplementedError("the server has no such service or method"))));
}

}  // namespace letan::rpc
