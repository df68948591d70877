// Need-to-know lists, kept in a table of (row, position, principal).
#ifndef LETAN_STORAGE_SQLITE_ACCESS_LIST_H_
#define LETAN_STORAGE_SQLITE_ACCESS_LIST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

// The statements of one such table; literals.
struct AccessList {
  const char* select;
  const char* remove;
  const char* insert;
};

absl::StatusOr<std::vector<std::string>> ReadAccess(Connection& connection, const AccessList& list,
                                                    std::int64_t id);
// For a row that has none yet.
absl::Status WriteAccess(Connection& connection, const AccessList& list, std::int64_t id,
                         const std::vector<std::string>& principals);
absl::Status ReplaceAccess(Connection& connection, const AccessList& list, std::int64_t id,
                           const std::vector<std::string>& principals);

std::int64_t LastInsertId(Connection& connection);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_ACCESS_LIST_H_
