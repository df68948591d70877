// Moves the write-ahead log into the database. Only the writer's connection does this.
#ifndef LETAN_STORAGE_SQLITE_CHECKPOINTER_H_
#define LETAN_STORAGE_SQLITE_CHECKPOINTER_H_

#include "storage/sqlite/connection.h"
#include "storage/sqlite/reader_pool.h"

struct sqlite3;

namespace letan::storage::sqlite {

// A passive checkpoint every `pages` pages of log, which waits for nobody. The log starts anew only
// when it is moved wholly and no reader uses it; where short reads always overlap, that moment
// never comes by itself. So when the log has grown to four times `pages`, and at each doubling
// after that, the writer waits for the readers, longer each time that it fails: a reader that stays
// costs some waits, not the writer's throughput, and the log starts anew soon after it has gone.
class Checkpointer {
 public:
  Checkpointer(Connection& connection, ReaderPool& readers, int pages, int busy_timeout_ms);
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
  int Checkpoint(int mode);
  void LogIsNew();

  Connection& connection_;
  ReaderPool& readers_;
  const int pages_;
  const int busy_timeout_ms_;
  int log_pages_ = 0;    // in the log after the last commit
  int next_at_;          // pages of log at which to try next,
  int next_patient_at_;  // and at which to wait for readers
  int patience_ms_;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_CHECKPOINTER_H_
