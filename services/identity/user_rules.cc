#include "services/identity/user_rules.h"

#include <string>

#include "services/access/callers.h"
#include "services/errors/errors.h"
#include "services/identity/own_user.h"

namespace letan::services {
namespace {

using access::PermissionTable;
using storage::WriteTransaction;

absl::Status CheckRoles(const PermissionTable& table,
                        const google::protobuf::RepeatedPtrField<std::string>& roles,
                        const std::string& path) {
  for (int i = 0; i < roles.size(); ++i) {
    if (table.FindRole(roles[i]) == nullptr) {
      return errors::InvalidField(path + "[" + std::to_string(i) + "]",
                                  "is no role of this server: ListRoles tells which there are");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAllRoles(const PermissionTable& table, const v1::User& user) {
  absl::Status status = CheckRoles(table, user.roles(), "user.roles");
  for (int i = 0; status.ok() && i < user.memberships_size(); ++i) {
    status = CheckRoles(table, user.memberships(i).roles(),
                        "user.memberships[" + std::to_string(i) + "].roles");
  }
  return status;
}

bool Administers(const PermissionTable& table, const v1::User& user) {
  return !user.disabled() && access::CallerOf(user, table).viewer.administrator;
}

// Somebody must be left who can give others their roles.
absl::Status CheckOthersAdminister(WriteTransaction& write, const PermissionTable& table,
                                   const std::string& name) {
  storage::EntityQuery query;
  query.kind = entity::EntityTraits<v1::User>::kKind;
  query.limit = limits::kMaxPageSize;
  while (true) {
    const auto rows = write.ListEntities(query);
    if (!rows.ok()) return rows.status();
    for (const storage::EntityRow& row : *rows) {
      const auto user = entity::FromRow<v1::User>(row);
      if (!user.ok()) return user.status();
      if (user->name() != name && Administers(table, *user)) return absl::OkStatus();
    }
    if (static_cast<int>(rows->size()) < query.limit) break;
    query.has_cursor = true;
    query.cursor = storage::CursorAt(rows->back(), query.order);
  }
  return errors::Precondition(errors::kLastAdministrator, name,
                              "is the last one who may manage users");
}

}  // namespace

entity::EntityHooks<v1::User> UserHooks(const PermissionTable& table) {
  entity::EntityHooks<v1::User> hooks;
  hooks.before_write = [&table](WriteTransaction& write, const v1::User* before,
                                v1::User& after) -> absl::Status {
    if (absl::Status known = CheckAllRoles(table, after); !known.ok()) return known;
    const bool lost =
        before != nullptr && Administers(table, *before) && !Administers(table, after);
    return lost ? CheckOthersAdminister(write, table, after.name()) : absl::OkStatus();
  };
  hooks.before_delete = [&table](WriteTransaction& write, const v1::User& user) -> absl::Status {
    if (Administers(table, user)) {
      absl::Status others = CheckOthersAdminister(write, table, user.name());
      if (!others.ok()) return others;
    }
    return DropCredentials(write, user.name(), [](const storage::CredentialRow&) { return true; });
  };
  return hooks;
}

}  // namespace letan::services
