#include "services/operations/lifecycle_traits.h"

#include <string_view>

#include "services/core/lifecycle/route.h"
#include "services/entity/time_codec.h"
#include "services/operations/process_codec.h"

namespace letan::entity {

// Everybody's approvals are judged by them, so everybody sees them.
std::string EntityTraits<v1::ApprovalRoute>::Extract(const v1::ApprovalRoute& route,
                                                     storage::EntityRow& row) {
  row.level = storage::HandlingLevel::kPublic;
  return route.display_name();
}

void EntityTraits<v1::ApprovalRoute>::Validate(v1::ApprovalRoute& route,
                                               std::vector<errors::FieldViolation>& violations) {
  lifecycle::Route core = operations::ToCore(route);
  core.name = kKind;  // that of a route which is made is not known yet
  const absl::Status status = lifecycle::CheckRoute(core);
  if (status.ok()) return;
  // "steps[2].id: must be …".
  const std::string message(status.message());
  const std::size_t colon = message.find(": ");
  if (colon == std::string::npos) {
    violations.push_back({"steps", message});
  } else {
    violations.push_back({message.substr(0, colon), message.substr(colon + 2)});
  }
}

std::string EntityTraits<v1::Appointment>::Extract(const v1::Appointment& appointment,
                                                   storage::EntityRow& row) {
  const booking::Interval interval = ToInterval(appointment.interval());
  row.start = interval.start;
  row.end = interval.end;
  row.level = storage::HandlingLevel::kPublic;
  return appointment.display_name();
}

}  // namespace letan::entity
