// Archives of the logs, for who verifies them.
#ifndef LETAN_STORAGE_AUDIT_ARCHIVES_H_
#define LETAN_STORAGE_AUDIT_ARCHIVES_H_

#include <string>

#include "absl/status/status.h"
#include "storage/audit_verifier.h"

namespace letan::storage {

// How names of archives of reads end; those of changes end with the last part of it only.
inline constexpr char kReadArchiveEnding[] = ".reads.jsonl";

// Gives the verifier every record of the archives of changes, or of reads, in a directory, by their
// first records. What is wrong is the verifier's finding; errors are those of files: NOT_FOUND.
absl::Status VerifyArchives(const std::string& directory, AuditVerifier& verifier);
absl::Status VerifyReadArchives(const std::string& directory, AuditVerifier& verifier);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_AUDIT_ARCHIVES_H_
