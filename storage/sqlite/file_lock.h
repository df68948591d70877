// The exclusive lock by which one process owns a database.
#ifndef LETAN_STORAGE_SQLITE_FILE_LOCK_H_
#define LETAN_STORAGE_SQLITE_FILE_LOCK_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/core/fault.h"

namespace letan::storage::sqlite {

// An flock held until destruction. It is held by an open file: a second one in the same process is
// refused too, and the kernel releases it when a process dies.
class FileLock {
 public:
  // Creates the file (0600) where it is missing and writes our process id into it.
  // FAILED_PRECONDITION: held by another, named with its process id where that can be read;
  // NOT_FOUND: no such directory; PERMISSION_DENIED.
  static absl::StatusOr<std::unique_ptr<FileLock>> Acquire(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// The status of a failed system call on `path`; its facts for the log are `doing` and `error`.
absl::Status SystemError(int error, FixedText doing, const std::string& path);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_FILE_LOCK_H_
