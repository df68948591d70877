// The logs as they are stored, page by page, for callers that verify them.
#ifndef LETAN_SERVICES_AUDIT_CHAIN_PAGES_H_
#define LETAN_SERVICES_AUDIT_CHAIN_PAGES_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

// Adds AuditService.VerifyChanges.
void AddVerifyChanges(call::ServiceTable& table, const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_AUDIT_CHAIN_PAGES_H_
