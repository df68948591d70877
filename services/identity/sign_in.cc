#include "services/identity/sign_in.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "letan/internal/v1/identity.pb.h"
#include "services/access/callers.h"
#include "services/auth/bearer.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/names.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/identity/own_user.h"
#include "services/identity/user_traits.h"

namespace letan::services {
namespace {

using auth::Bearer;
using auth::BearerKind;
using booking::Micros;
using letan::internal::v1::StoredSession;
using storage::CredentialRow;

constexpr char kUsers[] = "users/";
// One that was used before shows theft; sooner, the answer was lost and the client asks again.
constexpr Micros kRefreshRepeatedWithin = 60 * booking::kSecond;
constexpr std::size_t kMostSessions = 50;

absl::Status TooManyAttempts(Micros wait) {
  const Micros seconds = (wait + booking::kSecond - 1) / booking::kSecond;
  return errors::RetryAfter(
      errors::LimitReached(
          {"sign_in_failures", Attempts::kFree}, errors::kTooManyAttempts,
          "signing in failed too often: try again in " + std::to_string(seconds) + " s"),
      seconds * booking::kSecond);
}

v1::SessionTokens Answer(const CredentialRow& row, const StoredSession& stored,
                         const Bearer& access, const Bearer& refresh) {
  v1::SessionTokens tokens;
  v1::Session& session = *tokens.mutable_session();
  session.set_name(CredentialName(row, kSessions));
  *session.mutable_create_time() = entity::ToTimestamp(row.create_time);
  *session.mutable_refresh_time() = entity::ToTimestamp(stored.refresh_time());
  *session.mutable_expire_time() = entity::ToTimestamp(row.expire_time);
  session.set_client(stored.client());
  tokens.set_access_token(ToText(access));
  *tokens.mutable_access_expire_time() = entity::ToTimestamp(stored.access_expire_time());
  tokens.set_refresh_token(ToText(refresh));
  return tokens;
}

// Hashes of the access token, the refresh token and, once there is one, the refresh token before.
std::string SecretsOf(const Bearer& access, const Bearer& refresh, const std::string& before) {
  return auth::HashSecret(access.secret) + auth::HashSecret(refresh.secret) + before;
}

std::string PartOf(const std::string& secrets, std::size_t index) {
  const std::size_t begin = index * auth::kSecretHashBytes;
  return secrets.size() < begin + auth::kSecretHashBytes
             ? ""
             : secrets.substr(begin, auth::kSecretHashBytes);
}

// Makes room for one more session, and removes those that are over.
absl::Status TidySessions(storage::WriteTransaction& write, const std::string& user, Micros now) {
  const auto rows = write.ListCredentials(user);
  if (!rows.ok()) return rows.status();
  std::size_t live = 0;
  for (const CredentialRow& row : *rows) {
    live += row.kind == access::kSessionCredential && row.expire_time > now ? 1 : 0;
  }
  // Ids begin with the time: the oldest come first.
  return DropCredentials(write, user, [&](const CredentialRow& row) {
    if (row.kind != access::kSessionCredential) return false;
    if (row.expire_time <= now) return true;
    return live >= kMostSessions && live-- > 0;
  });
}

}  // namespace

absl::StatusOr<bool> SignInDesk::Proves(const std::string& user, const std::string& password) {
  std::string hash;
  {
    auto read = deps_.engine->BeginRead(storage::Viewer::Administrator());
    if (!read.ok()) return read.status();
    const auto found = LoadUser(**read, user);
    if (!found.ok() && !absl::IsNotFound(found.status())) return found.status();
    const auto credential = (*read)->FindCredential(PasswordId(user));
    if (!credential.ok()) return credential.status();
    if (found.ok() && credential->has_value()) hash = (*credential)->secret;
  }
  if (!hash.empty()) return passwords_.Matches(hash, password);
  passwords_.Waste(password);
  return false;
}

absl::StatusOr<bool> SignInDesk::HasPassword(const std::string& user) {
  auto read = deps_.engine->BeginRead(storage::Viewer::Administrator());
  if (!read.ok()) return read.status();
  const auto credential = (*read)->FindCredential(PasswordId(user));
  if (!credential.ok()) return credential.status();
  return credential->has_value();
}

absl::Status SignInDesk::Check(const call::CallContext& context, const std::string& user,
                               const std::string& password) {
  const Micros wait = attempts_.Wait(user, context.now);
  if (wait > 0) return TooManyAttempts(wait);
  const auto proves = Proves(user, password);
  if (!proves.ok()) return proves.status();
  if (!*proves) {
    attempts_.Failed(user, context.now);
    return errors::Unauthenticated();
  }
  attempts_.Succeeded(user);
  return absl::OkStatus();
}

absl::StatusOr<v1::SessionTokens> SignInDesk::NewSession(const call::CallContext& context,
                                                         const std::string& user,
                                                         const std::string& client) {
  const Bearer access = auth::MintBearer(BearerKind::kSession, context.new_id());
  Bearer refresh = auth::MintBearer(BearerKind::kRefresh, access.id);
  StoredSession stored;
  stored.set_client(client);
  stored.set_refresh_time(context.now);
  CredentialRow row;
  row.id = access.id;
  row.user = user;
  row.kind = access::kSessionCredential;
  row.secret = SecretsOf(access, refresh, "");
  row.create_time = context.now;
  row.expire_time = context.now + context.limits->session_hours * booking::kHour;
  stored.set_access_expire_time(std::min(
      context.now + context.limits->access_token_minutes * booking::kMinute, row.expire_time));
  row.body = stored.SerializeAsString();
  absl::Status written =
      WriteAs(deps_, context, user, [row, now = context.now](storage::WriteTransaction& write) {
        // Disabled or deleted in the meantime.
        const auto still = LoadUser(write, row.user);
        if (!still.ok()) return errors::Unauthenticated();
        if (absl::Status tidy = TidySessions(write, row.user, now); !tidy.ok()) return tidy;
        return write.PutCredential(row);
      });
  if (!written.ok()) return written;
  return Answer(row, stored, access, refresh);
}

absl::StatusOr<v1::SessionTokens> SignInDesk::SignIn(const call::CallContext& context,
                                                     const v1::SignInRequest& request) {
  const bool whole = request.user().rfind(kUsers, 0) == 0;
  const std::string user = whole ? request.user() : kUsers + request.user();
  if (absl::Status proven = Check(context, user, request.password()); !proven.ok()) return proven;
  return NewSession(context, user, request.client());
}

// What a refresh makes of a session; empty: the token was stolen, and the session is to end.
absl::StatusOr<std::optional<SignInDesk::Renewed>> SignInDesk::Renew(
    storage::WriteTransaction& write, const RenewalTokens& tokens) {
  const auto found = write.FindCredential(tokens.access.id);
  if (!found.ok()) return found.status();
  if (!found->has_value() || (*found)->kind != access::kSessionCredential ||
      (*found)->expire_time <= tokens.now || !LoadUser(write, (*found)->user).ok()) {
    return errors::Unauthenticated();
  }
  Renewed renewed{**found, {}};
  CredentialRow& row = renewed.row;
  if (!renewed.stored.ParseFromString(row.body)) return errors::Unauthenticated();
  const std::string current = PartOf(row.secret, 1);
  const std::string before = PartOf(row.secret, 2);
  const bool again = !before.empty() && auth::SameHash(before, tokens.presented_hash);
  if (!again && !auth::SameHash(current, tokens.presented_hash)) return errors::Unauthenticated();
  if (again && renewed.stored.refresh_time() + kRefreshRepeatedWithin < tokens.now) {
    return std::optional<Renewed>();
  }
  renewed.stored.set_refresh_time(tokens.now);
  renewed.stored.set_access_expire_time(std::min(tokens.access_expire_time, row.expire_time));
  row.secret = SecretsOf(tokens.access, tokens.refresh, again ? before : current);
  row.body = renewed.stored.SerializeAsString();
  return std::optional<Renewed>(std::move(renewed));
}

absl::StatusOr<v1::SessionTokens> SignInDesk::Refresh(const call::CallContext& context,
                                                      const v1::RefreshSessionRequest& request) {
  const auto presented = auth::ParseBearer(request.refresh_token());
  if (!presented.has_value() || presented->kind != BearerKind::kRefresh) {
    return errors::Unauthenticated();
  }
  std::string user;
  {
    auto read = deps_.engine->BeginRead(storage::Viewer::Administrator());
    if (!read.ok()) return read.status();
    const auto row = (*read)->FindCredential(presented->id);
    if (!row.ok()) return row.status();
    if (!row->has_value()) return errors::Unauthenticated();
    user = (*row)->user;
  }
  const RenewalTokens tokens = {
      auth::MintBearer(BearerKind::kSession, presented->id),
      auth::MintBearer(BearerKind::kRefresh, presented->id), auth::HashSecret(presented->secret),
      context.now, context.now + context.limits->access_token_minutes * booking::kMinute};
  // Filled anew by each run of the body, and read when one has committed.
  const auto outcome = std::make_shared<std::optional<Renewed>>();
  absl::Status written =
      WriteAs(deps_, context, user, [tokens, outcome](storage::WriteTransaction& write) {
        auto renewed = Renew(write, tokens);
        if (!renewed.ok()) return renewed.status();
        *outcome = *std::move(renewed);
        if (!outcome->has_value()) return write.DeleteCredential(tokens.access.id);
        return write.PutCredential((*outcome)->row);
      });
  if (!written.ok()) return written;
  if (!outcome->has_value()) return errors::Unauthenticated();
  return Answer((*outcome)->row, (*outcome)->stored, tokens.access, tokens.refresh);
}

absl::StatusOr<v1::SignOutResponse> SignInDesk::SignOut(const call::CallContext& context) {
  const std::string& id = context.caller->credential;
  absl::Status written =
      WriteAs(deps_, context, context.viewer.subject, [id](storage::WriteTransaction& write) {
        const auto row = write.FindCredential(id);
        if (!row.ok()) return row.status();
        if (!row->has_value() || (*row)->kind != access::kSessionCredential) {
          return errors::Precondition(errors::kNoSession, "session",
                                      "the call was not made with the token of a session");
        }
        return write.DeleteCredential(id);
      });
  if (!written.ok()) return written;
  return v1::SignOutResponse();
}

absl::StatusOr<v1::SetPasswordResponse> SignInDesk::SetPassword(
    const call::CallContext& context, const v1::SetPasswordRequest& request) {
  const auto user = UserMeant(context, request.user(), "user");
  if (!user.ok()) return user.status();
  if (request.new_password().size() < auth::kMinPasswordBytes) {
    return errors::InvalidField("new_password", "must have 12 to 256 bytes");
  }
  if (context.caller->known && *user == context.viewer.subject) {
    const auto has_one = HasPassword(*user);
    if (!has_one.ok()) return has_one.status();
    // The first one is set with a token alone.
    absl::Status proven =
        *has_one ? Check(context, *user, request.current_password()) : absl::OkStatus();
    if (!proven.ok()) return proven;
  }
  auto hash = passwords_.Hash(request.new_password());
  if (!hash.ok()) return hash.status();
  CredentialRow row;
  row.id = PasswordId(*user);
  row.user = *user;
  row.kind = access::kPasswordCredential;
  row.secret = *std::move(hash);
  row.create_time = context.now;
  absl::Status written = WriteAs(
      deps_, context, context.viewer.subject,
      [row, own = context.caller->credential](storage::WriteTransaction& write) {
        const auto found = entity::Load<v1::User>(write, row.user);
        if (!found.ok()) return found.status();
        if (found->type() == v1::User::TYPE_SERVICE) {
          return errors::Precondition(errors::kNotAPerson, row.user, "programs have no password");
        }
        absl::Status dropped = DropCredentials(write, row.user, [&](const CredentialRow& one) {
          return one.kind == access::kSessionCredential && one.id != own;
        });
        if (dropped.ok()) dropped = DropSetUpTokens(write, row.user);
        if (!dropped.ok()) return dropped;
        return write.PutCredential(row);
      });
  if (!written.ok()) return written;
  return v1::SetPasswordResponse();
}

}  // namespace letan::services
