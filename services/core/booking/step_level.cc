#include "services/core/booking/step_level.h"

#include <algorithm>

namespace letan::booking {

bool MeetsAny(const Interval& interval, const std::vector<Interval>& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](const Interval& part) { return part.Overlaps(interval); });
}

void StepLevel::AddSpan(const Interval& span, std::int64_t delta) {
  if (span.empty()) return;
  Add(span.start, delta);
  if (span.end != kForever) Add(span.end, -delta);
}

void StepLevel::Settle() {
  std::sort(points_.begin(), points_.end(),
            [](const Point& a, const Point& b) { return a.at < b.at; });
  std::int64_t level = base_;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    level += points_[i].value;
    if (kept > 0 && points_[kept - 1].at == points_[i].at) --kept;
    points_[kept++] = {points_[i].at, level};
  }
  points_.resize(kept);
}

std::vector<StepLevel::Point>::const_iterator StepLevel::After(Micros at) const {
  return std::upper_bound(points_.begin(), points_.end(), at,
                          [](Micros instant, const Point& point) { return instant < point.at; });
}

std::int64_t StepLevel::LevelBefore(std::vector<Point>::const_iterator point) const {
  return point == points_.begin() ? base_ : (point - 1)->value;
}

std::int64_t StepLevel::MinIn(const Interval& window) const {
  auto point = After(window.start);
  std::int64_t lowest = LevelBefore(point);
  for (; point != points_.end() && point->at < window.end; ++point) {
    lowest = std::min(lowest, point->value);
  }
  return lowest;
}

std::vector<Interval> StepLevel::Below(std::int64_t threshold, const Interval& window) const {
  std::vector<Interval> below;
  auto point = After(window.start);
  std::int64_t level = LevelBefore(point);
  Micros from = window.start;
  while (from < window.end) {
    const bool last = point == points_.end() || point->at >= window.end;
    const Micros to = last ? window.end : point->at;
    if (level < threshold) {
      if (!below.empty() && below.back().end == from) {
        below.back().end = to;
      } else {
        below.push_back({from, to});
      }
    }
    if (last) break;
    level = point->value;
    from = to;
    ++point;
  }
  return below;
}

std::vector<Micros> StepLevel::Instants() const {
  std::vector<Micros> instants;
  instants.reserve(points_.size());
  for (const Point& point : points_) instants.push_back(point.at);
  return instants;
}

}  // namespace letan::booking
