// The file of an archive of the change log: JSON Lines, each a letan.internal.v1.ArchivedChange.
#ifndef LETAN_STORAGE_SQLITE_ARCHIVE_FILE_H_
#define LETAN_STORAGE_SQLITE_ARCHIVE_FILE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/sqlite/archive_store.h"
#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

// Appends the log's records with after < sequence <= last to a file that is there.
absl::Status WriteArchiveFile(Connection& connection, std::int64_t after, std::int64_t last,
                              const std::string& path);

// Reads such a file and follows its chain from `joint` on. The archive that it is, but for state,
// file and sha256. DATA_LOSS, with the line, where a line is no record or the chain is broken.
absl::StatusOr<Archive> ReadArchiveFile(const std::string& path, const Archive& joint);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_ARCHIVE_FILE_H_
