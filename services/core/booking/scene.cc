#include <algorithm>

#include "services/core/booking/local_time.h"
#include "services/core/booking/rules.h"

namespace letan::booking {
namespace {

bool SetAside(const ResourceProfile& profile, const Leg& leg) {
  if (leg.override_authority.empty() || leg.override_reason.empty()) return false;
  const auto& list = profile.override_list;
  return std::find(list.begin(), list.end(), leg.override_authority) != list.end();
}

bool Earlier(const Other& a, const Other& b) { return a.interval.start < b.interval.start; }

bool HasHours(const ResourceProfile& profile) {
  return !profile.working_hours.empty() &&
         (profile.model == CapacityModel::kExclusive || profile.model == CapacityModel::kShared);
}

bool HasTrips(const ResourceProfile& profile) {
  return profile.model == CapacityModel::kExclusive && !profile.home_place.empty();
}

}  // namespace

Wish WishOf(const ResourceProfile& profile, const Leg& leg) {
  return {leg.booking, leg.interval,   leg.quantity,
          &leg.place,  leg.party_size, SetAside(profile, leg)};
}

Wish WishOf(const Occupancy& occupancy) {
  return {occupancy.booking, occupancy.interval,   occupancy.quantity,
          &occupancy.place,  occupancy.party_size, occupancy.override_granted};
}

void Scene::Settle() {
  // Stable: bookings of one night stay in the order of their starts, as the view gave them.
  if (!std::is_sorted(others.begin(), others.end(), Earlier)) {
    std::stable_sort(others.begin(), others.end(), Earlier);
  }
  longest_ = 0;
  for (const Other& other : others) {
    const bool endless = other.interval.end == kForever;
    longest_ = std::max(longest_, endless ? kForever / 2 : other.interval.length());
  }
  if (profile->model != CapacityModel::kShared) return;
  level = StepLevel(profile->capacity);
  for (const Other& other : others) level.AddSpan(other.interval, -other.quantity);
  level.Settle();
}

std::span<const Other> Near(const Scene& scene, const Interval& window) {
  const auto starts_before = [](const Other& other, Micros at) {
    return other.interval.start < at;
  };
  const auto begin = scene.others.begin();
  const auto end = scene.others.end();
  const auto first = std::lower_bound(begin, end, window.start - scene.longest_, starts_before);
  const auto last = std::lower_bound(first, end, window.end, starts_before);
  return {first, last};
}

bool NeedsZone(const ResourceProfile& profile) {
  if (HasHours(profile)) return true;
  if (profile.model == CapacityModel::kShared) return profile.by_night;
  return HasTrips(profile) && !profile.blackouts.empty();
}

Interval Taken(const ResourceProfile& profile, const Interval& interval, absl::TimeZone zone) {
  if (profile.model == CapacityModel::kConsumable) return {interval.start, kForever};
  if (profile.model == CapacityModel::kShared && profile.by_night) {
    return WholeNights(interval, zone);
  }
  return interval;
}

Interval Reach(const ResourceProfile& profile, const Wish& wish, const TravelMatrix& travel,
               absl::TimeZone zone) {
  if (profile.model != CapacityModel::kExclusive) return Taken(profile, wish.interval, zone);
  const Micros margin = std::max(profile.buffer_after + profile.buffer_before,
                                 wish.place->empty() ? Micros{0} : travel.longest());
  Interval reach{wish.interval.start - margin, wish.interval.end + margin};
  const bool closes = !profile.working_hours.empty() || !profile.blackouts.empty();
  if (closes && HasTrips(profile) && !wish.place->empty() && !wish.hours_set_aside) {
    reach.start = std::min(reach.start, DayStart(wish.interval.start, zone));
    reach.end = std::max(reach.end, NextDayStart(wish.interval.end - 1, zone));
  }
  return reach;
}

void CheckFitness(const Scene& scene, const Wish& wish, std::vector<Violation>* violations) {
  const ResourceProfile& profile = *scene.profile;
  if (!profile.active) violations->push_back({.rule = Rule::kInactive});
  if (profile.seats > 0 && wish.party_size > profile.seats) {
    violations->push_back({.rule = Rule::kPartyTooLarge, .available = profile.seats});
  }
}

std::vector<Violation> CheckWish(const Scene& scene, const Wish& wish) {
  std::vector<Violation> violations;
  CheckFitness(scene, wish, &violations);
  if (scene.profile->model == CapacityModel::kExclusive) {
    CheckExclusive(scene, wish, &violations);
  } else {
    CheckUnits(scene, wish, &violations);
  }
  CheckHours(scene, wish, &violations);
  return violations;
}

void NameBlocking(const Other& other, Violation* violation) {
  if (other.booking != nullptr) {
    violation->blocking.push_back(*other.booking);
  } else {
    violation->blocking_legs.push_back(other.leg);
  }
}

}  // namespace letan::booking
