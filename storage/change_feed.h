// The change log as watchers read it: which changes a viewer may be told of, and as what.
#ifndef LETAN_STORAGE_CHANGE_FEED_H_
#define LETAN_STORAGE_CHANGE_FEED_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/change_log.h"
#include "storage/viewer.h"

namespace letan::storage {

// Who may see a row, before or after a change.
struct RowSight {
  bool present = false;  // there is such a row, and it is not deleted
  HandlingLevel level = HandlingLevel::kPublic;
  std::vector<std::string> need_to_know;
  bool is_document = false;  // there is an entity of that name, deleted or not
};

struct FeedChange {
  ChangeRecord record;  // without actor (unless asked for), request_id and hashes: nothing that a
                        // watcher is told
  RowSight before;
  RowSight after;
  bool credential = false;  // for administrators, in an audit only
};

enum class ChangeType { kCreated = 1, kUpdated = 2, kDeleted = 3 };

// As what the viewer is told of it: what comes into sight is created, what leaves it is deleted.
// Nothing if it is hidden before and after.
std::optional<ChangeType> TypeFor(const Viewer& viewer, const FeedChange& change);

struct FeedLimits {
  int records = 256;                  // looked at, hidden ones too; at least 1
  std::int64_t bytes = 256LL * 1024;  // of rows before and after; one record may be over it
  bool audit = false;                 // records have their actor, and credentials are told of
};

// A piece of the log. Hidden changes are not in it, but count as read.
struct FeedPage {
  std::vector<FeedChange> changes;  // in the order of the log
  std::int64_t next = 0;            // the last sequence that was read: where to go on
  Revision complete = 0;            // nothing of this revision or an older one comes after `next`
  bool more = false;                // the snapshot has records after `next`,
  bool split = false;               // and the first of them is of the revision of the last read
};

// The sight of the document of that name as it is now; of what is none: present and public.
using SightOfDocument = std::function<absl::StatusOr<RowSight>(const std::string& name)>;

// For engines. False: a record that nobody is told of, because the row is derived of a document
// that has a record of its own in the same write (a resource's rules, travel times). DATA_LOSS if
// the rows do not parse.
absl::StatusOr<bool> FillSights(const SightOfDocument& sight_of, FeedChange* change);

// For engines: a page of consecutive records after `after`, of which one more than
// limits.records was asked for. `last` and `revision`: where the log of the snapshot ends.
// OUT_OF_RANGE if records are missing before the first.
absl::StatusOr<FeedPage> MakeFeedPage(const Viewer& viewer, std::int64_t after,
                                      const FeedLimits& limits, std::int64_t last,
                                      Revision revision, std::vector<ChangeRecord> records,
                                      const SightOfDocument& sight_of);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_CHANGE_FEED_H_
