// The identity provider whose tokens are taken, and what became of them.
#ifndef LETAN_SERVICES_ACCESS_IDENTITY_PROVIDER_H_
#define LETAN_SERVICES_ACCESS_IDENTITY_PROVIDER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/auth/jwks_file.h"
#include "services/auth/jwt.h"
#include "services/core/log_event.h"
#include "storage/engine.h"

namespace letan::access {

// A verified token of an identity provider.
struct ExternalProof {
  std::string issuer;
  std::string subject;
  storage::Micros expire_time = 0;
};

struct ProviderOptions {
  auth::JwtOptions tokens;
  std::string jwks;  // the file of its keys
};

// INVALID_ARGUMENT: what is no URL of http or https. A typing error would be found only when nobody
// can sign in.
absl::Status CheckIssuer(const std::string& issuer);

// Reasons why a token that was verified is refused nevertheless, beside those of auth::JwtRefusal.
inline constexpr char kAccountNotLinked[] = "ACCOUNT_NOT_LINKED";
inline constexpr char kUserGone[] = "USER_GONE";
inline constexpr char kUserDisabled[] = "USER_DISABLED";

struct ProviderStats {
  std::int64_t keys = 0;  // in use
  std::int64_t loads = 0;
  std::int64_t failed_loads = 0;
  bool stale = false;                           // the file of keys is another one than those in use
  std::map<std::string, std::int64_t> refused;  // tokens, by reason
};

// Safe for many threads. Its events: `oidc_keys_loaded`, `oidc_keys_failed`, and
// `oidc_token_refused` with the reason, which nothing of the token is part of: one in 10 s for each
// reason, the next of which counts those that had none (`unlogged`).
class IdentityProvider {
 public:
  // INVALID_ARGUMENT: the options; others as of auth::JwksFile.
  static absl::StatusOr<std::unique_ptr<IdentityProvider>> Open(ProviderOptions options,
                                                                LogSink log);

  // UNAUTHENTICATED with the fact "refusal".
  absl::StatusOr<ExternalProof> Verify(std::string_view token, storage::Micros now) const;

  // Tells of a token that was refused: `why` has the fact "refusal".
  void Refused(const absl::Status& why, storage::Micros now);

  // Reads the keys again if their file has changed. True: there are others now, and what was known
  // by the old ones must be forgotten. Where they cannot be used, those of before stay.
  bool Reload();

  // Of the keys in use, which keys of the file are not among them, and why.
  std::vector<std::string> left_out() const { return file_->keys()->left_out(); }
  ProviderStats Stats() const;

 private:
  struct Refusal {
    std::int64_t count = 0;
    std::int64_t unlogged = 0;  // since the last line
    storage::Micros logged = 0;
  };

  IdentityProvider(auth::JwtOptions options, std::unique_ptr<auth::JwksFile> file, LogSink log)
      : options_(std::move(options)), file_(std::move(file)), log_(std::move(log)) {}
  void Failed(const absl::Status& status);
  void Loaded();

  const auth::JwtOptions options_;
  const std::unique_ptr<auth::JwksFile> file_;
  const LogSink log_;
  std::mutex reload_mutex_;  // one at a time; before mutex_
  bool unread_ = false;      // the system could not read the file; guarded by reload_mutex_
  mutable std::mutex mutex_;
  std::map<std::string, Refusal> refusals_;  // by reason; guarded by mutex_, as all below
  std::int64_t loads_ = 0;
  std::int64_t failed_loads_ = 0;
  bool stale_ = false;
};

}  // namespace letan::access

#endif  // LETAN_SERVICES_ACCESS_IDENTITY_PROVIDER_H_
