// The schema's history: numbered, checksummed, forward-only scripts.
#ifndef LETAN_STORAGE_SQLITE_MIGRATIONS_H_
#define LETAN_STORAGE_SQLITE_MIGRATIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/core/booking/model.h"
#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

// After the line "-- verify" a script has queries, each of which must return one row with 1.
struct Migration {
  int version = 0;  // 1, 2, 3 …
  std::string name;
  std::string script;
};

// Those of storage/migrations/sqlite, built into the binary.
const std::vector<Migration>& EmbeddedMigrations();

// Brings the database to the last of `migrations`, in one transaction for all that are missing, and
// gives a new database its secret. FAILED_PRECONDITION: not a database of ours, its schema is newer
// than we know, or a script changed after it was applied; INTERNAL: a verification failed. Then
// nothing has changed.
absl::Status Migrate(Connection& connection, const std::vector<Migration>& migrations,
                     booking::Micros now);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_MIGRATIONS_H_
