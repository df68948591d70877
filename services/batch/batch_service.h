// BatchService: several changes as one. See proto/letan/v1/batch_service.proto.
#ifndef LETAN_SERVICES_BATCH_BATCH_SERVICE_H_
#define LETAN_SERVICES_BATCH_BATCH_SERVICE_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

call::ServiceTable MakeBatchService(const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_BATCH_BATCH_SERVICE_H_
