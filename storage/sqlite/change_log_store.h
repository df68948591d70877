// The change log and its head.
#ifndef LETAN_STORAGE_SQLITE_CHANGE_LOG_STORE_H_
#define LETAN_STORAGE_SQLITE_CHANGE_LOG_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/change_log.h"
#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

// Where the log ends, as a transaction sees it.
struct Head {
  std::int64_t sequence = 0;
  Revision revision = 0;
  booking::Micros time = 0;
  std::string hash;
  Revision travel_revision = 0;  // the write that last changed a travel time
};

absl::StatusOr<Head> LoadHead(Connection& connection);
absl::Status StoreHead(Connection& connection, const Head& head);

// Completes `record` (sequence and hashes), inserts it and moves `head` on. The caller has set
// revision and time, in the head too.
absl::Status AppendChange(Connection& connection, ChangeRecord record, Head* head);

absl::StatusOr<std::vector<ChangeRecord>> ListChangeRecords(Connection& connection,
                                                            std::int64_t after, int limit);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_CHANGE_LOG_STORE_H_
