// The newest revision that a commit made or a read showed, for all threads.
#ifndef LETAN_STORAGE_SQLITE_LATEST_REVISION_H_
#define LETAN_STORAGE_SQLITE_LATEST_REVISION_H_

#include <atomic>

#include "storage/change_log.h"

namespace letan::storage::sqlite {

// Raised before the one who made or saw the revision says so. So whoever has been told of a
// revision and then reads finds at least that one here.
class LatestRevision {
 public:
  Revision get() const { return value_.load(std::memory_order_acquire); }

  void Raise(Revision revision) {
    Revision seen = value_.load(std::memory_order_relaxed);
    while (seen < revision && !value_.compare_exchange_weak(seen, revision)) {
    }
  }

 private:
  std::atomic<Revision> value_{0};
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_LATEST_REVISION_H_
