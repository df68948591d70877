#include "storage/sqlite/archive.h"

#include <filesystem>
#include <utility>

#include "services/core/fault.h"
#include "storage/sqlite/archive_file.h"
#include "storage/sqlite/backup.h"
#include "storage/sqlite/change_log_store.h"
#include "storage/sqlite/files.h"
#include "storage/sqlite/integrity.h"

namespace letan::storage::sqlite {
namespace {

constexpr int kRemovedAtOnce = 500;

// The last record of the last write that may go; at or before the joint: none may.
absl::StatusOr<std::int64_t> LastToGo(Connection& connection, booking::Micros before) {
  Query query(connection,
              "SELECT coalesce(max(sequence), 0) FROM changes WHERE time < ?"
              " AND revision < (SELECT revision FROM head WHERE id = 1)");
  query.Bind(before);
  if (!query.Step()) return query.status();
  return query.Int(0);
}

}  // namespace

absl::StatusOr<WrittenArchive> WriteArchive(Connection& connection, const ArchiveRequest& request) {
  const auto joint = LoadJoint(connection);
  if (!joint.ok()) return joint.status();
  const auto last = LastToGo(connection, request.before);
  if (!last.ok()) return last.status();
  WrittenArchive written;
  written.previous = joint->sequence;
  if (*last <= joint->sequence) return written;

  auto file = NewFile::Begin(request.path);
  if (!file.ok()) return file.status();
  const auto report = CheckDatabase(connection, request.options);
  if (!report.ok()) return report.status();
  absl::Status status = RequireSound(*report, "the database");
  if (status.ok()) status = WriteArchiveFile(connection, joint->sequence, *last, file->part());
  if (!status.ok()) return status;
  auto archive = ReadArchiveFile(file->part(), *joint);
  if (!archive.ok()) return archive.status();
  if (archive->sequence != *last)
    return Fault(absl::StatusCode::kDataLoss, "storage: the archive is too short");
  auto state = StateAfter(connection, *last);
  if (!state.ok()) return state.status();
  auto published = file->Publish();
  if (!published.ok()) return published.status();

  archive->state = *std::move(state);
  archive->file = std::filesystem::path(published->path).filename().string();
  archive->sha256 = published->sha256;
  written.info.file = *std::move(published);
  written.info.records = archive->sequence - joint->sequence;
  written.info.last_revision = archive->revision;
  written.joint = *std::move(archive);
  return written;
}

absl::Status MoveJoint(Connection& connection, const WrittenArchive& written) {
  const auto joint = LoadJoint(connection);
  if (!joint.ok()) return joint.status();
  if (joint->sequence != written.previous) {
    return absl::FailedPreconditionError("another archive was made meanwhile");
  }
  return InsertArchive(connection, written.joint);
}

absl::StatusOr<bool> RemoveArchived(Connection& connection) {
  const auto joint = LoadJoint(connection);
  if (!joint.ok()) return joint.status();
  Query remove(connection,
               "DELETE FROM changes WHERE sequence <= ? AND sequence <"
               " (SELECT min(sequence) FROM changes) + ?");
  absl::Status removed = remove.Bind(joint->sequence, kRemovedAtOnce).Run();
  if (!removed.ok()) return removed;
  Query rest(connection,
             "SELECT count(*) FROM (SELECT 1 FROM changes WHERE sequence <= ? LIMIT 1)");
  rest.Bind(joint->sequence);
  if (!rest.Step()) return rest.status();
  return rest.Int(0) > 0;
}

}  // namespace letan::storage::sqlite
