// Is everything in the database as it must be?
#ifndef LETAN_STORAGE_SQLITE_INTEGRITY_H_
#define LETAN_STORAGE_SQLITE_INTEGRITY_H_

#include "absl/status/statusor.h"
#include "storage/engine.h"
#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

// On a connection with an open snapshot. Looks at the structure of the file, at foreign keys, at
// columns against the blobs they are extracted from, at bookings against capacity and stock, at the
// chain of the change log, and at every live row against the last change recorded of it.
absl::StatusOr<IntegrityReport> CheckDatabase(Connection& connection);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_INTEGRITY_H_
