// The custom methods of DelegationService.
#ifndef LETAN_SERVICES_DELEGATION_DELEGATION_METHODS_H_
#define LETAN_SERVICES_DELEGATION_DELEGATION_METHODS_H_

#include "services/call/service_table.h"

namespace letan::services {

void AddDelegationMethods(call::ServiceTable& table);

}  // namespace letan::services

#endif  // LETAN_SERVICES_DELEGATION_DELEGATION_METHODS_H_
