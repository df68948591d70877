#include "services/auth/jwks_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string_view>
#include <utility>

#include "services/core/fault.h"
#include "services/core/limits.h"

namespace letan::auth {
namespace {

class JwksDescriptor {
 public:
  // Does not wait for somebody to write into a pipe.
  explicit JwksDescriptor(const std::string& path)
      : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~JwksDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  JwksDescriptor(const JwksDescriptor&) = delete;
  JwksDescriptor& operator=(const JwksDescriptor&) = delete;
  int fd() const { return fd_; }

 private:
  const int fd_;
};

absl::Status FileError(absl::StatusCode code, FixedText what, const std::string& path) {
  return WithFact(absl::Status(code, path + ": " + what.c_str()), "what",
                  ProgramText(what.c_str()));
}

absl::Status SystemError(int error, FixedText what, const std::string& path) {
  return WithFact(FileError(absl::ErrnoToStatusCode(error), what, path), "errno", error);
}

}  // namespace

JwksFile::Stamp JwksFile::StampOf(const std::string& path) {
  struct stat now {};
  if (stat(path.c_str(), &now) != 0) return {};
  return {static_cast<std::int64_t>(now.st_dev),
          static_cast<std::int64_t>(now.st_ino),
          static_cast<std::int64_t>(now.st_size),
          now.st_mtim.tv_sec,
          now.st_mtim.tv_nsec,
          now.st_ctim.tv_sec,
          now.st_ctim.tv_nsec};
}

absl::StatusOr<std::string> JwksFile::Read(const std::string& path) {
  const JwksDescriptor file(path);
  struct stat found {};
  if (file.fd() < 0 || fstat(file.fd(), &found) != 0) {
    return SystemError(errno, "the file of keys cannot be opened", path);
  }
  if (!S_ISREG(found.st_mode)) {
    return FileError(absl::StatusCode::kFailedPrecondition, "the keys are in no regular file",
                     path);
  }
  if ((found.st_mode & S_IWOTH) != 0) {
    return FileError(absl::StatusCode::kFailedPrecondition, "everybody may write the file of keys",
                     path);
  }
  std::string text(limits::kMaxJwksBytes + 1, '\0');  // one more tells that it is too long
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = read(file.fd(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError(errno, "the file of keys cannot be read", path);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

absl::StatusOr<std::unique_ptr<JwksFile>> JwksFile::Open(std::string path) {
  std::unique_ptr<JwksFile> file(new JwksFile(std::move(path)));
  if (absl::Status loaded = file->Reload(); !loaded.ok()) return loaded;
  return file;
}

std::shared_ptr<const KeySet> JwksFile::keys() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return keys_;
}

absl::Status JwksFile::Reload() {
  const std::lock_guard<std::mutex> lock(reload_mutex_);
  return ReloadLocked();
}

absl::StatusOr<bool> JwksFile::ReloadIfChanged() {
  const std::lock_guard<std::mutex> lock(reload_mutex_);
  if (StampOf(path_) == last_read_) return false;
  if (absl::Status loaded = ReloadLocked(); !loaded.ok()) return loaded;
  return true;
}

absl::Status JwksFile::ReloadLocked() {
  // Before it is read: a change while it is read is seen the next time.
  last_read_ = StampOf(path_);
  const auto text = Read(path_);
  if (!text.ok()) return text.status();
  auto parsed = ParseJwks(*text);
  if (!parsed.ok()) {
    const absl::Status& error = parsed.status();
    return WithFactsOf(absl::Status(error.code(), path_ + ": " + std::string(error.message())),
                       error);
  }
  auto fresh = std::make_shared<const KeySet>(*std::move(parsed));
  const std::lock_guard<std::mutex> lock(mutex_);
  keys_ = std::move(fresh);
  return absl::OkStatus();
}

}  // namespace letan::auth
