// DelegationService: delegations received and sent. See proto/letan/v1/delegation_service.proto.
#ifndef LETAN_SERVICES_DELEGATION_DELEGATION_SERVICE_H_
#define LETAN_SERVICES_DELEGATION_DELEGATION_SERVICE_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

call::ServiceTable MakeDelegationService(const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_DELEGATION_DELEGATION_SERVICE_H_
