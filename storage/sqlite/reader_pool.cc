#include "storage/sqlite/reader_pool.h"

#include <utility>

namespace letan::storage::sqlite {
namespace {

// False: the connection must be closed, lest it hold a snapshot for ever.
bool EndSnapshot(Reader& reader) {
  if (!reader.snapshot.has_value()) return true;
  reader.snapshot.reset();
  Query commit(*reader.connection, "COMMIT");
  return commit.Run().ok() || reader.connection->autocommit();
}

absl::Status OpenSnapshot(Reader& reader) {
  {
    Query begin(*reader.connection, "BEGIN");
    absl::Status status = begin.Run();
    if (!status.ok()) return status;
  }
  // The first read fixes the snapshot.
  auto head = LoadHead(*reader.connection);
  if (!head.ok()) return head.status();
  reader.snapshot = *std::move(head);
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<Reader> ReaderPool::TakeIdle() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (idle_.empty()) return nullptr;
  std::unique_ptr<Reader> reader = std::move(idle_.back());
  idle_.pop_back();
  return reader;
}

void ReaderPool::GiveBack(std::unique_ptr<Reader> reader) {
  in_use_.fetch_sub(1, std::memory_order_relaxed);
  // An error can have ended the transaction.
  if (reader->connection->autocommit()) reader->snapshot.reset();
  const std::lock_guard<std::mutex> lock(mutex_);
  if (paused_ && !EndSnapshot(*reader)) return;
  if (idle_.size() < keep_) idle_.push_back(std::move(reader));
}

absl::StatusOr<ReaderPool::Lease> ReaderPool::Begin() {
  const Revision latest = latest_.get();
  const std::uint64_t renewals = renewals_.load();
  std::unique_ptr<Reader> reader = TakeIdle();
  if (reader && reader->snapshot.has_value()) {
    const bool newest = reader->snapshot->revision >= latest && reader->renewals == renewals;
    if (newest) return Lease(this, std::move(reader));
    if (!EndSnapshot(*reader)) reader.reset();
  }
  if (!reader) {
    auto connection = Connection::Open(options_);
    if (!connection.ok()) return connection.status();
    reader = std::make_unique<Reader>();
    reader->connection = *std::move(connection);
  }
  reader->renewals = renewals;
  absl::Status opened = OpenSnapshot(*reader);
  if (!opened.ok()) return opened;
  latest_.Raise(reader->snapshot->revision);
  return Lease(this, std::move(reader));
}

std::pair<int, int> ReaderPool::InUseAndIdle() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return {in_use_.load(std::memory_order_relaxed), static_cast<int>(idle_.size())};
}

void ReaderPool::PauseSnapshots() {
  const std::lock_guard<std::mutex> lock(mutex_);
  paused_ = true;
  std::erase_if(idle_, [](const std::unique_ptr<Reader>& reader) { return !EndSnapshot(*reader); });
}

void ReaderPool::ResumeSnapshots() {
  const std::lock_guard<std::mutex> lock(mutex_);
  paused_ = false;
}

void ReaderPool::Close() {
  const std::lock_guard<std::mutex> lock(mutex_);
  keep_ = 0;
  idle_.clear();
}

}  // namespace letan::storage::sqlite
