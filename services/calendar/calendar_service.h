// CalendarService: lunar dates, working days and deadlines. See
// proto/letan/v1/calendar_service.proto.
#ifndef LETAN_SERVICES_CALENDAR_CALENDAR_SERVICE_H_
#define LETAN_SERVICES_CALENDAR_CALENDAR_SERVICE_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

call::ServiceTable MakeCalendarService(const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_CALENDAR_CALENDAR_SERVICE_H_
