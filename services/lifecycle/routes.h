// Which route an event takes, and who stands in for whom.
#ifndef LETAN_SERVICES_LIFECYCLE_ROUTES_H_
#define LETAN_SERVICES_LIFECYCLE_ROUTES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "letan/v1/lifecycle.pb.h"
#include "services/core/lifecycle/actor.h"
#include "services/core/lifecycle/route.h"
#include "services/entity/procedure.h"
#include "storage/transaction.h"

namespace letan::services {

// Without deleted ones.
absl::StatusOr<std::vector<v1::ApprovalRoute>> LoadRoutes(storage::ReadTransaction& read);

// The authority's own route of the procedure, else everybody's; where there is none, one step: any
// approver decides.
absl::StatusOr<lifecycle::Route> RouteOf(storage::ReadTransaction& read,
                                         const entity::Procedure& procedure);

absl::StatusOr<std::vector<lifecycle::Appointment>> LoadAppointments(
    storage::ReadTransaction& read);

}  // namespace letan::services

#endif  // LETAN_SERVICES_LIFECYCLE_ROUTES_H_
