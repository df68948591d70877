// Moves the write-ahead log into the database. Only the writer's connection does this.
#ifndef LETAN_STORAGE_SQLITE_CHECKPOINTER_H_
#define LETAN_STORAGE_SQLITE_CHECKPOINTER_H_

#include "storage/engine.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/counters.h"
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
  Checkpointer(Connection& connection, ReaderPool& readers, int pages, int busy_timeout_ms,
               const EngineOptions& options, Counters& counters);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  // After each batch, when its waiters are told.
  void AfterBatch();
  // When the disk is full. What was written to the log many times needs room in the database once,
  // or not at all: a checkpoint can be what makes room for the next commit.
  void MakeRoom();
  // Everything, and empties the log, if readers let it.
  void Finish();

 private:
  static int OnCommit(void* self, sqlite3* database, const char* schema, int pages);
  void WaitForReaders();
  bool Empty(int patience_ms);
  int Checkpoint(int mode);
  void Tell(int code, bool whole);
  void LogIsNew();

  Connection& connection_;
  ReaderPool& readers_;
  const int pages_;
  const int busy_timeout_ms_;
  const EngineOptions& options_;
  Counters& counters_;
  int log_pages_ = 0;    // in the log after the last commit
  int next_at_;          // pages of log at which to try next,
  int next_patient_at_;  // and at which to wait for readers
  int patience_ms_;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_CHECKPOINTER_H_
