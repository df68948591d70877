// Working hours and blackouts, trips from and to the home place included.
#include <algorithm>
#include <utility>

#include "services/core/booking/local_time.h"
#include "services/core/booking/rules.h"

namespace letan::booking {
namespace {

struct Trips {
  Micros out = 0;   // from home to the place
  Micros back = 0;  // from the place home
};

Trips TripsOf(const Scene& scene, const Wish& wish) {
  const ResourceProfile& profile = *scene.profile;
  if (profile.model != CapacityModel::kExclusive || profile.home_place.empty()) return {};
  return {scene.travel->Between(profile.home_place, *wish.place),
          scene.travel->Between(*wish.place, profile.home_place)};
}

bool IsFree(const Scene& scene, const Wish& wish, const Interval& window) {
  if (window.empty()) return true;
  const std::span<const Other> near = Near(scene, window);
  return std::none_of(near.begin(), near.end(), [&](const Other& other) {
    if (other.booking != nullptr && *other.booking == wish.booking) return false;
    return other.interval.Overlaps(window);
  });
}

// The wish's interval with the trip out if it is the first of its local day, and the trip back if
// it is the last of the day on which it ends.
Interval WithTrips(const Scene& scene, const Wish& wish) {
  const Trips trips = TripsOf(scene, wish);
  const auto [start, end] = wish.interval;
  Interval span = wish.interval;
  if (trips.out > 0 && IsFree(scene, wish, {DayStart(start, scene.zone), start})) {
    span.start -= trips.out;
  }
  if (trips.back > 0 && IsFree(scene, wish, {end, NextDayStart(end - 1, scene.zone)})) {
    span.end += trips.back;
  }
  return span;
}

bool HoursApply(const ResourceProfile& profile) {
  return profile.model == CapacityModel::kExclusive || profile.model == CapacityModel::kShared;
}

}  // namespace

void CheckHours(const Scene& scene, const Wish& wish, std::vector<Violation>* violations) {
  const ResourceProfile& profile = *scene.profile;
  if (wish.hours_set_aside) return;
  if (profile.working_hours.empty() && profile.blackouts.empty()) return;
  const Interval span = WithTrips(scene, wish);
  if (HoursApply(profile) && !WithinHours(profile.working_hours, span, scene.zone)) {
    violations->push_back(
        {.rule = Rule::kWorkingHours,
         .detail = HoursOfDay(profile.working_hours, wish.interval.start, scene.zone)});
  }
  for (const Blackout& blackout : profile.blackouts) {
    if (blackout.interval.start >= span.end) break;
    if (!blackout.interval.Overlaps(span)) continue;
    violations->push_back({.rule = Rule::kBlackout, .detail = blackout.reason});
  }
}

void CollectHourStarts(const Scene& scene, const Wish& wish, const Interval& window,
                       std::vector<Micros>* starts) {
  const ResourceProfile& profile = *scene.profile;
  if (wish.hours_set_aside) return;
  const Trips trips = TripsOf(scene, wish);
  const Micros length = wish.interval.length();
  const auto begin_at = [&](Micros opening) {
    starts->push_back(opening);
    if (trips.out > 0) starts->push_back(opening + trips.out);
  };
  const auto end_at = [&](Micros closing) {
    starts->push_back(closing - length);
    if (trips.back > 0) starts->push_back(closing - length - trips.back);
  };
  if (HoursApply(profile)) {
    for (const Interval& open : OpenSpans(profile.working_hours, window, scene.zone)) {
      begin_at(open.start);
      end_at(open.end);
    }
  }
  for (const Blackout& blackout : profile.blackouts) {
    begin_at(blackout.interval.end);
    end_at(blackout.interval.start);
  }
}

}  // namespace letan::booking
