// Is everything in the database as it must be?
#ifndef LETAN_STORAGE_SQLITE_INTEGRITY_H_
#define LETAN_STORAGE_SQLITE_INTEGRITY_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "storage/engine.h"
#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

// On a connection with an open snapshot. Looks at the structure of the file, at foreign keys, at
// columns against the blobs they are extracted from, at bookings against capacity and stock, at the
// chain of the change log from its joint with the archives on, and at every live row against the
// last change recorded of it or, where that was archived, against the archive's digest of all rows.
absl::StatusOr<IntegrityReport> CheckDatabase(Connection& connection,
                                              const IntegrityOptions& options);

// The digest that an archive keeps which ends at change `sequence` (StateDigest): of all rows as
// they were then.
absl::StatusOr<std::string> StateAfter(Connection& connection, std::int64_t sequence);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_INTEGRITY_H_
