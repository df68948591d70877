// One transaction of the writer: many bodies, one COMMIT.
#ifndef LETAN_STORAGE_SQLITE_BATCH_H_
#define LETAN_STORAGE_SQLITE_BATCH_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "storage/sqlite/counters.h"
#include "storage/sqlite/resource_cache.h"
#include "storage/sqlite/session.h"
#include "storage/sqlite/transactions.h"
#include "storage/sqlite/travel_cache.h"
#include "storage/sqlite/write_queue.h"

namespace letan::storage::sqlite {

class Batch {
 public:
  Batch(Connection& connection, ResourceCache& resources, TravelCache& travel,
        const EngineOptions& options, Counters& counters)
      : connection_(connection),
        resources_(resources),
        travel_(travel),
        options_(options),
        counters_(counters) {}

  // Ends what has expired, runs what `queue` holds and commits. Afterwards each of `jobs` has its
  // result. False: the connection must not be used again, because the outcome of its COMMIT is
  // unknown or its transaction cannot be ended.
  bool Run(WriteQueue& queue, WriteJobs* jobs);

  // The last revision that is known to be committed.
  Revision revision() const { return committed_.revision; }

  // After Run: something was committed; records of reads, too, were; something failed for want of
  // room.
  bool committed() const { return wrote_; }
  bool recorded_reads() const { return wrote_ && recorded_reads_; }
  bool disk_full() const { return disk_full_; }

 private:
  enum class Ran { kYes, kBroken };

  absl::Status Begin();
  absl::Status EndHolds();
  Ran RunJobs(WriteQueue& queue, WriteJobs* jobs);
  Ran RunJob(WriteJob& job);
  Ran Refuse(WriteJob& job, absl::Status failure);
  bool Replay(WriteJob& job, absl::Status* failure);
  absl::Status StoreAnswer(WriteJob& job, BodyTransaction& transaction,
                           const std::string& response);
  bool Finish(WriteJobs* jobs);
  int Commit();
  void Abandon();
  Session MakeSession(const Viewer& viewer);

  Connection& connection_;
  ResourceCache& resources_;
  TravelCache& travel_;
  const EngineOptions& options_;
  Counters& counters_;

  Head head_;                // as the batch has made it so far
  Head committed_;           // as it was at BEGIN, or is since COMMIT
  booking::Micros now_ = 0;  // the commit time
  bool dirty_ = false;       // there is something to commit
  bool full_ = false;        // no more jobs are taken
  bool wrote_ = false;
  bool recorded_reads_ = false;
  bool disk_full_ = false;
  // Each body gets a savepoint. Not at first: bodies look before they write, so that hardly one
  // fails after its first change. Where one does, the batch runs again, carefully.
  bool careful_ = false;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_BATCH_H_
