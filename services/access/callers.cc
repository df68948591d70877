#include "services/access/callers.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "letan/internal/v1/identity.pb.h"
#include "services/auth/bearer.h"
#include "services/core/fault.h"
#include "services/core/limits.h"
#include "services/entity/entity_codec.h"
#include "services/errors/errors.h"
#include "storage/digest.h"

namespace letan::access {
namespace {

using booking::kSecond;
using storage::CredentialRow;
using storage::Micros;

// How long a change on another server may go unnoticed.
constexpr Micros kTrustedFor = 5 * kSecond;
constexpr std::size_t kMostKnown = 10'000;

bool Expired(Micros expire_time, Micros now) { return expire_time != 0 && expire_time <= now; }

// The earlier of two moments of which 0 means never.
Micros Earlier(Micros left, Micros right) {
  if (left == 0 || right == 0) return left + right;
  return std::min(left, right);
}

absl::Status Refused(FixedText reason) {
  return WithFact(errors::Unauthenticated(), "refusal", ProgramText(reason.c_str()));
}

}  // namespace

std::string AccountId(const std::string& issuer, const std::string& subject) {
  return "account:" + storage::ToHex(storage::Sha256(issuer + '\n' + subject));
}

call::Caller CallerOf(const v1::User& user, const PermissionTable& table) {
  call::Caller caller;
  caller.known = true;
  caller.user = std::make_shared<const v1::User>(user);
  caller.viewer.subject = user.name();
  if (!user.person().empty()) caller.viewer.roles.push_back(user.person());
  const auto grant = [&](const std::string& agency, const std::string& name) {
    const Role* role = table.FindRole(name);
    if (role == nullptr) return;  // no longer in the table
    caller.grants.push_back({agency, name});
    if (role->sees_internal) caller.viewer.clearance = storage::HandlingLevel::kInternal;
    if (role->administrator) caller.viewer.administrator = true;
  };
  for (const auto& membership : user.memberships()) {
    caller.viewer.agencies.push_back(membership.agency());
    for (const std::string& role : membership.roles()) grant(membership.agency(), role);
  }
  for (const std::string& role : user.roles()) grant("", role);
  return caller;
}

absl::StatusOr<call::Caller> ActingFor(const call::Caller& caller, const std::string& agency) {
  const auto& agencies = caller.viewer.agencies;
  if (std::find(agencies.begin(), agencies.end(), agency) == agencies.end()) {
    return errors::PermissionDenied("the caller is no member of the agency in letan-agency");
  }
  call::Caller acting = caller;
  acting.viewer.acting_for = agency;
  std::erase_if(acting.grants, [&](const Grant& grant) {
    return !grant.agency.empty() && grant.agency != agency;
  });
  return acting;
}

Callers::Callers(storage::Engine& engine, const PermissionTable& table, storage::Clock clock,
                 IdentityProvider* provider)
    : engine_(engine), table_(table), clock_(std::move(clock)), provider_(provider) {}

absl::StatusOr<std::shared_ptr<const call::Caller>> Callers::Find(std::string_view bearer) {
  if (bearer.empty()) return errors::Unauthenticated();
  if (bearer.size() > limits::kMaxJwtBytes) {
    // No token is so long: this only tells the log.
    const auto found = LookUpExternal(bearer, clock_());
    if (!found.ok()) return found.status();
    return found->caller;
  }
  return Cached(tags_of_tokens_.Of(bearer), [&](Micros now) { return LookUp(bearer, now); });
}

absl::StatusOr<std::shared_ptr<const call::Caller>> Callers::FindCertificate(
    const std::string& fingerprint) {
  const auth::TokenTag key = tags_of_certificates_.Of(fingerprint);
  return Cached(key, [&](Micros) -> absl::StatusOr<Found> {
    auto found = LookUpAccount({kCertificateIssuer, fingerprint, 0});
    // Kept as well: who calls without a user calls often, too.
    if (absl::IsUnauthenticated(found.status())) return Found{};
    return found;
  });
}

absl::StatusOr<Callers::CallerPtr> Callers::Cached(
    const auth::TokenTag& key, const std::function<absl::StatusOr<Found>(Micros now)>& look_up) {
  const Micros now = clock_();
  const std::uint64_t generation = generation_.load(std::memory_order_acquire);
  {
    const std::shared_lock<std::shared_mutex> lock(mutex_);
    const auto known = known_.find(key);
    if (known != known_.end() && known->second.generation == generation &&
        now < known->second.until) {
      return known->second.caller;
    }
  }
  auto found = look_up(now);
  if (!found.ok()) return found.status();
  Remember(key, {found->caller, Earlier(found->expire_time, now + kTrustedFor), generation});
  return found->caller;
}

void Callers::Remember(const auth::TokenTag& key, Known known) {
  const std::unique_lock<std::shared_mutex> lock(mutex_);
  // Rare, and what is dropped is found again.
  if (known_.size() >= kMostKnown) known_.clear();
  known_[key] = std::move(known);
}

absl::StatusOr<Callers::Found> Callers::LookUp(std::string_view bearer, Micros now) {
  if (bearer.size() > auth::kMaxBearerBytes || !auth::ParseBearer(bearer).has_value()) {
    return LookUpExternal(bearer, now);
  }
  auto read = engine_.BeginRead(storage::Viewer::Administrator());
  if (!read.ok()) return read.status();
  return LookUpOwn(**read, bearer, now);
}

absl::StatusOr<Callers::Found> Callers::LookUpOwn(storage::ReadTransaction& read,
                                                  std::string_view bearer, Micros now) {
  const auto presented = auth::ParseBearer(bearer);
  if (!presented.has_value()) return errors::Unauthenticated();
  const auto credential = read.FindCredential(presented->id);
  if (!credential.ok()) return credential.status();
  if (!credential->has_value()) return errors::Unauthenticated();
  const CredentialRow& row = **credential;
  const bool session = presented->kind == auth::BearerKind::kSession;
  if (row.kind != (session ? kSessionCredential : kTokenCredential) ||
      presented->kind == auth::BearerKind::kRefresh || row.secret.size() < auth::kSecretHashBytes ||
      !auth::SameHash(std::string_view(row.secret).substr(0, auth::kSecretHashBytes),
                      auth::HashSecret(presented->secret))) {
    return errors::Unauthenticated();
  }
  Micros expire_time = row.expire_time;
  if (session) {
    letan::internal::v1::StoredSession stored;
    if (!stored.ParseFromString(row.body)) return errors::Unauthenticated();
    expire_time = Earlier(expire_time, stored.access_expire_time());
  }
  if (Expired(expire_time, now)) return errors::Unauthenticated();
  auto caller = MakeCaller(read, row);
  if (!caller.ok()) return caller.status();
  return Found{*std::move(caller), expire_time};
}

absl::StatusOr<Callers::Found> Callers::LookUpExternal(std::string_view bearer, Micros now) {
  if (provider_ == nullptr) return errors::Unauthenticated();
  auto found = LookUpVerified(bearer, now);
  if (!absl::IsUnauthenticated(found.status())) return found;
  provider_->Refused(found.status(), now);
  return errors::Unauthenticated();
}

absl::StatusOr<Callers::Found> Callers::LookUpVerified(std::string_view bearer, Micros now) {
  const auto proof = provider_->Verify(bearer, now);
  if (!proof.ok()) return proof.status();
  return LookUpAccount(*proof);
}

absl::StatusOr<Callers::Found> Callers::LookUpAccount(const ExternalProof& proof) {
  auto read = engine_.BeginRead(storage::Viewer::Administrator());
  if (!read.ok()) return read.status();
  const auto account = (*read)->FindCredential(AccountId(proof.issuer, proof.subject));
  if (!account.ok()) return account.status();
  if (!account->has_value() || (*account)->kind != kAccountCredential) {
    return Refused(kAccountNotLinked);
  }
  auto caller = MakeCaller(**read, **account);
  if (!caller.ok()) return caller.status();
  return Found{*std::move(caller), proof.expire_time};
}

absl::StatusOr<Callers::CallerPtr> Callers::MakeCaller(storage::ReadTransaction& read,
                                                       const CredentialRow& credential) {
  const auto row = read.FindEntity(credential.user);
  if (!row.ok()) return row.status();
  if (!row->has_value() || (*row)->deleted()) return Refused(kUserGone);
  const auto user = entity::FromRow<v1::User>(**row);
  if (!user.ok()) return user.status();
  if (user->disabled()) return Refused(kUserDisabled);
  call::Caller caller = CallerOf(*user, table_);
  caller.credential = credential.id;
  if (credential.kind == kTokenCredential) {
    letan::internal::v1::StoredToken stored;
    if (!stored.ParseFromString(credential.body)) return errors::Unauthenticated();
    caller.scopes = {stored.scopes().begin(), stored.scopes().end()};
  }
  return std::make_shared<const call::Caller>(std::move(caller));
}

}  // namespace letan::access
