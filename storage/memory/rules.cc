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
using booking::Role;
using booking::Rule;
using booking::Violation;

bool Same(const Placed& a, const Placed& b) { return a.taken.booking == b.taken.booking; }

void AddBlocker(const Placed& other, Violation& violation) {
  if (other.leg >= 0) {
    violation.blocking_legs.push_back(other.leg);
  } else {
    violation.blocking.push_back(other.taken.booking);
  }
}

bool Blocks(const Violation& violation) {
  return !violation.blocking.empty() || !violation.blocking_legs.empty();
}

std::vector<Placed> OthersOnResource(const World& world, const Placed& one) {
  std::vector<Placed> others;
  for (const Placed& other : world.placed) {
    if (other.taken.resource == one.taken.resource && !Same(other, one)) others.push_back(other);
  }
  return others;
}

Violation Of(Rule rule) {
  Violation violation;
  violation.rule = rule;
  return violation;
}

void JudgeOverlap(const World& world, const Placed& one, std::vector<Violation>& out) {
  Violation violation = Of(Rule::kOverlap);
  for (const Placed& other : OthersOnResource(world, one)) {
    if (other.taken.interval.Overlaps(one.taken.interval)) AddBlocker(other, violation);
  }
  if (Blocks(violation)) out.push_back(violation);
}

// Those that come directly before or after, none of the same resource lying between.
std::vector<Placed> Neighbours(const World& world, const Placed& one) {
  const std::vector<Placed> others = OthersOnResource(world, one);
  std::vector<Placed> neighbours;
  for (const Placed& other : others) {
    const Interval& mine = one.taken.interval;
    const Interval& theirs = other.taken.interval;
    if (theirs.Overlaps(mine)) continue;
    const bool nearer_exists = std::any_of(others.begin(), others.end(), [&](const Placed& third) {
      const Interval& between = third.taken.interval;
      if (theirs.end <= mine.start) return between.end <= mine.start && theirs.end < between.end;
      return mine.end <= between.start && between.start < theirs.start;
    });
    if (!nearer_exists) neighbours.push_back(other);
  }
  return neighbours;
}

void JudgeGaps(const World& world, const Placed& one, std::vector<Violation>& out) {
  const ResourceProfile& profile = world.ProfileOf(one);
  Violation buffer = Of(Rule::kBuffer);
  buffer.needed_gap = profile.buffer_after + profile.buffer_before;
  Violation travel = Of(Rule::kTravelTime);
  for (const Placed& other : Neighbours(world, one)) {
    const bool other_first = other.taken.interval.end <= one.taken.interval.start;
    const Placed& first = other_first ? other : one;
    const Placed& second = other_first ? one : other;
    const Micros gap = second.taken.interval.start - first.taken.interval.end;
    const Micros trip = world.roads.Between(first.taken.place, second.taken.place);
    if (gap < buffer.needed_gap) AddBlocker(other, buffer);
    if (gap < trip) {
      AddBlocker(other, travel);
      travel.needed_gap = std::max(travel.needed_gap, trip);
    }
  }
  if (Blocks(buffer)) out.push_back(buffer);
  if (Blocks(travel)) out.push_back(travel);
}

// Units taken at an instant and who takes them, `one` included.
void JudgeCapacityAtInstants(const World& world, const Placed& one, Violation& violation,
                             std::int64_t& most_by_others) {
  std::set<Micros> instants = {one.taken.interval.start};
  for (const Placed& other : OthersOnResource(world, one)) {
    instants.insert(other.taken.interval.start);
  }
  const std::int64_t capacity = world.ProfileOf(one).capacity;
  std::set<std::string> blockers;
  for (const Micros at : instants) {
    if (!one.taken.interval.Overlaps({at, at + 1})) continue;
    std::int64_t by_others = 0;
    std::set<std::string> there;
    for (const Placed& other : OthersOnResource(world, one)) {
      if (!other.taken.interval.Overlaps({at, at + 1})) continue;
      by_others += other.taken.quantity;
      there.insert(other.taken.booking);
    }
    most_by_others = std::max(most_by_others, by_others);
    if (by_others + one.taken.quantity > capacity) blockers.merge(there);
  }
  for (const Placed& other : OthersOnResource(world, one)) {
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
    for (const Placed& other : OthersOnResource(world, one)) {
      if (Nights(other.taken.interval, profile.time_zone).count(night) == 0) continue;
      by_others += other.taken.quantity;
      there.insert(other.taken.booking);
    }
    most_by_others = std::max(most_by_others, by_others);
    if (by_others + one.taken.quantity > profile.capacity) blockers.merge(there);
  }
  for (const Placed& other : OthersOnResource(world, one)) {
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
  const auto day = [&](Micros at) { return LocalDay(at, profile.time_zone); };
  bool first = true;
  bool last = true;
  for (const Placed& other : OthersOnResource(world, one)) {
    const Interval& theirs = other.taken.interval;
    const bool ends_before = theirs.end <= one.taken.interval.start;
    const bool starts_after = one.taken.interval.end <= theirs.start;
    // A booking that ends at midnight belongs to the day that is over.
    if (ends_before && day(theirs.end - 1) == day(one.taken.interval.start)) first = false;
    if (starts_after && day(theirs.start) == day(one.taken.interval.end - 1)) last = false;
  }
  if (first) whole.start -= world.roads.Between(profile.home_place, one.taken.place);
  if (last) whole.end += world.roads.Between(one.taken.place, profile.home_place);
  return whole;
}

void JudgeOpening(const World& world, const Placed& one, std::vector<Violation>& out) {
  const ResourceProfile& profile = world.ProfileOf(one);
  const bool listed =
      std::find(profile.override_list.begin(), profile.override_list.end(),
                one.override_authority) != profile.override_list.end();
  if (listed && !one.override_authority.empty() && !one.override_reason.empty()) return;
  const Interval whole = WithTripsHome(world, one);
  if (!profile.working_hours.empty() &&
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

std::vector<std::string> StrandedVehicles(const World& world, const Placed& one) {
  std::set<Micros> instants = {one.taken.interval.start};
  for (const Placed& other : world.placed) {
    instants.insert(other.taken.interval.start);
    instants.insert(other.taken.interval.end);
  }
  std::set<std::string> stranded;
  for (const Micros at : instants) {
    const Interval moment = {at, at + 1};
    if (!one.taken.interval.Overlaps(moment)) continue;
    int drivers = 0;
    std::set<std::string> vehicles;
    for (const Placed& other : world.placed) {
      if (!other.taken.interval.Overlaps(moment) || !SameParty(one, other)) continue;
      const Role role = world.ProfileOf(other).role;
      if (role == Role::kDriver) ++drivers;
      if (role == Role::kVehicle) vehicles.insert(other.taken.booking);
    }
    if (drivers < static_cast<int>(vehicles.size())) stranded.merge(vehicles);
  }
  return {stranded.begin(), stranded.end()};
}

std::vector<Violation> Violations(const World& world, const Placed& one) {
  const ResourceProfile& profile = world.ProfileOf(one);
  std::vector<Violation> out;
  if (!profile.active) out.push_back(Of(Rule::kInactive));
  if (profile.model == CapacityModel::kExclusive) {
    JudgeOverlap(world, one, out);
    JudgeGaps(world, one, out);
  }
  if (profile.model == CapacityModel::kShared) JudgeCapacity(world, one, out);
  JudgeOpening(world, one, out);
  if (profile.seats > 0 && one.party_size > profile.seats) {
    out.push_back(Of(Rule::kPartyTooLarge));
    out.back().available = profile.seats;
  }
  return out;
}

}  // namespace letan::storage::memory
