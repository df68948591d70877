// ImportActivities: an itinerary out of a spreadsheet.
#ifndef LETAN_SERVICES_ITINERARY_IMPORT_ACTIVITIES_H_
#define LETAN_SERVICES_ITINERARY_IMPORT_ACTIVITIES_H_

#include "services/call/service_table.h"

namespace letan::services {

void AddImportActivities(call::ServiceTable& table);

}  // namespace letan::services

#endif  // LETAN_SERVICES_ITINERARY_IMPORT_ACTIVITIES_H_
