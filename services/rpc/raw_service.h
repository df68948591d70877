// A table of methods, served by gRPC.
#ifndef LETAN_SERVICES_RPC_RAW_SERVICE_H_
#define LETAN_SERVICES_RPC_RAW_SERVICE_H_

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/impl/service_type.h>

#include <deque>
#include <string>

#include "services/call/service_table.h"
#include "services/rpc/call_steps.h"
#include "services/rpc/runtime.h"

namespace letan::rpc {

// Every method of the descriptor, raw: the bytes reach our code before anything is parsed (gRPC
// itself would answer what does not parse with an empty UNIMPLEMENTED). A method without handler
// in the table answers UNIMPLEMENTED. Outlives the server that it is registered with.
class RawService : public grpc::Service {
 public:
  RawService(const call::ServiceTable& table, Runtime& runtime);

 private:
  void AddUnary(int index, const ServedMethod& served, const char* path);
  void AddStream(int index, const ServedMethod& served, const char* path);

  Runtime& runtime_;
  std::deque<std::string> paths_;  // gRPC keeps pointers into both
  std::deque<ServedMethod> methods_;
};

// Methods and services that do not exist: UNIMPLEMENTED with the details of every refusal, or
// UNAUTHENTICATED.
class UnknownMethods : public grpc::CallbackGenericService {
 public:
  explicit UnknownMethods(Runtime& runtime) : runtime_(runtime) {}
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

 private:
  absl::Status Reason(const grpc::GenericCallbackServerContext& context) const;

  Runtime& runtime_;
};

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_RAW_SERVICE_H_
