// Of CalendarService: the lunar calendar.
#ifndef LETAN_SERVICES_CALENDAR_LUNAR_METHODS_H_
#define LETAN_SERVICES_CALENDAR_LUNAR_METHODS_H_

#include "services/call/service_table.h"

namespace letan::services {

void AddLunarMethods(call::ServiceTable& table);

}  // namespace letan::services

#endif  // LETAN_SERVICES_CALENDAR_LUNAR_METHODS_H_
