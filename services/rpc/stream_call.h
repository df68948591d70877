// One call that is answered with a stream, on its way through the pipeline. See Start for the order
// of its steps.
#ifndef LETAN_SERVICES_RPC_STREAM_CALL_H_
#define LETAN_SERVICES_RPC_STREAM_CALL_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/call/stream.h"
#include "services/rpc/call_steps.h"
#include "services/rpc/caller_limits.h"
#include "services/rpc/runtime.h"

namespace letan::rpc {

// At most one message is under way: the next one is made when gRPC has taken it. gRPC takes no more
// than the flow control of the connection lets it send, so that a reader that takes nothing holds
// one message and a few buffers.
//
// Keeps itself alive until gRPC is done with it.
class StreamCall final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                         public std::enable_shared_from_this<StreamCall> {
 public:
  // To be called by gRPC's handler of the method. Everything passed outlives the call.
  static grpc::ServerWriteReactor<grpc::ByteBuffer>* Start(Runtime& runtime,
                                                           const ServedMethod& served,
                                                           grpc::CallbackServerContext* context,
                                                           const grpc::ByteBuffer* request);

  StreamCall(Runtime& runtime, const ServedMethod& served, grpc::CallbackServerContext* context,
             const grpc::ByteBuffer* request);

  void Tick();
  // Ends the call with this error, unless it has ended.
  void End(const absl::Status& status);

 private:
  enum class State {
    kWorking,   // somebody makes the next message, or waits for the executor to
    kWriting,   // gRPC has a message
    kWaiting,   // for Wake
    kFinished,  // Finish was called
    kDone,      // gRPC is done: context_ is gone
  };

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  absl::Status TakeUp();
  void Open();
  absl::Status MakeStream();
  void Wake();
  // Asks the stream for messages until it has none; by whoever set kWorking.
  void Pump();
  void PumpRead();
  absl::StatusOr<call::Stream::Next> ReadStep(std::string* message);
  // A message that carries RESTRICTED rows leaves once that is on record. False: it carries none,
  // and nothing was done.
  bool SendRecorded(std::string& message);
  void Recorded(const storage::WriteResult& recorded, std::string message);
  // What Take or Read answered. True: ask again.
  bool Act(absl::StatusOr<call::Stream::Next> next, std::string message);
  bool Submit(void (StreamCall::*job)());
  // With mutex_ held.
  absl::Status CheckCaller() const;
  void Finish(const absl::Status& status);

  Runtime& runtime_;
  const ServedMethod& served_;
  grpc::CallbackServerContext* const context_;
  const grpc::ByteBuffer* const request_;
  const std::chrono::steady_clock::time_point started_;
  call::CallContext call_context_;
  CallerLimits::Place place_;
  CallId call_id_;  // guarded by mutex_
  std::shared_ptr<StreamCall> self_;
  std::unique_ptr<call::Stream> stream_;  // used in kWorking only

  std::mutex mutex_;
  // All below guarded by mutex_.
  State state_ = State::kWorking;
  bool woken_ = false;             // while working
  absl::Status ending_;            // not OK: how to end when the work under way is done
  storage::Revision reached_ = 0;  // of the stream, without a message that has not left
  int stalled_ticks_ = 0;
  std::chrono::steady_clock::duration opening_{0};  // how long it took
  grpc::ByteBuffer buffer_;                         // what gRPC has
};

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_STREAM_CALL_H_
