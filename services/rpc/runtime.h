// What all calls share.
#ifndef LETAN_SERVICES_RPC_RUNTIME_H_
#define LETAN_SERVICES_RPC_RUNTIME_H_

#include <grpcpp/server_context.h>

#include <atomic>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/access/access_control.h"
#include "services/access/callers.h"
#include "services/call/caller.h"
#include "services/call/service_table.h"
#include "services/core/limits.h"
#include "services/core/log_event.h"
#include "services/rpc/caller_limits.h"
#include "services/rpc/executor.h"
#include "services/rpc/gate.h"
#include "services/rpc/id_source.h"
#include "services/rpc/metrics.h"
#include "services/rpc/open_streams.h"
#include "services/rpc/revision_token.h"
#include "storage/engine.h"
#include "storage/viewer.h"

namespace letan::rpc {

// Who calls: known, anonymous, or nobody in particular. UNAUTHENTICATED for who presents something
// that is not valid.
using Authenticate = std::function<absl::StatusOr<std::shared_ptr<const call::Caller>>(
    const grpc::CallbackServerContext&)>;
// A further check, beside the table of permissions: whether the viewer may call the method at all.
// PERMISSION_DENIED.
using Authorize = std::function<absl::Status(const storage::Viewer&, const call::Method&)>;

// The newest revision that any answer has shown: what a refusal carries that saw no transaction.
class LatestRevision {
 public:
  void Raise(storage::Revision revision) {
    storage::Revision seen = value_.load(std::memory_order_relaxed);
    while (revision > seen &&
           !value_.compare_exchange_weak(seen, revision, std::memory_order_relaxed)) {
    }
  }
  storage::Revision get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<storage::Revision> value_{0};
};

// Everything it points to outlives every call.
struct Runtime {
  storage::Engine* engine = nullptr;
  Executor* executor = nullptr;
  Executor* sign_ins = nullptr;  // of Lane::kSignIn
  OpenStreams* streams = nullptr;
  CallerLimits* caller_limits = nullptr;
  const RevisionTokens* tokens = nullptr;
  IdSource* ids = nullptr;
  Metrics* metrics = nullptr;
  limits::Adjustable limits;
  storage::Clock clock;
  Authenticate authenticate;
  Authorize authorize;  // may be unset
  const access::AccessControl* access = nullptr;
  access::Callers* callers = nullptr;
  // What follows from a write, in the same transaction: adds it to the write's body. May be unset.
  std::function<storage::WriteBody(storage::WriteBody)> follow;
  LogSink log;             // may be unset
  bool log_calls = false;  // an event for each unary call
  LatestRevision latest;
  Gate writes;  // closed while the server is drained
  Gate calls;   // unary ones; closed when the server stops
};

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_RUNTIME_H_
