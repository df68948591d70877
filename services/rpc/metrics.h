// What the pipeline counts. No gRPC.
#ifndef LETAN_SERVICES_RPC_METRICS_H_
#define LETAN_SERVICES_RPC_METRICS_H_

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "services/core/histogram.h"

namespace letan::rpc {

inline constexpr int kStatusCodes = 17;  // 0 (OK) to 16 (UNAUTHENTICATED)

// Calls of one method that have ended. Safe for many threads.
class MethodMetrics {
 public:
  void Count(absl::StatusCode code, std::chrono::steady_clock::duration elapsed);
  std::int64_t ended(absl::StatusCode code) const;
  HistogramCounts durations() const { return micros_.Counts(); }

 private:
  std::array<std::atomic<std::int64_t>, kStatusCodes> ended_{};
  MicrosHistogram micros_;
};

struct MethodCounts {
  std::string method;                         // "letan.v1.BookingService/Book"
  std::map<absl::StatusCode, int64_t> ended;  // codes that occurred
  HistogramCounts micros;                     // from taking up to handing the answer to gRPC
};

// Limits whose refusals are counted, by their names in ErrorInfo.metadata["limit"].
inline constexpr std::array<std::string_view, 10> kRefusingLimits = {
    "requests_per_second_per_caller",
    "max_calls_per_caller",
    "max_watchers_per_caller",
    "max_watchers",
    "watcher_stall_seconds",
    "max_queued_reads",
    "max_queued_writes",
    "max_queued_sign_ins",
    "sign_in_failures",
    "max_message_bytes"};

class Metrics {
 public:
  // The counters of a method, made when it is wired up; they live as long as this object.
  MethodMetrics* ForMethod(const std::string& method);
  // All methods that are served, by name.
  std::vector<MethodCounts> Snapshot() const;

  // A call was refused because of this limit; one that is not among kRefusingLimits is not counted.
  void CountRefusal(std::string_view limit);
  // By the place in kRefusingLimits.
  std::int64_t refusals(std::size_t limit) const {
    return refusals_[limit].load(std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic<std::int64_t>, kRefusingLimits.size()> refusals_{};
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<MethodMetrics>> methods_;  // guarded by mutex_
};

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_METRICS_H_
