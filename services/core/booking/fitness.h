// Which of several free resources to take.
#ifndef LETAN_SERVICES_CORE_BOOKING_FITNESS_H_
#define LETAN_SERVICES_CORE_BOOKING_FITNESS_H_

#include <cstdint>

#include "services/core/booking/model.h"

namespace letan::booking {

// People that fit: seats of what is taken whole or by night, units of a hall. Of unknown size: as
// large as can be.
std::int64_t SizeOf(const ResourceProfile& profile);

// Better is less: the smaller resource leaves the larger for whoever needs it, the one that has
// less to do gets its turn.
struct Fitness {
  std::int64_t size = 0;
  Micros load = 0;  // booked time around the interval, in whole resources

  friend bool operator==(const Fitness&, const Fitness&) = default;
  friend bool operator<(const Fitness& left, const Fitness& right) {
    return left.size != right.size ? left.size < right.size : left.load < right.load;
  }
};

// Where bookings count for the load of a resource that is wanted for `wanted`.
Interval LoadWindow(const Interval& wanted);

}  // namespace letan::booking

#endif  // LETAN_SERVICES_CORE_BOOKING_FITNESS_H_
