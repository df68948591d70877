// The bounded pool on which everything but point reads is handled. No gRPC.
//
// gRPC's callback threads are as few as the cores: a handler that blocks there would hold up every
// call. What does not fit the queue is refused at once instead of waiting.
#ifndef LETAN_SERVICES_RPC_EXECUTOR_H_
#define LETAN_SERVICES_RPC_EXECUTOR_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "services/core/limits.h"

namespace letan::rpc {

struct ExecutorOptions {
  std::int64_t threads = limits::kDefaults.read_threads;
  std::int64_t max_queued =
      limits::kDefaults.max_queued_reads;  // waiting, those under way not counted
};

struct ExecutorStats {
  int threads = 0;
  int queued = 0;            // wait for a thread, now
  int running = 0;           // threads that handle a call, now
  std::int64_t refused = 0;  // found the queue full
};

class Executor {
 public:
  explicit Executor(const ExecutorOptions& options);
  // Runs what is queued, then joins.
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // False, without side effect, when the queue is full or Drain has begun. Jobs must not throw.
  bool TrySubmit(std::function<void()> job);
  // Whether TrySubmit would refuse now; it may think otherwise a moment later.
  bool Full() const;
  ExecutorStats Stats() const;
  // Refuses new jobs, runs what is queued and joins. Not from a job.
  void Drain();

 private:
  void Work();

  const std::int64_t max_queued_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;  // guarded by mutex_
  bool draining_ = false;                    // guarded by mutex_
  int running_ = 0;                          // guarded by mutex_
  std::int64_t refused_ = 0;                 // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_EXECUTOR_H_
