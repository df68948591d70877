// A quantity that changes in steps over time: units left, stock on hand, drivers to spare.
#ifndef LETAN_SERVICES_CORE_BOOKING_STEP_LEVEL_H_
#define LETAN_SERVICES_CORE_BOOKING_STEP_LEVEL_H_

#include <cstdint>
#include <limits>
#include <vector>

#include "services/core/booking/model.h"

namespace letan::booking {

// The end of an interval that never ends.
inline constexpr Micros kForever = std::numeric_limits<Micros>::max();

// Whether `interval` overlaps one of `parts`.
bool MeetsAny(const Interval& interval, const std::vector<Interval>& parts);

// Steps are added in any order; Settle() before the first question. Steps at the same instant are
// taken together: what comes back at ten can go out again at ten.
class StepLevel {
 public:
  explicit StepLevel(std::int64_t base = 0) : base_(base) {}

  void Add(Micros at, std::int64_t delta) { points_.push_back({at, delta}); }
  void AddSpan(const Interval& span, std::int64_t delta);
  void Settle();

  // The lowest level within a window that is not empty.
  std::int64_t MinIn(const Interval& window) const;
  // Where within `window` the level is below `threshold`; in order, touching parts joined.
  std::vector<Interval> Below(std::int64_t threshold, const Interval& window) const;

  // The instants at which the level may change, in order.
  std::vector<Micros> Instants() const;

 private:
  struct Point {
    Micros at = 0;
    std::int64_t value = 0;  // a delta until Settle(), from then on the level from `at`
  };
  // The first point after `at`.
  std::vector<Point>::const_iterator After(Micros at) const;
  std::int64_t LevelBefore(std::vector<Point>::const_iterator point) const;

  std::int64_t base_ = 0;
  std::vector<Point> points_;
};

}  // namespace letan::booking

#endif  // LETAN_SERVICES_CORE_BOOKING_STEP_LEVEL_H_
