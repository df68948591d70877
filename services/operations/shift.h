// Moving events and activities with everything booked for them.
#ifndef LETAN_SERVICES_OPERATIONS_SHIFT_H_
#define LETAN_SERVICES_OPERATIONS_SHIFT_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/transaction.h"

namespace letan::operations {

// How an activity moves: from one time and place to others.
struct ActivityMove {
  std::string event;
  std::string activity;
  booking::Interval from;
  booking::Interval to;
  std::string old_place;
  std::string new_place;
};

// Moves the bookings of an activity: each shifts with its start; one that had the whole time takes
// the whole new time; one at the old place follows to the new one. Returns all, moved or not, by
// start. FAILED_PRECONDITION with ConflictDetails.
absl::StatusOr<std::vector<storage::BookingRow>> MoveActivityBookings(
    storage::WriteTransaction& write, const ActivityMove& move);

// Shifts the bookings of an event by `delta`, as one: all, or those of some of its activities.
// FAILED_PRECONDITION with ConflictDetails.
absl::StatusOr<std::vector<storage::BookingRow>> ShiftEventBookings(
    storage::WriteTransaction& write, const std::string& event, booking::Micros delta);
absl::StatusOr<std::vector<storage::BookingRow>> ShiftActivityBookings(
    storage::WriteTransaction& write, const std::string& event,
    const std::set<std::string>& activities, booking::Micros delta);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_SHIFT_H_
