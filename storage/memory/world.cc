#include "storage/memory/world.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace letan::storage::memory {
namespace {

Placed Standing(const BookingRow& row) {
  Placed placed;
  placed.taken = row.occupancy;
  placed.party_size = row.party_size;
  placed.held = row.state == BookingState::kHeld;
  return placed;
}

Placed FromLeg(const State& state, Micros now, const booking::ChangeSet& change, int index) {
  const booking::Leg& leg = change.put[index];
  const auto moved = state.bookings.find(leg.booking);
  const bool stands = moved != state.bookings.end() && IsLive(moved->second, now);
  Placed placed;
  placed.leg = index;
  placed.taken = {leg.booking,  leg.resource, leg.interval, leg.quantity,   leg.place,
                  change.owner, change.group, false,        leg.party_size, leg.held};
  if (stands) {
    placed.taken.owner = moved->second.occupancy.owner;
    placed.taken.group = moved->second.occupancy.group;
  }
  placed.held = leg.held;
  placed.party_size = leg.party_size;
  placed.taken.override_granted = OverrideGranted(state.resources.at(leg.resource).profile, leg);
  return placed;
}

void Sort(std::vector<Placed>& placed) {
  std::sort(placed.begin(), placed.end(), [](const Placed& left, const Placed& right) {
    return std::tie(left.taken.interval.start, left.taken.booking) <
           std::tie(right.taken.interval.start, right.taken.booking);
  });
}

}  // namespace

bool OverrideGranted(const booking::ResourceProfile& profile, const booking::Leg& leg) {
  if (leg.override_authority.empty() || leg.override_reason.empty()) return false;
  return std::find(profile.override_list.begin(), profile.override_list.end(),
                   leg.override_authority) != profile.override_list.end();
}

World WorldAsItIs(const State& state, Micros now, Micros missing_travel) {
  return WorldAfter(state, now, missing_travel, {});
}

World WorldAfter(const State& state, Micros now, Micros missing_travel,
                 const booking::ChangeSet& change) {
  std::set<std::string> gone(change.release.begin(), change.release.end());
  for (const booking::Leg& leg : change.put) gone.insert(leg.booking);
  World world = {state, now, Roads(state, missing_travel), {}};
  for (const auto& [name, row] : state.bookings) {
    if (IsLive(row, now) && gone.count(name) == 0) world.placed.push_back(Standing(row));
  }
  for (int i = 0; i < static_cast<int>(change.put.size()); ++i) {
    world.placed.push_back(FromLeg(state, now, change, i));
  }
  Sort(world.placed);
  return world;
}

bool SameParty(const Placed& a, const Placed& b) {
  if (a.taken.owner != b.taken.owner) return false;
  if (!a.taken.owner.empty()) return true;
  if (a.taken.group != b.taken.group) return false;
  return !a.taken.group.empty() || (a.leg >= 0 && b.leg >= 0);
}

std::vector<const Placed*> OthersOnResource(const World& world, const Placed& one) {
  std::vector<const Placed*> others;
  for (const Placed& other : world.placed) {
    if (other.taken.booking == one.taken.booking) continue;
    if (other.taken.resource == one.taken.resource) others.push_back(&other);
  }
  return others;
}

booking::Violation Of(booking::Rule rule) {
  booking::Violation violation;
  violation.rule = rule;
  return violation;
}

void AddBlocker(const Placed& other, booking::Violation& violation) {
  if (other.leg >= 0) {
    violation.blocking_legs.push_back(other.leg);
  } else {
    violation.blocking.push_back(other.taken.booking);
  }
}

}  // namespace letan::storage::memory
