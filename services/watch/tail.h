// The end of the change log, read and decoded once for all watchers.
#ifndef LETAN_SERVICES_WATCH_TAIL_H_
#define LETAN_SERVICES_WATCH_TAIL_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "services/call/stream.h"
#include "services/core/limits.h"
#include "services/watch/watched_commit.h"
#include "storage/engine.h"

namespace letan::services {

struct TailOptions {
  storage::Engine* engine = nullptr;
  RevisionToken token;
  LogSink log;  // may be unset
  std::int64_t max_commits = limits::kDefaults.max_tail_commits;
  std::int64_t max_bytes = limits::kDefaults.max_tail_bytes;
};

// A thread of its own reads on when the engine tells of a commit, and at each tick, in case that it
// did not; then it wakes those who watch. It keeps the last commits, within two limits: who needs
// older ones reads the log. Without watchers it rests and keeps nothing.
class Tail {
 public:
  using Waker = std::shared_ptr<const call::Wake>;

  explicit Tail(TailOptions options);
  ~Tail();
  Tail(const Tail&) = delete;
  Tail& operator=(const Tail&) = delete;

  void Join(Waker waker);
  void Leave(const Waker& waker);

  // About once a second.
  void Tick();
  std::int64_t ticks() const { return ticks_.load(); }
  // Ends the thread; nobody is woken any more.
  void Stop();

  struct Slice {
    bool behind = false;  // something after the revision is not here: read the log
    std::vector<std::shared_ptr<const WatchedCommit>> commits;
    storage::Revision complete = 0;  // where the slice ends; no less than what was asked for
    bool more = false;               // there is more here
  };
  // What was committed after `revision`, at most so many commits and (but for the first) bytes.
  Slice After(storage::Revision revision, int max_commits, std::int64_t max_bytes) const;

  // For tests. How far it has read; -1 while it rests.
  storage::Revision live_revision() const;
  std::int64_t kept_bytes() const;
  std::size_t kept_commits() const;

 private:
  void Hint();
  void LogFailure(const absl::Status& status) const;
  void Loop();
  // One page further. True: there is more to read.
  absl::StatusOr<bool> ReadOn();
  absl::Status Position(storage::ReadTransaction& read);
  void Append(std::vector<WatchedCommit> commits, storage::Revision complete, bool split);
  void Keep(WatchedCommit commit);
  void Forget();

  const TailOptions options_;
  std::atomic<std::int64_t> ticks_{0};

  // Of the thread alone.
  bool positioned_ = false;
  std::int64_t sequence_ = 0;
  storage::Revision split_ = 0;  // a commit that is longer than a page, being read

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // All below guarded by mutex_.
  bool hinted_ = false;
  bool stopping_ = false;
  std::set<Waker> wakers_;
  std::deque<std::shared_ptr<const WatchedCommit>> commits_;
  std::int64_t bytes_ = 0;
  storage::Revision begin_ = 0;  // what was committed after it, up to complete_, is in commits_
  storage::Revision complete_ = 0;
  bool live_ = false;   // begin_ and complete_ hold
  std::thread thread_;  // begun with the first watcher
};

}  // namespace letan::services

#endif  // LETAN_SERVICES_WATCH_TAIL_H_
