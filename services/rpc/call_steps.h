// The steps of the pipeline that unary calls and streams have in common.
#ifndef LETAN_SERVICES_RPC_CALL_STEPS_H_
#define LETAN_SERVICES_RPC_CALL_STEPS_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>

#include <exception>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/arena.h"
#include "google/protobuf/message.h"
#include "services/call/service_table.h"
#include "services/core/fault.h"
#include "services/rpc/caller_limits.h"
#include "services/rpc/metrics.h"
#include "services/rpc/runtime.h"

namespace letan::rpc {

inline constexpr int kRetryAfterMillis = 200;

// A method as it is served: looked up once, when the service is made.
struct ServedMethod {
  explicit ServedMethod(const google::protobuf::MethodDescriptor* descriptor,
                        const call::Method* handler, Metrics& metrics);

  bool has_handler() const { return method.read || method.prepare || method.task || method.open; }

  call::Method method;
  const google::protobuf::Message* prototype = nullptr;
  const google::protobuf::FieldDescriptor* request_id = nullptr;     // null: requests have none
  const google::protobuf::FieldDescriptor* validate_only = nullptr;  // null: requests have none
  MethodMetrics* metrics = nullptr;
  bool writes = false;           // can change something
  bool changes_callers = false;  // may change who callers are, or what they may do
};

// Runs a handler's code: what it throws is an internal error of ours, not the end of the server.
template <class Function>
auto Guarded(const Function& function) -> decltype(function()) {
  try {
    return function();
  } catch (const std::exception& error) {
    return ThrownFault(&error);
  } catch (...) {
    return ThrownFault(nullptr);
  }
}

// Counts one more call against the limits of its caller, and takes a place. Nobody in particular
// has none: what those may call who are not known has limits of its own, and where everyone is
// anonymous there are no callers to tell apart. Errors: CallerLimits::Enter.
absl::Status CountCall(const Runtime& runtime, const call::Caller& caller, CallerLimits::Kind kind,
                       booking::Micros now, CallerLimits::Place* place);

// Who calls, whether not too often, and whether they may: before anything is said about the
// request. UNIMPLEMENTED without a handler.
absl::StatusOr<call::CallContext> Identify(Runtime& runtime, const ServedMethod& served,
                                           const grpc::CallbackServerContext& context,
                                           CallerLimits::Place* place);

// The context of another method that is called in the course of a call. Errors: Identify.
absl::StatusOr<call::CallContext> ContextFor(const Runtime& runtime,
                                             const call::CallContext& context,
                                             const call::Method& method);

// On the arena; its texts in one normal form if it is a write's; its shape checked.
absl::StatusOr<google::protobuf::Message*> ParseRequest(const ServedMethod& served,
                                                        const grpc::ByteBuffer& bytes,
                                                        google::protobuf::Arena& arena);

// A name for a call, by which events of the log and what the caller was told find each other. Ours:
// a request_id may say whatever callers write there. Made when it is first asked for.
class CallId {
 public:
  const std::string& Get(const Runtime& runtime) {
    if (id_.empty()) id_ = runtime.ids->Next();
    return id_;
  }

 private:
  std::string id_;
};

// The write that puts it on record that the caller was answered what `note` says.
storage::WriteRequest RecordOfRead(const call::CallContext& context, storage::ReadNote note);
// Why an answer does not leave that could not be put on record.
absl::Status NotRecorded(const storage::Engine& engine, const storage::WriteResult& recorded);

// The writer's queue is full.
absl::Status TooManyWrites(const storage::Engine& engine);
// The executor's queue is full.
absl::Status TooManyReads(const Runtime& runtime);
// That of those who sign in.
absl::Status TooManySignIns(const Runtime& runtime);

// Counts a refusal under the limit that it names, if it names one.
void CountRefusal(const Runtime& runtime, const absl::Status& status);

// What the caller is told instead of `status`, which is not OK.
absl::Status ForCaller(Runtime& runtime, const ServedMethod& served, CallId& call_id,
                       const absl::Status& status);

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_CALL_STEPS_H_
