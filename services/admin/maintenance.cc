#include "services/admin/maintenance.h"

#include <algorithm>
#include <utility>

#include "absl/time/time.h"
#include "services/admin/whole_reads.h"
#include "services/core/fault.h"
#include "services/core/limits.h"
#include "services/entity/entity_rows.h"
#include "services/entity/names.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "storage/audit_archives.h"

namespace letan::services {
namespace {

using call::CallContext;
using entity::StoredKind;
using storage::EntityRow;

constexpr int kDefaultFindings = 100;
constexpr int kRowsAtOnce = 200;  // read for a reindex, and the most that one write of it changes
constexpr int kBusyRetryMillis = 1000;

absl::Status Busy() {
  return errors::Overloaded("other maintenance is under way", kBusyRetryMillis);
}

std::string FileName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool SameColumns(const EntityRow& a, const EntityRow& b) {
  return entity::internal::SameContent(a, b) && a.folded_title == b.folded_title &&
         a.sort_key == b.sort_key;
}

// Of what an engine says of a file that it was to write: paths of the server are nobody's business,
// and what the directory refuses is the operator's, who finds it in the log.
absl::Status FileError(const absl::Status& status, const std::string& path) {
  switch (status.code()) {
    case absl::StatusCode::kAlreadyExists:
      return errors::AlreadyExists(FileName(path));
    case absl::StatusCode::kFailedPrecondition:
      return errors::Precondition(errors::kDamaged, "database", std::string(status.message()));
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
      return status;
    default:
      return WithFactsOf(Fault(absl::StatusCode::kInternal, "a file cannot be written",
                               std::string(status.message())),
                         status);
  }
}

}  // namespace

storage::IntegrityOptions Maintenance::Checks() const {
  storage::IntegrityOptions options;
  options.reextract = reextract_;
  options.max_findings = kDefaultFindings;
  return options;
}

absl::StatusOr<std::string> Maintenance::FileFor(const std::string& id, const std::string& field,
                                                 const std::string& prefix,
                                                 const std::string& ending,
                                                 const CallContext& context) const {
  if (!id.empty() && !entity::IsId(id)) {
    return errors::InvalidField(
        field, "must be 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit");
  }
  if (administration_.backup_directory.empty()) {
    return errors::Precondition(errors::kNoBackupDirectory, "server",
                                "the server was started without --backup-directory");
  }
  const std::string made =
      prefix +
      absl::FormatTime("%Y%m%d-%H%M%S", absl::FromUnixMicros(context.now), absl::UTCTimeZone());
  return administration_.backup_directory + "/" + (id.empty() ? made : id) + ending;
}

absl::StatusOr<v1::Backup> Maintenance::CreateBackup(const CallContext& context,
                                                     const v1::CreateBackupRequest& request) {
  const auto path = FileFor(request.backup_id(), "backup_id", "backup-", ".db", context);
  if (!path.ok()) return path.status();
  const std::unique_lock<std::mutex> lock(busy_, std::try_to_lock);
  if (!lock.owns_lock()) return Busy();
  // No copy without its record, which is in the copy too.
  absl::Status recorded = RecordWholeRead(*administration_.engine, context);
  if (!recorded.ok()) return recorded;
  const auto made = administration_.engine->Backup(*path, Checks());
  if (!made.ok()) return FileError(made.status(), *path);
  v1::Backup backup;
  backup.set_file(FileName(made->file.path));
  backup.set_bytes(made->file.bytes);
  backup.set_sha256(made->file.sha256);
  backup.set_revision(administration_.revision_token(made->revision));
  return backup;
}

absl::StatusOr<v1::CheckIntegrityResponse> Maintenance::CheckIntegrity(
    const CallContext&, const v1::CheckIntegrityRequest& request) {
  if (request.max_findings() < 0 || request.max_findings() > limits::kMaxIntegrityFindings) {
    return errors::InvalidField("max_findings",
                                "must be 0 to " + std::to_string(limits::kMaxIntegrityFindings));
  }
  const std::unique_lock<std::mutex> lock(busy_, std::try_to_lock);
  if (!lock.owns_lock()) return Busy();
  storage::IntegrityOptions options = Checks();
  if (request.max_findings() > 0) {
    options.max_findings = static_cast<std::size_t>(request.max_findings());
  }
  const auto report = administration_.engine->CheckIntegrity(options);
  if (!report.ok()) return report.status();
  v1::CheckIntegrityResponse response;
  for (const std::string& finding : report->findings) response.add_findings(finding);
  response.set_omitted_findings(report->omitted);
  response.set_entities(report->entities);
  response.set_bookings(report->bookings);
  response.set_changes(report->changes);
  response.set_archived_changes(report->archived);
  return response;
}

absl::StatusOr<int> Maintenance::Rewrite(const CallContext& context,
                                         std::vector<std::string> names) {
  if (!administration_.begin_write()) return errors::Draining();
  storage::WriteRequest request;
  request.viewer = context.viewer;
  request.method = context.method;
  // What was read may have changed since: it is looked at again.
  request.body = [this, names = std::move(names)](
                     storage::WriteTransaction& write) -> absl::StatusOr<std::string> {
    int changed = 0;
    for (const std::string& name : names) {
      const auto row = write.FindEntity(name);
      if (!row.ok()) return row.status();
      if (!row->has_value()) continue;
      const auto made = reextract_(**row);
      if (!made.ok() || SameColumns(*made, **row)) continue;
      absl::Status updated = write.UpdateEntity(*made, (*row)->version);
      if (!updated.ok()) return updated;
      ++changed;
    }
    return std::to_string(changed);
  };
  const storage::WriteResult result =
      storage::WriteAndWait(*administration_.engine, std::move(request));
  administration_.end_write();
  if (!result.status.ok()) return result.status;
  return std::stoi(result.response);
}

absl::Status Maintenance::ReindexKind(const CallContext& context, const StoredKind& kind,
                                      v1::ReindexResponse& response) {
  storage::EntityQuery query;
  query.kind = kind.kind;
  query.show_deleted = true;
  query.limit = kRowsAtOnce;
  while (true) {
    const auto read = administration_.engine->BeginRead(context.viewer);
    if (!read.ok()) return read.status();
    const auto rows = (*read)->ListEntities(query);
    if (!rows.ok()) return rows.status();
    std::vector<std::string> stale;
    for (const EntityRow& row : *rows) {
      const auto made = reextract_(row);
      if (!made.ok()) response.set_unreadable(response.unreadable() + 1);
      if (made.ok() && !SameColumns(*made, row)) stale.push_back(row.name);
    }
    response.set_entities(response.entities() + static_cast<std::int64_t>(rows->size()));
    if (!stale.empty()) {
      const auto changed = Rewrite(context, std::move(stale));
      if (!changed.ok()) return changed.status();
      response.set_changed(response.changed() + *changed);
    }
    if (rows->size() < static_cast<std::size_t>(kRowsAtOnce)) return absl::OkStatus();
    query.has_cursor = true;
    query.cursor = storage::CursorAt(rows->back(), query.order);
  }
}

absl::StatusOr<v1::ReindexResponse> Maintenance::Reindex(const CallContext& context,
                                                         const v1::ReindexRequest&) {
  if (administration_.draining()) return errors::Draining();
  const std::unique_lock<std::mutex> lock(busy_, std::try_to_lock);
  if (!lock.owns_lock()) return Busy();
  v1::ReindexResponse response;
  // First, because a write of an entity takes what is derived of it for right.
  if (!administration_.begin_write()) return errors::Draining();
  const auto rebuilt = administration_.engine->RebuildDerived();
  administration_.end_write();
  if (!rebuilt.ok()) return rebuilt.status();
  response.set_rebuilt(*rebuilt);
  for (const StoredKind& kind : kinds_) {
    absl::Status status = ReindexKind(context, kind, response);
    if (!status.ok()) return status;
  }
  return response;
}

absl::StatusOr<v1::Archive> Maintenance::ArchiveChanges(const CallContext& context,
                                                        const v1::ArchiveChangesRequest& request) {
  const auto path = FileFor(request.archive_id(), "archive_id", "changes-", ".jsonl", context);
  if (!path.ok()) return path.status();
  const std::unique_lock<std::mutex> lock(busy_, std::try_to_lock);
  if (!lock.owns_lock()) return Busy();
  storage::ArchiveRequest archive;
  archive.path = *path;
  archive.before = entity::ToMicros(request.before());
  archive.options = Checks();
  if (!administration_.begin_write()) return errors::Draining();
  // So that the archive's records are sealed before they leave, and those that stay when they are
  // alone.
  if (administration_.sign_head) administration_.sign_head();
  const auto made = administration_.engine->ArchiveChanges(archive);
  const std::string reads_path = path->substr(0, path->rfind('.')) + storage::kReadArchiveEnding;
  absl::StatusOr<storage::ArchiveInfo> reads = storage::ArchiveInfo();
  if (made.ok()) {
    archive.path = reads_path;
    reads = administration_.engine->ArchiveReads(archive);
  }
  if (administration_.sign_head) administration_.sign_head();
  administration_.end_write();
  if (!made.ok()) return FileError(made.status(), *path);
  if (!reads.ok()) return FileError(reads.status(), reads_path);
  v1::Archive answer;
  if (reads->records > 0) {
    answer.set_reads_file(FileName(reads->file.path));
    answer.set_reads_bytes(reads->file.bytes);
    answer.set_reads_sha256(reads->file.sha256);
    answer.set_reads(reads->records);
  }
  if (made->records == 0) return answer;
  answer.set_file(FileName(made->file.path));
  answer.set_bytes(made->file.bytes);
  answer.set_sha256(made->file.sha256);
  answer.set_changes(made->records);
  answer.set_revision(administration_.revision_token(made->last_revision));
  return answer;
}

}  // namespace letan::services
