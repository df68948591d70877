#include "services/rpc/executor.h"

#include <algorithm>
#include <utility>

namespace letan::rpc {

Executor::Executor(const ExecutorOptions& options) : max_queued_(options.max_queued) {
  const auto threads = std::max<std::int64_t>(1, options.threads);
  threads_.reserve(static_cast<std::size_t>(threads));
  for (std::int64_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

Executor::~Executor() { Drain(); }

bool Executor::TrySubmit(std::function<void()> job) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (draining_ || static_cast<std::int64_t>(queue_.size()) >= max_queued_) {
      ++refused_;
      return false;
    }
    queue_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

bool Executor::Full() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return draining_ || static_cast<std::int64_t>(queue_.size()) >= max_queued_;
}

ExecutorStats Executor::Stats() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return {static_cast<int>(threads_.size()), static_cast<int>(queue_.size()), running_, refused_};
}

void Executor::Drain() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    draining_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void Executor::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return draining_ || !queue_.empty(); });
    if (queue_.empty()) return;
    std::function<void()> job = std::move(queue_.front());
    queue_.pop_front();
    ++running_;
    lock.unlock();
    job();
    job = nullptr;  // what it captured goes before the lock is taken
    lock.lock();
    --running_;
  }
}

}  // namespace letan::rpc
