// Moves the write-ahead log into the database. Only the writer's connection does this.
#ifndef LETAN_STORAGE_SQLITE_CHECKPOINTER_H_
#define LETAN_STORAGE_SQLITE_CHECKPOINTER_H_

#include "storage/sqlite/connection.h"

struct sqlite3;

namespace letan::storage::sqlite {

// A passive checkpoint every `pages` pages of log. The log starts anew only when no reader uses it:
// where a reader stays, or readers always overlap, it grows; from four times `pages` on, each
// attempt waits for the readers, longer each time that it fails, so that the log's growth is paid
// with the writer's patience and not without limit.
class Checkpointer {
 public:
  Checkpointer(Connection& connection, int pages, int busy_timeout_ms);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  // After each batch, when its waiters are told.
  void AfterBatch();
  // Everything, and empties the log, if readers let it.
  void Finish();

  int log_pages() const { return log_pages_; }

 private:
  static int OnCommit(void* self, sqlite3* database, const char* schema, int pages);
  void WaitForReaders();

  Connection& connection_;
  const int pages_;
  const int busy_timeout_ms_;
  int log_pages_ = 0;  // in the log after the last commit
  int next_at_;
  int patience_ms_;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_CHECKPOINTER_H_
