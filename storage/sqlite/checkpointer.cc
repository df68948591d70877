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
                           int busy_timeout_ms)
    : connection_(connection),
      readers_(readers),
      pages_(pages),
      busy_timeout_ms_(busy_timeout_ms),
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
  return SQLITE_OK;
}

void Checkpointer::LogIsNew() {
  next_at_ = pages_;
  next_patient_at_ = kPatientFrom * pages_;
  patience_ms_ = kFirstPatienceMs;
}

int Checkpointer::Checkpoint(int mode) {
  readers_.PauseSnapshots();
  const int code = sqlite3_wal_checkpoint_v2(connection_.handle(), nullptr, mode, nullptr, nullptr);
  readers_.ResumeSnapshots();
  return code;
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
  sqlite3_busy_timeout(connection_.handle(), patience_ms_);
  const int code = Checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
  sqlite3_busy_timeout(connection_.handle(), busy_timeout_ms_);
  if (code == SQLITE_OK) {
    log_pages_ = 0;
    LogIsNew();
  } else {
    patience_ms_ = std::min(2 * patience_ms_, kLongestPatienceMs);
  }
}

void Checkpointer::Finish() {
  sqlite3_busy_timeout(connection_.handle(), 0);
  Checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
  sqlite3_busy_timeout(connection_.handle(), busy_timeout_ms_);
}

}  // namespace letan::storage::sqlite
