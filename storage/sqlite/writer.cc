#include "storage/sqlite/writer.h"

#include <sqlite3.h>

#include <utility>

#include "storage/disk_full.h"
#include "storage/sqlite/batch.h"
#include "storage/sqlite/error.h"

namespace letan::storage::sqlite {
namespace {

constexpr char kFence[] = "UPDATE head SET fence = fence + 1 WHERE id = 1";
constexpr int kBatchesPerTry = 16;  // to make room on a full disk

void RejectJob(WriteJob& job, absl::Status status) {
  job.result = WriteResult{};
  job.result.status = std::move(status);
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, Connection::Options reopen,
               int checkpoint_pages, const EngineOptions& options, TravelCache& travel,
               ReaderPool& readers, LatestRevision& latest, CommitSignal& signal,
               Counters& counters)
    : options_(options),
      travel_(travel),
      readers_(readers),
      latest_(latest),
      signal_(signal),
      counters_(counters),
      reopen_(std::move(reopen)),
      checkpoint_pages_(checkpoint_pages),
      connection_(std::move(connection)),
      checkpointer_(MakeCheckpointer()),
      queue_(options.max_queued_writes),
      thread_([this] { Loop(); }) {}

Writer::~Writer() {
  queue_.Close();
  thread_.join();
  if (!broken_) checkpointer_->Finish();
}

std::unique_ptr<Checkpointer> Writer::MakeCheckpointer() {
  return std::make_unique<Checkpointer>(*connection_, readers_, checkpoint_pages_,
                                        reopen_.busy_timeout_ms, options_, counters_);
}

void Writer::Submit(WriteRequest request, WriteDone done) {
  auto job = std::make_unique<WriteJob>();
  job->request = std::move(request);
  job->done = std::move(done);
  const WriteQueue::Accepted accepted = queue_.Put(&job);
  if (accepted == WriteQueue::Accepted::kYes) return;
  RejectJob(*job, accepted == WriteQueue::Accepted::kFull
                      ? absl::ResourceExhaustedError("too many writes are waiting")
                      : absl::UnavailableError("the storage is closing"));
  job->result.queue_full = accepted == WriteQueue::Accepted::kFull;
  job->done(std::move(job->result));
}

void Writer::Loop() {
  while (queue_.Wait()) RunBatch();
  WriteJobs rest = queue_.Drain();
  for (auto& job : rest) RejectJob(*job, absl::UnavailableError("the storage is closing"));
  completer_.Post(std::move(rest));
}

void Writer::RunBatch() {
  WriteJobs jobs;
  if (broken_) {
    absl::Status reopened = Reopen();
    SetBroken(reopened);
    if (!reopened.ok()) {
      WatchDisk(IsDiskFull(reopened), false);
      queue_.Take(options_.max_batch, &jobs);
      for (auto& job : jobs) RejectJob(*job, reopened);
      completer_.Post(std::move(jobs));
      return;
    }
  }
  Batch batch(*connection_, resources_, travel_, options_, counters_);
  broken_ = !batch.Run(queue_, &jobs);
  latest_.Raise(batch.revision());
  // They have no revision by which readers would find that there is something newer.
  if (batch.recorded_reads()) readers_.RenewSnapshots();
  if (batch.revision() != told_) signal_.Tell(told_ = batch.revision());
  // At once, so that a late commit is fenced off even if no write follows.
  if (broken_) SetBroken(Reopen());
  WatchDisk(batch.disk_full(), batch.committed());
  completer_.Post(std::move(jobs));
  if (!broken_) checkpointer_->AfterBatch();
}

// Being full is not being broken.
void Writer::SetBroken(const absl::Status& reopened) {
  const bool broken = !reopened.ok() && !IsDiskFull(reopened);
  if (counters_.broken.exchange(broken, std::memory_order_relaxed) == broken || !options_.log) {
    return;
  }
  options_.log({broken ? Severity::kError : Severity::kInfo,
                broken ? "storage_broken" : "storage_healed",
                {{"code", absl::StatusCodeToString(reopened.code())}}});
}

// Whether the disk is full is known by writing only. So while it is, the nudge of each second
// writes something small where no caller wrote.
void Writer::WatchDisk(bool full, bool committed) {
  if (full) {
    if (full_batches_ == 0) {
      counters_.disk_full.store(true, std::memory_order_relaxed);
      if (options_.log) options_.log({Severity::kError, "disk_full_begin", {}});
    }
    if (full_batches_ % kBatchesPerTry == 0 && !broken_) checkpointer_->MakeRoom();
    ++full_batches_;
    return;
  }
  if (full_batches_ == 0 || broken_ || (!committed && !FindsRoom())) return;
  counters_.disk_full.store(false, std::memory_order_relaxed);
  if (options_.log) {
    options_.log(
        {Severity::kInfo, "disk_full_end", {{"failed_batches", std::int64_t{full_batches_}}}});
  }
  full_batches_ = 0;
}

bool Writer::FindsRoom() {
  Query fence(*connection_, kFence);
  if (fence.Run().ok()) return true;
  if (!CommitCertainlyFailed(fence.code())) {
    broken_ = true;
    return false;
  }
  if (full_batches_++ % kBatchesPerTry == 0) checkpointer_->MakeRoom();
  return false;
}

// After a COMMIT that failed at the disk, its frames may lie in the log, complete but not part of
// it: a recovery after a crash would take them for committed. The new connection is opened before
// the old one is closed, so that the log's index in memory, which does not have those frames, stays
// in force; and the commit made here is written over them.
absl::Status Writer::Reopen() {
  auto opened = Connection::Open(reopen_);
  if (!opened.ok()) return opened.status();
  absl::Status fenced = (*opened)->Execute(kFence);
  if (!fenced.ok()) return fenced;
  checkpointer_.reset();
  // The old connection knows nothing that is worth a checkpoint.
  sqlite3_db_config(connection_->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  connection_ = *std::move(opened);
  checkpointer_ = MakeCheckpointer();
  resources_ = ResourceCache();
  broken_ = false;
  return absl::OkStatus();
}

}  // namespace letan::storage::sqlite
