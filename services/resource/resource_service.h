// ResourceService: resources, stock items and their stock. See
// proto/letan/v1/resource_service.proto.
#ifndef LETAN_SERVICES_RESOURCE_RESOURCE_SERVICE_H_
#define LETAN_SERVICES_RESOURCE_RESOURCE_SERVICE_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

call::ServiceTable MakeResourceService(const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_RESOURCE_RESOURCE_SERVICE_H_
