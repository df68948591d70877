#include "storage/sqlite/checkpointer.h"

#include <sqlite3.h>

#include <algorithm>

namespace letan::storage::sqlite {
namespace {

constexpr int kFirstPatienceMs = 20;
constexpr int kLongestPatienceMs = 2000;
constexpr int kPatientFrom = 4;  // times the pages of one passive checkpoint

}  // namespace

Checkpointer::Checkpointer(Connection& connection, ReaderPool& readers, int pages,
                           int busy_timeout_ms, const EngineOptions& options, Counters& counters)
    : connection_(connection),
      readers_(readers),
      pages_(pages),
      busy_timeout_ms_(busy_timeout_ms),
      options_(options),
      counters_(counters),
      next_at_(pages),
      next_patient_at_(kPatientFrom * pages),
      patience_ms_(kFirstPatienceMs) {
  sqlite3_wal_hook(connection_.handle(), &Checkpointer::OnCommit, this);
}

Checkpointer::~Checkpointer() { sqlite3_wal_hook(connection_.handle(), nullptr, nullptr); }

int Checkpointer::OnCommit(void* self, sqlite3*, const char*, int pages) {
  auto* checkpointer = static_cast<Checkpointer*>(self);
  if (pages < checkpointer->log_pages_) checkpointer->LogIsNew();
  checkpointer->log_pages_ = pages;
  checkpointer->counters_.log_pages.store(pages, std::memory_order_relaxed);
  return SQLITE_OK;
}

void Checkpointer::LogIsNew() {
  next_at_ = pages_;
  next_patient_at_ = kPatientFrom * pages_;
  patience_ms_ = kFirstPatienceMs;
}

int Checkpointer::Checkpoint(int mode) {
  readers_.PauseSnapshots();
  int in_log = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(connection_.handle(), nullptr, mode, &in_log, &moved);
  readers_.ResumeSnapshots();
  Tell(code, moved == in_log);
  return code;
}

void Checkpointer::Tell(int code, bool whole) {
  if (code == SQLITE_OK && whole) {
    Increment(counters_.checkpoints);
    counters_.last_checkpoint.store(options_.clock(), std::memory_order_relaxed);
    return;
  }
  if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY) {
    Increment(counters_.partial_checkpoints);
    return;
  }
  Increment(counters_.failed_checkpoints);
  if (!options_.log) return;
  options_.log({Severity::kWarning,
                "checkpoint_failed",
                {{"sqlite_code", std::int64_t{code}}, {"log_pages", std::int64_t{log_pages_}}}});
}

void Checkpointer::AfterBatch() {
  if (log_pages_ < next_at_) return;
  next_at_ = log_pages_ + pages_;
  if (log_pages_ >= next_patient_at_) {
    next_patient_at_ = 2 * log_pages_;
    WaitForReaders();
    return;
  }
  // A failure shows again at the next commit or attempt; nothing is lost by it.
  Checkpoint(SQLITE_CHECKPOINT_PASSIVE);
}

void Checkpointer::WaitForReaders() {
  if (!Empty(patience_ms_)) patience_ms_ = std::min(2 * patience_ms_, kLongestPatienceMs);
}

bool Checkpointer::Empty(int patience_ms) {
  sqlite3_busy_timeout(connection_.handle(), patience_ms);
  const int code = Checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
  sqlite3_busy_timeout(connection_.handle(), busy_timeout_ms_);
  if (code != SQLITE_OK) return false;
  log_pages_ = 0;
  counters_.log_pages.store(0, std::memory_order_relaxed);
  LogIsNew();
  return true;
}

void Checkpointer::MakeRoom() { Empty(kFirstPatienceMs); }
void Checkpointer::Finish() { Empty(0); }

}  // namespace letan::storage::sqlite
