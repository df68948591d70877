#include "storage/sqlite/reader_pool.h"

#include <algorithm>
#include <utility>

namespace letan::storage::sqlite {
namespace {

constexpr int kLeastCacheKib = 2 << 10;

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

std::vector<int> CacheParts(int total_kib, unsigned processors, std::size_t readers) {
  std::vector<int> parts(readers, kLeastCacheKib);
  const std::size_t large = std::min<std::size_t>({std::max(1U, processors), readers, 16});
  const int all = (1 << large) - 1;  // 1 + 2 + 4 + …, in units of the smallest
  for (std::size_t i = 0; i < large; ++i) {
    parts[i] = std::max(kLeastCacheKib, total_kib / all * (1 << (large - 1 - i)));
  }
  return parts;
}

ReaderPool::ReaderPool(Connection::Options options, const std::vector<int>& caches_kib,
                       LatestRevision& latest)
    : options_(std::move(options)), latest_(latest) {
  places_.reserve(caches_kib.size());
  for (const int cache_kib : caches_kib) places_.push_back({cache_kib});
}

std::unique_ptr<Reader> ReaderPool::Take() {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto place =
      std::find_if(places_.begin(), places_.end(), [](const Place& one) { return !one.lent; });
  if (place != places_.end()) {
    place->lent = true;
    if (place->idle) return std::move(place->idle);
  }
  auto reader = std::make_unique<Reader>();
  reader->place = static_cast<std::size_t>(place - places_.begin());
  return reader;
}

absl::Status ReaderPool::Open(Reader& reader) const {
  Connection::Options options = options_;
  options.cache_kib =
      reader.place < places_.size() ? places_[reader.place].cache_kib : kLeastCacheKib;
  auto connection = Connection::Open(options);
  if (!connection.ok()) return connection.status();
  reader.connection = *std::move(connection);
  return absl::OkStatus();
}

void ReaderPool::GiveBack(std::unique_ptr<Reader> reader) {
  in_use_.fetch_sub(1, std::memory_order_relaxed);
  // An error can have ended the transaction.
  if (reader->connection && reader->connection->autocommit()) reader->snapshot.reset();
  const std::lock_guard<std::mutex> lock(mutex_);
  if (reader->place == places_.size()) return;
  Place& place = places_[reader->place];
  place.lent = false;
  if (!reader->connection || closed_ || (paused_ && !EndSnapshot(*reader))) return;
  place.idle = std::move(reader);
}

absl::StatusOr<ReaderPool::Lease> ReaderPool::Begin() {
  const Revision latest = latest_.get();
  const std::uint64_t renewals = renewals_.load();
  const std::uint64_t repairs = repairs_.load();
  Lease lease(this, Take());
  Reader& reader = *lease;
  if (reader.repairs != repairs) reader.resources = ResourceCache();
  reader.repairs = repairs;
  if (reader.snapshot.has_value()) {
    const bool newest = reader.snapshot->revision >= latest && reader.renewals == renewals;
    if (newest) return lease;
    if (!EndSnapshot(reader)) reader.connection.reset();
  }
  if (!reader.connection) {
    absl::Status opened = Open(reader);
    if (!opened.ok()) return opened;
  }
  reader.renewals = renewals;
  absl::Status opened = OpenSnapshot(reader);
  if (!opened.ok()) {
    reader.connection.reset();
    return opened;
  }
  latest_.Raise(reader.snapshot->revision);
  return lease;
}

std::pair<int, int> ReaderPool::InUseAndIdle() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto idle = std::count_if(places_.begin(), places_.end(),
                                  [](const Place& place) { return place.idle != nullptr; });
  return {in_use_.load(std::memory_order_relaxed), static_cast<int>(idle)};
}

void ReaderPool::PauseSnapshots() {
  const std::lock_guard<std::mutex> lock(mutex_);
  paused_ = true;
  for (Place& place : places_) {
    if (place.idle && !EndSnapshot(*place.idle)) place.idle.reset();
  }
}

void ReaderPool::ResumeSnapshots() {
  const std::lock_guard<std::mutex> lock(mutex_);
  paused_ = false;
}

void ReaderPool::Close() {
  const std::lock_guard<std::mutex> lock(mutex_);
  closed_ = true;
  for (Place& place : places_) place.idle.reset();
}

}  // namespace letan::storage::sqlite
