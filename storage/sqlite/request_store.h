// What was answered to which request_id.
#ifndef LETAN_STORAGE_SQLITE_REQUEST_STORE_H_
#define LETAN_STORAGE_SQLITE_REQUEST_STORE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/change_log.h"
#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

struct AnsweredRequest {
  std::string fingerprint;
  std::string response;
  Revision revision = 0;
};

// One that was answered after `since`. An older one is removed, as if it had been already.
absl::StatusOr<std::optional<AnsweredRequest>> FindRequest(Connection& connection,
                                                           const std::string& caller,
                                                           const std::string& request_id,
                                                           booking::Micros since);
absl::Status StoreRequest(Connection& connection, const std::string& caller,
                          const std::string& request_id, booking::Micros time,
                          const AnsweredRequest& answer);
// Removes at most `limit` of those answered at `since` or before, oldest first; how many it were.
absl::StatusOr<int> PurgeRequests(Connection& connection, booking::Micros since, int limit);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_REQUEST_STORE_H_
