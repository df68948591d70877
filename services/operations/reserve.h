// Booking, moving and releasing inside a write: apply what fits, refuse what does not.
#ifndef LETAN_SERVICES_OPERATIONS_RESERVE_H_
#define LETAN_SERVICES_OPERATIONS_RESERVE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "letan/v1/conflict.pb.h"
#include "storage/transaction.h"

namespace letan::operations {

// The written rows, in leg order. FAILED_PRECONDITION with ConflictDetails when it does not fit;
// NOT_FOUND naming field "legs[i].resource" when a resource does not exist.
absl::StatusOr<std::vector<storage::BookingRow>> Reserve(storage::WriteTransaction& write,
                                                         const storage::BookingChange& change);

// Would this one leg fit, its driver aside? The conflict if not, absent if it does.
absl::StatusOr<std::optional<v1::LegConflict>> WhyNotFree(storage::ReadTransaction& read,
                                                          const booking::Leg& leg);

// Releases live bookings of any owners, all or nothing.
absl::Status ReleaseRows(storage::WriteTransaction& write,
                         const std::vector<storage::BookingRow>& rows);

// Releases every booking and hold of an event and its activities.
absl::Status ReleaseEvent(storage::WriteTransaction& write, const std::string& event);

// The bookings by name, live ones only. NOT_FOUND naming `field`[i] otherwise.
absl::StatusOr<std::vector<storage::BookingRow>> FindBookings(storage::ReadTransaction& read,
                                                              const std::vector<std::string>& names,
                                                              const std::string& field);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_RESERVE_H_
