// From a path to an open, migrated database.
#ifndef LETAN_STORAGE_SQLITE_DATABASE_FILE_H_
#define LETAN_STORAGE_SQLITE_DATABASE_FILE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/file_lock.h"
#include "storage/sqlite/seals.h"
#include "storage/sqlite/sqlite_engine.h"

namespace letan::storage::sqlite {

struct DatabaseFile {
  std::string path;  // absolute, without symbolic links: one file has one lock
  std::unique_ptr<FileLock> lock;
  std::unique_ptr<Connection> writer;
  std::string secret;
  std::shared_ptr<const Seals> seals;
};

// Absolute, without symbolic links. INVALID_ARGUMENT: no path of a file.
absl::StatusOr<std::string> CanonicalPath(const std::string& path);

// Errors: OpenSqlite.
absl::StatusOr<DatabaseFile> OpenDatabaseFile(const SqliteOptions& options);

Connection::Options WriterOptions(const SqliteOptions& options, const std::string& path);
Connection::Options ReaderOptions(const SqliteOptions& options, const std::string& path);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_DATABASE_FILE_H_
