// FestivalService: festivals and what they are editions of. See
// proto/letan/v1/festival_service.proto.
#ifndef LETAN_SERVICES_FESTIVAL_FESTIVAL_SERVICE_H_
#define LETAN_SERVICES_FESTIVAL_FESTIVAL_SERVICE_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

call::ServiceTable MakeFestivalService(const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_FESTIVAL_FESTIVAL_SERVICE_H_
