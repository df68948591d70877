// Who calls, from the metadata of a call.
#ifndef LETAN_SERVICES_RPC_AUTHENTICATION_H_
#define LETAN_SERVICES_RPC_AUTHENTICATION_H_

#include "services/access/callers.h"
#include "services/rpc/runtime.h"

namespace letan::rpc {

// Metadata of requests.
inline constexpr char kAuthorizationMetadata[] = "authorization";  // "Bearer TOKEN"
inline constexpr char kAgencyMetadata[] = "letan-agency";          // "agencies/…"

// Nobody is asked: everyone is "anonymous", with an administrator's sight.
Authenticate AnonymousAuthentication();

// By bearer token, or else by the verified client certificate that a user is linked with. Without
// either the caller is nobody in particular, who may sign in; with one that
// is not valid, or with two, UNAUTHENTICATED. PERMISSION_DENIED: acting for an agency of which the
// caller is no member. `callers` outlives it.
Authenticate BearerAuthentication(access::Callers& callers);

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_AUTHENTICATION_H_
