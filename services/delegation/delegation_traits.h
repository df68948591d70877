// The delegation kind: its columns and its own rules of shape.
#ifndef LETAN_SERVICES_DELEGATION_DELEGATION_TRAITS_H_
#define LETAN_SERVICES_DELEGATION_DELEGATION_TRAITS_H_

#include <string>
#include <vector>

#include "letan/v1/delegation.pb.h"
#include "letan/v1/delegation_service.pb.h"
#include "services/entity/entity_traits.h"
#include "services/entity/procedure.h"

namespace letan::entity {

template <>
struct EntityTraits<v1::Delegation> {
  static constexpr char kKind[] = "delegation";
  static constexpr char kCollection[] = "delegations";
  static constexpr bool kChosenId = false;
  static constexpr bool kHasParent = false;
  static constexpr char kTitleField[] = "title";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kStart;
  using GetRequest = v1::GetDelegationRequest;
  using ListRequest = v1::ListDelegationsRequest;
  using ListResponse = v1::ListDelegationsResponse;
  using CreateRequest = v1::CreateDelegationRequest;
  using UpdateRequest = v1::UpdateDelegationRequest;
  using DeleteRequest = v1::DeleteDelegationRequest;
  using UndeleteRequest = v1::UndeleteDelegationRequest;
  static std::string Extract(const v1::Delegation& delegation, storage::EntityRow& row);
  static void Validate(v1::Delegation& delegation, std::vector<errors::FieldViolation>& violations);
  // "delegation.inbound"; or "delegation.outbound" and "delegation.outbound.passports". With the
  // anchors "start" and "end".
  static std::vector<Procedure> Procedures(const v1::Delegation& delegation);
};

}  // namespace letan::entity

#endif  // LETAN_SERVICES_DELEGATION_DELEGATION_TRAITS_H_
