#include "storage/sqlite/backup.h"

#include <sqlite3.h>

#include <utility>

#include "storage/sqlite/change_log_store.h"
#include "storage/sqlite/files.h"
#include "storage/sqlite/integrity.h"

namespace letan::storage::sqlite {
namespace {

constexpr std::size_t kFindingsTold = 3;

// One statement, so one snapshot, taken when it begins: it neither starts anew when something is
// committed meanwhile, as sqlite3_backup does, nor does it hold up the writer. On a read-only
// connection SQLite 3.40.1 fails at tables with generated columns; on this one nothing is written,
// and it leaves the log to the writer.
absl::Status CopyInto(const Connection::Options& source, const std::string& path) {
  Connection::Options options = source;
  options.writable = true;
  auto connection = Connection::Open(options);
  if (!connection.ok()) return connection.status();
  sqlite3_db_config((*connection)->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  Query vacuum(**connection, "VACUUM INTO ?");
  vacuum.Bind(path);
  return vacuum.Run();
}

// What a later restore would find.
absl::StatusOr<Head> CheckCopy(const Connection::Options& source, const std::string& path,
                               const IntegrityOptions& options) {
  Connection::Options copy = source;
  copy.path = path;
  auto connection = Connection::Open(copy);
  if (!connection.ok()) return connection.status();
  const auto report = CheckDatabase(**connection, options);
  if (!report.ok()) return report.status();
  absl::Status sound = RequireSound(*report, "the copy");
  if (!sound.ok()) return sound;
  return LoadHead(**connection);
}

}  // namespace

absl::Status RequireSound(const IntegrityReport& report, const std::string& what) {
  if (report.findings.empty()) return absl::OkStatus();
  std::string text = what + " is not sound: ";
  for (std::size_t i = 0; i < report.findings.size() && i < kFindingsTold; ++i) {
    text += (i == 0 ? "" : "; ") + report.findings[i];
  }
  const std::size_t all = report.findings.size() + static_cast<std::size_t>(report.omitted);
  if (all > kFindingsTold) text += "; and " + std::to_string(all - kFindingsTold) + " more";
  return absl::FailedPreconditionError(text);
}

absl::StatusOr<BackupInfo> WriteBackup(const Connection::Options& source, const std::string& path,
                                       const IntegrityOptions& options) {
  auto file = NewFile::Begin(path);
  if (!file.ok()) return file.status();
  absl::Status status = CopyInto(source, file->part());
  if (!status.ok()) return status;
  const auto head = CheckCopy(source, file->part(), options);
  if (!head.ok()) return head.status();
  auto written = file->Publish();
  if (!written.ok()) return written.status();
  return BackupInfo{*std::move(written), head->revision};
}

}  // namespace letan::storage::sqlite
