#include "storage/sqlite/error.h"

#include <sqlite3.h>

#include <string>
#include <utility>

#include "services/core/fault.h"
#include "storage/disk_full.h"

namespace letan::storage::sqlite {
namespace {

static_assert((kIoErrorLogFull & 0xff) == SQLITE_IOERR);

// The index of the log is a file too; that it cannot grow is for want of room.
bool MeansDiskFull(int code) {
  return (code & 0xff) == SQLITE_FULL || code == kIoErrorLogFull || code == SQLITE_IOERR_SHMSIZE;
}

absl::StatusCode CodeOf(int code) {
  if (MeansDiskFull(code)) return absl::StatusCode::kResourceExhausted;
  if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) {
    return absl::StatusCode::kAlreadyExists;
  }
  if (code == SQLITE_CONSTRAINT_CHECK) return absl::StatusCode::kInvalidArgument;
  switch (code & 0xff) {
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
      return absl::StatusCode::kResourceExhausted;
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_INTERRUPT:
    case SQLITE_CANTOPEN:
      return absl::StatusCode::kUnavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::StatusCode::kDataLoss;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return absl::StatusCode::kPermissionDenied;
    default:
      return absl::StatusCode::kInternal;
  }
}

}  // namespace

absl::Status SqliteError(int code, std::string_view doing, int system_errno) {
  std::string message = "storage: ";
  message += doing;
  message += ": ";
  message += sqlite3_errstr(code & 0xff);
  message += " (SQLite " + std::to_string(code) + ")";
  absl::Status status =
      WithFact(absl::Status(CodeOf(code), message), "what",
               ProgramText(std::string(doing.substr(0, doing.find_first_of("'\"")))));
  status = WithFact(std::move(status), "sqlite_code", std::int64_t{code});
  if (system_errno != 0) {
    status = WithFact(std::move(status), "errno", std::int64_t{system_errno});
  }
  return MeansDiskFull(code) ? MarkDiskFull(std::move(status)) : status;
}

bool CommitCertainlyFailed(int code) {
  const int primary = code & 0xff;
  return primary == SQLITE_FULL || primary == SQLITE_BUSY || primary == SQLITE_CONSTRAINT;
}

}  // namespace letan::storage::sqlite
