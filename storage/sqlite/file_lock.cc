#include "storage/sqlite/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "absl/status/status.h"

namespace letan::storage::sqlite {
namespace {

absl::StatusCode CodeOfErrno(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return absl::StatusCode::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::StatusCode::kPermissionDenied;
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
      return absl::StatusCode::kResourceExhausted;
    case EISDIR:
      return absl::StatusCode::kInvalidArgument;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

// Digits only: the file may have been written by anybody.
std::string HolderOf(int descriptor) {
  char text[32];
  const ssize_t length = pread(descriptor, text, sizeof(text), 0);
  std::string digits;
  for (ssize_t i = 0; i < length && text[i] >= '0' && text[i] <= '9'; ++i) digits += text[i];
  return digits;
}

}  // namespace

absl::Status SystemError(int error, FixedText doing, const std::string& path) {
  absl::Status status(CodeOfErrno(error), std::string("storage: ") + doing.c_str() + " " + path +
                                              ": " + std::generic_category().message(error));
  status = WithFact(std::move(status), "what", ProgramText(doing.c_str()));
  return WithFact(std::move(status), "errno", std::int64_t{error});
}

absl::StatusOr<std::unique_ptr<FileLock>> FileLock::Acquire(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return SystemError(errno, "open lock file", path);
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    const std::string holder = HolderOf(descriptor);
    close(descriptor);
    if (error != EWOULDBLOCK) return SystemError(error, "lock", path);
    return absl::FailedPreconditionError("storage: the database is in use: " + path + " is locked" +
                                         (holder.empty() ? "" : " by process " + holder));
  }
  const std::string owner = std::to_string(getpid()) + "\n";
  if (ftruncate(descriptor, 0) != 0 ||
      pwrite(descriptor, owner.data(), owner.size(), 0) != static_cast<ssize_t>(owner.size())) {
    const int error = errno;
    close(descriptor);
    return SystemError(error, "write lock file", path);
  }
  return std::unique_ptr<FileLock>(new FileLock(descriptor));
}

FileLock::~FileLock() {
  // The file stays: to remove it would let two processes lock two files of one name. If the id
  // stays in it too, it is overwritten by the next owner.
  if (ftruncate(descriptor_, 0) != 0) errno = 0;
  close(descriptor_);
}

}  // namespace letan::storage::sqlite
