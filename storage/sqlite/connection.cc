#include "storage/sqlite/connection.h"

#include <sqlite3.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "storage/sqlite/error.h"
#include "storage/sqlite/log_vfs.h"

namespace letan::storage::sqlite {
namespace {

// Listings can be put together in many ways; what is prepared for them is bounded.
constexpr std::size_t kMostTexts = 128;

int OpenFlags(bool writable) {
  return SQLite::OPEN_NOMUTEX | (writable ? SQLite::OPEN_READWRITE : SQLite::OPEN_READONLY);
}

// Before the first connection of the process. SQLite's statistics of memory are one lock that every
// allocation of every thread takes. Too late, it changes nothing.
void ConfigureLibrary() {
  static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(configured);
}

// What made an exception; one without a code of its own is a misuse of ours.
int CodeOf(const SQLite::Exception& exception) {
  const int code = exception.getExtendedErrorCode();
  if (code > 0) return code;
  return exception.getErrorCode() > 0 ? exception.getErrorCode() : SQLITE_MISUSE;
}

// Of the last system call that failed; 0 where the code says nothing of the system.
int SystemErrnoOf(int code, sqlite3* handle) {
  const int primary = code & 0xff;
  const bool of_system =
      primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN || primary == SQLITE_FULL;
  return of_system ? sqlite3_system_errno(handle) : 0;
}

std::vector<sqlite3_stmt*> Prepared(sqlite3* database) {
  std::vector<sqlite3_stmt*> all;
  sqlite3_stmt* next = sqlite3_next_stmt(database, nullptr);
  for (; next != nullptr; next = sqlite3_next_stmt(database, next)) all.push_back(next);
  return all;
}

// The only one that is not among those.
sqlite3_stmt* NewIn(sqlite3* database, const std::vector<sqlite3_stmt*>& before) {
  for (sqlite3_stmt* statement : Prepared(database)) {
    if (std::find(before.begin(), before.end(), statement) == before.end()) return statement;
  }
  return nullptr;
}

}  // namespace

CachedStatement::CachedStatement(SQLite::Database& database, const std::string& text)
    : CachedStatement(database, text, Prepared(database.getHandle())) {}

CachedStatement::CachedStatement(SQLite::Database& database, const std::string& text,
                                 const std::vector<sqlite3_stmt*>& before)
    : statement(database, text), handle(NewIn(database.getHandle(), before)) {
  // Without it every column would read as 0 and empty.
  if (handle == nullptr) throw SQLite::Exception("a statement has no handle", SQLITE_INTERNAL);
}

Connection::Connection(const Options& options)
    : database_(options.path, OpenFlags(options.writable), options.busy_timeout_ms,
                options.gather_log_writes ? GatheringVfs(options.vfs) : options.vfs),
      seals_(options.seals) {}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const Options& options) {
  ConfigureLibrary();
  std::unique_ptr<Connection> connection;
  try {
    connection.reset(new Connection(options));
  } catch (const SQLite::Exception& exception) {
    return SqliteError(CodeOf(exception), "open \"" + options.path + "\"");
  }
  sqlite3_extended_result_codes(connection->handle(), 1);
  // An INSERT or SELECT never runs code that a database file brings along.
  sqlite3_db_config(connection->handle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(connection->handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // Plans do not depend on bound values. Without this, a parameter that is compared with a column
  // of a partial index's condition has its statement prepared anew at each new binding.
  sqlite3_db_config(connection->handle(), SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  absl::Status set = connection->Execute(
      "PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
      "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;"
      "PRAGMA cache_size = -" +
      std::to_string(options.cache_kib));
  if (!set.ok()) return set;
  return connection;
}

absl::Status Connection::Execute(const std::string& sql) {
  const int code = database_.tryExec(sql);
  if (code == SQLITE_OK) return absl::OkStatus();
  return SqliteError(code, sql.substr(0, 60), SystemErrnoOf(code, handle()));
}

bool Connection::autocommit() const { return sqlite3_get_autocommit(database_.getHandle()) != 0; }

CachedStatement* Connection::Find(const char* literal) {
  std::unique_ptr<CachedStatement>& found = literals_[literal];
  if (!found) found = std::make_unique<CachedStatement>(database_, literal);
  return found.get();
}

CachedStatement* Connection::Find(const std::string& text) {
  if (texts_.size() >= kMostTexts && texts_.count(text) == 0) {
    for (auto at = texts_.begin(); at != texts_.end();) {
      at = at->second->busy ? std::next(at) : texts_.erase(at);
    }
  }
  const auto found = texts_.find(text);
  if (found != texts_.end()) return found->second.get();
  // Made before it has a place: one that cannot be prepared throws.
  auto made = std::make_unique<CachedStatement>(database_, text);
  return texts_.emplace(text, std::move(made)).first->second.get();
}

Query::Query(Connection& connection, const char* literal) : handle_(connection.handle()) {
  try {
    Use(connection.Find(literal));
    if (statement_ == nullptr) {
      own_ = std::make_unique<CachedStatement>(connection.database_, literal);
      statement_ = &own_->statement;
      row_ = own_->handle;
    }
  } catch (const SQLite::Exception& exception) {
    code_ = CodeOf(exception);
  }
}

Query::Query(Connection& connection, const std::string& text) : handle_(connection.handle()) {
  try {
    Use(connection.Find(text));
    if (statement_ == nullptr) {
      own_ = std::make_unique<CachedStatement>(connection.database_, text);
      statement_ = &own_->statement;
      row_ = own_->handle;
    }
  } catch (const SQLite::Exception& exception) {
    code_ = CodeOf(exception);
  }
}

void Query::Use(CachedStatement* cached) {
  if (cached->busy) return;
  cached->busy = true;
  cached_ = cached;
  statement_ = &cached->statement;
  row_ = cached->handle;
}

Query::~Query() {
  if (statement_ != nullptr) statement_->tryReset();
  if (cached_ != nullptr) cached_->busy = false;
}

void Query::BindInt(std::int64_t value) {
  if (code_ != 0) return;
  try {
    statement_->bind(next_++, value);
  } catch (const SQLite::Exception& exception) {
    code_ = CodeOf(exception);
  }
}

void Query::BindOne(const std::string& value) {
  if (code_ != 0) return;
  try {
    statement_->bindNoCopy(next_++, value);
  } catch (const SQLite::Exception& exception) {
    code_ = CodeOf(exception);
  }
}

void Query::BindOne(const Blob& value) {
  if (code_ != 0) return;
  try {
    statement_->bindNoCopy(next_++, value.bytes.data(), static_cast<int>(value.bytes.size()));
  } catch (const SQLite::Exception& exception) {
    code_ = CodeOf(exception);
  }
}

void Query::BindOne(std::nullptr_t) {
  if (code_ != 0) return;
  try {
    statement_->bind(next_++);
  } catch (const SQLite::Exception& exception) {
    code_ = CodeOf(exception);
  }
}

bool Query::Step() {
  if (code_ != 0) return false;
  const int code = statement_->tryExecuteStep();
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) code_ = code;
  return false;
}

std::int64_t Query::Int(int column) const { return sqlite3_column_int64(row_, column); }

std::string Query::Text(int column) const {
  std::string text;
  Text(column, text);
  return text;
}

void Query::Text(int column, std::string& text) const {
  // In this order: asking for the bytes is what fixes their number.
  const char* bytes = static_cast<const char*>(sqlite3_column_blob(row_, column));
  const int size = sqlite3_column_bytes(row_, column);
  if (bytes == nullptr) {
    text.clear();
  } else {
    text.assign(bytes, static_cast<std::size_t>(size));
  }
}

bool Query::IsNull(int column) const { return sqlite3_column_type(row_, column) == SQLITE_NULL; }

absl::Status Query::Run() {
  while (Step()) {
  }
  return status();
}

absl::Status Query::status() const {
  if (code_ == 0) return absl::OkStatus();
  const std::string text = statement_ == nullptr ? "prepare" : statement_->getQuery();
  return SqliteError(code_, text.substr(0, 60), SystemErrnoOf(code_, handle_));
}

}  // namespace letan::storage::sqlite
