// What the parts of the engine count, for EngineStats.
#ifndef LETAN_STORAGE_SQLITE_COUNTERS_H_
#define LETAN_STORAGE_SQLITE_COUNTERS_H_

#include <atomic>
#include <cstdint>

#include "services/core/histogram.h"

namespace letan::storage::sqlite {

// Written by the writer's thread, read by any.
struct Counters {
  Histogram<0, 7> batch_sizes;  // 1 to 64
  MicrosHistogram commit_micros;
  std::atomic<std::int64_t> commits{0};
  std::atomic<std::int64_t> failed_commits{0};
  std::atomic<std::int64_t> unknown_commits{0};
  std::atomic<std::int64_t> log_pages{0};
  std::atomic<std::int64_t> checkpoints{0};
  std::atomic<std::int64_t> partial_checkpoints{0};
  std::atomic<std::int64_t> failed_checkpoints{0};
  std::atomic<std::int64_t> last_checkpoint{0};  // wall clock, microseconds
  std::atomic<bool> disk_full{false};
  std::atomic<bool> broken{false};
};

inline void Increment(std::atomic<std::int64_t>& counter) {
  counter.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_COUNTERS_H_
