// Lets calls through until it is closed, and knows when those that went through have ended.
#ifndef LETAN_SERVICES_RPC_GATE_H_
#define LETAN_SERVICES_RPC_GATE_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace letan::rpc {

// Safe for use from many threads.
class Gate {
 public:
  // False: it is closed. Else Leave must follow.
  bool Enter() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (closed_) return false;
    ++inside_;
    return true;
  }
  void Leave() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (--inside_ == 0) empty_.notify_all();
  }

  void SetClosed(bool closed) {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = closed;
  }
  bool closed() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return closed_;
  }
  // Until nobody is inside. False: somebody still was after `most`.
  bool WaitEmpty(std::chrono::milliseconds most) {
    std::unique_lock<std::mutex> lock(mutex_);
    return empty_.wait_for(lock, most, [this] { return inside_ == 0; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable empty_;
  bool closed_ = false;
  std::int64_t inside_ = 0;
};

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_GATE_H_
