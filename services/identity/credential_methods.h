// Sessions, API tokens and accounts elsewhere: made, listed, taken back.
#ifndef LETAN_SERVICES_IDENTITY_CREDENTIAL_METHODS_H_
#define LETAN_SERVICES_IDENTITY_CREDENTIAL_METHODS_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

// `deps` is copied.
void AddCredentialMethods(call::ServiceTable& table, const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_IDENTITY_CREDENTIAL_METHODS_H_
