// Users, how they sign in, and what they may do.
#ifndef LETAN_SERVICES_IDENTITY_IDENTITY_SERVICE_H_
#define LETAN_SERVICES_IDENTITY_IDENTITY_SERVICE_H_

#include "services/auth/password.h"
#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

call::ServiceTable MakeIdentityService(const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_IDENTITY_IDENTITY_SERVICE_H_
