// Read-only connections, lent out one at a time.
#ifndef LETAN_STORAGE_SQLITE_READER_POOL_H_
#define LETAN_STORAGE_SQLITE_READER_POOL_H_

#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/resource_cache.h"

namespace letan::storage::sqlite {

struct Reader {
  std::unique_ptr<Connection> connection;
  ResourceCache resources;
};

// The connection used last is lent out first: its pages are warm, and with as many threads as
// lend at once there are as many connections, without a thread owning one.
class ReaderPool {
 public:
  // Gives its connection back, its transaction ended.
  class Lease {
   public:
    Lease(ReaderPool* pool, std::unique_ptr<Reader> reader)
        : pool_(pool), reader_(std::move(reader)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    Reader& operator*() const { return *reader_; }

   private:
    ReaderPool* pool_;
    std::unique_ptr<Reader> reader_;
  };

  // Idle connections above `keep` are closed.
  ReaderPool(Connection::Options options, std::size_t keep)
      : options_(std::move(options)), keep_(keep) {}

  // A connection in which a snapshot is begun, but not fixed before it is first read.
  absl::StatusOr<Lease> Begin();

 private:
  std::unique_ptr<Reader> TakeIdle();
  void GiveBack(std::unique_ptr<Reader> reader);

  const Connection::Options options_;
  const std::size_t keep_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_READER_POOL_H_
