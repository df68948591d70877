// A backup becomes a database again.
#ifndef LETAN_STORAGE_SQLITE_RESTORE_H_
#define LETAN_STORAGE_SQLITE_RESTORE_H_

#include <string>

#include "absl/status/statusor.h"
#include "storage/maintenance.h"
#include "storage/sqlite/sqlite_engine.h"

namespace letan::storage {

struct RestoreOptions {
  std::string from;               // a file that Engine::Backup wrote
  SqliteOptions target;           // where to
  bool replace = false;           // a database that is there is moved aside
  std::string sha256;             // what the file must have; empty: what FROM.sha256 says
  bool without_checksum = false;  // neither: some damage then stays unseen
  IntegrityOptions integrity;
};

struct RestoreInfo {
  Revision revision = 0;
  IntegrityReport report;
  std::string replaced;  // where the database is now that was in the place; empty: none was
};

// Copies the backup beside its place, checks it there (checksum, structure, migrations, hash chain,
// bookings, stock), brings its schema up to date, and only then puts it in place; what is not sound
// changes nothing. FAILED_PRECONDITION: a server has the place, there is a database, a checksum is
// missing, or the backup is not sound, with what is wrong; DATA_LOSS: it is no database, or not the
// one of the checksum; NOT_FOUND.
absl::StatusOr<RestoreInfo> RestoreSqlite(const RestoreOptions& options);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_SQLITE_RESTORE_H_
