#include "clients/cli/itinerary_text.h"

#include <algorithm>
#include <map>
#include <vector>

#include "clients/cli/booking_text.h"
#include "letan/v1/booking_service.pb.h"
#include "letan/v1/itinerary_service.pb.h"

namespace letan::cli {
namespace {

std::vector<v1::Activity> ActivitiesByTime(Session& session, const std::string& event) {
  v1::ListActivitiesRequest request;
  request.set_parent(event);
  const auto listed =
      session.CallAll<v1::ListActivitiesResponse>("ItineraryService.ListActivities", request);
  std::vector<v1::Activity> activities(listed.activities().begin(), listed.activities().end());
  std::stable_sort(activities.begin(), activities.end(), [](const auto& a, const auto& b) {
    return FromProto(a.interval()).start < FromProto(b.interval()).start;
  });
  return activities;
}

}  // namespace

std::string ItineraryText(Session& session, const std::string& event) {
  v1::ListBookingsRequest request;
  request.set_owner(event);
  const auto listed =
      session.CallAll<v1::ListBookingsResponse>("BookingService.ListBookings", request);
  std::map<std::string, std::vector<v1::Booking>> by_activity;
  for (const v1::Booking& booking : listed.bookings()) {
    by_activity[booking.activity()].push_back(booking);
  }
  std::string text;
  std::string day;
  for (const v1::Activity& activity : ActivitiesByTime(session, event)) {
    const std::string heading =
        FormatDay(FromProto(activity.interval().start_time()), session.zone());
    if (heading != day) text += (day.empty() ? "" : "\n") + heading + "\n";
    day = heading;
    text += ActivityText(session, activity, by_activity[activity.name()], "");
  }
  if (text.empty()) text = "No activities yet.\n";
  if (!by_activity[""].empty()) {
    text += "\nFor the whole event\n" + BookingTable(session, by_activity[""], true);
  }
  return text;
}

}  // namespace letan::cli
