// The thread that owns the one writing connection.
#ifndef LETAN_STORAGE_SQLITE_WRITER_H_
#define LETAN_STORAGE_SQLITE_WRITER_H_

#include <memory>
#include <thread>

#include "storage/engine.h"
#include "storage/sqlite/checkpointer.h"
#include "storage/sqlite/completer.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/counters.h"
#include "storage/sqlite/latest_revision.h"
#include "storage/sqlite/reader_pool.h"
#include "storage/sqlite/resource_cache.h"
#include "storage/sqlite/travel_cache.h"
#include "storage/sqlite/write_queue.h"

namespace letan::storage::sqlite {

class Writer {
 public:
  Writer(std::unique_ptr<Connection> connection, Connection::Options reopen, int checkpoint_pages,
         const EngineOptions& options, TravelCache& travel, ReaderPool& readers,
         LatestRevision& latest, CommitSignal& signal, Counters& counters);
  // Rejects what is queued, waits for the batch under way and for its waiters to be told, empties
  // the log and closes. The readers' connections are closed by then.
  ~Writer();

  void Submit(WriteRequest request, WriteDone done);
  void ExpireHolds() { queue_.Nudge(); }
  int queued() const { return queue_.size(); }

 private:
  void Loop();
  void RunBatch();
  absl::Status Reopen();
  void SetBroken(const absl::Status& reopened);
  void WatchDisk(bool full, bool committed);
  bool FindsRoom();
  std::unique_ptr<Checkpointer> MakeCheckpointer();

  const EngineOptions& options_;
  TravelCache& travel_;
  ReaderPool& readers_;
  LatestRevision& latest_;
  CommitSignal& signal_;
  Counters& counters_;
  const Connection::Options reopen_;
  const int checkpoint_pages_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Checkpointer> checkpointer_;
  ResourceCache resources_;
  bool broken_ = false;
  Revision told_ = 0;     // of which the signal was given last
  int full_batches_ = 0;  // that have failed since the disk is full; 0: it is not
  WriteQueue queue_;
  Completer completer_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_WRITER_H_
