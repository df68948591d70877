// Files that must be whole and on the disk before anybody is told of them.
#ifndef LETAN_STORAGE_SQLITE_FILES_H_
#define LETAN_STORAGE_SQLITE_FILES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/maintenance.h"

namespace letan::storage::sqlite {

// A new name is there for good once its directory is on the disk, too.
absl::Status SyncDirectoryOf(const std::string& path);
absl::Status SyncFile(const std::string& path);
bool FileExists(const std::string& path);  // of any kind

// Readable by its owner only. ALREADY_EXISTS.
absl::Status CreateEmptyFile(const std::string& path);
absl::Status RemoveFile(const std::string& path);  // OK if there is none
absl::Status RenameFile(const std::string& from, const std::string& to);
// Into a new file, synced. ALREADY_EXISTS: `to`.
absl::Status CopyFile(const std::string& from, const std::string& to);

// 64 hexadecimal digits.
absl::StatusOr<std::string> Sha256OfFile(const std::string& path);
// Of the checksum file "PATH.sha256". NOT_FOUND; DATA_LOSS: it is no such file.
absl::StatusOr<std::string> ReadChecksum(const std::string& path);

// A file under its passing name PATH.part, removed unless it is published.
class NewFile {
 public:
  // Begins with an empty file. ALREADY_EXISTS: PATH. A passing file that a crash left is removed.
  static absl::StatusOr<NewFile> Begin(const std::string& path);
  NewFile(NewFile&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  std::string part() const { return path_ + ".part"; }
  const std::string& path() const { return path_; }
  // Syncs it, writes PATH.sha256 beside it, and gives it its name.
  absl::StatusOr<WrittenFile> Publish();

 private:
  explicit NewFile(std::string path) : path_(std::move(path)) {}
  std::string path_;  // empty: nothing to remove
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_FILES_H_
