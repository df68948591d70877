// ShiftActivities and CopyActivities: days of an itinerary as a whole.
#ifndef LETAN_SERVICES_ITINERARY_DAY_METHODS_H_
#define LETAN_SERVICES_ITINERARY_DAY_METHODS_H_

#include "services/call/service_table.h"

namespace letan::services {

void AddDayMethods(call::ServiceTable& table);

}  // namespace letan::services

#endif  // LETAN_SERVICES_ITINERARY_DAY_METHODS_H_
