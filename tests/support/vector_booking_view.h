// A BookingView over plain vectors: the smallest world in which the booking rules can be tried.
#ifndef LETAN_TESTS_SUPPORT_VECTOR_BOOKING_VIEW_H_
#define LETAN_TESTS_SUPPORT_VECTOR_BOOKING_VIEW_H_

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/booking/booking_view.h"
#include "services/core/booking/model.h"
#include "services/core/booking/travel_matrix.h"

namespace letan::booking {

// All members may be filled and changed at will between two questions. Bookings may stand in any
// order and may contradict each other.
class VectorBookingView : public BookingView {
 public:
  std::map<std::string, ResourceProfile> profiles;  // by name
  std::vector<Occupancy> bookings;
  std::map<std::string, std::vector<SupplyStep>> movements;  // by stock item, in any order
  TravelMatrix travel;

  // What has been asked so far.
  struct Calls {
    int profile = 0;
    int overlapping = 0;
    int of_owner = 0;
    int find = 0;
    int stock = 0;
    std::vector<Interval> windows;  // of Overlapping
  };
  Calls calls;

  // If not OK, the answer to every question but Profile and Travel.
  absl::Status failure;

  void AddProfile(const ResourceProfile& profile) { profiles[profile.name] = profile; }

  // Carries out a change without judging it.
  void Apply(const ChangeSet& change) {
    std::erase_if(bookings, [&](const Occupancy& occupancy) {
      return Names(change.release, occupancy.booking) ||
             std::any_of(change.put.begin(), change.put.end(),
                         [&](const Leg& leg) { return leg.booking == occupancy.booking; });
    });
    for (const Leg& leg : change.put) {
      const bool granted = !leg.override_reason.empty() &&
                           Names(profiles.at(leg.resource).override_list, leg.override_authority);
      bookings.push_back({.booking = leg.booking,
                          .resource = leg.resource,
                          .interval = leg.interval,
                          .quantity = leg.quantity,
                          .place = leg.place,
                          .owner = change.owner,
                          .group = change.group,
                          .override_granted = granted});
    }
  }

  absl::StatusOr<const ResourceProfile*> Profile(const std::string& resource) override {
    ++calls.profile;
    const auto it = profiles.find(resource);
    if (it == profiles.end()) return absl::NotFoundError(resource);
    return &it->second;
  }

  absl::StatusOr<std::vector<Occupancy>> Overlapping(const std::string& resource,
                                                     const Interval& window) override {
    ++calls.overlapping;
    calls.windows.push_back(window);
    if (!failure.ok()) return failure;
    return Select(window,
                  [&](const Occupancy& occupancy) { return occupancy.resource == resource; });
  }

  absl::StatusOr<std::vector<Occupancy>> OfParty(const std::string& owner, const std::string& group,
                                                 Role role, const Interval& window) override {
    ++calls.of_owner;
    if (!failure.ok()) return failure;
    return Select(window, [&](const Occupancy& occupancy) {
      return occupancy.owner == owner && (!owner.empty() || occupancy.group == group) &&
             profiles.at(occupancy.resource).role == role;
    });
  }

  absl::StatusOr<Occupancy> Find(const std::string& booking) override {
    ++calls.find;
    if (!failure.ok()) return failure;
    for (const Occupancy& occupancy : bookings) {
      if (occupancy.booking == booking) return occupancy;
    }
    return absl::NotFoundError(booking);
  }

  absl::StatusOr<StockOutlook> Stock(const std::string& item, Micros at,
                                     const std::vector<std::string>& without) override {
    ++calls.stock;
    if (!failure.ok()) return failure;
    std::vector<SupplyStep> steps = movements[item];
    for (const Occupancy& occupancy : bookings) {
      if (occupancy.resource != item || Names(without, occupancy.booking)) continue;
      steps.push_back({occupancy.interval.start, -occupancy.quantity});
      if (profiles.at(item).model != CapacityModel::kReturnable) continue;
      steps.push_back({occupancy.interval.end, occupancy.quantity});
    }
    std::sort(steps.begin(), steps.end(),
              [](const SupplyStep& a, const SupplyStep& b) { return a.at < b.at; });
    StockOutlook outlook;
    for (const SupplyStep& step : steps) {
      if (step.at < at) {
        outlook.on_hand += step.delta;
      } else {
        outlook.steps.push_back(step);
      }
    }
    return outlook;
  }

  const TravelMatrix& Travel() override { return travel; }

 private:
  static bool Names(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  template <typename Predicate>
  std::vector<Occupancy> Select(const Interval& window, Predicate wanted) const {
    std::vector<Occupancy> selected;
    for (const Occupancy& occupancy : bookings) {
      Interval live = occupancy.interval;
      if (profiles.at(occupancy.resource).model == CapacityModel::kConsumable) {
        live.end = std::numeric_limits<Micros>::max();
      }
      if (live.Overlaps(window) && wanted(occupancy)) selected.push_back(occupancy);
    }
    std::sort(selected.begin(), selected.end(), [](const Occupancy& a, const Occupancy& b) {
      if (a.interval.start != b.interval.start) return a.interval.start < b.interval.start;
      return a.booking < b.booking;
    });
    return selected;
  }
};

}  // namespace letan::booking

#endif  // LETAN_TESTS_SUPPORT_VECTOR_BOOKING_VIEW_H_
