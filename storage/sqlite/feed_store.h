// The change log in pieces, for watchers.
#ifndef LETAN_STORAGE_SQLITE_FEED_STORE_H_
#define LETAN_STORAGE_SQLITE_FEED_STORE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "storage/change_feed.h"
#include "storage/sqlite/session.h"

namespace letan::storage::sqlite {

// Contracts: ReadFeed and FindInFeed of storage/transaction.h.
absl::StatusOr<FeedPage> ReadFeedPage(Session& session, std::int64_t after,
                                      const FeedLimits& limits);
absl::StatusOr<std::int64_t> FindFeedPosition(Session& session, Revision revision);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_FEED_STORE_H_
