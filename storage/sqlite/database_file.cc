#include "storage/sqlite/database_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "services/core/fault.h"
#include "storage/sqlite/change_log_store.h"
#include "storage/sqlite/files.h"
#include "storage/sqlite/migrations.h"
#include "storage/sqlite/sealer.h"

namespace letan::storage::sqlite {
namespace {

// SQLite would create it with the process's umask; the log and its index take the file's mode.
absl::Status MakeFile(const std::string& path, bool create) {
  struct stat found {};
  if (stat(path.c_str(), &found) == 0) {
    if (!S_ISREG(found.st_mode)) {
      return absl::InvalidArgumentError("storage: not a file: " + path);
    }
    if (found.st_size == 0 && !create) {
      return absl::NotFoundError("storage: there is no database in " + path);
    }
    return absl::OkStatus();
  }
  if (errno != ENOENT) return SystemError(errno, "look at", path);
  if (!create) return absl::NotFoundError("storage: there is no " + path);
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return SystemError(errno, "create", path);
  close(descriptor);
  return SyncDirectoryOf(path);
}

absl::Status UseWriteAheadLog(Connection& connection, const std::string& path) {
  Query query(connection, "PRAGMA journal_mode = WAL");
  if (!query.Step()) return query.status();
  if (query.Text(0) == "wal") return absl::OkStatus();
  return absl::FailedPreconditionError("storage: no write-ahead log possible at " + path);
}

absl::StatusOr<std::string> ReadSecret(Connection& connection) {
  Query query(connection, "SELECT value FROM meta WHERE key = 'secret'");
  if (!query.Step()) {
    return query.ok()
               ? Fault(absl::StatusCode::kDataLoss, "storage: the database has lost its secret")
               : query.status();
  }
  return query.Text(0);
}

// The log must end where its head says; the whole of it is checked on demand.
absl::Status CheckHead(Connection& connection) {
  const auto head = LoadHead(connection);
  if (!head.ok()) return head.status();
  Query last(connection, "SELECT sequence, hash FROM changes ORDER BY sequence DESC LIMIT 1");
  const bool found = last.Step();
  if (!last.ok()) return last.status();
  const bool matches =
      found ? last.Int(0) == head->sequence && last.Text(1) == head->hash : head->sequence == 0;
  if (matches) return absl::OkStatus();
  return Fault(absl::StatusCode::kDataLoss,
               "storage: the change log does not end where its head says");
}

}  // namespace

absl::StatusOr<std::string> CanonicalPath(const std::string& path) {
  if (path.empty() || path.front() == ':' || path.find('\0') != std::string::npos) {
    return absl::InvalidArgumentError("storage: not the path of a database file: " + path);
  }
  std::error_code error;
  const std::filesystem::path canonical =
      std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
  if (error) return SystemError(error.value(), "resolve", path);
  return canonical.string();
}

Connection::Options WriterOptions(const SqliteOptions& options, const std::string& path) {
  Connection::Options writer;
  writer.path = path;
  writer.writable = true;
  writer.vfs = options.vfs;
  writer.gather_log_writes = true;
  writer.cache_kib = options.writer_cache_kib;
  return writer;
}

Connection::Options ReaderOptions(const SqliteOptions& options, const std::string& path) {
  Connection::Options reader;
  reader.path = path;
  reader.vfs = options.vfs;
  return reader;
}

absl::StatusOr<DatabaseFile> OpenDatabaseFile(const SqliteOptions& options) {
  DatabaseFile file;
  auto path = CanonicalPath(options.path);
  if (!path.ok()) return path.status();
  file.path = *std::move(path);
  auto lock = FileLock::Acquire(file.path + ".lock");
  if (!lock.ok()) return lock.status();
  file.lock = *std::move(lock);
  absl::Status status = MakeFile(file.path, options.create);
  if (!status.ok()) return status;
  auto writer = Connection::Open(WriterOptions(options, file.path));
  if (!writer.ok()) return writer.status();
  file.writer = *std::move(writer);
  status = UseWriteAheadLog(*file.writer, file.path);
  if (status.ok()) status = Migrate(*file.writer, EmbeddedMigrations(), options.engine.clock());
  if (status.ok()) status = CheckHead(*file.writer);
  if (!status.ok()) return status;
  auto secret = ReadSecret(*file.writer);
  if (!secret.ok()) return secret.status();
  file.secret = *std::move(secret);
  file.seals = std::make_shared<Seals>(Seals{options.keys, SealIdentity(file.secret)});
  file.writer->UseSeals(file.seals);
  if (options.keys == nullptr && options.without_keys) return file;
  status = CheckKeys(*file.writer);
  if (!status.ok()) return status;
  return file;
}

}  // namespace letan::storage::sqlite
