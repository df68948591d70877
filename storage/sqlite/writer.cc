#include "storage/sqlite/writer.h"

#include <sqlite3.h>

#include <utility>

#include "storage/sqlite/batch.h"

namespace letan::storage::sqlite {
namespace {

void RejectJob(WriteJob& job, absl::Status status) {
  job.result = WriteResult{};
  job.result.status = std::move(status);
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, Connection::Options reopen,
               int checkpoint_pages, const EngineOptions& options, TravelCache& travel,
               ReaderPool& readers, LatestRevision& latest, CommitSignal& signal)
    : options_(options),
      travel_(travel),
      readers_(readers),
      latest_(latest),
      signal_(signal),
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
                                        reopen_.busy_timeout_ms);
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
    if (!reopened.ok()) {
      queue_.Take(options_.max_batch, &jobs);
      for (auto& job : jobs) RejectJob(*job, reopened);
      completer_.Post(std::move(jobs));
      return;
    }
  }
  Batch batch(*connection_, resources_, travel_, options_);
  broken_ = !batch.Run(queue_, &jobs);
  latest_.Raise(batch.revision());
  if (batch.revision() != told_) signal_.Tell(told_ = batch.revision());
  // At once, so that a late commit is fenced off even if no write follows.
  if (broken_) Reopen().IgnoreError();
  completer_.Post(std::move(jobs));
  if (!broken_) checkpointer_->AfterBatch();
}

// After a COMMIT that failed at the disk, its frames may lie in the log, complete but not part of
// it: a recovery after a crash would take them for committed. The new connection is opened before
// the old one is closed, so that the log's index in memory, which does not have those frames, stays
// in force; and the commit made here is written over them.
absl::Status Writer::Reopen() {
  auto opened = Connection::Open(reopen_);
  if (!opened.ok()) return opened.status();
  absl::Status fenced = (*opened)->Execute("UPDATE head SET fence = fence + 1 WHERE id = 1");
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
