#include "services/identity/credential_methods.h"

#include <algorithm>
#include <string>

#include "letan/internal/v1/identity.pb.h"
#include "letan/v1/identity_service.pb.h"
#include "services/access/access_control.h"
#include "services/access/callers.h"
#include "services/access/permission_file.h"
#include "services/auth/bearer.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/identity/own_user.h"

namespace letan::services {
namespace {

using call::CallContext;
using storage::CredentialRow;
using storage::ReadTransaction;
using storage::WriteTransaction;

constexpr booking::Micros kLongestToken = 366 * booking::kDay;
constexpr std::size_t kMostTokens = 100;
constexpr std::size_t kMostAccounts = 20;

v1::Session SessionOf(const CredentialRow& row) {
  letan::internal::v1::StoredSession stored;
  stored.ParseFromString(row.body);
  v1::Session session;
  session.set_name(CredentialName(row, kSessions));
  *session.mutable_create_time() = entity::ToTimestamp(row.create_time);
  *session.mutable_refresh_time() = entity::ToTimestamp(stored.refresh_time());
  *session.mutable_expire_time() = entity::ToTimestamp(row.expire_time);
  session.set_client(stored.client());
  return session;
}

v1::ApiToken TokenOf(const CredentialRow& row) {
  letan::internal::v1::StoredToken stored;
  stored.ParseFromString(row.body);
  v1::ApiToken token;
  token.set_name(CredentialName(row, kTokens));
  token.set_display_name(stored.display_name());
  *token.mutable_create_time() = entity::ToTimestamp(row.create_time);
  *token.mutable_expire_time() = entity::ToTimestamp(row.expire_time);
  *token.mutable_scopes() = stored.scopes();
  return token;
}

// The id of an account is not made for people, but a name needs one.
v1::ExternalAccount AccountOf(const CredentialRow& row) {
  letan::internal::v1::StoredAccount stored;
  stored.ParseFromString(row.body);
  v1::ExternalAccount account;
  account.set_name(CredentialName(row, kAccounts));
  account.set_issuer(stored.issuer());
  account.set_subject(stored.subject());
  *account.mutable_create_time() = entity::ToTimestamp(row.create_time);
  return account;
}

// Those of a kind that are not over, each as `make` tells of it.
template <class Message, class Make>
absl::Status ListKind(const CallContext& context, ReadTransaction& read, const std::string& parent,
                      const char* kind, const Make& make,
                      google::protobuf::RepeatedPtrField<Message>* out) {
  const auto user = UserMeant(context, parent, "parent");
  if (!user.ok()) return user.status();
  const auto rows = read.ListCredentials(*user);
  if (!rows.ok()) return rows.status();
  for (const CredentialRow& row : *rows) {
    const bool live = row.expire_time == 0 || row.expire_time > context.now;
    if (live && row.kind == kind) *out->Add() = make(row);
  }
  return absl::OkStatus();
}

std::size_t CountKind(const std::vector<CredentialRow>& rows, const char* kind,
                      booking::Micros now) {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const CredentialRow& row) {
        return row.kind == kind && (row.expire_time == 0 || row.expire_time > now);
      }));
}

absl::Status TooManyOf(const std::string& user, std::size_t most, const std::string& what) {
  return errors::Precondition(errors::kTooMany, user,
                              "has " + std::to_string(most) + " " + what + " already");
}

// Whether a scope is "read", a service or a method that there is.
bool IsScope(const std::string& scope) {
  if (scope == "read") return true;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  const std::string full = "letan.v1." + scope;
  return pool->FindServiceByName(full) != nullptr || pool->FindMethodByName(full) != nullptr;
}

absl::Status CheckToken(const CallContext& context, const v1::ApiToken& token) {
  const booking::Micros expire = entity::ToMicros(token.expire_time());
  if (expire <= context.now || expire > context.now + kLongestToken) {
    return errors::InvalidField("token.expire_time", "must lie at most 366 days ahead");
  }
  for (int i = 0; i < token.scopes_size(); ++i) {
    if (IsScope(token.scopes(i))) continue;
    return errors::InvalidField("token.scopes[" + std::to_string(i) + "]",
                                "must be \"read\", a service such as \"BookingService\", or a "
                                "method such as \"BookingService.Book\"");
  }
  // A token that is good for little must not make one that is good for more.
  if (!context.caller->scopes.empty()) {
    return errors::PermissionDenied("a token with scopes makes no tokens");
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::CreateTokenResponse> CreateToken(const entity::ServiceDeps& deps,
                                                    const CallContext& context,
                                                    const v1::CreateTokenRequest& request) {
  const auto user = UserMeant(context, request.parent(), "parent");
  if (!user.ok()) return user.status();
  if (absl::Status right = CheckToken(context, request.token()); !right.ok()) return right;
  const auth::Bearer bearer = auth::MintBearer(auth::BearerKind::kToken, context.new_id());
  letan::internal::v1::StoredToken stored;
  stored.set_display_name(request.token().display_name());
  *stored.mutable_scopes() = request.token().scopes();
  CredentialRow row;
  row.id = bearer.id;
  row.user = *user;
  row.kind = access::kTokenCredential;
  row.secret = auth::HashSecret(bearer.secret);
  row.create_time = context.now;
  row.expire_time = entity::ToMicros(request.token().expire_time());
  row.body = stored.SerializeAsString();
  absl::Status written = WriteAs(
      deps, context, context.viewer.subject, [row, now = context.now](WriteTransaction& write) {
        if (const auto found = LoadUser(write, row.user); !found.ok()) return found.status();
        absl::Status tidy = DropCredentials(write, row.user, [&](const CredentialRow& one) {
          return one.kind == row.kind && one.expire_time != 0 && one.expire_time <= now;
        });
        if (!tidy.ok()) return tidy;
        const auto rows = write.ListCredentials(row.user);
        if (!rows.ok()) return rows.status();
        if (CountKind(*rows, access::kTokenCredential, now) >= kMostTokens) {
          return TooManyOf(row.user, kMostTokens, "tokens");
        }
        return write.PutCredential(row);
      });
  if (!written.ok()) return written;
  v1::CreateTokenResponse response;
  *response.mutable_token() = TokenOf(row);
  response.set_secret(ToText(bearer));
  return response;
}

// Takes one back by its name.
template <class Request, class Response>
void AddRevoke(call::ServiceTable& table, const char* method, const char* collection) {
  table.Write<Request, Response>(
      method,
      [collection](const CallContext& context,
                   const Request& request) -> absl::StatusOr<call::Apply<Response>> {
        return call::Apply<Response>([context, name = request.name(), collection](
                                         WriteTransaction& write) -> absl::StatusOr<Response> {
          const auto row = FindNamed(write, context, name, collection);
          if (!row.ok()) return row.status();
          if (absl::Status gone = write.DeleteCredential(row->id); !gone.ok()) return gone;
          return Response();
        });
      });
}

// A certificate is named by what identifies it and nothing else does: by its hash.
absl::Status CheckAccount(const v1::ExternalAccount& account) {
  if (account.issuer() != access::kCertificateIssuer) return absl::OkStatus();
  const bool hex = std::all_of(account.subject().begin(), account.subject().end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
  if (hex && account.subject().size() == 64) return absl::OkStatus();
  return errors::InvalidField("account.subject",
                              "must be the certificate's SHA-256: 64 of 0-9 and a-f");
}

absl::StatusOr<call::Apply<v1::ExternalAccount>> PrepareLink(
    const CallContext& context, const v1::LinkAccountRequest& request) {
  if (absl::Status right = CheckAccount(request.account()); !right.ok()) return right;
  letan::internal::v1::StoredAccount stored;
  stored.set_issuer(request.account().issuer());
  stored.set_subject(request.account().subject());
  CredentialRow row;
  row.id = access::AccountId(stored.issuer(), stored.subject());
  row.user = request.parent();
  row.kind = access::kAccountCredential;
  row.create_time = context.now;
  row.body = stored.SerializeAsString();
  return call::Apply<v1::ExternalAccount>(
      [row](WriteTransaction& write) -> absl::StatusOr<v1::ExternalAccount> {
        if (const auto found = LoadUser(write, row.user); !found.ok()) return found.status();
        const auto taken = write.FindCredential(row.id);
        if (!taken.ok()) return taken.status();
        if (taken->has_value()) return errors::AlreadyExists("the account");
        const auto rows = write.ListCredentials(row.user);
        if (!rows.ok()) return rows.status();
        if (CountKind(*rows, access::kAccountCredential, 0) >= kMostAccounts) {
          return TooManyOf(row.user, kMostAccounts, "accounts");
        }
        if (absl::Status put = write.PutCredential(row); !put.ok()) return put;
        return AccountOf(row);
      });
}

}  // namespace

void AddCredentialMethods(call::ServiceTable& table, const entity::ServiceDeps& deps) {
  table.OpenTask<v1::CreateTokenRequest, v1::CreateTokenResponse>(
      "CreateToken",
      [deps](const CallContext& context, const v1::CreateTokenRequest& request) {
        return CreateToken(deps, context, request);
      },
      call::Lane::kReads);
  table.Read<v1::ListTokensRequest, v1::ListTokensResponse>(
      "ListTokens",
      [](const CallContext& context, ReadTransaction& read,
         const v1::ListTokensRequest& request) -> absl::StatusOr<v1::ListTokensResponse> {
        v1::ListTokensResponse response;
        absl::Status listed = ListKind(context, read, request.parent(), access::kTokenCredential,
                                       TokenOf, response.mutable_tokens());
        if (!listed.ok()) return listed;
        return response;
      });
  table.Read<v1::ListSessionsRequest, v1::ListSessionsResponse>(
      "ListSessions",
      [](const CallContext& context, ReadTransaction& read,
         const v1::ListSessionsRequest& request) -> absl::StatusOr<v1::ListSessionsResponse> {
        v1::ListSessionsResponse response;
        absl::Status listed = ListKind(context, read, request.parent(), access::kSessionCredential,
                                       SessionOf, response.mutable_sessions());
        if (!listed.ok()) return listed;
        return response;
      });
  table.Read<v1::ListAccountsRequest, v1::ListAccountsResponse>(
      "ListAccounts",
      [](const CallContext& context, ReadTransaction& read,
         const v1::ListAccountsRequest& request) -> absl::StatusOr<v1::ListAccountsResponse> {
        v1::ListAccountsResponse response;
        absl::Status listed = ListKind(context, read, request.parent(), access::kAccountCredential,
                                       AccountOf, response.mutable_accounts());
        if (!listed.ok()) return listed;
        return response;
      });
  AddRevoke<v1::RevokeTokenRequest, v1::RevokeTokenResponse>(table, "RevokeToken", kTokens);
  AddRevoke<v1::RevokeSessionRequest, v1::RevokeSessionResponse>(table, "RevokeSession", kSessions);
  AddRevoke<v1::UnlinkAccountRequest, v1::UnlinkAccountResponse>(table, "UnlinkAccount", kAccounts);
  table.Write<v1::LinkAccountRequest, v1::ExternalAccount>("LinkAccount", PrepareLink);
}

}  // namespace letan::services
