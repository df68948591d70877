// The whole itinerary of an event, for people.
#ifndef LETAN_CLIENTS_CLI_ITINERARY_TEXT_H_
#define LETAN_CLIENTS_CLI_ITINERARY_TEXT_H_

#include <string>

#include "clients/cli/session.h"

namespace letan::cli {

// Activities of `event` by day with their bookings, then bookings of the event that belong to no
// activity. Throws ServerError.
std::string ItineraryText(Session& session, const std::string& event);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_ITINERARY_TEXT_H_
