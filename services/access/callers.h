// Finds out who a bearer token belongs to.
#ifndef LETAN_SERVICES_ACCESS_CALLERS_H_
#define LETAN_SERVICES_ACCESS_CALLERS_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "letan/v1/identity.pb.h"
#include "services/access/identity_provider.h"
#include "services/auth/token_tag.h"
#include "services/call/caller.h"
#include "services/core/access/permissions.h"
#include "storage/engine.h"

namespace letan::access {

// Kinds of stored credentials.
inline constexpr char kPasswordCredential[] = "password";
inline constexpr char kSessionCredential[] = "session";
inline constexpr char kTokenCredential[] = "token";
inline constexpr char kAccountCredential[] = "account";

// ExternalAccount.issuer of client certificates; the subject is the fingerprint.
inline constexpr char kCertificateIssuer[] = "certificate";

// The credential that an account at an identity provider is: a hash of both.
std::string AccountId(const std::string& issuer, const std::string& subject);

// Safe for many threads. What was found is kept for a few seconds, so that a call costs no look
// into the database; Forget makes every change count at once, on this server.
class Callers {
 public:
  // `provider` may be null: no identity provider's tokens are taken. It is told which it refuses.
  Callers(storage::Engine& engine, const PermissionTable& table, storage::Clock clock,
          IdentityProvider* provider = nullptr);

  // UNAUTHENTICATED, always with the same words.
  absl::StatusOr<std::shared_ptr<const call::Caller>> Find(std::string_view bearer);

  // Who is linked with a client certificate that was verified: null for nobody. `fingerprint`:
  // SHA-256 of its DER, 64 characters of 0-9 and a-f.
  absl::StatusOr<std::shared_ptr<const call::Caller>> FindCertificate(
      const std::string& fingerprint);

  // After a change of users or credentials was committed, before that is acknowledged.
  void Forget() { generation_.fetch_add(1, std::memory_order_release); }

 private:
  using CallerPtr = std::shared_ptr<const call::Caller>;
  struct Known {
    CallerPtr caller;
    storage::Micros until = 0;
    std::uint64_t generation = 0;
  };
  struct Found {
    CallerPtr caller;
    storage::Micros expire_time = 0;  // 0: never
  };

  absl::StatusOr<Found> LookUp(std::string_view bearer, storage::Micros now);
  absl::StatusOr<Found> LookUpOwn(storage::ReadTransaction& read, std::string_view bearer,
                                  storage::Micros now);
  absl::StatusOr<Found> LookUpExternal(std::string_view bearer, storage::Micros now);
  // Their errors have the fact "refusal" if they are UNAUTHENTICATED.
  absl::StatusOr<Found> LookUpVerified(std::string_view bearer, storage::Micros now);
  absl::StatusOr<Found> LookUpAccount(const ExternalProof& proof);
  // What is known under the key, or what `look_up` finds.
  absl::StatusOr<CallerPtr> Cached(
      const auth::TokenTag& key,
      const std::function<absl::StatusOr<Found>(storage::Micros now)>& look_up);
  absl::StatusOr<CallerPtr> MakeCaller(storage::ReadTransaction& read,
                                       const storage::CredentialRow& credential);
  void Remember(const auth::TokenTag& key, Known known);

  storage::Engine& engine_;
  const PermissionTable& table_;
  const storage::Clock clock_;
  IdentityProvider* const provider_;
  std::atomic<std::uint64_t> generation_{0};
  // Keys of their own: what is sent as a token is never taken for a certificate.
  const auth::TokenTags tags_of_tokens_;
  const auth::TokenTags tags_of_certificates_;
  std::shared_mutex mutex_;
  std::unordered_map<auth::TokenTag, Known, auth::TokenTag::Hash> known_;  // guarded by mutex_
};

// What a user sees and may do. For those who act for no agency in particular.
call::Caller CallerOf(const v1::User& user, const PermissionTable& table);

// The same caller, acting for an agency: only roles held there, or for all, count.
// PERMISSION_DENIED if they are no member.
absl::StatusOr<call::Caller> ActingFor(const call::Caller& caller, const std::string& agency);

}  // namespace letan::access

#endif  // LETAN_SERVICES_ACCESS_CALLERS_H_
