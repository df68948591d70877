// One watch: where it is in the log, and its next message.
#ifndef LETAN_SERVICES_WATCH_WATCHER_H_
#define LETAN_SERVICES_WATCH_WATCHER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/call/stream.h"
#include "services/watch/tail.h"
#include "services/watch/watch_filter.h"

namespace letan::services {

// OUT_OF_RANGE with its reason, for what FindInFeed and ReadFeed refuse; others as they are.
absl::Status CannotGoOnFrom(const absl::Status& status);

class Watcher final : public call::Stream {
 public:
  // Sends what was committed after `start`.
  Watcher(std::shared_ptr<Tail> tail, RevisionToken token, WatchFilter filter,
          storage::Revision start, std::int64_t progress_ticks, call::Wake wake);
  ~Watcher() override;
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  absl::StatusOr<Next> Take(std::string* message) override;
  absl::StatusOr<Next> Read(storage::ReadTransaction& read, std::string* message) override;
  std::vector<std::string> TakeShown() override { return std::exchange(shown_, {}); }
  storage::Revision revision() const override { return complete_; }

 private:
  // Appends what the filter lets through, or the bare commit if it `must` be there. False: nothing.
  // `continued`: the rest of the commit follows.
  bool Add(const WatchedCommit& commit, bool must, bool continued, std::string* message);
  // Keeps the name of what the message carries, if it is RESTRICTED.
  void Note(const WatchedChange& change, storage::ChangeType type);
  // What a page has of commits.
  void AddPage(const std::vector<WatchedCommit>& commits, std::string* message);
  // Commits of the tail up to the first that has to be read from the log.
  bool AddSlice(const Tail::Slice& slice, std::string* message);
  // Puts the revision to what was added.
  Next Send(std::string* message);
  bool MarkDue() const;

  const std::shared_ptr<Tail> tail_;
  const RevisionToken token_;
  const WatchFilter filter_;
  const std::int64_t progress_ticks_;
  const Tail::Waker waker_;

  storage::Revision complete_;  // everything up to it was sent, or is not for this watcher
  std::int64_t sequence_ = -1;  // up to which the log was read; -1: not known, up to complete_
  bool inside_ = false;         // sequence_ is within the commit after complete_
  // The commit of which a part was sent and the rest is still to be read; 0: none.
  storage::Revision open_ = 0;
  std::string open_header_;
  std::vector<std::string> shown_;
  bool greeted_ = false;
  std::int64_t sent_at_ = 0;  // in ticks
};

}  // namespace letan::services

#endif  // LETAN_SERVICES_WATCH_WATCHER_H_
