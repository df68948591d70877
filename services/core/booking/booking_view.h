// What the booking rules may ask of the world. An engine implements it inside a transaction; tests
// implement it over a vector.
#ifndef LETAN_SERVICES_CORE_BOOKING_BOOKING_VIEW_H_
#define LETAN_SERVICES_CORE_BOOKING_BOOKING_VIEW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/core/booking/model.h"
#include "services/core/booking/travel_matrix.h"

namespace letan::booking {

class BookingView {
 public:
  virtual ~BookingView() = default;

  // The profile of a resource or stock item; NOT_FOUND if there is none. The pointer stays valid as
  // long as the view.
  virtual absl::StatusOr<const ResourceProfile*> Profile(const std::string& resource) = 0;

  // Live bookings of `resource` that overlap `window`, ordered by (start, booking). Expired holds
  // are not live. A booking of a consumable lasts for ever from its start, whatever its end says;
  // no other widening takes place here.
  virtual absl::StatusOr<std::vector<Occupancy>> Overlapping(const std::string& resource,
                                                             const Interval& window) = 0;

  // Live bookings of a party whose resource has role `role` and that overlap `window`: those of
  // `owner` or, where that is empty, those of `group` that have no owner.
  virtual absl::StatusOr<std::vector<Occupancy>> OfParty(const std::string& owner,
                                                         const std::string& group, Role role,
                                                         const Interval& window) = 0;

  // One live booking by name; NOT_FOUND if it is not live.
  virtual absl::StatusOr<Occupancy> Find(const std::string& booking) = 0;

  // Stock on hand just before `at`, bookings that began before `at` deducted (and, if returnable,
  // those that ended by then given back), and every change from `at` on, as supply steps.
  struct StockOutlook {
    std::int64_t on_hand = 0;
    std::vector<SupplyStep> steps;  // sorted by time; movements and bookings alike
  };
  // Bookings named in `without` are left out of the reckoning.
  virtual absl::StatusOr<StockOutlook> Stock(const std::string& item, Micros at,
                                             const std::vector<std::string>& without) = 0;

  virtual const TravelMatrix& Travel() = 0;
};

}  // namespace letan::booking

#endif  // LETAN_SERVICES_CORE_BOOKING_BOOKING_VIEW_H_
