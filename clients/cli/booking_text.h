// Bookings and itineraries as people read them, and what they write to ask for them.
#ifndef LETAN_CLIENTS_CLI_BOOKING_TEXT_H_
#define LETAN_CLIENTS_CLI_BOOKING_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/session.h"
#include "letan/v1/booking.pb.h"
#include "letan/v1/itinerary.pb.h"

namespace letan::cli {

// What a leg takes from the options beside it where it does not say itself.
struct LegDefaults {
  std::string from;
  std::string to;
  std::string place;
  std::string override_by;
  std::string override_reason;
};

// "resources/car-1 from=2017-02-08 14:00 to=16:00 place=hotel qty=2 party=8"; ids without a
// collection are resources and places.
absl::StatusOr<v1::BookingLeg> ParseLeg(const std::string& text, const LegDefaults& defaults,
                                        absl::TimeZone zone);

// "interpreter language=ko", "vehicle resource=car-1 party=8", "hotel_room_block grade=suite
// qty=2", "stock resource=stockItems/tea qty=8".
absl::StatusOr<v1::Requirement> ParseNeed(const std::string& text);

// "interpreter", "meeting-room" or "RESOURCE_KIND_HALL".
absl::StatusOr<v1::ResourceKind> ParseResourceKind(const std::string& text);
std::string ResourceKindWord(v1::ResourceKind kind);

// A table with one line for each booking. Bookings of one event, under its heading, leave out whom
// they are for and show their label only.
std::string BookingTable(Session& session, const std::vector<v1::Booking>& bookings,
                         bool of_one_event = false);

// "Xe 16 chỗ số 1; Lái xe 3; 8 × Hộp quà trà".
std::string BookedThings(Session& session, const std::vector<v1::Booking>& bookings);

// An activity with what it needs and has, under the heading of its day. In an agenda of many
// events, `event` says whose it is; empty: the activity's own name is shown instead.
std::string ActivityText(Session& session, const v1::Activity& activity,
                         const std::vector<v1::Booking>& bookings, const std::string& event);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_BOOKING_TEXT_H_
