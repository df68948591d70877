// The kinds that approvals are made of: routes through the offices, and who stands in for whom.
#ifndef LETAN_SERVICES_OPERATIONS_LIFECYCLE_TRAITS_H_
#define LETAN_SERVICES_OPERATIONS_LIFECYCLE_TRAITS_H_

#include <string>
#include <vector>

#include "letan/v1/lifecycle.pb.h"
#include "letan/v1/lifecycle_service.pb.h"
#include "services/entity/entity_traits.h"

namespace letan::entity {

template <>
struct EntityTraits<v1::ApprovalRoute> {
  static constexpr char kKind[] = "approval_route";
  static constexpr char kCollection[] = "approvalRoutes";
  static constexpr bool kChosenId = true;
  static constexpr bool kHasParent = false;
  static constexpr char kTitleField[] = "display_name";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kName;
  using GetRequest = v1::GetApprovalRouteRequest;
  using ListRequest = v1::ListApprovalRoutesRequest;
  using ListResponse = v1::ListApprovalRoutesResponse;
  using CreateRequest = v1::CreateApprovalRouteRequest;
  using UpdateRequest = v1::UpdateApprovalRouteRequest;
  using DeleteRequest = v1::DeleteApprovalRouteRequest;
  using UndeleteRequest = v1::UndeleteApprovalRouteRequest;
  static std::string Extract(const v1::ApprovalRoute& route, storage::EntityRow& row);
  static void Validate(v1::ApprovalRoute& route, std::vector<errors::FieldViolation>& violations);
};

template <>
struct EntityTraits<v1::Appointment> {
  static constexpr char kKind[] = "appointment";
  static constexpr char kCollection[] = "appointments";
  static constexpr bool kChosenId = true;
  static constexpr bool kHasParent = false;
  static constexpr char kTitleField[] = "display_name";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kStart;
  using GetRequest = v1::GetAppointmentRequest;
  using ListRequest = v1::ListAppointmentsRequest;
  using ListResponse = v1::ListAppointmentsResponse;
  using CreateRequest = v1::CreateAppointmentRequest;
  using UpdateRequest = v1::UpdateAppointmentRequest;
  using DeleteRequest = v1::DeleteAppointmentRequest;
  using UndeleteRequest = v1::UndeleteAppointmentRequest;
  static std::string Extract(const v1::Appointment& appointment, storage::EntityRow& row);
  static void Validate(v1::Appointment&, std::vector<errors::FieldViolation>&) {}
};

}  // namespace letan::entity

#endif  // LETAN_SERVICES_OPERATIONS_LIFECYCLE_TRAITS_H_
