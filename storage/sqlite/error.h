// SQLite's numeric result codes as statuses. Message text is never looked at.
#ifndef LETAN_STORAGE_SQLITE_ERROR_H_
#define LETAN_STORAGE_SQLITE_ERROR_H_

#include <string_view>

#include "absl/status/status.h"

namespace letan::storage::sqlite {

// A SQLite I/O error of our own: the log had no room for what had to be in it. Extended, so that to
// SQLite it is an I/O error as any.
inline constexpr int kIoErrorLogFull = 10 | (127 << 8);

// `code` may be extended. RESOURCE_EXHAUSTED: disk full (marked as such) or out of memory;
// UNAVAILABLE: the disk fails or somebody else holds the file; ALREADY_EXISTS: a unique key is
// taken; INVALID_ARGUMENT: a value that a CHECK refuses; DATA_LOSS: no database, or a corrupt one;
// else INTERNAL. Facts for the log: the code, what stands in `doing` before the first quote (a
// statement's text has names of ours only there: values are bound), and `system_errno`, unless 0.
absl::Status SqliteError(int code, std::string_view doing, int system_errno = 0);

// Did a failed COMMIT certainly leave nothing behind? Only if SQLite gave up before it had written
// the whole commit frame. A failed sync, or lack of memory after it, leaves the outcome open.
bool CommitCertainlyFailed(int code);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_ERROR_H_
