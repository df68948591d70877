// DirectoryService: agencies, people by role, and places. See
// proto/letan/v1/directory_service.proto.
#ifndef LETAN_SERVICES_DIRECTORY_DIRECTORY_SERVICE_H_
#define LETAN_SERVICES_DIRECTORY_DIRECTORY_SERVICE_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

call::ServiceTable MakeDirectoryService(const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_DIRECTORY_DIRECTORY_SERVICE_H_
