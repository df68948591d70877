// CopyDelegation: "like last year's".
#ifndef LETAN_SERVICES_DELEGATION_COPY_DELEGATION_H_
#define LETAN_SERVICES_DELEGATION_COPY_DELEGATION_H_

#include "services/call/service_table.h"

namespace letan::services {

void AddCopyDelegation(call::ServiceTable& table);

}  // namespace letan::services

#endif  // LETAN_SERVICES_DELEGATION_COPY_DELEGATION_H_
