#include "storage/sqlite/verify_audit.h"

#include <memory>
#include <utility>
#include <vector>

#include "services/core/fault.h"
#include "storage/audit_archives.h"
#include "storage/audit_heads.h"
#include "storage/audit_key.h"
#include "storage/sqlite/archive_store.h"
#include "storage/sqlite/change_log_store.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/files.h"
#include "storage/sqlite/read_log_store.h"

namespace letan::storage {
namespace {

using sqlite::Connection;

constexpr int kVerifiedAtOnce = 300;

absl::StatusOr<std::string> ReadDatabaseId(Connection& connection) {
  sqlite::Query query(connection, "SELECT value FROM meta WHERE key = 'secret'");
  if (query.Step()) return AuditDatabaseId(query.Text(0));
  if (!query.ok()) return query.status();
  return Fault(absl::StatusCode::kDataLoss, "storage: the database has lost its secret");
}

// What the archives hold must be what the database says that they hold.
using ReadArchives = absl::Status (*)(const std::string& directory, AuditVerifier& verifier);

absl::Status JoinArchives(const LogEnd& joint, const std::string& directory, ReadArchives archives,
                          AuditVerifier& verifier) {
  if (directory.empty()) {
    verifier.StartAfter(joint.sequence, joint.hash);
    return absl::OkStatus();
  }
  absl::Status read = archives(directory, verifier);
  if (!read.ok() || verifier.finding().has_value()) return read;
  verifier.JoinAt(joint.sequence, joint.hash);
  return absl::OkStatus();
}

template <class List>
absl::Status ReadRecords(Connection& connection, const List& list, AuditVerifier& verifier) {
  while (!verifier.finding().has_value()) {
    const auto records = list(connection, verifier.sequence(), kVerifiedAtOnce);
    if (!records.ok()) return records.status();
    if (records->empty()) break;
    for (const auto& record : *records) {
      if (!verifier.Add(record)) break;
    }
  }
  return absl::OkStatus();
}

// The database's own word for where its logs end is compared too.
absl::Status VerifyChangeLog(Connection& connection, const AuditFiles& files,
                             AuditVerifier& verifier, AuditReport& report) {
  const auto archive = sqlite::LoadJoint(connection);
  if (!archive.ok()) return archive.status();
  LogEnd joint;
  if (archive->sequence > 0) joint = {archive->sequence, archive->time, archive->hash};
  absl::Status status = JoinArchives(joint, files.archives, VerifyArchives, verifier);
  report.archived = verifier.records();
  if (status.ok()) status = ReadRecords(connection, sqlite::ListChangeRecords, verifier);
  if (!status.ok()) return status;
  const auto end = sqlite::LoadHead(connection);
  if (!end.ok()) return end.status();
  verifier.FinishAt(end->sequence, end->hash);
  return absl::OkStatus();
}

absl::Status VerifyReadLog(Connection& connection, const AuditFiles& files,
                           AuditVerifier& verifier) {
  const auto joint = sqlite::LoadReadJoint(connection);
  if (!joint.ok()) return joint.status();
  absl::Status status = JoinArchives(*joint, files.archives, VerifyReadArchives, verifier);
  if (status.ok()) status = ReadRecords(connection, sqlite::ListReadRecords, verifier);
  if (!status.ok()) return status;
  const auto end = sqlite::LoadReadEnd(connection);
  if (!end.ok()) return end.status();
  verifier.FinishAt(end->sequence, end->hash);
  return absl::OkStatus();
}

// A database of before the log of reads, which no server has opened since.
absl::StatusOr<bool> HasReadLog(Connection& connection) {
  sqlite::Query query(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'read_head'");
  if (!query.Step()) return query.status();
  return query.Int(0) > 0;
}

}  // namespace

absl::StatusOr<AuditReport> VerifyAuditSqlite(const AuditFiles& files) {
  const auto key = AuditPublicKey::Load(files.public_key);
  if (!key.ok()) return key.status();
  if (!sqlite::FileExists(files.database)) {
    return absl::NotFoundError("there is no database " + files.database);
  }
  Connection::Options options;
  options.path = files.database;
  auto connection = Connection::Open(options);
  if (!connection.ok()) return connection.status();
  const auto database = ReadDatabaseId(**connection);
  if (!database.ok()) return database.status();
  // Before the snapshot begins: later heads could run ahead of it.
  auto heads = ReadHeads(files.heads, *key, *database);
  if (!heads.ok()) return heads.status();
  absl::Status status = (*connection)->Execute("BEGIN");
  if (!status.ok()) return status;
  AuditReport report;
  report.heads_cut_off = heads->cut_off;
  AuditVerifier changes(std::move(heads->points));
  if (heads->finding.has_value()) {
    changes.Report(heads->finding->fault, heads->finding->sequence, heads->finding->what);
  }
  status = VerifyChangeLog(**connection, files, changes, report);
  if (!status.ok()) return status;
  report.finding = changes.finding();
  report.records = changes.records();
  report.last = changes.sequence();
  report.sealed = changes.sealed();
  report.heads = changes.checked_heads();
  report.unchecked_heads = changes.unchecked_heads();
  const auto has_reads = HasReadLog(**connection);
  if (!has_reads.ok()) return has_reads.status();
  if (report.finding.has_value() || (!*has_reads && heads->read_points.empty())) return report;
  AuditVerifier reads(std::move(heads->read_points), kReadWords);
  status = VerifyReadLog(**connection, files, reads);
  if (!status.ok()) return status;
  report.finding = reads.finding();
  report.reads = reads.records();
  report.last_read = reads.sequence();
  report.sealed_read = reads.sealed();
  return report;
}

}  // namespace letan::storage
