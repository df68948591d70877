// The kind of those who call.
#ifndef LETAN_SERVICES_IDENTITY_USER_TRAITS_H_
#define LETAN_SERVICES_IDENTITY_USER_TRAITS_H_

#include <string>
#include <vector>

#include "letan/v1/identity.pb.h"
#include "letan/v1/identity_service.pb.h"
#include "services/entity/entity_traits.h"

namespace letan::entity {

template <>
struct EntityTraits<v1::User> {
  static constexpr char kKind[] = "user";
  static constexpr char kCollection[] = "users";
  static constexpr bool kChosenId = true;
  static constexpr bool kHasParent = false;
  static constexpr char kTitleField[] = "display_name";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kName;
  using GetRequest = v1::GetUserRequest;
  using ListRequest = v1::ListUsersRequest;
  using ListResponse = v1::ListUsersResponse;
  using CreateRequest = v1::CreateUserRequest;
  using UpdateRequest = v1::UpdateUserRequest;
  using DeleteRequest = v1::DeleteUserRequest;
  using UndeleteRequest = v1::UndeleteUserRequest;
  static std::string Extract(const v1::User& user, storage::EntityRow& row);
  static void Validate(v1::User& user, std::vector<errors::FieldViolation>& violations);
};

}  // namespace letan::entity

#endif  // LETAN_SERVICES_IDENTITY_USER_TRAITS_H_
