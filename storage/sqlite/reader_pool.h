// Read-only connections, lent out one at a time.
#ifndef LETAN_STORAGE_SQLITE_READER_POOL_H_
#define LETAN_STORAGE_SQLITE_READER_POOL_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/sqlite/change_log_store.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/latest_revision.h"
#include "storage/sqlite/resource_cache.h"

namespace letan::storage::sqlite {

struct Reader {
  std::unique_ptr<Connection> connection;
  ResourceCache resources;
  std::optional<Head> snapshot;  // where the log ends in the open snapshot; none: none is open
  std::uint64_t renewals = 0;    // how many there had been when it was opened
  std::uint64_t repairs = 0;     // of resources, when `resources` was last emptied
  std::size_t place = 0;         // in the pool
};

// What each of `readers` may keep of the file: parts of `total_kib`, each half as large as the one
// before, for as many as there are processors; the others have the least that is useful. Halves,
// because the first reader serves every call that comes alone: a page of an agenda took a seventh
// less time than with equal parts.
std::vector<int> CacheParts(int total_kib, unsigned processors, std::size_t readers);

// The connection with the largest cache is lent out first: its pages are warm, and with as many
// threads as lend at once there are as many connections, without a thread owning one.
//
// A snapshot stays open with its connection and serves the next read as well, as long as nothing
// newer has been committed or shown: opening one costs as much as the rest of a point read. A
// checkpoint first has the idle ones ended (PauseSnapshots), or they would keep the log from
// starting anew.
class ReaderPool {
 public:
  // Gives its connection back.
  class Lease {
   public:
    Lease(ReaderPool* pool, std::unique_ptr<Reader> reader)
        : pool_(pool), reader_(std::move(reader)) {
      pool_->in_use_.fetch_add(1, std::memory_order_relaxed);
    }
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (reader_) pool_->GiveBack(std::move(reader_));
    }
    Reader& operator*() const { return *reader_; }

   private:
    ReaderPool* pool_;
    std::unique_ptr<Reader> reader_;
  };

  // `caches_kib`: see CacheParts. As many connections are kept open; what is lent beyond is closed
  // when it is given back, and has a cache as small as the smallest of them.
  ReaderPool(Connection::Options options, const std::vector<int>& caches_kib,
             LatestRevision& latest);

  // A connection with an open snapshot, no older than any that was committed or shown before.
  absl::StatusOr<Lease> Begin();

  // Ends the snapshots of idle connections, and of others as they are given back, until they are
  // resumed.
  void PauseSnapshots();
  void ResumeSnapshots();

  // After a commit that made no revision: no read that begins later sees what was before.
  void RenewSnapshots() { ++renewals_; }
  // After rows of resources were repaired: no read that begins later takes them from memory.
  void ForgetResources() {
    ++repairs_;
    RenewSnapshots();
  }
  // Lent out now, and idle.
  std::pair<int, int> InUseAndIdle() const;

  // Closes idle connections, and others as they are given back.
  void Close();

 private:
  struct Place {
    const int cache_kib;
    bool lent = false;
    std::unique_ptr<Reader> idle;  // null until it is first lent, and while it is
  };

  // With the first place that nobody has, and its connection, if there is one.
  std::unique_ptr<Reader> Take();
  absl::Status Open(Reader& reader) const;
  void GiveBack(std::unique_ptr<Reader> reader);

  const Connection::Options options_;
  LatestRevision& latest_;
  std::atomic<std::uint64_t> renewals_{0};
  std::atomic<std::uint64_t> repairs_{0};
  std::atomic<int> in_use_{0};
  mutable std::mutex mutex_;
  bool paused_ = false;        // guarded by mutex_
  bool closed_ = false;        // guarded by mutex_
  std::vector<Place> places_;  // what changes of them is guarded by mutex_
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_READER_POOL_H_
