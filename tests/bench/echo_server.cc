#include "tests/bench/echo_server.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>

#include <cstdio>
#include <string>

#include "absl/synchronization/mutex.h"

namespace letan::bench {
namespace {

class EchoService : public grpc::Service {
 public:
  EchoService(std::size_t point_bytes, std::size_t booking_bytes)
      : point_(point_bytes, 'p'), booking_(booking_bytes, 'b') {
    Add(0, kEchoPointMethod, point_);
    Add(1, kEchoBookingMethod, booking_);
  }

 private:
  void Add(int index, const char* path, const std::string& answer) {
    AddMethod(
        new grpc::internal::RpcServiceMethod(path, grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodRawCallback(
        index, new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                   [&answer](grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
                             grpc::ByteBuffer* response) {
                     const grpc::Slice slice(answer);
                     grpc::ByteBuffer filled(&slice, 1);
                     response->Swap(&filled);
                     grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
                     reactor->Finish(grpc::Status::OK);
                     return reactor;
                   }));
  }

  const std::string point_;
  const std::string booking_;
};

}  // namespace

int RunEchoServer(std::size_t point_bytes, std::size_t booking_bytes) {
  // As letand does.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  EchoService service(point_bytes, booking_bytes);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::printf("listening on 127.0.0.1:%d\n", port);
  std::fflush(stdout);
  server->Wait();
  return 0;
}

}  // namespace letan::bench
