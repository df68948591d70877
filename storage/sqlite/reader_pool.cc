#include "storage/sqlite/reader_pool.h"

#include <utility>

namespace letan::storage::sqlite {

ReaderPool::Lease::~Lease() {
  if (!reader_) return;
  bool ended = false;
  {
    Query commit(*reader_->connection, "COMMIT");
    ended = commit.Run().ok();
  }
  // One that cannot end its transaction is closed, lest it hold a snapshot for ever.
  if (ended || reader_->connection->autocommit()) pool_->GiveBack(std::move(reader_));
}

std::unique_ptr<Reader> ReaderPool::TakeIdle() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (idle_.empty()) return nullptr;
  std::unique_ptr<Reader> reader = std::move(idle_.back());
  idle_.pop_back();
  return reader;
}

void ReaderPool::GiveBack(std::unique_ptr<Reader> reader) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (idle_.size() < keep_) idle_.push_back(std::move(reader));
}

absl::StatusOr<ReaderPool::Lease> ReaderPool::Begin() {
  std::unique_ptr<Reader> reader = TakeIdle();
  if (!reader) {
    auto connection = Connection::Open(options_);
    if (!connection.ok()) return connection.status();
    reader = std::make_unique<Reader>();
    reader->connection = *std::move(connection);
  }
  {
    Query begin(*reader->connection, "BEGIN");
    absl::Status status = begin.Run();
    if (!status.ok()) return status;
  }
  return Lease(this, std::move(reader));
}

}  // namespace letan::storage::sqlite
