#include "services/rpc/metrics.h"

#include <utility>

namespace letan::rpc {
namespace {

std::size_t Index(absl::StatusCode code) {
  const int value = static_cast<int>(code);
  return static_cast<std::size_t>(
      value >= 0 && value < kStatusCodes ? value : static_cast<int>(absl::StatusCode::kUnknown));
}

}  // namespace

void MethodMetrics::Count(absl::StatusCode code, std::chrono::steady_clock::duration elapsed) {
  ended_[Index(code)].fetch_add(1, std::memory_order_relaxed);
  micros_.Count(std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count());
}

std::int64_t MethodMetrics::ended(absl::StatusCode code) const {
  return ended_[Index(code)].load(std::memory_order_relaxed);
}

MethodMetrics* Metrics::ForMethod(const std::string& method) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::unique_ptr<MethodMetrics>& entry = methods_[method];
  if (entry == nullptr) entry = std::make_unique<MethodMetrics>();
  return entry.get();
}

void Metrics::CountRefusal(std::string_view limit) {
  for (std::size_t i = 0; i < kRefusingLimits.size(); ++i) {
    if (kRefusingLimits[i] == limit) refusals_[i].fetch_add(1, std::memory_order_relaxed);
  }
}

std::vector<MethodCounts> Metrics::Snapshot() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<MethodCounts> all;
  for (const auto& [name, metrics] : methods_) {
    MethodCounts counts;
    counts.method = name;
    for (int code = 0; code < kStatusCodes; ++code) {
      const auto status_code = static_cast<absl::StatusCode>(code);
      if (metrics->ended(status_code) > 0) counts.ended[status_code] = metrics->ended(status_code);
    }
    counts.micros = metrics->durations();
    all.push_back(std::move(counts));
  }
  return all;
}

}  // namespace letan::rpc
