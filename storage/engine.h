// The storage interface: snapshots to read from, one queue of writes, three outcomes.
#ifndef LETAN_STORAGE_ENGINE_H_
#define LETAN_STORAGE_ENGINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/limits.h"
#include "services/core/log_event.h"
#include "storage/change_log.h"
#include "storage/engine_stats.h"
#include "storage/transaction.h"
#include "storage/viewer.h"

namespace letan::storage {

using Clock = std::function<Micros()>;  // the wall clock, injected
Micros SystemClock();

struct EngineOptions {
  Clock clock = SystemClock;
  Micros default_travel = 60 * booking::kMinute;  // between places that no chain of roads joins
  int max_queued_writes = limits::kMaxQueuedWrites;
  int max_batch = limits::kMaxBatch;
  Micros idempotency_window = booking::kDay;
  booking::JudgeOptions judge;
  LogSink log;  // what happens to the storage; may be unset
};

// A write body may run more than once (after another body of its batch broke the transaction), so
// it keeps no state outside; time, identifiers and randomness are its inputs. It returns the
// encoded response.
using WriteBody = std::function<absl::StatusOr<std::string>(WriteTransaction&)>;

struct WriteRequest {
  Viewer viewer;
  std::string method;       // for the change log
  std::string request_id;   // empty: no idempotency. At most limits::kMaxRequestIdBytes
  std::string fingerprint;  // hash of method and request without its request_id
  WriteBody body;
};

enum class WriteOutcome {
  kCommitted,  // durable; visible to every later read
  kRejected,   // nothing changed; `status` says why
  kUnknown,    // the outcome of COMMIT is not known; repeat with the same request_id to learn it
};

struct WriteResult {
  WriteOutcome outcome = WriteOutcome::kRejected;
  absl::Status status;    // OK when committed. A request_id seen with another fingerprint:
                          // INVALID_ARGUMENT. Queue full: RESOURCE_EXHAUSTED at once. Disk full:
                          // RESOURCE_EXHAUSTED for which IsDiskFull holds
  std::string response;   // of the body, or of the first call with this request_id
  Revision revision = 0;  // committed: its own (the first call's when replayed);
                          // rejected: the state on which it was judged
  bool replayed = false;
};

// Called once for each submitted write, after its batch is durable, on a thread of the engine (a
// full queue: inside Submit): must not block.
using WriteDone = std::function<void(WriteResult)>;

struct ReadOptions {
  Revision at_least = 0;  // UNAVAILABLE if the engine cannot show so late a state
};

// What CheckIntegrity found; empty: sound.
struct IntegrityReport {
  std::vector<std::string> findings;
  std::int64_t entities = 0;
  std::int64_t bookings = 0;
  std::int64_t changes = 0;
};

// Safe for use from many threads. Destroying it ends queued writes (rejected as UNAVAILABLE) and
// waits for its threads; transactions must be gone by then.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual absl::StatusOr<std::unique_ptr<ReadTransaction>> BeginRead(
      const Viewer& viewer, const ReadOptions& options = {}) = 0;
  virtual void Submit(WriteRequest request, WriteDone done) = 0;

  // Ends holds whose time is over, recording each; otherwise this happens with the next write.
  // Called by the server every second. Returns at once.
  virtual void ExpireHolds() = 0;

  // Structure of the database, bookings against the rules, stock, hash chain.
  virtual absl::StatusOr<IntegrityReport> CheckIntegrity() = 0;

  // 32 random bytes made with the database: keys for page tokens and revisions are derived of it.
  virtual const std::string& secret() const = 0;

  // Writes that wait for the writer, now.
  virtual int queued_writes() const = 0;

  // Looks at files and takes locks: for an operator's tools, some times a minute.
  virtual EngineStats Stats() const = 0;
};

// Submits and waits. For tests, tools and loaders, never for a service.
WriteResult WriteAndWait(Engine& engine, WriteRequest request);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_ENGINE_H_
