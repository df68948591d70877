// The way in for who has none yet.
#ifndef LETAN_SERVICES_IDENTITY_FIRST_ADMINISTRATOR_H_
#define LETAN_SERVICES_IDENTITY_FIRST_ADMINISTRATOR_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "storage/engine.h"

namespace letan::services {

// "users/administrator": has every right. Made by the first start, or by MakeAdministratorToken.
inline constexpr char kAdministrator[] = "users/administrator";
// The token ends by itself after this time, and when the administrator's password is set.
inline constexpr booking::Micros kSetUpTime = booking::kDay;

// Makes the administrator, if there is none, and a token for them, which is answered and nowhere
// kept. `new_id`: fresh identifiers.
absl::StatusOr<std::string> MakeAdministratorToken(storage::Engine& engine, booking::Micros now,
                                                   const std::function<std::string()>& new_id);

// The same for a database without any users; empty where there are some.
absl::StatusOr<std::string> MakeFirstAdministratorToken(storage::Engine& engine,
                                                        booking::Micros now,
                                                        const std::function<std::string()>& new_id);

}  // namespace letan::services

#endif  // LETAN_SERVICES_IDENTITY_FIRST_ADMINISTRATOR_H_
