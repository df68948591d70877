// What the pipeline counts. No gRPC.
#ifndef LETAN_SERVICES_RPC_METRICS_H_
#define LETAN_SERVICES_RPC_METRICS_H_

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
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

class Metrics {
 public:
  // The counters of a method, made when it is wired up; they live as long as this object.
  MethodMetrics* ForMethod(const std::string& method);
  // All methods that are served, by name.
  std::vector<MethodCounts> Snapshot() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<MethodMetrics>> methods_;  // guarded by mutex_
};

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_METRICS_H_
