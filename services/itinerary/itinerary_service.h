// ItineraryService: activities of any event. See proto/letan/v1/itinerary_service.proto.
#ifndef LETAN_SERVICES_ITINERARY_ITINERARY_SERVICE_H_
#define LETAN_SERVICES_ITINERARY_ITINERARY_SERVICE_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

call::ServiceTable MakeItineraryService(const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_ITINERARY_ITINERARY_SERVICE_H_
