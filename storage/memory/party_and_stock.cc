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
  for (const Placed& other : OthersOnResource(world, one)) {
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

void JudgeDriver(const World& world, const Placed& one, std::vector<Violation>& out) {
  if (world.ProfileOf(one).role != Role::kVehicle) return;
  const std::vector<std::string> stranded = StrandedVehicles(world, one);
  if (stranded.empty()) return;
  Violation violation = Of(Rule::kDriverRequired);
  for (const Placed& other : world.placed) {
    if (other.taken.booking == one.taken.booking) continue;
    if (std::find(stranded.begin(), stranded.end(), other.taken.booking) == stranded.end())
      continue;
    AddBlocker(other, violation);
  }
  out.push_back(violation);
}

}  // namespace letan::storage::memory
