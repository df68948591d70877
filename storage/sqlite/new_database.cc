#include "storage/sqlite/new_database.h"

#include <filesystem>
#include <utility>

#include "storage/sqlite/database_file.h"
#include "storage/sqlite/files.h"

namespace letan::storage::sqlite {
namespace {

bool HasBytes(const std::string& path) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  return !failed && size > 0;
}

}  // namespace

absl::StatusOr<std::unique_ptr<NewDatabase>> NewDatabase::Begin(const SqliteOptions& options,
                                                                bool replace) {
  auto path = CanonicalPath(options.path);
  if (!path.ok()) return path.status();
  auto lock = FileLock::Acquire(*path + ".lock");
  if (!lock.ok()) return lock.status();
  for (const char* end : {"", "-wal"}) {
    const std::string file = *path + end;
    if (FileExists(file) && !std::filesystem::is_regular_file(file)) {
      return absl::FailedPreconditionError("storage: not a file: " + file);
    }
    if (replace || !HasBytes(file)) continue;
    return absl::FailedPreconditionError("storage: there is a database already: " + file);
  }
  std::unique_ptr<NewDatabase> made(new NewDatabase(options, *std::move(path), *std::move(lock)));
  absl::Status removed = made->RemoveParts();
  if (!removed.ok()) return removed;
  return made;
}

NewDatabase::~NewDatabase() { RemoveParts().IgnoreError(); }

absl::Status NewDatabase::RemoveParts() const {
  for (const char* end : {"", "-wal", "-shm", "-journal", ".lock"}) {
    absl::Status removed = RemoveFile(part() + end);
    if (!removed.ok()) return removed;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Engine>> NewDatabase::Open() const {
  SqliteOptions options = options_;
  options.path = part();
  options.create = true;
  return OpenSqlite(options);
}

// The file before its log: a file without its log would be a database that has lost its last
// writes, a log without its file is nothing.
absl::StatusOr<std::string> NewDatabase::MoveAside() const {
  if (!HasBytes(path_) && !HasBytes(path_ + "-wal")) return std::string();
  int number = 1;
  const auto aside = [&] { return path_ + ".replaced-" + std::to_string(number); };
  while (FileExists(aside()) || FileExists(aside() + "-wal")) ++number;
  for (const char* end : {"", "-wal", "-shm"}) {
    if (!FileExists(path_ + end)) continue;
    absl::Status moved = RenameFile(path_ + end, aside() + end);
    if (!moved.ok()) return moved;
  }
  return aside();
}

absl::StatusOr<std::string> NewDatabase::PutInPlace() {
  if (HasBytes(part() + "-wal")) {
    return absl::FailedPreconditionError("storage: the new database is still open");
  }
  absl::Status status = SyncFile(part());
  if (!status.ok()) return status;
  auto aside = MoveAside();
  if (!aside.ok()) return aside.status();
  status = RenameFile(part(), path_);
  if (status.ok()) status = SyncDirectoryOf(path_);
  if (!status.ok()) return status;
  return aside;
}

}  // namespace letan::storage::sqlite
