// One booking at a time, with room between neighbours for clearing, preparing and travelling.
#include <algorithm>
#include <limits>
#include <utility>

#include "services/core/booking/rules.h"

namespace letan::booking {
namespace {

bool IsSelf(const Other& other, const Wish& wish) {
  return other.booking != nullptr && *other.booking == wish.booking;
}

// The bookings between which one travels: the neighbours that say a place. What lies further away
// is reached from them, not from here.
class Neighbours {
 public:
  Neighbours(std::span<const Other> near, const Wish& wish) {
    for (const Other& other : near) {
      if (other.place->empty() || IsSelf(other, wish)) continue;
      if (other.interval.end <= wish.interval.start) {
        last_start_before_ = std::max(last_start_before_, other.interval.start);
      } else if (other.interval.start >= wish.interval.end) {
        first_end_after_ = std::min(first_end_after_, other.interval.end);
      }
    }
  }

  bool Adjoins(const Other& before) const { return before.interval.end > last_start_before_; }
  bool Follows(const Other& after) const { return after.interval.start < first_end_after_; }

 private:
  Micros last_start_before_ = std::numeric_limits<Micros>::min();
  Micros first_end_after_ = std::numeric_limits<Micros>::max();
};

void Add(const Other& other, Micros needed, Violation* violation) {
  NameBlocking(other, violation);
  violation->needed_gap = std::max(violation->needed_gap, needed);
}

bool IsViolated(const Violation& violation) {
  return !violation.blocking.empty() || !violation.blocking_legs.empty();
}

}  // namespace

void CheckExclusive(const Scene& scene, const Wish& wish, std::vector<Violation>* violations) {
  const ResourceProfile& profile = *scene.profile;
  const std::span<const Other> near = Near(scene, Reach(profile, wish, *scene.travel, scene.zone));
  if (near.empty()) return;
  const Neighbours neighbours(near, wish);
  const Micros buffers = profile.buffer_after + profile.buffer_before;
  Violation overlap{.rule = Rule::kOverlap};
  Violation buffer{.rule = Rule::kBuffer};
  Violation travel{.rule = Rule::kTravelTime};
  for (const Other& other : near) {
    if (IsSelf(other, wish)) continue;
    if (other.interval.Overlaps(wish.interval)) {
      Add(other, 0, &overlap);
      continue;
    }
    const bool before = other.interval.end <= wish.interval.start;
    const Micros gap = before ? wish.interval.start - other.interval.end
                              : other.interval.start - wish.interval.end;
    Micros journey = 0;
    if (before && neighbours.Adjoins(other)) {
      journey = scene.travel->Between(*other.place, *wish.place);
    } else if (!before && neighbours.Follows(other)) {
      journey = scene.travel->Between(*wish.place, *other.place);
    }
    const Micros needed = std::max(buffers, journey);
    if (gap < needed) Add(other, needed, journey > buffers ? &travel : &buffer);
  }
  for (Violation* violation : {&overlap, &buffer, &travel}) {
    if (IsViolated(*violation)) violations->push_back(std::move(*violation));
  }
}

void CollectExclusiveStarts(const Scene& scene, const Wish& wish, std::vector<Micros>* starts) {
  const Micros buffers = scene.profile->buffer_after + scene.profile->buffer_before;
  const Micros length = wish.interval.length();
  for (const Other& other : scene.others) {
    const Micros from = scene.travel->Between(*other.place, *wish.place);
    const Micros to = scene.travel->Between(*wish.place, *other.place);
    starts->push_back(other.interval.end + buffers);
    if (from > buffers) starts->push_back(other.interval.end + from);
    starts->push_back(other.interval.start - buffers - length);
    if (to > buffers) starts->push_back(other.interval.start - to - length);
  }
}

}  // namespace letan::booking
