// The questions of BookingService.
#ifndef LETAN_SERVICES_BOOKING_BOOKING_READS_H_
#define LETAN_SERVICES_BOOKING_BOOKING_READS_H_

#include "services/call/service_table.h"
#include "services/entity/page_token.h"

namespace letan::services {

// `tokens` outlives the table.
void AddBookingReads(call::ServiceTable& table, const entity::PageTokens& tokens);

}  // namespace letan::services

#endif  // LETAN_SERVICES_BOOKING_BOOKING_READS_H_
