// One connection with its prepared statements, and a query on it. Used by one thread at a time.
#ifndef LETAN_STORAGE_SQLITE_CONNECTION_H_
#define LETAN_STORAGE_SQLITE_CONNECTION_H_

#include <SQLiteCpp/SQLiteCpp.h>

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/sqlite/seals.h"

struct sqlite3_stmt;

namespace letan::storage::sqlite {

// SQLiteCpp prepares, binds and steps; columns are read from the handle, which it keeps to itself,
// because its own columns cost several times what SQLite needs for one.
struct CachedStatement {
  CachedStatement(SQLite::Database& database, const std::string& text);

  SQLite::Statement statement;
  sqlite3_stmt* handle;
  bool busy = false;

 private:
  CachedStatement(SQLite::Database& database, const std::string& text,
                  const std::vector<sqlite3_stmt*>& before);
};

class Connection {
 public:
  struct Options {
    std::string path;
    bool writable = false;
    std::string vfs;                 // empty: the default
    bool gather_log_writes = false;  // for one that writes: see log_vfs.h
    int cache_kib = 2048;
    int busy_timeout_ms = 5000;
    std::shared_ptr<const Seals> seals;  // null: RESTRICTED content is neither sealed nor opened
  };

  // The file exists. Sets everything that a connection of ours has, except the journal mode, which
  // belongs to the file.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const Options& options);

  // Runs statements that return nothing of interest; for rare things.
  absl::Status Execute(const std::string& sql);

  // No transaction is open: none was begun, or an error rolled it back.
  bool autocommit() const;
  sqlite3* handle() const { return database_.getHandle(); }

  // Null: none.
  const Seals* seals() const { return seals_.get(); }
  void UseSeals(std::shared_ptr<const Seals> seals) { seals_ = std::move(seals); }
  // The data key that sealed or opened something last: so it is known whether a transaction has
  // touched RESTRICTED content. 0: none has since it was set so.
  std::int64_t last_data_key() const { return last_data_key_; }
  void set_last_data_key(std::int64_t number) { last_data_key_ = number; }

 private:
  friend class Query;

  explicit Connection(const Options& options);

  // The statement of a text that stays where it is, a literal or a static, found by its address; of
  // any other text, by the text.
  CachedStatement* Find(const char* literal);
  CachedStatement* Find(const std::string& text);

  SQLite::Database database_;
  std::shared_ptr<const Seals> seals_;
  std::int64_t last_data_key_ = 0;
  std::unordered_map<const char*, std::unique_ptr<CachedStatement>> literals_;
  std::unordered_map<std::string, std::unique_ptr<CachedStatement>> texts_;
};

// Bytes to be bound as a BLOB. Refers to a string that outlives the query.
struct Blob {
  explicit Blob(const std::string& value) : bytes(value) {}
  explicit Blob(std::string&&) = delete;
  const std::string& bytes;
};

// One run of a prepared statement:
//   Query query(connection, kSql);
//   query.Bind(id, name);
//   while (query.Step()) … query.Int(0) …
//   if (!query.ok()) return query.status();
// Strings are bound without a copy: they outlive the query, and temporaries do not compile.
class Query {
 public:
  Query(Connection& connection, const char* literal);      // a text that stays where it is
  Query(Connection& connection, const std::string& text);  // made at run time; of few kinds
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  // Binds the next parameters, in order.
  template <typename... Values>
  Query& Bind(Values&&... values) {
    (BindOne(std::forward<Values>(values)), ...);
    return *this;
  }

  bool Step();         // true: there is a row
  absl::Status Run();  // to the end, whatever rows there are

  bool ok() const { return code_ == 0; }
  int code() const { return code_; }
  absl::Status status() const;

  // Of the current row, after Step said that there is one.
  std::int64_t Int(int column) const;
  std::string Text(int column) const;
  void Text(int column, std::string& text) const;  // into memory that is there already
  bool IsNull(int column) const;

 private:
  void Use(CachedStatement* cached);
  void BindOne(const std::string& value);
  void BindOne(std::string&&) = delete;
  void BindOne(const char*) = delete;
  void BindOne(const Blob& value);
  void BindOne(std::nullptr_t);  // NULL
  void BindInt(std::int64_t value);
  template <std::integral T>
  void BindOne(T value) {
    BindInt(static_cast<std::int64_t>(value));
  }

  sqlite3* const handle_;
  CachedStatement* cached_ = nullptr;
  std::unique_ptr<CachedStatement> own_;  // when the cached one is in use
  SQLite::Statement* statement_ = nullptr;
  sqlite3_stmt* row_ = nullptr;  // the same statement's handle
  int next_ = 1;
  int code_ = 0;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_CONNECTION_H_
