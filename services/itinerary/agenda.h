// The agenda: activities of all events by start time, with their bookings.
#ifndef LETAN_SERVICES_ITINERARY_AGENDA_H_
#define LETAN_SERVICES_ITINERARY_AGENDA_H_

#include "services/call/service_table.h"
#include "services/entity/page_token.h"

namespace letan::services {

// `tokens` outlives the table.
void AddQueryAgenda(call::ServiceTable& table, const entity::PageTokens& tokens);

}  // namespace letan::services

#endif  // LETAN_SERVICES_ITINERARY_AGENDA_H_
