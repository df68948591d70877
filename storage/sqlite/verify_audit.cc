#include "storage/sqlite/verify_audit.h"

#include <memory>
#include <utility>
#include <vector>

#include "services/core/fault.h"
#include "storage/archived_change.h"
#include "storage/audit_heads.h"
#include "storage/audit_key.h"
#include "storage/sqlite/archive_store.h"
#include "storage/sqlite/change_log_store.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/files.h"

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
absl::Status JoinArchives(Connection& connection, const std::string& directory,
                          AuditVerifier& verifier) {
  const auto joint = sqlite::LoadJoint(connection);
  if (!joint.ok()) return joint.status();
  if (directory.empty()) {
    verifier.StartAfter(joint->sequence, joint->hash);
    return absl::OkStatus();
  }
  absl::Status read = VerifyArchives(directory, verifier);
  if (!read.ok() || verifier.finding().has_value()) return read;
  if (verifier.sequence() < joint->sequence) {
    verifier.Report(AuditFault::kRemoved, verifier.sequence() + 1,
                    "record " + std::to_string(verifier.sequence() + 1) +
                        " is in no archive: they should go up to record " +
                        std::to_string(joint->sequence));
  } else if (verifier.sequence() == joint->sequence && verifier.hash() != joint->hash) {
    verifier.Report(AuditFault::kChanged, joint->sequence,
                    "record " + std::to_string(joint->sequence) +
                        ", the last one archived, has another hash in the database");
  }
  return absl::OkStatus();
}

absl::Status ReadRecords(Connection& connection, AuditVerifier& verifier) {
  while (!verifier.finding().has_value()) {
    const auto records =
        sqlite::ListChangeRecords(connection, verifier.sequence(), kVerifiedAtOnce);
    if (!records.ok()) return records.status();
    if (records->empty()) break;
    for (const ChangeRecord& record : *records) {
      if (!verifier.Add(record)) break;
    }
  }
  return absl::OkStatus();
}

// The database's own word for where its log ends.
absl::Status CompareWithEnd(Connection& connection, AuditVerifier& verifier) {
  if (!verifier.Finish()) return absl::OkStatus();
  const auto end = sqlite::LoadHead(connection);
  if (!end.ok()) return end.status();
  const std::string last = std::to_string(verifier.sequence());
  const std::string said = std::to_string(end->sequence);
  if (end->sequence > verifier.sequence()) {
    verifier.Report(AuditFault::kTruncated, verifier.sequence() + 1,
                    "the log ends at record " + last + ", but should at record " + said);
  } else if (end->sequence < verifier.sequence()) {
    verifier.Report(AuditFault::kAdded, end->sequence + 1,
                    "the log should end at record " + said + ", but goes on to record " + last);
  } else if (end->hash != verifier.hash()) {
    verifier.Report(AuditFault::kChanged, verifier.sequence(),
                    "record " + last + " was rewritten with its hash: the log ends with another");
  }
  return absl::OkStatus();
}

absl::Status VerifySnapshot(Connection& connection, const AuditFiles& files,
                            AuditVerifier& verifier, AuditReport& report) {
  absl::Status status = JoinArchives(connection, files.archives, verifier);
  report.archived = verifier.records();
  if (status.ok()) status = ReadRecords(connection, verifier);
  if (status.ok()) status = CompareWithEnd(connection, verifier);
  return status;
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
  AuditVerifier verifier(std::move(heads->points));
  if (heads->finding.has_value()) {
    verifier.Report(heads->finding->fault, heads->finding->sequence, heads->finding->what);
  }
  status = VerifySnapshot(**connection, files, verifier, report);
  if (!status.ok()) return status;
  report.finding = verifier.finding();
  report.records = verifier.records();
  report.last = verifier.sequence();
  report.sealed = verifier.sealed();
  report.heads = verifier.checked_heads();
  report.unchecked_heads = verifier.unchecked_heads();
  return report;
}

}  // namespace letan::storage
