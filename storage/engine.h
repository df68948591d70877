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
#include "storage/commit_signal.h"
#include "storage/engine_stats.h"
#include "storage/maintenance.h"
#include "storage/transaction.h"
#include "storage/viewer.h"

namespace letan::storage {

using Clock = std::function<Micros()>;  // the wall clock, injected
Micros SystemClock();

struct EngineOptions {
  Clock clock = SystemClock;
  Micros default_travel = 60 * booking::kMinute;  // between places that no chain of roads joins
  std::int64_t max_queued_writes = limits::kDefaults.max_queued_writes;
  std::int64_t max_batch = limits::kDefaults.max_batch;
  Micros idempotency_window = booking::kDay;
  booking::JudgeOptions judge;
  LogSink log;  // what happens to the storage; may be unset
};

// A write body may run more than once (after another body of its batch broke the transaction), so
// it keeps no state outside; time, identifiers and randomness are its inputs. It returns the
// encoded response.
using WriteBody = std::function<absl::StatusOr<std::string>(WriteTransaction&)>;

// Whether this viewer may be told again what a call of theirs was answered: not OK is what the
// repetition is answered instead.
using ReplayCheck = std::function<absl::Status(ReadTransaction&, const std::string& response)>;

struct WriteRequest {
  Viewer viewer;
  std::string method;       // for the change log
  std::string request_id;   // empty: no idempotency. At most limits::kMaxRequestIdBytes
  std::string fingerprint;  // hash of method and request without its request_id
  WriteBody body;
  ReplayCheck may_tell_again;  // may be unset: always. May run more than once
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
  bool queue_full = false;  // rejected for that, before it was anything else
};

// Called once for each submitted write, after its batch is durable, on a thread of the engine (a
// full queue: inside Submit): must not block.
using WriteDone = std::function<void(WriteResult)>;

struct ReadOptions {
  Revision at_least = 0;  // UNAVAILABLE if the engine cannot show so late a state
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

  // Told of each commit that changed something, on a thread of the engine, after it can be read. A
  // hint that there is more in the change log, not more: reading the log finds out. One listener:
  // replaces the one before, which does not run any more when this returns.
  virtual void ListenToCommits(CommitListener listener) = 0;

  // Structure of the database, derived columns, bookings against the rules, stock, hash chain with
  // its joint to what was archived. In one snapshot; blocks the calling thread, not the writer.
  virtual absl::StatusOr<IntegrityReport> CheckIntegrity(const IntegrityOptions& options = {}) = 0;

  // Writes a copy of the database to `path`: one snapshot, taken after the call began, so that it
  // holds every write acknowledged before; writes go on meanwhile. The copy is checked as
  // CheckIntegrity does, synced, and only then given its name. ALREADY_EXISTS: there is such a
  // file; FAILED_PRECONDITION: the copy is not sound, with what is wrong; UNIMPLEMENTED: the engine
  // has no files. Whatever fails leaves no file.
  virtual absl::StatusOr<BackupInfo> Backup(const std::string& path,
                                            const IntegrityOptions& options = {});

  // Moves the oldest records of the change log into a file (JSON Lines), which is synced and read
  // again before they leave the database, in small writes between others. Errors: Backup;
  // FAILED_PRECONDITION also if the database is not sound: what is wrong would be sealed.
  virtual absl::StatusOr<ArchiveInfo> ArchiveChanges(const ArchiveRequest& request);

  // The same of the log of reads; all that is old enough goes.
  virtual absl::StatusOr<ArchiveInfo> ArchiveReads(const ArchiveRequest& request);

  virtual absl::StatusOr<DatabaseInfo> Describe() = 0;

  // Makes anew what the engine itself derives of its rows, bodies aside, where it is wrong, in
  // small writes that are no changes of rows. How much was wrong; 0 where an engine derives
  // nothing.
  virtual absl::StatusOr<std::int64_t> RebuildDerived() { return 0; }

  // 32 random bytes made with the database: keys for page tokens and revisions are derived of it.
  virtual const std::string& secret() const = 0;

  // With which it was made.
  virtual const EngineOptions& options() const = 0;

  // Writes that wait for the writer, now.
  virtual int queued_writes() const = 0;

  // Looks at files and takes locks: for an operator's tools, some times a minute.
  virtual EngineStats Stats() const = 0;
};

// Submits and waits. For tests, tools and maintenance, never where a call of a service could be
// answered by the engine's thread.
WriteResult WriteAndWait(Engine& engine, WriteRequest request);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_ENGINE_H_
