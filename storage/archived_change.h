// A record of the change log as a line of an archive: JSON, a letan.internal.v1.ArchivedChange.
#ifndef LETAN_STORAGE_ARCHIVED_CHANGE_H_
#define LETAN_STORAGE_ARCHIVED_CHANGE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "storage/audit_verifier.h"
#include "storage/change_log.h"

namespace letan::storage {

// Without its end. INTERNAL.
absl::StatusOr<std::string> ArchiveLine(const ChangeRecord& record);
// Empty: the line is no record.
std::optional<ChangeRecord> ParseArchiveLine(const std::string& line);

// Gives the verifier every record of the archives in a directory (*.jsonl), by their first records.
// What is wrong is the verifier's finding; errors are those of files: NOT_FOUND.
absl::Status VerifyArchives(const std::string& directory, AuditVerifier& verifier);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_ARCHIVED_CHANGE_H_
