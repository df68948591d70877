// SearchService: entities of any kind by words of their titles. See
// proto/letan/v1/search_service.proto.
#ifndef LETAN_SERVICES_SEARCH_SEARCH_SERVICE_H_
#define LETAN_SERVICES_SEARCH_SEARCH_SERVICE_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

call::ServiceTable MakeSearchService(const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_SEARCH_SEARCH_SERVICE_H_
