// The answer to a change of bookings, cut to what the viewer may know.
#ifndef LETAN_STORAGE_MEMORY_VERDICT_H_
#define LETAN_STORAGE_MEMORY_VERDICT_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/booking/judge.h"
#include "storage/memory/state.h"

namespace letan::storage::memory {

// Who looks at which state, when.
struct Sight {
  const State& state;
  const Viewer& viewer;
  Micros now;
  Micros missing_travel;
};

// By name, live and visible; null otherwise.
const BookingRow* FindVisibleBooking(const Sight& sight, const std::string& name);
const ResourceRow* FindVisibleResource(const Sight& sight, const std::string& name);

// Contract: ApplyBookings. `bookings` is filled when it fits.
absl::StatusOr<BookingVerdict> JudgeChange(const Sight& sight, const BookingChange& change);

std::vector<booking::StandingConflict> FindStandingConflicts(const Sight& sight,
                                                             const std::string& resource,
                                                             const Interval& window);

}  // namespace letan::storage::memory

#endif  // LETAN_STORAGE_MEMORY_VERDICT_H_
