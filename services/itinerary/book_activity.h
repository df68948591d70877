// Booking what an activity's requirements ask for.
#ifndef LETAN_SERVICES_ITINERARY_BOOK_ACTIVITY_H_
#define LETAN_SERVICES_ITINERARY_BOOK_ACTIVITY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "letan/v1/itinerary_service.pb.h"
#include "storage/transaction.h"

namespace letan::services {

// Units of bookings that one activity may ask for: identifiers are minted before the write.

// Books the requirements that have no booking yet, all or nothing, and returns every booking of the
// activity. `ids` are fresh: the group's first, then one for each unit.
absl::StatusOr<std::vector<storage::BookingRow>> BookRequirements(
    storage::WriteTransaction& write, const v1::Activity& activity, const storage::EntityRow& event,
    const v1::BookActivityRequest& request, const std::vector<std::string>& ids);

}  // namespace letan::services

#endif  // LETAN_SERVICES_ITINERARY_BOOK_ACTIVITY_H_
