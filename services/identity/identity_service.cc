#include "services/identity/identity_service.h"

#include <memory>
#include <string>

#include "letan/v1/identity_service.pb.h"
#include "services/access/access_control.h"
#include "services/access/permission_file.h"
#include "services/entity/entity_handlers.h"
#include "services/errors/errors.h"
#include "services/identity/credential_methods.h"
#include "services/identity/own_user.h"
#include "services/identity/sign_in.h"
#include "services/identity/user_rules.h"

namespace letan::services {
namespace {

using call::CallContext;
using storage::ReadTransaction;

absl::StatusOr<v1::Caller> GetCaller(const CallContext& context, ReadTransaction& read) {
  v1::Caller caller;
  if (context.caller->user == nullptr) return caller;
  caller.set_user(context.viewer.subject);
  caller.set_acting_for(context.viewer.acting_for);
  *caller.mutable_details() = *context.caller->user;
  const auto password = read.FindCredential(PasswordId(caller.user()));
  if (!password.ok()) return password.status();
  caller.set_has_password(password->has_value());
  return caller;
}

// What is true of the entity's event decides; without an entity, what the roles alone allow.
absl::StatusOr<bool> MayCall(const entity::ServiceDeps& deps, const CallContext& context,
                             const std::string& method,
                             const std::optional<access::Effect>& effect) {
  std::string full = "letan.v1." + method;
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(full);
  if (descriptor == nullptr) return false;
  full[full.rfind('.')] = '/';
  const auto permit = deps.access->Authorize(*context.caller, full, access::Mutates(*descriptor));
  if (!permit.ok()) return false;
  return !effect.has_value() || (*permit)->Judge(*effect).allowed();
}

absl::StatusOr<v1::TestPermissionsResponse> TestPermissions(
    const entity::ServiceDeps& deps, const CallContext& context, ReadTransaction& read,
    const v1::TestPermissionsRequest& request) {
  std::optional<access::Effect> effect;
  if (!request.resource().empty()) {
    const auto row = read.FindEntity(request.resource());
    if (!row.ok()) return row.status();
    if (!row->has_value()) return errors::NotFoundAt(request.resource(), "resource");
    const std::string event = access::EventOf(request.resource());
    if (!event.empty()) {
      const auto owner = read.FindEntity(event);
      if (!owner.ok()) return owner.status();
      if (!owner->has_value()) return errors::NotFoundAt(request.resource(), "resource");
      auto found = access::EffectOn(**owner, deps.access->prototypes());
      if (!found.ok()) return found.status();
      effect = *std::move(found);
    }
  }
  v1::TestPermissionsResponse response;
  for (const std::string& method : request.methods()) {
    const auto may = MayCall(deps, context, method, effect);
    if (!may.ok()) return may.status();
    if (*may) response.add_methods(method);
  }
  return response;
}

v1::ListRolesResponse ListRoles(const access::PermissionTable& table) {
  v1::ListRolesResponse response;
  for (const access::Role& role : table.roles()) {
    v1::Role& proto = *response.add_roles();
    proto.set_role(role.name);
    proto.set_display_name(role.title);
    proto.set_sees_internal(role.sees_internal);
    proto.set_administrator(role.administrator);
  }
  return response;
}

void AddSignIn(call::ServiceTable& table, const entity::ServiceDeps& deps) {
  const auto desk = std::make_shared<SignInDesk>(deps);
  using call::Lane;
  table.OpenTask<v1::SignInRequest, v1::SessionTokens>(
      "SignIn",
      [desk](const CallContext& context, const v1::SignInRequest& request) {
        return desk->SignIn(context, request);
      },
      Lane::kSignIn);
  table.OpenTask<v1::RefreshSessionRequest, v1::SessionTokens>(
      "RefreshSession",
      [desk](const CallContext& context, const v1::RefreshSessionRequest& request) {
        return desk->Refresh(context, request);
      },
      Lane::kReads);
  table.OpenTask<v1::SignOutRequest, v1::SignOutResponse>(
      "SignOut",
      [desk](const CallContext& context, const v1::SignOutRequest&) {
        return desk->SignOut(context);
      },
      Lane::kReads);
  table.OpenTask<v1::SetPasswordRequest, v1::SetPasswordResponse>(
      "SetPassword",
      [desk](const CallContext& context, const v1::SetPasswordRequest& request) {
        return desk->SetPassword(context, request);
      },
      Lane::kSignIn);
}

}  // namespace

call::ServiceTable MakeIdentityService(const entity::ServiceDeps& deps) {
  call::ServiceTable table(
      v1::SignInRequest::descriptor()->file()->FindServiceByName("IdentityService"));
  entity::AddStandardMethods<v1::User>(table, *deps.page_tokens, UserHooks(deps.access->table()));
  AddSignIn(table, deps);
  AddCredentialMethods(table, deps);
  table.Read<v1::GetCallerRequest, v1::Caller>(
      "GetCaller",
      [](const CallContext& context, ReadTransaction& read, const v1::GetCallerRequest&) {
        return GetCaller(context, read);
      },
      call::Cost::kPoint);
  table.Read<v1::TestPermissionsRequest, v1::TestPermissionsResponse>(
      "TestPermissions", [deps](const CallContext& context, ReadTransaction& read,
                                const v1::TestPermissionsRequest& request) {
        return TestPermissions(deps, context, read, request);
      });
  table.Read<v1::ListRolesRequest, v1::ListRolesResponse>(
      "ListRoles",
      [deps](const CallContext&, ReadTransaction&, const v1::ListRolesRequest&)
          -> absl::StatusOr<v1::ListRolesResponse> { return ListRoles(deps.access->table()); });
  return table;
}

}  // namespace letan::services
