// Signing in, and staying so.
#ifndef LETAN_SERVICES_IDENTITY_SIGN_IN_H_
#define LETAN_SERVICES_IDENTITY_SIGN_IN_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "letan/internal/v1/identity.pb.h"
#include "letan/v1/identity_service.pb.h"
#include "services/auth/bearer.h"
#include "services/auth/password.h"
#include "services/call/call_context.h"
#include "services/entity/service_deps.h"
#include "services/identity/attempts.h"

namespace letan::services {

class SignInDesk {
 public:
  explicit SignInDesk(entity::ServiceDeps deps)
      : deps_(std::move(deps)),
        passwords_(
            {.memory_bytes = static_cast<std::size_t>(deps_.limits.password_memory_mib) << 20}) {}

  absl::StatusOr<v1::SessionTokens> SignIn(const call::CallContext& context,
                                           const v1::SignInRequest& request);
  absl::StatusOr<v1::SessionTokens> Refresh(const call::CallContext& context,
                                            const v1::RefreshSessionRequest& request);
  absl::StatusOr<v1::SignOutResponse> SignOut(const call::CallContext& context);
  absl::StatusOr<v1::SetPasswordResponse> SetPassword(const call::CallContext& context,
                                                      const v1::SetPasswordRequest& request);

 private:
  // Whether the password is that of a user who may sign in; as slow for any other name.
  absl::StatusOr<bool> Proves(const std::string& user, const std::string& password);
  absl::StatusOr<bool> HasPassword(const std::string& user);
  // Waits of those who failed, the check, and its entry there.
  absl::Status Check(const call::CallContext& context, const std::string& user,
                     const std::string& password);
  absl::StatusOr<v1::SessionTokens> NewSession(const call::CallContext& context,
                                               const std::string& user, const std::string& client);

  struct Renewed {
    storage::CredentialRow row;
    letan::internal::v1::StoredSession stored;
  };
  struct RenewalTokens {
    auth::Bearer access;
    auth::Bearer refresh;
    std::string presented_hash;
    booking::Micros now = 0;
    booking::Micros access_expire_time = 0;
  };
  static absl::StatusOr<std::optional<Renewed>> Renew(storage::WriteTransaction& write,
                                                      const RenewalTokens& tokens);

  const entity::ServiceDeps deps_;
  const auth::Passwords passwords_;
  Attempts attempts_;
};

}  // namespace letan::services

#endif  // LETAN_SERVICES_IDENTITY_SIGN_IN_H_
