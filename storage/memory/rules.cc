// The rules of one booking, each tried in the plainest way.
#include <algorithm>
#include <set>

#include "storage/memory/local_time.h"
#include "storage/memory/world.h"

namespace letan::storage::memory {
namespace {

using booking::CapacityModel;
using booking::Interval;
using booking::ResourceProfile;
using booking::Rule;
using booking::Violation;

bool Blocks(const Violation& violation) {
  return !violation.blocking.empty() || !violation.blocking_legs.empty();
}

void JudgeOverlap(const World& world, const Placed& one, std::vector<Violation>& out) {
  Violation violation = Of(Rule::kOverlap);
  for (const Placed* const found : OthersOnResource(world, one)) {
    const Placed& other = *found;
    if (other.taken.interval.Overlaps(one.taken.interval)) AddBlocker(other, violation);
  }
  if (Blocks(violation)) out.push_back(violation);
}

// Whether something with a place lies wholly between the two, so that nobody travels from one
// directly to the other.
bool Separated(const World& world, const Placed& first, const Placed& second) {
  const Interval between = {first.taken.interval.end, second.taken.interval.start};
  for (const Placed* const found : OthersOnResource(world, first)) {
    const Placed& third = *found;
    if (third.taken.booking == second.taken.booking || third.taken.place.empty()) continue;
    if (between.Contains(third.taken.interval)) return true;
  }
  return false;
}

void JudgeGaps(const World& world, const Placed& one, std::vector<Violation>& out) {
  const ResourceProfile& profile = world.ProfileOf(one);
  const Micros buffers = profile.buffer_after + profile.buffer_before;
  Violation buffer = Of(Rule::kBuffer);
  Violation travel = Of(Rule::kTravelTime);
  for (const Placed* const found : OthersOnResource(world, one)) {
    const Placed& other = *found;
    if (other.taken.interval.Overlaps(one.taken.interval)) continue;
    const bool other_first = other.taken.interval.end <= one.taken.interval.start;
    const Placed& first = other_first ? other : one;
    const Placed& second = other_first ? one : other;
    const Micros gap = second.taken.interval.start - first.taken.interval.end;
    Micros trip = world.roads.Between(first.taken.place, second.taken.place);
    if (gap < trip && Separated(world, first, second)) trip = 0;
    const Micros needed = std::max(buffers, trip);
    if (gap >= needed) continue;
    Violation& violation = trip > buffers ? travel : buffer;
    AddBlocker(other, violation);
    violation.needed_gap = std::max(violation.needed_gap, needed);
  }
  if (Blocks(buffer)) out.push_back(buffer);
  if (Blocks(travel)) out.push_back(travel);
}

// Units taken at an instant and who takes them, `one` included.
void JudgeCapacityAtInstants(const World& world, const Placed& one, Violation& violation,
                             std::int64_t& most_by_others) {
  std::set<Micros> instants = {one.taken.interval.start};
  for (const Placed* const found : OthersOnResource(world, one)) {
    const Placed& other = *found;
    instants.insert(other.taken.interval.start);
  }
  const std::int64_t capacity = world.ProfileOf(one).capacity;
  std::set<std::string> blockers;
  for (const Micros at : instants) {
    if (!one.taken.interval.Overlaps({at, at + 1})) continue;
    std::int64_t by_others = 0;
    std::set<std::string> there;
    for (const Placed* const found : OthersOnResource(world, one)) {
      const Placed& other = *found;
      if (!other.taken.interval.Overlaps({at, at + 1})) continue;
      by_others += other.taken.quantity;
      there.insert(other.taken.booking);
    }
    most_by_others = std::max(most_by_others, by_others);
    if (by_others + one.taken.quantity > capacity) blockers.merge(there);
  }
  for (const Placed* const found : OthersOnResource(world, one)) {
    const Placed& other = *found;
    if (blockers.count(other.taken.booking) != 0) AddBlocker(other, violation);
  }
}

void JudgeCapacityByNight(const World& world, const Placed& one, Violation& violation,
                          std::int64_t& most_by_others) {
  const ResourceProfile& profile = world.ProfileOf(one);
  std::set<std::string> blockers;
  for (const absl::CivilDay& night : Nights(one.taken.interval, profile.time_zone)) {
    std::int64_t by_others = 0;
    std::set<std::string> there;
    for (const Placed* const found : OthersOnResource(world, one)) {
      const Placed& other = *found;
      if (Nights(other.taken.interval, profile.time_zone).count(night) == 0) continue;
      by_others += other.taken.quantity;
      there.insert(other.taken.booking);
    }
    most_by_others = std::max(most_by_others, by_others);
    if (by_others + one.taken.quantity > profile.capacity) blockers.merge(there);
  }
  for (const Placed* const found : OthersOnResource(world, one)) {
    const Placed& other = *found;
    if (blockers.count(other.taken.booking) != 0) AddBlocker(other, violation);
  }
}

void JudgeCapacity(const World& world, const Placed& one, std::vector<Violation>& out) {
  const ResourceProfile& profile = world.ProfileOf(one);
  Violation violation = Of(Rule::kCapacity);
  std::int64_t most_by_others = 0;
  if (profile.by_night) {
    JudgeCapacityByNight(world, one, violation, most_by_others);
  } else {
    JudgeCapacityAtInstants(world, one, violation, most_by_others);
  }
  violation.available = std::max<std::int64_t>(0, profile.capacity - most_by_others);
  if (most_by_others + one.taken.quantity > profile.capacity) out.push_back(violation);
}

// The interval with the first trip of its day from home and the last one back.
Interval WithTripsHome(const World& world, const Placed& one) {
  const ResourceProfile& profile = world.ProfileOf(one);
  Interval whole = one.taken.interval;
  if (profile.model != CapacityModel::kExclusive || profile.home_place.empty()) return whole;
  const absl::CivilDay first_day = LocalDay(one.taken.interval.start, profile.time_zone);
  // A booking that ends at midnight ends on the day that is over.
  const absl::CivilDay last_day = LocalDay(one.taken.interval.end - 1, profile.time_zone);
  bool first = true;
  bool last = true;
  for (const Placed* const found : OthersOnResource(world, one)) {
    const Placed& other = *found;
    const Interval& theirs = other.taken.interval;
    const bool touches_before = LocalDay(theirs.end - 1, profile.time_zone) >= first_day;
    const bool touches_after = LocalDay(theirs.start, profile.time_zone) <= last_day;
    if (theirs.start < one.taken.interval.start && touches_before) first = false;
    if (theirs.end > one.taken.interval.end && touches_after) last = false;
  }
  if (first) whole.start -= world.roads.Between(profile.home_place, one.taken.place);
  if (last) whole.end += world.roads.Between(one.taken.place, profile.home_place);
  return whole;
}

void JudgeOpening(const World& world, const Placed& one, std::vector<Violation>& out) {
  const ResourceProfile& profile = world.ProfileOf(one);
  if (one.taken.override_granted) return;
  const Interval whole = WithTripsHome(world, one);
  const bool stock =
      profile.model == CapacityModel::kConsumable || profile.model == CapacityModel::kReturnable;
  if (!stock && !profile.working_hours.empty() &&
      !WithinHours(whole, profile.working_hours, profile.time_zone)) {
    out.push_back(Of(Rule::kWorkingHours));
  }
  for (const booking::Blackout& blackout : profile.blackouts) {
    if (!blackout.interval.Overlaps(whole)) continue;
    out.push_back(Of(Rule::kBlackout));
    out.back().detail = blackout.reason;
    break;
  }
}

}  // namespace

std::vector<Violation> Violations(const World& world, const Placed& one) {
  const ResourceProfile& profile = world.ProfileOf(one);
  std::vector<Violation> out;
  if (!profile.active) out.push_back(Of(Rule::kInactive));
  if (profile.model == CapacityModel::kExclusive) {
    JudgeOverlap(world, one, out);
    JudgeGaps(world, one, out);
  }
  if (profile.model == CapacityModel::kShared) JudgeCapacity(world, one, out);
  JudgeStock(world, one, out);
  JudgeDriver(world, one, out);
  JudgeOpening(world, one, out);
  if (profile.seats > 0 && one.party_size > profile.seats) {
    out.push_back(Of(Rule::kPartyTooLarge));
    out.back().available = profile.seats;
  }
  return out;
}

}  // namespace letan::storage::memory
