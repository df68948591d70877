#include "storage/sqlite/restore.h"

#include <filesystem>
#include <utility>

#include "services/core/fault.h"
#include "storage/sqlite/backup.h"
#include "storage/sqlite/files.h"
#include "storage/sqlite/new_database.h"

namespace letan::storage {
namespace {

using sqlite::NewDatabase;

absl::Status CheckSource(const std::string& from) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(from, failed)) {
    return absl::NotFoundError("storage: there is no file " + from);
  }
  const auto log = std::filesystem::file_size(from + "-wal", failed);
  if (failed || log == 0) return absl::OkStatus();
  return absl::FailedPreconditionError("storage: " + from +
                                       " is a database with a log beside it, not a backup");
}

absl::Status CheckSum(const RestoreOptions& options, const std::string& copy) {
  if (options.without_checksum) return absl::OkStatus();
  absl::StatusOr<std::string> expected = options.sha256;
  if (options.sha256.empty()) expected = sqlite::ReadChecksum(options.from);
  if (absl::IsNotFound(expected.status())) {
    return absl::FailedPreconditionError("storage: there is no " + options.from +
                                         ".sha256 to check the backup by");
  }
  if (!expected.ok()) return expected.status();
  const auto found = sqlite::Sha256OfFile(copy);
  if (!found.ok()) return found.status();
  if (*found == *expected) return absl::OkStatus();
  return Fault(absl::StatusCode::kDataLoss, "storage: the backup is damaged",
               "the SHA-256 of " + options.from + " is " + *found + ", not " + *expected);
}

// Opened and closed again: nothing of it is left in a log.
absl::StatusOr<RestoreInfo> CheckPart(const NewDatabase& made, const IntegrityOptions& integrity) {
  auto engine = made.Open();
  if (!engine.ok()) return engine.status();
  auto report = (*engine)->CheckIntegrity(integrity);
  if (!report.ok()) return report.status();
  absl::Status sound = sqlite::RequireSound(*report, "the backup");
  if (!sound.ok()) return sound;
  const auto read = (*engine)->BeginRead(Viewer::Administrator());
  if (!read.ok()) return read.status();
  RestoreInfo info;
  info.revision = (*read)->revision();
  info.report = *std::move(report);
  return info;
}

}  // namespace

absl::StatusOr<RestoreInfo> RestoreSqlite(const RestoreOptions& options) {
  absl::Status status = CheckSource(options.from);
  if (!status.ok()) return status;
  auto made = NewDatabase::Begin(options.target, options.replace);
  if (!made.ok()) return made.status();
  status = sqlite::CopyFile(options.from, (*made)->part());
  if (status.ok()) status = CheckSum(options, (*made)->part());
  if (!status.ok()) return status;
  auto info = CheckPart(**made, options.integrity);
  if (!info.ok()) return info.status();
  auto replaced = (*made)->PutInPlace();
  if (!replaced.ok()) return replaced.status();
  info->replaced = *std::move(replaced);
  return info;
}

}  // namespace letan::storage
