// Old changes leave the database for a file; what stays goes on where the file ends.
#ifndef LETAN_STORAGE_SQLITE_ARCHIVE_H_
#define LETAN_STORAGE_SQLITE_ARCHIVE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/maintenance.h"
#include "storage/sqlite/archive_store.h"
#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

struct WrittenArchive {
  ArchiveInfo info;
  Archive joint;              // where the log will go on
  std::int64_t previous = 0;  // the sequence of the joint before
};

// On a connection with an open snapshot: checks the database, writes the file, reads it again and
// publishes it. The database stays as it is. Errors: Engine::ArchiveChanges.
absl::StatusOr<WrittenArchive> WriteArchive(Connection& connection, const ArchiveRequest& request);

// On the writing connection: the log goes on at the archive's end. FAILED_PRECONDITION: another
// archive was made meanwhile.
absl::Status MoveJoint(Connection& connection, const WrittenArchive& written);

// Removes some changes that are archived; true: there are more. Until then they are in nobody's
// way: the log is read from its joint on.
absl::StatusOr<bool> RemoveArchived(Connection& connection);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_ARCHIVE_H_
