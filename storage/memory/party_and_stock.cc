// The rules that look beyond one resource's calendar: stock over all time, drivers for vehicles.
#include <algorithm>
#include <set>

#include "storage/memory/world.h"

namespace letan::storage::memory {
namespace {

using booking::CapacityModel;
using booking::Interval;
using booking::Role;
using booking::Rule;
using booking::Violation;

// As documented at Violation::blocking.
constexpr std::size_t kMostConsumersNamed = 10;

// Whether the units of `one` are away at the instant.
bool Holds(const World& world, const Placed& one, Micros at) {
  if (at < one.taken.interval.start) return false;
  return world.ProfileOf(one).model == CapacityModel::kConsumable || at < one.taken.interval.end;
}

std::vector<Placed> HoldersAt(const World& world, const std::string& item, Micros at) {
  std::vector<Placed> holders;
  for (const Placed& one : world.placed) {
    if (one.taken.resource == item && Holds(world, one, at)) holders.push_back(one);
  }
  return holders;
}

std::int64_t LevelAt(const World& world, const std::string& item, Micros at) {
  std::int64_t units = OnHand(world.state, item, at);
  for (const Placed& holder : HoldersAt(world, item, at)) units -= holder.taken.quantity;
  return units;
}

std::set<Micros> InstantsOf(const World& world, const std::string& item) {
  std::set<Micros> instants;
  for (const auto& [name, movement] : world.state.movements) {
    if (movement.item == item) instants.insert(movement.at);
  }
  for (const Placed& one : world.placed) {
    if (one.taken.resource != item) continue;
    instants.insert(one.taken.interval.start);
    instants.insert(one.taken.interval.end);
  }
  return instants;
}

// Who of the party of `one` is under way at the instant.
struct Crew {
  std::size_t drivers = 0;
  std::vector<Placed> vehicles;
  bool lacks() const { return drivers < vehicles.size(); }
};

// What is only held counts if nothing else does.
enum class Whom { kAll, kConfirmed };

Crew CrewAt(const World& world, const Placed& one, Micros at, Whom whom) {
  Crew crew;
  for (const Placed& other : world.placed) {
    if (!other.taken.interval.Overlaps({at, at + 1}) || !SameParty(one, other)) continue;
    if (whom == Whom::kConfirmed && other.held) continue;
    const Role role = world.ProfileOf(other).role;
    if (role == Role::kDriver) ++crew.drivers;
    if (role == Role::kVehicle) crew.vehicles.push_back(other);
  }
  return crew;
}

// The moments of an interval at which somebody comes or goes, and its first.
std::set<Micros> MomentsWithin(const World& before, const World& after, const Interval& interval) {
  std::set<Micros> moments = {interval.start};
  for (const World* world : {&before, &after}) {
    for (const Placed& one : world->placed) {
      for (const Micros at : {one.taken.interval.start, one.taken.interval.end}) {
        if (interval.Overlaps({at, at + 1})) moments.insert(at);
      }
    }
  }
  return moments;
}

}  // namespace

void JudgeStock(const World& world, const Placed& one, std::vector<Violation>& out) {
  const CapacityModel model = world.ProfileOf(one).model;
  if (model != CapacityModel::kConsumable && model != CapacityModel::kReturnable) return;
  const std::string& item = one.taken.resource;
  std::int64_t lowest = LevelAt(world, item, one.taken.interval.start);
  std::set<std::string> blockers;
  for (const Micros at : InstantsOf(world, item)) {
    if (!Holds(world, one, at)) continue;
    const std::int64_t level = LevelAt(world, item, at);
    lowest = std::min(lowest, level);
    if (level >= 0) continue;
    for (const Placed& holder : HoldersAt(world, item, at)) blockers.insert(holder.taken.booking);
  }
  if (lowest >= 0) return;
  Violation violation = Of(Rule::kStock);
  violation.available = std::max<std::int64_t>(0, lowest + one.taken.quantity);
  for (const Placed* const found : OthersOnResource(world, one)) {
    const Placed& other = *found;
    if (blockers.count(other.taken.booking) != 0) AddBlocker(other, violation);
  }
  if (model == CapacityModel::kConsumable && violation.blocking.size() > kMostConsumersNamed) {
    violation.blocking.resize(kMostConsumersNamed);
  }
  out.push_back(violation);
}

std::vector<std::string> Overdrawn(const World& world, const std::string& item) {
  std::set<std::string> overdrawn;
  for (const Micros at : InstantsOf(world, item)) {
    std::int64_t level = LevelAt(world, item, at);
    std::vector<Placed> holders = HoldersAt(world, item, at);
    for (auto latest = holders.rbegin(); latest != holders.rend() && level < 0; ++latest) {
      overdrawn.insert(latest->taken.booking);
      level += latest->taken.quantity;
    }
  }
  return {overdrawn.begin(), overdrawn.end()};
}

std::vector<std::string> StrandedBy(const World& before, const World& after, const Placed& former) {
  std::set<std::string> stranded;
  for (const Micros at : MomentsWithin(before, after, former.taken.interval)) {
    for (const Whom whom : {Whom::kAll, Whom::kConfirmed}) {
      const Crew had = CrewAt(before, former, at, whom);
      const Crew has = CrewAt(after, former, at, whom);
      if (has.drivers >= had.drivers || !has.lacks()) continue;
      for (const Placed& vehicle : has.vehicles) {
        if (vehicle.leg < 0) stranded.insert(vehicle.taken.booking);
      }
    }
  }
  return {stranded.begin(), stranded.end()};
}

void JudgeDriver(const World& world, const Placed& one, std::vector<Violation>& out) {
  if (world.ProfileOf(one).role != Role::kVehicle) return;
  std::set<std::string> uncovered;
  for (const Micros at : MomentsWithin(world, world, one.taken.interval)) {
    const Crew crew = CrewAt(world, one, at, Whom::kAll);
    const bool unsure = !one.held && CrewAt(world, one, at, Whom::kConfirmed).lacks();
    if (!crew.lacks() && !unsure) continue;
    for (const Placed& vehicle : crew.vehicles) uncovered.insert(vehicle.taken.booking);
  }
  if (uncovered.empty()) return;
  Violation violation = Of(Rule::kDriverRequired);
  for (const Placed& other : world.placed) {
    if (other.taken.booking == one.taken.booking) continue;
    if (uncovered.count(other.taken.booking) != 0) AddBlocker(other, violation);
  }
  out.push_back(violation);
}

}  // namespace letan::storage::memory
