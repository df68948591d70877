// BookingService: promises of resources and stock. See proto/letan/v1/booking_service.proto.
#ifndef LETAN_SERVICES_BOOKING_BOOKING_SERVICE_H_
#define LETAN_SERVICES_BOOKING_BOOKING_SERVICE_H_

#include "services/call/service_table.h"
#include "services/entity/service_deps.h"

namespace letan::services {

call::ServiceTable MakeBookingService(const entity::ServiceDeps& deps);

}  // namespace letan::services

#endif  // LETAN_SERVICES_BOOKING_BOOKING_SERVICE_H_
