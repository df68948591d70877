// AuditService: the change log, as its reader may see it. See proto/letan/v1/audit_service.proto.
#ifndef LETAN_SERVICES_AUDIT_AUDIT_SERVICE_H_
#define LETAN_SERVICES_AUDIT_AUDIT_SERVICE_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

call::ServiceTable MakeAuditService(const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_AUDIT_AUDIT_SERVICE_H_
