// What the database remembers of the archives of its change log.
#ifndef LETAN_STORAGE_SQLITE_ARCHIVE_STORE_H_
#define LETAN_STORAGE_SQLITE_ARCHIVE_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/change_log.h"
#include "storage/sqlite/connection.h"

namespace letan::storage::sqlite {

// One archive; of the newest one, the joint: where the log goes on.
struct Archive {
  std::int64_t sequence = 0;  // of its last record, as revision, time and hash are
  std::int64_t first = 0;
  Revision revision = 0;
  booking::Micros time = 0;
  std::string hash = std::string(32, '\0');
  std::string state = std::string(32, '\0');  // see StateDigest
  std::string file;
  std::string sha256;
};

// Oldest first.
absl::StatusOr<std::vector<Archive>> ListArchives(Connection& connection);
// The newest; with sequence 0 and a hash of zeros if there is none.
absl::StatusOr<Archive> LoadJoint(Connection& connection);
absl::Status InsertArchive(Connection& connection, const Archive& archive);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_ARCHIVE_STORE_H_
