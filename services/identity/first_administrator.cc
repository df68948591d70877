#include "services/identity/first_administrator.h"

#include "letan/internal/v1/identity.pb.h"
#include "services/access/callers.h"
#include "services/auth/bearer.h"
#include "services/entity/entity_handlers.h"
#include "services/identity/own_user.h"
#include "services/identity/user_traits.h"

namespace letan::services {
namespace {

using storage::WriteTransaction;

constexpr char kAdministratorRole[] = "administrator";

// There, enabled and with its role.
absl::Status MakeAdministrator(WriteTransaction& write, const std::string& uid) {
  const auto row = write.FindEntity(kAdministrator);
  if (!row.ok()) return row.status();
  if (!row->has_value()) {
    v1::User user;
    user.set_display_name("Quản trị hệ thống");
    user.add_roles(kAdministratorRole);
    return entity::Insert<v1::User>(write, {kAdministrator, uid, ""}, user).status();
  }
  auto user = entity::FromRow<v1::User>(**row);
  if (!user.ok()) return user.status();
  storage::EntityRow mended = **row;
  user->set_disabled(false);
  user->clear_roles();
  user->add_roles(kAdministratorRole);
  entity::internal::ResetColumns(mended);
  entity::FillRow(*user, mended);
  if (!mended.deleted() && entity::internal::SameContent(**row, mended)) return absl::OkStatus();
  mended.delete_time = 0;
  return entity::internal::Replace(write, mended, /*deleted=*/false);
}

storage::CredentialRow TokenRow(const auth::Bearer& bearer, booking::Micros now) {
  letan::internal::v1::StoredToken stored;
  stored.set_display_name(kSetUpToken);
  storage::CredentialRow row;
  row.id = bearer.id;
  row.user = kAdministrator;
  row.kind = access::kTokenCredential;
  row.secret = auth::HashSecret(bearer.secret);
  row.create_time = now;
  row.expire_time = now + kSetUpTime;
  row.body = stored.SerializeAsString();
  return row;
}

absl::StatusOr<bool> HasUsers(storage::Engine& engine) {
  auto read = engine.BeginRead(storage::Viewer::Administrator());
  if (!read.ok()) return read.status();
  storage::EntityQuery query;
  query.kind = entity::EntityTraits<v1::User>::kKind;
  query.show_deleted = true;
  query.limit = 1;
  const auto rows = (*read)->ListEntities(query);
  if (!rows.ok()) return rows.status();
  return !rows->empty();
}

}  // namespace

absl::StatusOr<std::string> MakeAdministratorToken(storage::Engine& engine, booking::Micros now,
                                                   const std::function<std::string()>& new_id) {
  const auth::Bearer bearer = auth::MintBearer(auth::BearerKind::kToken, new_id());
  storage::WriteRequest request;
  request.viewer = storage::Viewer::Administrator("system");
  request.method = "administrator.token";
  request.body = [row = TokenRow(bearer, now),
                  uid = new_id()](WriteTransaction& write) -> absl::StatusOr<std::string> {
    if (absl::Status made = MakeAdministrator(write, uid); !made.ok()) return made;
    if (absl::Status dropped = DropSetUpTokens(write, kAdministrator); !dropped.ok()) {
      return dropped;
    }
    if (absl::Status put = write.PutCredential(row); !put.ok()) return put;
    return std::string();
  };
  const storage::WriteResult result = storage::WriteAndWait(engine, std::move(request));
  if (!result.status.ok()) return result.status;
  return ToText(bearer);
}

absl::StatusOr<std::string> MakeFirstAdministratorToken(
    storage::Engine& engine, booking::Micros now, const std::function<std::string()>& new_id) {
  const auto has_users = HasUsers(engine);
  if (!has_users.ok()) return has_users.status();
  if (*has_users) return std::string();
  return MakeAdministratorToken(engine, now, new_id);
}

}  // namespace letan::services
