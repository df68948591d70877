// Vehicles need drivers: at every instant, at least as many bookings of drivers as of vehicles
// serve the same owner.
#ifndef LETAN_SERVICES_CORE_BOOKING_DRIVER_RULE_H_
#define LETAN_SERVICES_CORE_BOOKING_DRIVER_RULE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/booking/booking_view.h"
#include "services/core/booking/model.h"
#include "services/core/booking/overlay.h"

namespace letan::booking {

// Whose vehicles and drivers count together: those of an owner or, without one, of a group.
struct Party {
  std::string owner;
  std::string group;  // empty when there is an owner

  static Party Of(const std::string& owner, const std::string& group) {
    return {owner, owner.empty() ? group : std::string()};
  }
  bool anonymous() const { return owner.empty() && group.empty(); }
  friend bool operator==(const Party&, const Party&) = default;
};

// The party's live bookings of resources of that role within `window`; none if it is anonymous.
absl::StatusOr<std::vector<Occupancy>> LiveOf(BookingView& view, const Party& party, Role role,
                                              const Interval& window);

// Adds to `verdict` the vehicle legs without a driver, the moves of drivers that leave a vehicle
// without one, and the releases that do. `verdict->legs` has its full size already.
absl::Status CheckDrivers(const Overlay& overlay, Verdict* verdict);

// The same for vehicle bookings that stand; `findings` has a list for each of them. What serves
// neither an owner nor a group was judged when it was booked and cannot be judged again.
absl::Status CheckStandingDrivers(BookingView& view, const std::vector<Occupancy>& vehicles,
                                  std::vector<std::vector<Violation>>* findings);

}  // namespace letan::booking

#endif  // LETAN_SERVICES_CORE_BOOKING_DRIVER_RULE_H_
