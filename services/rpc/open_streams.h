// The streams that are open, for what concerns all of them: their number, time, the end.
#ifndef LETAN_SERVICES_RPC_OPEN_STREAMS_H_
#define LETAN_SERVICES_RPC_OPEN_STREAMS_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "absl/status/status.h"

namespace letan::rpc {

class StreamCall;

// Safe for many threads.
class OpenStreams {
 public:
  explicit OpenStreams(std::int64_t most) : most_(most) {}
  // Where Stop did not wait long enough, gRPC has: after the last Remove, in an order that only the
  // mutex shows.
  ~OpenStreams() { const std::lock_guard<std::mutex> lock(mutex_); }
  OpenStreams(const OpenStreams&) = delete;
  OpenStreams& operator=(const OpenStreams&) = delete;

  // RESOURCE_EXHAUSTED if there are `most`, UNAVAILABLE once End was called.
  absl::Status Add(std::shared_ptr<StreamCall> call);
  void Remove(const std::shared_ptr<StreamCall>& call);
  std::size_t size() const;

  // About once a second: readers that have taken nothing for watcher_stall_seconds of these are
  // cut.
  void Tick();
  // Ends all streams with UNAVAILABLE, reason SERVER_STOPPING, and refuses new ones.
  void End();
  // Until all have ended, or it is so late.
  void WaitNone(std::chrono::steady_clock::time_point until);

 private:
  std::vector<std::shared_ptr<StreamCall>> All() const;

  const std::int64_t most_;
  mutable std::mutex mutex_;
  std::condition_variable none_;
  std::unordered_set<std::shared_ptr<StreamCall>> calls_;  // guarded by mutex_
  bool ended_ = false;                                     // guarded by mutex_
};

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_OPEN_STREAMS_H_
