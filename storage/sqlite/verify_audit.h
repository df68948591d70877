// The logs of a database file, of changes and of reads, against signed heads, without a server.
#ifndef LETAN_STORAGE_SQLITE_VERIFY_AUDIT_H_
#define LETAN_STORAGE_SQLITE_VERIFY_AUDIT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "storage/audit_verifier.h"

namespace letan::storage {

struct AuditFiles {
  std::string database;
  std::string heads;
  std::string public_key;
  std::string archives;  // their directory; empty: begin where the database says that they end
};

struct AuditReport {
  std::optional<AuditFinding> finding;
  std::int64_t records = 0;
  std::int64_t archived = 0;         // of these, in archives
  std::int64_t last = 0;             // sequence of the last record
  std::int64_t sealed = 0;           // of the last one that a head stands for
  std::int64_t heads = 0;            // that were compared with records
  std::int64_t unchecked_heads = 0;  // of records in archives that were not given
  std::int64_t reads = 0;            // records of the log of reads
  std::int64_t last_read = 0;        // of them, as `last` and `sealed`
  std::int64_t sealed_read = 0;
  bool heads_cut_off = false;  // the last line of their file has no end: a crash
};

// Reads one snapshot, a few hundred records at a time; a server may go on with the database. A
// finding is an answer. Errors are those of files that cannot be read or are not what they should
// be: NOT_FOUND, INVALID_ARGUMENT, DATA_LOSS.
absl::StatusOr<AuditReport> VerifyAuditSqlite(const AuditFiles& files);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_SQLITE_VERIFY_AUDIT_H_
