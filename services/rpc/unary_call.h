// One unary call on its way through the pipeline. See Run for the order of its steps.
#ifndef LETAN_SERVICES_RPC_UNARY_CALL_H_
#define LETAN_SERVICES_RPC_UNARY_CALL_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/arena.h"
#include "services/rpc/call_steps.h"
#include "services/rpc/caller_limits.h"
#include "services/rpc/runtime.h"
#include "services/rpc/shown_rows.h"
#include "storage/engine.h"

namespace letan::rpc {

// Owns itself from Start until it has finished its reactor, which it does exactly once: every way
// through ends in Finish, and nothing of the call is touched after that.
class UnaryCall {
 public:
  // To be called by gRPC's handler of the method. Everything passed outlives the call.
  static grpc::ServerUnaryReactor* Start(Runtime& runtime, const ServedMethod& served,
                                         grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response);

 private:
  UnaryCall(Runtime& runtime, const ServedMethod& served, grpc::CallbackServerContext* context,
            const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

  void Run();
  absl::Status TakeUp();
  absl::Status CheckStillWanted() const;

  void Read();
  absl::StatusOr<std::string> HandleRead();
  // Finishes once it is on record what RESTRICTED rows the outcome carries, if any: an answer that
  // nobody can account for does not leave.
  void Answer(absl::StatusOr<std::string> outcome, storage::Revision revision);

  void Write();
  absl::StatusOr<storage::WriteRequest> PrepareWrite();
  storage::WriteBody Observe(storage::WriteBody body);
  // Carries the body out and has it undone.
  storage::WriteBody TryOnly(storage::WriteBody body);
  void Written(storage::WriteResult result);
  void LogUnknown(const absl::Status& status);

  void Finish(absl::StatusOr<std::string> outcome, storage::Revision revision);

  Runtime& runtime_;
  const ServedMethod& served_;
  grpc::CallbackServerContext* const context_;
  const grpc::ByteBuffer* const request_;
  grpc::ByteBuffer* const response_;
  grpc::ServerUnaryReactor* const reactor_;
  const std::chrono::steady_clock::time_point started_;
  std::chrono::system_clock::time_point deadline_;
  call::CallContext call_context_;
  CallerLimits::Place place_;
  storage::Revision revision_ = 0;  // of the snapshot that a read saw
  std::string request_id_;
  CallId call_id_;
  ShownRows shown_;
  bool body_ran_ = false;
  std::optional<std::string> tried_;  // the answer of a body that TryOnly had undone
  bool inside_calls_ = false;         // of the gates
  bool inside_writes_ = false;
  // Requests are small: most are parsed without asking the heap.
  alignas(std::max_align_t) char block_[512];
  google::protobuf::Arena arena_;
};

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_UNARY_CALL_H_
