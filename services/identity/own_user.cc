#include "services/identity/own_user.h"

#include <utility>
#include <vector>

#include "letan/internal/v1/identity.pb.h"
#include "services/access/callers.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/names.h"
#include "services/errors/errors.h"
#include "services/identity/user_traits.h"
#include "storage/engine.h"

namespace letan::services {
namespace {

const char* KindOfCollection(const std::string& collection) {
  if (collection == kSessions) return access::kSessionCredential;
  if (collection == kTokens) return access::kTokenCredential;
  return access::kAccountCredential;
}

}  // namespace

absl::StatusOr<std::string> UserMeant(const call::CallContext& context, const std::string& named,
                                      const std::string& field) {
  const bool known = context.caller->known;
  if (named.empty()) {
    if (known) return context.viewer.subject;
    return errors::InvalidField(field, "must say whose: this server asks nobody who they are");
  }
  if ((known && named == context.viewer.subject) || context.viewer.administrator) return named;
  return errors::PermissionDenied("only administrators may do this for others");
}

std::string PasswordId(const std::string& user) { return "password:" + user; }

std::string CredentialName(const storage::CredentialRow& row, const std::string& collection) {
  return row.user + "/" + collection + "/" + row.id;
}

absl::StatusOr<storage::CredentialRow> FindNamed(storage::ReadTransaction& read,
                                                 const call::CallContext& context,
                                                 const std::string& name,
                                                 const std::string& collection) {
  const std::string middle = "/" + collection + "/";
  const std::size_t split = name.find(middle);
  if (split == std::string::npos || !entity::IsName(name.substr(0, split), "user")) {
    return errors::InvalidField("name", "must be \"users/…" + middle + "…\"");
  }
  const std::string user = name.substr(0, split);
  const auto row = read.FindCredential(name.substr(split + middle.size()));
  if (!row.ok()) return row.status();
  if (!row->has_value() || (*row)->user != user || (*row)->kind != KindOfCollection(collection) ||
      !UserMeant(context, user, "name").ok()) {
    return errors::NotFound(name);
  }
  return **row;
}

absl::StatusOr<v1::User> LoadUser(storage::ReadTransaction& read, const std::string& name) {
  auto user = entity::Load<v1::User>(read, name);
  if (user.ok() && user->disabled()) return errors::NotFound(name);
  return user;
}

absl::Status DropCredentials(storage::WriteTransaction& write, const std::string& user,
                             const std::function<bool(const storage::CredentialRow&)>& which) {
  const auto rows = write.ListCredentials(user);
  if (!rows.ok()) return rows.status();
  for (const storage::CredentialRow& row : *rows) {
    if (!which(row)) continue;
    if (absl::Status gone = write.DeleteCredential(row.id); !gone.ok()) return gone;
  }
  return absl::OkStatus();
}

absl::Status DropSetUpTokens(storage::WriteTransaction& write, const std::string& user) {
  return DropCredentials(write, user, [](const storage::CredentialRow& row) {
    letan::internal::v1::StoredToken stored;
    return row.kind == access::kTokenCredential && stored.ParseFromString(row.body) &&
           stored.display_name() == kSetUpToken;
  });
}

absl::Status WriteAs(const entity::ServiceDeps& deps, const call::CallContext& context,
                     const std::string& user,
                     std::function<absl::Status(storage::WriteTransaction&)> body) {
  if (!deps.administration->begin_write()) return errors::Draining();
  storage::WriteRequest request;
  // Not filtered: a user finds their own rows whatever they may see of others.
  request.viewer = storage::Viewer::Administrator(user);
  request.method = context.method;
  request.body =
      [body = std::move(body)](storage::WriteTransaction& write) -> absl::StatusOr<std::string> {
    if (absl::Status status = body(write); !status.ok()) return status;
    return std::string();
  };
  storage::WriteResult result = storage::WriteAndWait(*deps.engine, std::move(request));
  deps.callers->Forget();
  deps.administration->end_write();
  return result.status;
}

}  // namespace letan::services
