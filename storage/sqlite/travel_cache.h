// The closed travel matrix, made once for each state of the travel times.
#ifndef LETAN_STORAGE_SQLITE_TRAVEL_CACHE_H_
#define LETAN_STORAGE_SQLITE_TRAVEL_CACHE_H_

#include <memory>
#include <mutex>

#include "services/core/booking/travel_matrix.h"
#include "storage/change_log.h"

namespace letan::storage::sqlite {

// Shared by all connections. Holds the matrix of the newest committed travel times.
class TravelCache {
 public:
  std::shared_ptr<const booking::TravelMatrix> Find(Revision travel_revision) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return revision_ == travel_revision ? matrix_ : nullptr;
  }

  // Only of committed travel times.
  void Put(Revision travel_revision, std::shared_ptr<const booking::TravelMatrix> matrix) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (travel_revision < revision_) return;
    revision_ = travel_revision;
    matrix_ = std::move(matrix);
  }

 private:
  mutable std::mutex mutex_;
  Revision revision_ = -1;
  std::shared_ptr<const booking::TravelMatrix> matrix_;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_TRAVEL_CACHE_H_
