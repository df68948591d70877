#include "storage/sqlite/completer.h"

#include <utility>

namespace letan::storage::sqlite {

Completer::Completer() : thread_([this] { Loop(); }) {}

Completer::~Completer() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closing_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Completer::Post(WriteJobs jobs) {
  if (jobs.empty()) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    posted_.push_back(std::move(jobs));
  }
  changed_.notify_one();
}

void Completer::Loop() {
  std::vector<WriteJobs> batches;
  while (true) {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return closing_ || !posted_.empty(); });
      if (posted_.empty()) return;
      batches.swap(posted_);
    }
    for (WriteJobs& jobs : batches) {
      for (std::unique_ptr<WriteJob>& job : jobs) {
        job->done(std::move(job->result));
        job.reset();
      }
    }
    batches.clear();
  }
}

}  // namespace letan::storage::sqlite
