// Activities of one event as those of another: "like last year's".
#ifndef LETAN_SERVICES_OPERATIONS_COPY_H_
#define LETAN_SERVICES_OPERATIONS_COPY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "letan/v1/itinerary.pb.h"
#include "services/core/booking/model.h"
#include "storage/transaction.h"

namespace letan::operations {

// The activities of `event` that start within `window` (all, where there is none), by start.
absl::StatusOr<std::vector<v1::Activity>> ActivitiesWithin(
    storage::ReadTransaction& read, const std::string& event,
    const std::optional<booking::Interval>& window);

// A new time, shifted. INVALID_ARGUMENT on `field` where it would lie outside the years that are
// possible.
absl::Status ShiftInterval(const std::string& field, booking::Micros delta,
                           v1::TimeInterval& interval);

struct ActivityCopies {
  std::string from;  // the event whose activities are copied
  std::optional<booking::Interval> window;
  booking::Micros delta = 0;     // how much later they are
  std::vector<std::string> ids;  // fresh ones, limits::kMaxActivitiesPerEvent of them
};

// Copies activities, with what they need but without what is booked for them, into `event`, which
// is open. Adds to `left_out` what they refer to that is gone. FAILED_PRECONDITION, reason
// TOO_MANY, if the event would have too many.
absl::StatusOr<std::vector<v1::Activity>> CopyActivities(storage::WriteTransaction& write,
                                                         const storage::EntityRow& event,
                                                         const ActivityCopies& copies,
                                                         std::vector<std::string>& left_out);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_COPY_H_
