// A consistent copy of a database that is being written to.
#ifndef LETAN_STORAGE_SQLITE_BACKUP_H_
#define LETAN_STORAGE_SQLITE_BACKUP_H_

#include <string>

#include "absl/status/statusor.h"
#include "storage/maintenance.h"
#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

// Contract: Engine::Backup. `source`: how a reader opens the database.
absl::StatusOr<BackupInfo> WriteBackup(const Connection::Options& source, const std::string& path,
                                       const IntegrityOptions& options);

// FAILED_PRECONDITION with the first findings, if there are any. `what`: "the copy".
absl::Status RequireSound(const IntegrityReport& report, const std::string& what);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_BACKUP_H_
