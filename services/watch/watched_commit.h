// A commit as watchers are sent it: decoded from the log and encoded for them once, whoever
// watches.
#ifndef LETAN_SERVICES_WATCH_WATCHED_COMMIT_H_
#define LETAN_SERVICES_WATCH_WATCHED_COMMIT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/change_feed.h"

namespace letan::services {

using RevisionToken = std::function<std::string(storage::Revision)>;

struct WatchedChange {
  storage::FeedChange feed;  // without its rows
  std::string owner;         // of bookings
  std::string activity;
  storage::ChangeType type = storage::ChangeType::kUpdated;  // for those who see everything
  std::string encoded;                                       // WatchResponse.Change, of that type
};

struct WatchedCommit {
  storage::Revision revision = 0;
  std::string header;  // WatchResponse.Commit without changes, encoded
  std::vector<WatchedChange> changes;
  std::string whole;       // header and all changes
  bool too_large = false;  // nothing but the revision is here: to be read from the log

  std::int64_t bytes() const;
};

// The commits of a page, in order. Of one that the page splits, the part that is there. INTERNAL,
// DATA_LOSS if the log cannot be read.
absl::StatusOr<std::vector<WatchedCommit>> MakeCommits(storage::FeedPage page,
                                                       const RevisionToken& token);

// `change.encoded`, or the same as another type.
std::string EncodeAs(const WatchedChange& change, storage::ChangeType type);

// Appends a field of bytes in protobuf's encoding.
void AppendBytes(int field, const std::string& bytes, std::string* out);

}  // namespace letan::services

#endif  // LETAN_SERVICES_WATCH_WATCHED_COMMIT_H_
