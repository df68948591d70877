// LifecycleService: how events come to be approved, held, reported and filed. See
// proto/letan/v1/lifecycle_service.proto.
#ifndef LETAN_SERVICES_LIFECYCLE_LIFECYCLE_SERVICE_H_
#define LETAN_SERVICES_LIFECYCLE_LIFECYCLE_SERVICE_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

call::ServiceTable MakeLifecycleService(const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_LIFECYCLE_LIFECYCLE_SERVICE_H_
