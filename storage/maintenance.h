// What an engine offers for the care of its database: checks, backups, archives.
#ifndef LETAN_STORAGE_MAINTENANCE_H_
#define LETAN_STORAGE_MAINTENANCE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/change_log.h"
#include "storage/entity_table.h"

namespace letan::storage {

// The row as it would be stored today: the columns that are derived from the body made anew, the
// others as they are. The storage does not know what is in a body; whoever does gives it this.
// INVALID_ARGUMENT: a kind that is not known; DATA_LOSS: the body does not parse.
using Reextract = std::function<absl::StatusOr<EntityRow>(const EntityRow&)>;

struct IntegrityOptions {
  Reextract reextract;  // unset: derived columns are compared with the change log only
  std::size_t max_findings = 100;
};

// What CheckIntegrity found; empty: sound.
struct IntegrityReport {
  std::vector<std::string> findings;
  std::int64_t omitted = 0;  // findings above max_findings
  std::int64_t entities = 0;
  std::int64_t bookings = 0;
  std::int64_t changes = 0;   // in the log
  std::int64_t archived = 0;  // changes that were moved out of it
};

// A file that was written beside the database, checked and synced to the disk. Beside it lies
// FILE.sha256, as sha256sum writes it.
struct WrittenFile {
  std::string path;
  std::int64_t bytes = 0;
  std::string sha256;  // 64 hexadecimal digits
};

struct BackupInfo {
  WrittenFile file;
  Revision revision = 0;  // the last write that it contains
};

struct ArchiveRequest {
  std::string path;          // of the file to write
  booking::Micros before;    // records committed earlier than this, but never the newest write
  IntegrityOptions options;  // of the check that goes before
};

struct ArchiveInfo {
  WrittenFile file;          // path empty: there was nothing to archive, nothing was written
  std::int64_t records = 0;  // in it
  Revision last_revision = 0;
};

// About the database as a whole, in one snapshot.
struct DatabaseInfo {
  std::string kind;                 // "sqlite", "memory"
  std::int64_t schema_version = 0;  // 0: no schema
  Revision revision = 0;
  Revision floor = 0;  // the last write whose changes were archived; 0: none were
  std::int64_t bytes = 0;
  std::int64_t entities = 0;  // deleted ones too
  std::int64_t resources = 0;
  std::int64_t bookings = 0;
  std::int64_t movements = 0;
  std::int64_t changes = 0;
  std::int64_t archived = 0;
};

}  // namespace letan::storage

#endif  // LETAN_STORAGE_MAINTENANCE_H_
