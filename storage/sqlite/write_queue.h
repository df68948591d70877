// Writes on their way to the writer.
#ifndef LETAN_STORAGE_SQLITE_WRITE_QUEUE_H_
#define LETAN_STORAGE_SQLITE_WRITE_QUEUE_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "storage/engine.h"

namespace letan::storage::sqlite {

struct WriteJob {
  WriteRequest request;
  WriteDone done;
  WriteResult result;
  bool settled = false;  // the result stands, whatever becomes of the batch
  bool wrote = false;    // the result depends on the batch's COMMIT: it has rows in it
};
using WriteJobs = std::vector<std::unique_ptr<WriteJob>>;

// Bounded; many threads put, one takes.
class WriteQueue {
 public:
  enum class Accepted { kYes, kFull, kClosed };

  explicit WriteQueue(std::int64_t capacity) : capacity_(capacity) {}

  // Takes the job only with kYes.
  Accepted Put(std::unique_ptr<WriteJob>* job);
  // Makes the next Wait return although nothing may be queued.
  void Nudge();
  void Close();

  // Waits for a job or a nudge; false once closed.
  bool Wait();
  // Appends at most `limit` jobs, none once closed.
  void Take(std::int64_t limit, WriteJobs* jobs);
  // What is left when the queue is closed.
  WriteJobs Drain();
  int size() const;

 private:
  const std::int64_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<WriteJob>> jobs_;
  bool nudged_ = false;
  bool closed_ = false;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_WRITE_QUEUE_H_
