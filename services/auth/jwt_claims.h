// What a token says, once its signature is good. Inside this folder only.
#ifndef LETAN_SERVICES_AUTH_JWT_CLAIMS_H_
#define LETAN_SERVICES_AUTH_JWT_CLAIMS_H_

#include <optional>

#include "services/auth/jwt.h"
#include "services/auth/jwt_json.h"

namespace letan::auth {

// Sets `claims`, or says what is wrong.
std::optional<JwtRefusal> JudgeClaims(const Json& object, const JwtOptions& options,
                                      booking::Micros now, JwtClaims& claims);

}  // namespace letan::auth

#endif  // LETAN_SERVICES_AUTH_JWT_CLAIMS_H_
