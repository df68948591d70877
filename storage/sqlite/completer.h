// Tells the waiters of a batch what became of their writes.
#ifndef LETAN_STORAGE_SQLITE_COMPLETER_H_
#define LETAN_STORAGE_SQLITE_COMPLETER_H_

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "storage/sqlite/write_queue.h"

namespace letan::storage::sqlite {

// A thread of its own, so that what the callbacks do (encode answers, finish calls) overlaps with
// the next batch instead of delaying its disk write.
class Completer {
 public:
  Completer();
  // After everything posted is told.
  ~Completer();
  Completer(const Completer&) = delete;
  Completer& operator=(const Completer&) = delete;

  void Post(WriteJobs jobs);

 private:
  void Loop();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<WriteJobs> posted_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_COMPLETER_H_
