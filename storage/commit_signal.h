// Tells one listener of each commit. Shared by the engines.
#ifndef LETAN_STORAGE_COMMIT_SIGNAL_H_
#define LETAN_STORAGE_COMMIT_SIGNAL_H_

#include <functional>
#include <mutex>
#include <utility>

#include "storage/change_log.h"

namespace letan::storage {

// Must not block, and not call the engine.
using CommitListener = std::function<void(Revision)>;

class CommitSignal {
 public:
  // When it returns, the listener before is not running and will not run again.
  void Listen(CommitListener listener) {
    const std::lock_guard<std::mutex> lock(mutex_);
    listener_ = std::move(listener);
  }
  void Tell(Revision revision) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (listener_) listener_(revision);
  }

 private:
  std::mutex mutex_;
  CommitListener listener_;  // guarded by mutex_
};

}  // namespace letan::storage

#endif  // LETAN_STORAGE_COMMIT_SIGNAL_H_
