// Old records of reads leave the database for a file; what stays goes on where the file ends.
#ifndef LETAN_STORAGE_SQLITE_READ_ARCHIVE_H_
#define LETAN_STORAGE_SQLITE_READ_ARCHIVE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/maintenance.h"
#include "storage/read_log.h"
#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

struct WrittenReadArchive {
  ArchiveInfo info;
  LogEnd previous;  // where the archive before ended
  LogEnd joint;     // where the log will go on
};

// On a connection with an open snapshot: writes the file, reads it again and publishes it. The
// database stays as it is. Errors: Engine::ArchiveReads.
absl::StatusOr<WrittenReadArchive> WriteReadArchive(Connection& connection,
                                                    const ArchiveRequest& request);

// On the writing connection: the log goes on at the archive's end. FAILED_PRECONDITION: another
// archive was made meanwhile.
absl::Status MoveReadJoint(Connection& connection, const WrittenReadArchive& written);

// Removes some records that are archived; true: there are more.
absl::StatusOr<bool> RemoveArchivedReads(Connection& connection);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_READ_ARCHIVE_H_
