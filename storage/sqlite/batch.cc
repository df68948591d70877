#include "storage/sqlite/batch.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "services/core/fault.h"
#include "storage/codec.h"
#include "storage/disk_full.h"
#include "storage/sqlite/error.h"
#include "storage/sqlite/request_store.h"
#include "storage/sqlite/sealer.h"

namespace letan::storage::sqlite {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBatchTime{2};
// Jobs per look at the queue; also what a batch may overrun.
constexpr std::int64_t kTakeAtOnce = 8;
constexpr int kPurgedRequests = 2 * 64;  // per batch: more than one batch can add

void Reject(WriteJob& job, absl::Status status, Revision revision) {
  job.result = WriteResult{};
  job.result.outcome = WriteOutcome::kRejected;
  job.result.status = std::move(status);
  job.result.revision = revision;
}

void RejectAll(WriteJobs& jobs, const absl::Status& status, Revision revision) {
  for (auto& job : jobs) {
    if (!job->settled) Reject(*job, status, revision);
  }
}

absl::StatusOr<std::string> CallBody(const WriteBody& body, WriteTransaction& transaction) {
  try {
    return body(transaction);
  } catch (const std::exception& exception) {
    return ThrownFault(&exception);
  } catch (...) {
    return ThrownFault(nullptr);
  }
}

absl::Status CallCheck(const ReplayCheck& check, ReadTransaction& transaction,
                       const std::string& response) {
  try {
    return check(transaction, response);
  } catch (const std::exception& exception) {
    return ThrownFault(&exception);
  } catch (...) {
    return ThrownFault(nullptr);
  }
}

}  // namespace

Session Batch::MakeSession(const Viewer& viewer) {
  Session session(connection_, resources_, travel_, options_, viewer);
  session.now = now_;
  session.head = head_;
  session.committed = committed_.revision;
  return session;
}

// Whatever happened, no transaction is open afterwards.
void Batch::Abandon() {
  if (connection_.autocommit()) return;
  Query rollback(connection_, "ROLLBACK");
  rollback.Run().IgnoreError();
}

absl::Status Batch::Begin() {
  dirty_ = false;
  {
    Query begin(connection_, "BEGIN IMMEDIATE");
    absl::Status status = begin.Run();
    if (!status.ok()) return status;
  }
  auto head = LoadHead(connection_);
  if (!head.ok()) return head.status();
  head_ = *std::move(head);
  committed_ = head_;
  now_ = std::max(options_.clock(), head_.time);
  const auto purged =
      PurgeRequests(connection_, now_ - options_.idempotency_window, kPurgedRequests);
  if (!purged.ok()) return purged.status();
  dirty_ = *purged > 0;
  return EndHolds();
}

absl::Status Batch::EndHolds() {
  BodyTransaction transaction(MakeSession(Viewer::Administrator(std::string(kSystemActor))),
                              std::string(kSystemActor), std::string(kHoldExpiredMethod), "",
                              BodyTransaction::Undoable::kNo);
  absl::Status status = PurgeExpiredHolds(transaction.session(), transaction);
  if (status.ok()) status = transaction.Keep();
  if (!status.ok()) return status;
  if (transaction.changed()) {
    dirty_ = true;
    head_ = transaction.session().head;
  }
  return absl::OkStatus();
}

bool Batch::Replay(WriteJob& job, absl::Status* failure) {
  const WriteRequest& request = job.request;
  auto found = FindRequest(connection_, request.viewer.subject, request.request_id,
                           now_ - options_.idempotency_window);
  if (!found.ok()) {
    *failure = found.status();
    return false;
  }
  if (!found->has_value()) return false;
  AnsweredRequest answered = **std::move(found);
  *failure = OpenAnswer(connection_, request.viewer.subject, request.request_id, answered);
  if (!failure->ok()) return false;
  if (answered.fingerprint != request.fingerprint) {
    *failure = absl::InvalidArgumentError("request_id was used for another request");
    return false;
  }
  if (request.may_tell_again) {
    BodyTransaction now(MakeSession(request.viewer), "", "", "", BodyTransaction::Undoable::kNo);
    *failure = CallCheck(request.may_tell_again, now, answered.response);
    if (!failure->ok()) return false;
  }
  job.result = WriteResult{};
  job.result.outcome = WriteOutcome::kCommitted;
  job.result.response = std::move(answered.response);
  job.result.revision = answered.revision;
  job.result.replayed = true;
  // Its first call may be a neighbour in this batch, and then shares its fate.
  job.settled = job.result.revision <= committed_.revision && !dirty_;
  job.wrote = !job.settled;
  return true;
}

absl::Status Batch::StoreAnswer(WriteJob& job, BodyTransaction& transaction,
                                const std::string& response) {
  const WriteRequest& request = job.request;
  if (request.request_id.empty()) return absl::OkStatus();
  absl::Status status = transaction.BeginChange();
  if (!status.ok()) return status;
  const AnsweredRequest answer{request.fingerprint, response, transaction.revision()};
  if (connection_.last_data_key() == 0) {
    return StoreRequest(connection_, request.viewer.subject, request.request_id, now_, answer);
  }
  const auto sealed = SealedAnswer(connection_, request.viewer.subject, request.request_id, answer);
  if (!sealed.ok()) return sealed.status();
  return StoreRequest(connection_, request.viewer.subject, request.request_id, now_, *sealed);
}

Batch::Ran Batch::RunJob(WriteJob& job) {
  WriteRequest& request = job.request;
  job.wrote = false;
  absl::Status failure;
  if (request.request_id.size() > limits::kMaxRequestIdBytes) {
    failure = absl::InvalidArgumentError("request_id is too long");
  } else if (!request.request_id.empty() && Replay(job, &failure)) {
    return Ran::kYes;
  }
  if (failure.ok()) {
    BodyTransaction transaction(
        MakeSession(request.viewer), ActorOf(request.viewer), request.method, request.request_id,
        careful_ ? BodyTransaction::Undoable::kYes : BodyTransaction::Undoable::kNo);
    connection_.set_last_data_key(0);
    auto response = CallBody(request.body, transaction);
    failure = response.ok() ? transaction.failure() : response.status();
    if (failure.ok()) failure = StoreAnswer(job, transaction, *response);
    if (failure.ok()) {
      job.wrote = transaction.began();
      failure = transaction.Keep();
    }
    if (failure.ok()) {
      dirty_ = dirty_ || job.wrote;
      recorded_reads_ = recorded_reads_ || transaction.recorded_reads();
      head_ = transaction.session().head;
      job.result = WriteResult{};
      job.result.outcome = WriteOutcome::kCommitted;
      job.result.response = *std::move(response);
      job.result.revision = head_.revision;
      return Ran::kYes;
    }
    job.wrote = false;
    if (transaction.began() && !careful_) {
      careful_ = true;
      Abandon();
      return Ran::kBroken;
    }
    if (!connection_.autocommit() && !transaction.Undo().ok()) Abandon();
  }
  return Refuse(job, std::move(failure));
}

Batch::Ran Batch::Refuse(WriteJob& job, absl::Status failure) {
  disk_full_ = disk_full_ || IsDiskFull(failure);
  // A full disk, a failing disk or lack of memory has undone the neighbours too.
  if (connection_.autocommit()) {
    Reject(job, std::move(failure), committed_.revision);
    job.settled = true;
    return Ran::kBroken;
  }
  Reject(job, std::move(failure), head_.revision);
  // Judged on committed state alone, a refusal stands even if the COMMIT fails.
  job.settled = head_.revision == committed_.revision;
  return Ran::kYes;
}

Batch::Ran Batch::RunJobs(WriteQueue& queue, WriteJobs* jobs) {
  const auto deadline = SteadyClock::now() + kBatchTime;
  for (std::size_t next = 0;; ++next) {
    if (next == jobs->size()) {
      const std::int64_t room = options_.max_batch - static_cast<std::int64_t>(jobs->size());
      if (full_ || room <= 0 || (next > 0 && SteadyClock::now() >= deadline)) break;
      queue.Take(std::min(room, kTakeAtOnce), jobs);
      if (next == jobs->size()) break;
    }
    WriteJob& job = *(*jobs)[next];
    if (job.settled) continue;
    if (RunJob(job) == Ran::kBroken) return Ran::kBroken;
  }
  full_ = true;
  return Ran::kYes;
}

// SQLite's code.
int Batch::Commit() {
  const auto begun = SteadyClock::now();
  Query commit(connection_, "COMMIT");
  commit.Step();
  counters_.commit_micros.Count(
      std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - begun).count());
  return commit.code();
}

bool Batch::Finish(WriteJobs* jobs) {
  if (!dirty_) {
    Abandon();
    return true;
  }
  if (head_.sequence != committed_.sequence) {
    absl::Status status = StoreHead(connection_, head_);
    if (!status.ok()) {
      Abandon();
      disk_full_ = disk_full_ || IsDiskFull(status);
      RejectAll(*jobs, status, committed_.revision);
      return true;
    }
  }
  const int code = Commit();
  if (code == 0) {
    Increment(counters_.commits);
    wrote_ = true;
    committed_ = head_;
    return true;
  }
  Abandon();
  const absl::Status status = SqliteError(code, "COMMIT");
  disk_full_ = disk_full_ || IsDiskFull(status);
  if (CommitCertainlyFailed(code) && connection_.autocommit()) {
    Increment(counters_.failed_commits);
    RejectAll(*jobs, status, committed_.revision);
    return true;
  }
  Increment(counters_.unknown_commits);
  const std::string reason(status.message());
  for (auto& job : *jobs) {
    if (job->settled) continue;
    const bool wrote = job->wrote;
    const std::string what = wrote ? "OUTCOME_UNKNOWN: " : "judged on changes that failed: ";
    Reject(*job, WithFactsOf(absl::UnavailableError(what + reason), status), committed_.revision);
    if (wrote) job->result.outcome = WriteOutcome::kUnknown;
  }
  return false;
}

bool Batch::Run(WriteQueue& queue, WriteJobs* jobs) {
  full_ = false;
  careful_ = false;
  while (true) {
    absl::Status begun = Begin();
    if (!begun.ok()) {
      Abandon();
      queue.Take(options_.max_batch - static_cast<std::int64_t>(jobs->size()), jobs);
      disk_full_ = disk_full_ || IsDiskFull(begun);
      RejectAll(*jobs, begun, committed_.revision);
      return connection_.autocommit();
    }
    if (RunJobs(queue, jobs) == Ran::kYes) break;
    // The others run again, without the one in which it broke: that one is settled, so this ends.
    // If it broke for want of a savepoint, it runs again too, with one.
    for (auto& job : *jobs) {
      const bool refused = job->settled && job->result.outcome == WriteOutcome::kRejected;
      if (!refused) job->settled = false;
    }
  }
  if (!jobs->empty()) counters_.batch_sizes.Count(static_cast<std::int64_t>(jobs->size()));
  return Finish(jobs) && connection_.autocommit();
}

}  // namespace letan::storage::sqlite
