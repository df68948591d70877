#include "storage/sqlite/write_queue.h"

#include <utility>

namespace letan::storage::sqlite {

WriteQueue::Accepted WriteQueue::Put(std::unique_ptr<WriteJob>* job) {
  bool first = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (closed_) return Accepted::kClosed;
    if (static_cast<std::int64_t>(jobs_.size()) >= capacity_) return Accepted::kFull;
    jobs_.push_back(std::move(*job));
    first = jobs_.size() == 1;
  }
  if (first) changed_.notify_one();
  return Accepted::kYes;
}

void WriteQueue::Nudge() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    nudged_ = true;
  }
  changed_.notify_one();
}

void WriteQueue::Close() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
  }
  changed_.notify_one();
}

bool WriteQueue::Wait() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || nudged_ || !jobs_.empty(); });
  nudged_ = false;
  return !closed_;
}

void WriteQueue::Take(std::int64_t limit, WriteJobs* jobs) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (closed_) return;
  for (; limit > 0 && !jobs_.empty(); --limit) {
    jobs->push_back(std::move(jobs_.front()));
    jobs_.pop_front();
  }
}

WriteJobs WriteQueue::Drain() {
  const std::lock_guard<std::mutex> lock(mutex_);
  WriteJobs rest;
  for (auto& job : jobs_) rest.push_back(std::move(job));
  jobs_.clear();
  return rest;
}

int WriteQueue::size() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return static_cast<int>(jobs_.size());
}

}  // namespace letan::storage::sqlite
