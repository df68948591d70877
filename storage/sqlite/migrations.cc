#include "storage/sqlite/migrations.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sqlite3.h>

#include <string_view>

#include "services/core/fault.h"
#include "storage/entity_table.h"
#include "storage/sqlite/error.h"

namespace letan::storage::sqlite {
namespace {

constexpr std::int64_t kApplicationId = 0x4C65746E;  // "Letn", in the header of the file
constexpr std::string_view kVerifyMark = "\n-- verify\n";

absl::StatusOr<std::string> Checksum(const std::string& script) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  if (EVP_Digest(script.data(), script.size(), digest, &length, EVP_sha256(), nullptr) != 1) {
    return Fault(absl::StatusCode::kInternal, "storage: SHA-256 of a migration failed");
  }
  return std::string(reinterpret_cast<char*>(digest), length);
}

// letan_words(folded title): its words as a JSON array, for scripts. Words have no character that
// JSON would have escaped.
void WordsOf(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  std::string json = "[";
  for (const std::string& word : SearchWords(text == nullptr ? "" : text)) {
    if (json.size() > 1) json += ',';
    json += '"' + word + '"';
  }
  json += ']';
  sqlite3_result_text(context, json.data(), static_cast<int>(json.size()), SQLITE_TRANSIENT);
}

absl::Status AddFunctions(Connection& connection) {
  const int code = sqlite3_create_function(connection.handle(), "letan_words", 1,
                                           SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, WordsOf,
                                           nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : SqliteError(code, "letan_words");
}

absl::StatusOr<std::int64_t> Number(Connection& connection, const std::string& sql) {
  Query query(connection, sql);
  if (!query.Step()) {
    return query.ok() ? Fault(absl::StatusCode::kInternal, "storage: no row", sql) : query.status();
  }
  return query.Int(0);
}

// Ours, or nobody's yet.
absl::Status CheckApplication(Connection& connection) {
  const auto id = Number(connection, "PRAGMA application_id");
  if (!id.ok()) return id.status();
  if (*id == kApplicationId) return absl::OkStatus();
  const auto tables = Number(connection, "SELECT count(*) FROM sqlite_schema");
  if (!tables.ok()) return tables.status();
  if (*id == 0 && *tables == 0) return absl::OkStatus();
  return absl::FailedPreconditionError("storage: the file is a database of another application");
}

// Each query must return one row with 1.
absl::Status Verify(Connection& connection, const Migration& migration,
                    const std::string& queries) {
  const char* rest = queries.c_str();
  while (true) {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(connection.handle(), rest, -1, &statement, &rest);
    if (code != SQLITE_OK) return SqliteError(code, "prepare verification of a migration");
    if (statement == nullptr) return absl::OkStatus();
    code = sqlite3_step(statement);
    const bool holds = code == SQLITE_ROW && sqlite3_column_int64(statement, 0) == 1;
    const std::string text = sqlite3_sql(statement);
    sqlite3_finalize(statement);
    if (!holds) {
      return Fault(absl::StatusCode::kInternal, "storage: a migration is not verified",
                   std::to_string(migration.version) + " " + migration.name + ": " + text);
    }
  }
}

absl::Status Apply(Connection& connection, const Migration& migration, booking::Micros now) {
  const auto checksum = Checksum(migration.script);
  if (!checksum.ok()) return checksum.status();
  const std::size_t mark = migration.script.find(kVerifyMark);
  if (mark == std::string::npos) {
    return Fault(absl::StatusCode::kInternal, "storage: a migration verifies nothing",
                 migration.name);
  }
  absl::Status status = connection.Execute(migration.script.substr(0, mark));
  if (!status.ok()) return status;
  status = Verify(connection, migration, migration.script.substr(mark + kVerifyMark.size()));
  if (!status.ok()) return status;
  Query query(connection,
              "INSERT INTO migrations (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)");
  query.Bind(migration.version, migration.name, Blob(*checksum), now);
  return query.Run();
}

// The number of applied migrations, after checking that they are the ones that we know.
absl::StatusOr<int> CheckApplied(Connection& connection, const std::vector<Migration>& known) {
  Query query(connection, "SELECT version, checksum FROM migrations ORDER BY version DESC");
  int newest = 0;
  while (query.Step()) {
    const int version = static_cast<int>(query.Int(0));
    newest = std::max(newest, version);
    if (newest > static_cast<int>(known.size())) {
      return absl::FailedPreconditionError("storage: the database has schema version " +
                                           std::to_string(newest) + ", this program knows up to " +
                                           std::to_string(known.size()));
    }
    const Migration& migration = known[static_cast<std::size_t>(version) - 1];
    const auto checksum = Checksum(migration.script);
    if (!checksum.ok()) return checksum.status();
    if (query.Text(1) != *checksum) {
      return absl::FailedPreconditionError("storage: migration " + std::to_string(version) + " " +
                                           migration.name + " was changed after it was applied");
    }
  }
  if (!query.ok()) return query.status();
  return newest;
}

absl::Status MakeSecret(Connection& connection) {
  std::string secret(32, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(secret.data()),
                 static_cast<int>(secret.size())) != 1) {
    return Fault(absl::StatusCode::kInternal, "storage: no random bytes");
  }
  Query query(connection, "INSERT INTO meta (key, value) VALUES ('secret', ?)");
  query.Bind(Blob(secret));
  return query.Run();
}

absl::Status MigrateInTransaction(Connection& connection, const std::vector<Migration>& known,
                                  booking::Micros now) {
  absl::Status status = connection.Execute(
      "PRAGMA application_id = " + std::to_string(kApplicationId) +
      "; CREATE TABLE IF NOT EXISTS migrations ("
      "version INTEGER PRIMARY KEY CHECK (version > 0), name TEXT NOT NULL,"
      "checksum BLOB NOT NULL CHECK (length(checksum) = 32), applied_at INTEGER NOT NULL) STRICT");
  if (!status.ok()) return status;
  const auto applied = CheckApplied(connection, known);
  if (!applied.ok()) return applied.status();
  for (std::size_t i = static_cast<std::size_t>(*applied); i < known.size(); ++i) {
    status = Apply(connection, known[i], now);
    if (!status.ok()) return status;
  }
  return *applied == 0 && !known.empty() ? MakeSecret(connection) : absl::OkStatus();
}

}  // namespace

absl::Status Migrate(Connection& connection, const std::vector<Migration>& migrations,
                     booking::Micros now) {
  absl::Status status = CheckApplication(connection);
  if (status.ok()) status = AddFunctions(connection);
  if (!status.ok()) return status;
  status = connection.Execute("BEGIN IMMEDIATE");
  if (!status.ok()) return status;
  status = MigrateInTransaction(connection, migrations, now);
  if (status.ok()) status = connection.Execute("COMMIT");
  if (!status.ok() && !connection.autocommit()) connection.Execute("ROLLBACK").IgnoreError();
  return status;
}

}  // namespace letan::storage::sqlite
