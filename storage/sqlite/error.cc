#include "storage/sqlite/error.h"

#include <sqlite3.h>

#include <string>

namespace letan::storage::sqlite {
namespace {

absl::StatusCode CodeOf(int code) {
  if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) {
    return absl::StatusCode::kAlreadyExists;
  }
  if (code == SQLITE_CONSTRAINT_CHECK) return absl::StatusCode::kInvalidArgument;
  switch (code & 0xff) {
    case SQLITE_FULL:
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

absl::Status SqliteError(int code, std::string_view doing) {
  std::string message = "storage: ";
  message += doing;
  message += ": ";
  message += sqlite3_errstr(code & 0xff);
  message += " (SQLite " + std::to_string(code) + ")";
  return absl::Status(CodeOf(code), message);
}

bool CommitCertainlyFailed(int code) {
  const int primary = code & 0xff;
  return primary == SQLITE_FULL || primary == SQLITE_BUSY || primary == SQLITE_CONSTRAINT;
}

}  // namespace letan::storage::sqlite
