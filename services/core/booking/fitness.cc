#include "services/core/booking/fitness.h"

#include <limits>

namespace letan::booking {
namespace {

constexpr Micros kAround = 3 * kDay;

}  // namespace

std::int64_t SizeOf(const ResourceProfile& profile) {
  const bool by_seat = profile.model == CapacityModel::kShared && !profile.by_night;
  const std::int64_t seats = by_seat ? profile.capacity : profile.seats;
  return seats > 0 ? seats : std::numeric_limits<std::int64_t>::max();
}

Interval LoadWindow(const Interval& wanted) {
  return {wanted.start - kAround, wanted.end + kAround};
}

}  // namespace letan::booking
