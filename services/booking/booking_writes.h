// The mutations of BookingService.
#ifndef LETAN_SERVICES_BOOKING_BOOKING_WRITES_H_
#define LETAN_SERVICES_BOOKING_BOOKING_WRITES_H_

#include "services/call/service_table.h"

namespace letan::services {

void AddBookingWrites(call::ServiceTable& table);

}  // namespace letan::services

#endif  // LETAN_SERVICES_BOOKING_BOOKING_WRITES_H_
