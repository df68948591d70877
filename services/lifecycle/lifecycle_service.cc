#include "services/lifecycle/lifecycle_service.h"

#include <string>

#include "letan/v1/lifecycle_service.pb.h"
#include "services/core/lifecycle/approval.h"
#include "services/core/limits.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/lifecycle/event_acts.h"
#include "services/lifecycle/event_status.h"
#include "services/lifecycle/routes.h"
#include "services/lifecycle/silence.h"
#include "services/operations/lifecycle_traits.h"

namespace letan::services {
namespace {

using storage::WriteTransaction;

absl::Status Full(const std::string& what, int most) {
  return errors::Precondition(errors::kTooMany, what,
                              "there are " + std::to_string(most) + " already, and may be no more");
}

absl::Status BeforeRoute(WriteTransaction& write, const v1::ApprovalRoute*,
                         v1::ApprovalRoute& after) {
  const auto routes = LoadRoutes(write);
  if (!routes.ok()) return routes.status();
  std::size_t others = 0;
  for (const v1::ApprovalRoute& route : *routes) {
    if (route.name() == after.name()) continue;
    ++others;
    if (route.procedure() == after.procedure() && route.authority() == after.authority()) {
      return errors::AlreadyExists(route.name());
    }
  }
  return others < limits::kMaxApprovalRoutes ? absl::OkStatus()
                                             : Full("approvalRoutes", limits::kMaxApprovalRoutes);
}

absl::Status BeforeAppointment(WriteTransaction& write, const v1::Appointment* before,
                               v1::Appointment&) {
  if (before != nullptr) return absl::OkStatus();
  const auto appointments = LoadAppointments(write);
  if (!appointments.ok()) return appointments.status();
  return appointments->size() < limits::kMaxAppointments
             ? absl::OkStatus()
             : Full("appointments", limits::kMaxAppointments);
}

}  // namespace

call::ServiceTable MakeLifecycleService(const entity::ServiceDeps& deps) {
  call::ServiceTable table(
      v1::GetEventStatusRequest::descriptor()->file()->FindServiceByName("LifecycleService"));
  const auto& kinds = *deps.kinds;
  table.Read<v1::GetEventStatusRequest, v1::EventStatus>(
      "GetEventStatus",
      [&kinds](const call::CallContext&, storage::ReadTransaction& read,
               const v1::GetEventStatusRequest& request) -> absl::StatusOr<v1::EventStatus> {
        const auto event = operations::EventMessage::Load(read, kinds, request.name());
        if (!event.ok()) return event.status();
        return StatusOf(*event);
      });
  AddEventActs(table, kinds);
  entity::EntityHooks<v1::ApprovalRoute> routes;
  routes.before_write = BeforeRoute;
  entity::AddStandardMethods<v1::ApprovalRoute>(table, *deps.page_tokens, routes);
  entity::EntityHooks<v1::Appointment> appointments;
  appointments.before_write = BeforeAppointment;
  entity::AddStandardMethods<v1::Appointment>(table, *deps.page_tokens, appointments);
  table.SetHooks({LapseSilences(*deps.engine, kinds), nullptr});
  return table;
}

}  // namespace letan::services
