// A database that is made beside its place, and put there when it is found sound.
#ifndef LETAN_STORAGE_SQLITE_NEW_DATABASE_H_
#define LETAN_STORAGE_SQLITE_NEW_DATABASE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine.h"
#include "storage/sqlite/file_lock.h"
#include "storage/sqlite/sqlite_engine.h"

namespace letan::storage::sqlite {

class NewDatabase {
 public:
  // Locks the place, so that no server begins there meanwhile. FAILED_PRECONDITION: one has it, or
  // there is a database and `replace` does not say to move it aside.
  static absl::StatusOr<std::unique_ptr<NewDatabase>> Begin(const SqliteOptions& options,
                                                            bool replace);
  // Removes what was not put in place.
  ~NewDatabase();
  NewDatabase(const NewDatabase&) = delete;
  NewDatabase& operator=(const NewDatabase&) = delete;

  // Where it is made.
  std::string part() const { return path_ + ".part"; }
  // Opens it, made now if there is no file yet.
  absl::StatusOr<std::unique_ptr<Engine>> Open() const;
  // When nobody has it open any more. What was in its place gets another name, which is returned;
  // empty: there was nothing.
  absl::StatusOr<std::string> PutInPlace();

 private:
  NewDatabase(const SqliteOptions& options, std::string path, std::unique_ptr<FileLock> lock)
      : options_(options), path_(std::move(path)), lock_(std::move(lock)) {}

  absl::Status RemoveParts() const;
  absl::StatusOr<std::string> MoveAside() const;

  const SqliteOptions options_;
  const std::string path_;
  const std::unique_ptr<FileLock> lock_;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_NEW_DATABASE_H_
