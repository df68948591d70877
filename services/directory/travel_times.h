// What follows from a place's travel times: the edges of the travel matrix.
#ifndef LETAN_SERVICES_DIRECTORY_TRAVEL_TIMES_H_
#define LETAN_SERVICES_DIRECTORY_TRAVEL_TIMES_H_

#include "absl/status/status.h"
#include "letan/v1/directory.pb.h"
#include "services/core/limits.h"
#include "storage/transaction.h"

namespace letan::services {

// Resources whose bookings are looked at after a change of travel times.

// Hook after_write: puts the edges from the place and, where they changed, tells in
// `answer.standing_conflicts` which bookings of the next year they put in conflict (of the first
// limits::kMaxTravelChecks active exclusive resources by name; travel binds no others).
absl::Status WriteTravelTimes(storage::WriteTransaction& write, const v1::Place* before,
                              v1::Place& answer);

// Hook before_delete: removes the edges from the place. FAILED_PRECONDITION, reason IN_USE, while
// those of another place lead to it.
absl::Status DropTravelTimes(storage::WriteTransaction& write, const v1::Place& place);

}  // namespace letan::services

#endif  // LETAN_SERVICES_DIRECTORY_TRAVEL_TIMES_H_
