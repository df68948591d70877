// The files of key_ring.h.
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "services/core/fault.h"
#include "storage/key_ring.h"

namespace letan::storage {
namespace {

class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  ~OpenFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int get() const { return descriptor_; }

 private:
  const int descriptor_;
};

// What held keys leaves nothing behind.
struct Wiped {
  ~Wiped() { sodium_memzero(bytes.data(), bytes.size()); }
  std::array<char, kMaxKeyFileBytes + 1> bytes{};
};

absl::Status FileError(int error, const std::string& what, const std::string& path) {
  const std::string message = "cannot " + what + " " + path + ": " + std::strerror(error);
  if (error == ENOENT) return absl::NotFoundError(message);
  if (error == EEXIST) return absl::AlreadyExistsError(message);
  return absl::FailedPreconditionError(message);
}

absl::Status CheckKeeping(int descriptor, const std::string& path) {
  struct stat found {};
  if (fstat(descriptor, &found) != 0) return FileError(errno, "look at", path);
  if (!S_ISREG(found.st_mode)) {
    return absl::FailedPreconditionError(path + " is not a regular file");
  }
  if (found.st_uid != geteuid()) {
    return absl::FailedPreconditionError(path + " belongs to another user than this process's");
  }
  if ((found.st_mode & 07777) != 0600) {
    return absl::FailedPreconditionError(path + " must have mode 0600: chmod 600 " + path);
  }
  return absl::OkStatus();
}

absl::Status WriteAll(int descriptor, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return FileError(errno, "write", path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (fsync(descriptor) != 0) return FileError(errno, "sync", path);
  return absl::OkStatus();
}

// Of its directory, so that a key that was used is not gone after a crash.
absl::Status SyncParent(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const OpenFile directory(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || fsync(directory.get()) != 0) return FileError(errno, "sync", parent);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const KeyRing>> ReadKeyFile(const std::string& path) {
  // Without blocking: a pipe is refused, not waited for.
  const OpenFile file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  if (file.get() < 0) {
    if (errno == ELOOP) return absl::FailedPreconditionError(path + " is not a regular file");
    return FileError(errno, "open", path);
  }
  absl::Status kept = CheckKeeping(file.get(), path);
  if (!kept.ok()) return kept;
  Wiped text;
  std::size_t size = 0;
  while (size < text.bytes.size()) {
    const ssize_t got = read(file.get(), text.bytes.data() + size, text.bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FileError(errno, "read", path);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > kMaxKeyFileBytes) return absl::InvalidArgumentError(path + " is too large");
  auto ring = KeyRing::Parse(std::string_view(text.bytes.data(), size));
  if (ring.ok()) return ring;
  return absl::InvalidArgumentError(path + ": " + std::string(ring.status().message()));
}

absl::StatusOr<std::string> MakeKeyFile(const std::string& path) {
  if (sodium_init() < 0) return Fault(absl::StatusCode::kInternal, "libsodium does not begin");
  std::array<unsigned char, 4> name{};
  randombytes_buf(name.data(), name.size());
  std::array<char, 2 * name.size() + 1> id{};
  sodium_bin2hex(id.data(), id.size(), name.data(), name.size());
  const OpenFile file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return FileError(errno, "create", path);
  DataKey key;
  randombytes_buf(key.bytes(), kKeyBytes);
  std::string text = "# Keys of letand: keep a copy elsewhere, what they sealed is lost without.\n";
  text += "key-" + std::string(id.data()) + " RESTRICTED ";
  text.reserve(text.size() + 2 * kKeyBytes + 16);  // so that no copy of the key is left behind
  std::array<char, 2 * kKeyBytes + 1> digits{};
  sodium_bin2hex(digits.data(), digits.size(), key.bytes(), kKeyBytes);
  text += digits.data();
  text += " current\n";
  absl::Status written = fchmod(file.get(), 0600) == 0 ? WriteAll(file.get(), text, path)
                                                       : FileError(errno, "protect", path);
  if (written.ok()) written = SyncParent(path);
  sodium_memzero(digits.data(), digits.size());
  sodium_memzero(text.data(), text.size());
  if (!written.ok()) {
    unlink(path.c_str());
    return written;
  }
  return "key-" + std::string(id.data());
}

}  // namespace letan::storage
