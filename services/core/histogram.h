// How often values fell between bounds that double. Safe for many threads; counting takes no lock.
#ifndef LETAN_SERVICES_CORE_HISTOGRAM_H_
#define LETAN_SERVICES_CORE_HISTOGRAM_H_

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <vector>

namespace letan {

struct HistogramCounts {
  std::vector<std::int64_t> bounds;  // upper ones, inclusive, ascending
  std::vector<std::int64_t> counts;  // one more than bounds: the last is of what is above all
  std::int64_t sum = 0;
};

// The bounds are 2^kFirst, 2^(kFirst+1), …, kBounds of them.
template <int kFirst, int kBounds>
class Histogram {
 public:
  void Count(std::int64_t value) {
    const auto rest = static_cast<std::uint64_t>(std::max<std::int64_t>(value, 1) - 1);
    const int index = std::clamp(static_cast<int>(std::bit_width(rest)) - kFirst, 0, kBounds);
    counts_[static_cast<std::size_t>(index)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
  }

  std::int64_t sum() const { return sum_.load(std::memory_order_relaxed); }

  // Values counted meanwhile may be in one part of it and not yet in another.
  HistogramCounts Counts() const {
    HistogramCounts all;
    for (int i = 0; i < kBounds; ++i) all.bounds.push_back(std::int64_t{1} << (kFirst + i));
    for (const auto& count : counts_) all.counts.push_back(count.load(std::memory_order_relaxed));
    all.sum = sum();
    return all;
  }

 private:
  std::array<std::atomic<std::int64_t>, kBounds + 1> counts_{};
  std::atomic<std::int64_t> sum_{0};
};

// Durations in microseconds: 64 µs to 34 s.
using MicrosHistogram = Histogram<6, 20>;

}  // namespace letan

#endif  // LETAN_SERVICES_CORE_HISTOGRAM_H_
