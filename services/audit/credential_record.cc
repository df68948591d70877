#include "services/audit/credential_record.h"

#include <utility>

#include "letan/internal/v1/identity.pb.h"
#include "letan/internal/v1/stored.pb.h"
#include "services/access/callers.h"
#include "services/core/fault.h"
#include "services/entity/time_codec.h"

namespace letan::services {
namespace {

using letan::internal::v1::StoredCredential;

absl::StatusOr<StoredCredential> ParseCredential(const std::string& stored) {
  StoredCredential credential;
  if (credential.ParseFromString(stored)) return credential;
  return Fault(absl::StatusCode::kDataLoss, "audit: a stored credential does not parse");
}

// As IdentityService names it; a password has no name there, and a user has one.
std::string NameFor(const StoredCredential& credential) {
  const std::string& kind = credential.kind();
  if (kind == access::kPasswordCredential) return credential.user() + "/password";
  const char* collection = kind == access::kSessionCredential ? "/sessions/"
                           : kind == access::kTokenCredential ? "/tokens/"
                                                              : "/accounts/";
  return credential.user() + collection + credential.id();
}

void FillBody(const StoredCredential& credential, v1::AuditedCredential& audited) {
  const std::string& kind = credential.kind();
  if (kind == access::kTokenCredential) {
    letan::internal::v1::StoredToken token;
    token.ParseFromString(credential.body());
    audited.set_display_name(token.display_name());
    *audited.mutable_scopes() = token.scopes();
  } else if (kind == access::kAccountCredential) {
    letan::internal::v1::StoredAccount account;
    account.ParseFromString(credential.body());
    audited.set_issuer(account.issuer());
    audited.set_subject(account.subject());
  } else if (kind == access::kSessionCredential) {
    letan::internal::v1::StoredSession session;
    session.ParseFromString(credential.body());
    audited.set_client(session.client());
  }
}

}  // namespace

absl::Status NameCredential(storage::ChangeRecord& record) {
  const auto credential = ParseCredential(record.after.empty() ? record.before : record.after);
  if (!credential.ok()) return credential.status();
  record.entity = NameFor(*credential);
  return absl::OkStatus();
}

absl::StatusOr<v1::AuditedCredential> ToAudited(const std::string& stored) {
  const auto credential = ParseCredential(stored);
  if (!credential.ok()) return credential.status();
  v1::AuditedCredential audited;
  audited.set_name(NameFor(*credential));
  *audited.mutable_create_time() = entity::ToTimestamp(credential->create_time());
  if (credential->expire_time() != 0) {
    *audited.mutable_expire_time() = entity::ToTimestamp(credential->expire_time());
  }
  FillBody(*credential, audited);
  return audited;
}

bool SecretChanged(const storage::ChangeRecord& record) {
  const auto before = ParseCredential(record.before);
  const auto after = ParseCredential(record.after);
  return before.ok() && after.ok() && before->secret_digest() != after->secret_digest();
}

}  // namespace letan::services
