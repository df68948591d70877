// WatchService: what changes, as it changes.
#ifndef LETAN_SERVICES_WATCH_WATCH_SERVICE_H_
#define LETAN_SERVICES_WATCH_WATCH_SERVICE_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

call::ServiceTable MakeWatchService(const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_WATCH_WATCH_SERVICE_H_
