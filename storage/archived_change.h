// Records of the logs as lines of archives: JSON, letan.internal.v1.ArchivedChange or ArchivedRead.
#ifndef LETAN_STORAGE_ARCHIVED_CHANGE_H_
#define LETAN_STORAGE_ARCHIVED_CHANGE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "storage/change_log.h"
#include "storage/read_log.h"

namespace letan::storage {

// Without its end. INTERNAL.
absl::StatusOr<std::string> ArchiveLine(const ChangeRecord& record);
absl::StatusOr<std::string> ArchiveLine(const ReadRecord& record);
// Empty: the line is no record.
std::optional<ChangeRecord> ParseArchiveLine(const std::string& line);
std::optional<ReadRecord> ParseReadArchiveLine(const std::string& line);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_ARCHIVED_CHANGE_H_
