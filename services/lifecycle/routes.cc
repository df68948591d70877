#include "services/lifecycle/routes.h"

#include <utility>

#include "services/core/limits.h"
#include "services/operations/events.h"
#include "services/operations/lifecycle_traits.h"
#include "services/operations/process_codec.h"

namespace letan::services {
namespace {

using storage::ReadTransaction;

template <class T>
absl::StatusOr<std::vector<T>> LoadAll(ReadTransaction& read, int most) {
  storage::EntityQuery query;
  query.kind = entity::EntityTraits<T>::kKind;
  const auto rows = operations::AllEntities(read, query, most);
  if (!rows.ok()) return rows.status();
  std::vector<T> all;
  for (const storage::EntityRow& row : *rows) {
    auto one = entity::FromRow<T>(row);
    if (!one.ok()) return one.status();
    all.push_back(*std::move(one));
  }
  return all;
}

lifecycle::Route AnyApprover() {
  lifecycle::Step step;
  step.id = "approver";
  step.kind = lifecycle::StepKind::kDecision;
  step.role = "approver";
  lifecycle::Route route;
  route.name = "any-approver";
  route.steps.push_back(std::move(step));
  return route;
}

}  // namespace

absl::StatusOr<std::vector<v1::ApprovalRoute>> LoadRoutes(ReadTransaction& read) {
  return LoadAll<v1::ApprovalRoute>(read, limits::kMaxApprovalRoutes);
}

absl::StatusOr<lifecycle::Route> RouteOf(ReadTransaction& read,
                                         const entity::Procedure& procedure) {
  const auto routes = LoadRoutes(read);
  if (!routes.ok()) return routes.status();
  const v1::ApprovalRoute* everybodys = nullptr;
  for (const v1::ApprovalRoute& route : *routes) {
    if (route.procedure() != procedure.name) continue;
    if (route.authority() == procedure.authority) return operations::ToCore(route);
    if (route.authority().empty()) everybodys = &route;
  }
  return everybodys != nullptr ? operations::ToCore(*everybodys) : AnyApprover();
}

absl::StatusOr<std::vector<lifecycle::Appointment>> LoadAppointments(ReadTransaction& read) {
  const auto stored = LoadAll<v1::Appointment>(read, limits::kMaxAppointments);
  if (!stored.ok()) return stored.status();
  std::vector<lifecycle::Appointment> appointments;
  for (const v1::Appointment& appointment : *stored) {
    appointments.push_back(operations::ToCore(appointment));
  }
  return appointments;
}

}  // namespace letan::services
