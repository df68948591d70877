#include "storage/sqlite/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>
#include <vector>

#include "services/core/fault.h"
#include "storage/digest.h"
#include "storage/sqlite/file_lock.h"

namespace letan::storage::sqlite {
namespace {

constexpr std::size_t kPieceBytes = 1 << 20;
constexpr std::size_t kHexDigits = 64;

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : number_(open(path.c_str(), flags, 0600)) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  bool ok() const { return number_ >= 0; }
  int get() const { return number_; }

 private:
  const int number_;
};

absl::Status SyncPath(const std::string& path, int flags) {
  const Descriptor file(path, flags | O_CLOEXEC);
  if (!file.ok()) return SystemError(errno, "open", path);
  return fsync(file.get()) == 0 ? absl::OkStatus() : SystemError(errno, "sync", path);
}

absl::Status WriteAll(int descriptor, std::string_view data, const std::string& path) {
  while (!data.empty()) {
    const ssize_t written = write(descriptor, data.data(), data.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError(errno, "write", path);
    data.remove_prefix(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

// Hands out the file's bytes piece by piece.
template <typename Use>
absl::Status ReadAll(const std::string& path, const Use& use) {
  const Descriptor file(path, O_RDONLY | O_CLOEXEC);
  if (!file.ok()) return SystemError(errno, "open", path);
  std::vector<char> piece(kPieceBytes);
  while (true) {
    const ssize_t length = read(file.get(), piece.data(), piece.size());
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return SystemError(errno, "read", path);
    if (length == 0) return absl::OkStatus();
    absl::Status used = use(std::string_view(piece.data(), static_cast<std::size_t>(length)));
    if (!used.ok()) return used;
  }
}

absl::Status WriteNewFile(const std::string& path, std::string_view data) {
  const Descriptor file(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
  if (!file.ok()) return SystemError(errno, "create", path);
  absl::Status written = WriteAll(file.get(), data, path);
  if (!written.ok()) return written;
  return fsync(file.get()) == 0 ? absl::OkStatus() : SystemError(errno, "sync", path);
}

}  // namespace

absl::Status SyncDirectoryOf(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return SyncPath(parent.empty() ? "." : parent, O_RDONLY | O_DIRECTORY);
}

absl::Status SyncFile(const std::string& path) { return SyncPath(path, O_RDONLY); }

bool FileExists(const std::string& path) {
  struct stat found {};
  return lstat(path.c_str(), &found) == 0;
}

absl::Status CreateEmptyFile(const std::string& path) {
  const Descriptor file(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
  if (file.ok()) return absl::OkStatus();
  if (errno == EEXIST) return absl::AlreadyExistsError("there is a file " + path);
  return SystemError(errno, "create", path);
}

absl::Status RemoveFile(const std::string& path) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return SystemError(errno, "remove", path);
}

absl::Status RenameFile(const std::string& from, const std::string& to) {
  if (rename(from.c_str(), to.c_str()) == 0) return absl::OkStatus();
  return SystemError(errno, "rename", from + " to " + to);
}

absl::Status CopyFile(const std::string& from, const std::string& to) {
  absl::Status created = CreateEmptyFile(to);
  if (!created.ok()) return created;
  const Descriptor target(to, O_WRONLY | O_CLOEXEC);
  if (!target.ok()) return SystemError(errno, "open", to);
  absl::Status copied =
      ReadAll(from, [&](std::string_view piece) { return WriteAll(target.get(), piece, to); });
  if (!copied.ok()) return copied;
  return fsync(target.get()) == 0 ? absl::OkStatus() : SystemError(errno, "sync", to);
}

absl::StatusOr<std::string> Sha256OfFile(const std::string& path) {
  Sha256Stream stream;
  absl::Status read = ReadAll(path, [&stream](std::string_view piece) {
    stream.Add(piece);
    return absl::OkStatus();
  });
  if (!read.ok()) return read;
  return ToHex(stream.Finish());
}

absl::StatusOr<std::string> ReadChecksum(const std::string& path) {
  const std::string name = path + ".sha256";
  std::string text;
  absl::Status read = ReadAll(name, [&](std::string_view piece) {
    text.append(piece.substr(0, kHexDigits - std::min(kHexDigits, text.size())));
    return absl::OkStatus();
  });
  if (!read.ok()) return read;
  if (text.size() == kHexDigits &&
      text.find_first_not_of("0123456789abcdef") == std::string::npos) {
    return text;
  }
  return Fault(absl::StatusCode::kDataLoss, "a file is no checksum", name);
}

absl::StatusOr<NewFile> NewFile::Begin(const std::string& path) {
  if (FileExists(path)) return absl::AlreadyExistsError("there is a file " + path);
  NewFile file(path);
  absl::Status status = RemoveFile(file.part());
  if (status.ok()) status = CreateEmptyFile(file.part());
  if (!status.ok()) return status;
  return file;
}

NewFile::~NewFile() {
  if (path_.empty()) return;
  RemoveFile(part()).IgnoreError();
  RemoveFile(part() + "-journal").IgnoreError();
}

absl::StatusOr<WrittenFile> NewFile::Publish() {
  absl::Status status = SyncFile(part());
  if (!status.ok()) return status;
  auto sha256 = Sha256OfFile(part());
  if (!sha256.ok()) return sha256.status();
  WrittenFile written{path_, 0, *std::move(sha256)};
  std::error_code failed;
  written.bytes = static_cast<std::int64_t>(std::filesystem::file_size(part(), failed));
  const std::string checksum = path_ + ".sha256";
  // The checksum first: a file that has its name has its checksum.
  status = RemoveFile(checksum);
  if (status.ok()) {
    status = WriteNewFile(
        checksum, written.sha256 + "  " + std::filesystem::path(path_).filename().string() + "\n");
  }
  if (status.ok()) status = RenameFile(part(), path_);
  if (status.ok()) status = SyncDirectoryOf(path_);
  if (!status.ok()) {
    RemoveFile(checksum).IgnoreError();
    return status;
  }
  path_.clear();
  return written;
}

}  // namespace letan::storage::sqlite
