// Of CalendarService: AddWorkingDays, CountWorkingDays.
#ifndef LETAN_SERVICES_CALENDAR_WORKING_DAY_METHODS_H_
#define LETAN_SERVICES_CALENDAR_WORKING_DAY_METHODS_H_

#include "services/call/service_table.h"

namespace letan::services {

void AddWorkingDayMethods(call::ServiceTable& table);

}  // namespace letan::services

#endif  // LETAN_SERVICES_CALENDAR_WORKING_DAY_METHODS_H_
