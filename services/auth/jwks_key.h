// One key of a JSON Web Key Set. Inside this folder only.
#ifndef LETAN_SERVICES_AUTH_JWKS_KEY_H_
#define LETAN_SERVICES_AUTH_JWKS_KEY_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/auth/jwks.h"
#include "services/auth/jwt_json.h"
#include "services/core/fault.h"

namespace letan::auth {

// INVALID_ARGUMENT; the fact "what" is the message.
absl::Status RefusedJwks(FixedText what);

// UNIMPLEMENTED, which leaves the key out instead of refusing the set: it is of another type or
// use.
absl::Status NotForUs(FixedText what);

// Of an object. Its id is empty if it has none. Errors: those two.
absl::StatusOr<JwtKey> ReadJwk(const Json& jwk);

}  // namespace letan::auth

#endif  // LETAN_SERVICES_AUTH_JWKS_KEY_H_
