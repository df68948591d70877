// The database as a whole, in numbers.
#ifndef LETAN_STORAGE_SQLITE_DESCRIBE_H_
#define LETAN_STORAGE_SQLITE_DESCRIBE_H_

#include "absl/status/statusor.h"
#include "storage/maintenance.h"
#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

// On a connection with an open snapshot.
absl::StatusOr<DatabaseInfo> DescribeDatabase(Connection& connection);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_DESCRIBE_H_
