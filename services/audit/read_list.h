// The log of reads, as its reader may see it.
#ifndef LETAN_SERVICES_AUDIT_READ_LIST_H_
#define LETAN_SERVICES_AUDIT_READ_LIST_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

// Adds AuditService.ListReads.
void AddListReads(call::ServiceTable& table, const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_AUDIT_READ_LIST_H_
