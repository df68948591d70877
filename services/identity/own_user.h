// What the methods about credentials have in common: whose they are, and how they are written.
#ifndef LETAN_SERVICES_IDENTITY_OWN_USER_H_
#define LETAN_SERVICES_IDENTITY_OWN_USER_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "letan/v1/identity.pb.h"
#include "services/call/call_context.h"
#include "services/entity/service_deps.h"
#include "storage/transaction.h"

namespace letan::services {

// "tokens" of "users/{user}/tokens/{id}".
inline constexpr char kSessions[] = "sessions";
inline constexpr char kTokens[] = "tokens";
inline constexpr char kAccounts[] = "accounts";

// The user that a request means: `named`, or the caller where it is empty. PERMISSION_DENIED for
// another than the caller, unless the caller is an administrator; INVALID_ARGUMENT where nobody is
// named and the caller is nobody.
absl::StatusOr<std::string> UserMeant(const call::CallContext& context, const std::string& named,
                                      const std::string& field);

// The credential that a user's password is.
std::string PasswordId(const std::string& user);

// "users/a/tokens/ID".
std::string CredentialName(const storage::CredentialRow& row, const std::string& collection);

// The credential with that name, of a user that the caller may handle. NOT_FOUND: none, or not
// theirs.
absl::StatusOr<storage::CredentialRow> FindNamed(storage::ReadTransaction& read,
                                                 const call::CallContext& context,
                                                 const std::string& name,
                                                 const std::string& collection);

// A user that is there and not disabled. NOT_FOUND.
absl::StatusOr<v1::User> LoadUser(storage::ReadTransaction& read, const std::string& name);

// Deletes the user's credentials for which `which` holds.
absl::Status DropCredentials(storage::WriteTransaction& write, const std::string& user,
                             const std::function<bool(const storage::CredentialRow&)>& which);

// Tokens for setting a server up, which end when their user has another way in.
inline constexpr char kSetUpToken[] = "set-up";
absl::Status DropSetUpTokens(storage::WriteTransaction& write, const std::string& user);

// A write of its own, as the user; callers are looked up anew when it returns. Errors: those of the
// body, and of a server that is being drained or cannot write.
absl::Status WriteAs(const entity::ServiceDeps& deps, const call::CallContext& context,
                     const std::string& user,
                     std::function<absl::Status(storage::WriteTransaction&)> body);

}  // namespace letan::services

#endif  // LETAN_SERVICES_IDENTITY_OWN_USER_H_
