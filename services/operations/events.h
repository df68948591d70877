// What any event shares: it owns bookings and activities, and is open for them or closed.
#ifndef LETAN_SERVICES_OPERATIONS_EVENTS_H_
#define LETAN_SERVICES_OPERATIONS_EVENTS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "storage/transaction.h"

namespace letan::operations {

// The row of an event that may own bookings. INVALID_ARGUMENT on `field` if `name` is of a kind
// that owns none; NOT_FOUND if there is no such event, it is deleted or hidden.
absl::StatusOr<storage::EntityRow> FindEvent(storage::ReadTransaction& read,
                                             const std::string& name, const std::string& field);

// FindEvent, and FAILED_PRECONDITION (reason STATE_TRANSITION) if the event takes no more bookings
// and activities.
absl::StatusOr<storage::EntityRow> FindOpenEvent(storage::ReadTransaction& read,
                                                 const std::string& name, const std::string& field);

// FAILED_PRECONDITION (reason TOO_MANY) if the event has no room for so many more bookings, or
// activities: what cannot be moved and cancelled in one write is not let in.
absl::Status CheckRoomForBookings(storage::WriteTransaction& write, const std::string& event,
                                  std::size_t more);
absl::Status CheckRoomForActivities(storage::WriteTransaction& write, const std::string& event,
                                    std::size_t more);

// The field that is the title of a kind, for people: `title`, `display_name` or `role_title`. Null
// if it has none.
const google::protobuf::FieldDescriptor* TitleFieldOf(const std::string& kind);
std::string TitleOf(const storage::EntityRow& row);

// Every row of a query, page by page; FAILED_PRECONDITION if there are more than `most`.
absl::StatusOr<std::vector<storage::EntityRow>> AllEntities(storage::ReadTransaction& read,
                                                            storage::EntityQuery query, int most);
absl::StatusOr<std::vector<storage::BookingRow>> AllBookings(storage::ReadTransaction& read,
                                                             storage::BookingQuery query, int most);

// The activities of an event that are not deleted, by start time.
absl::StatusOr<std::vector<storage::EntityRow>> ActivitiesOf(storage::ReadTransaction& read,
                                                             const std::string& event);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_EVENTS_H_
