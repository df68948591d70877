// Who would occupy what, once a change were made.
#ifndef LETAN_STORAGE_MEMORY_WORLD_H_
#define LETAN_STORAGE_MEMORY_WORLD_H_

#include <string>
#include <vector>

#include "storage/memory/roads.h"
#include "storage/memory/state.h"

namespace letan::storage::memory {

// A live booking, or a leg that would become one.
struct Placed {
  int leg = -1;  // its index in ChangeSet::put; -1: a booking that the change leaves alone
  booking::Occupancy taken;
  std::int64_t party_size = 0;
  bool held = false;  // it may lapse
};

// Whether the leg may set hours and blackouts aside.
bool OverrideGranted(const booking::ResourceProfile& profile, const booking::Leg& leg);

struct World {
  const State& state;
  Micros now;
  Roads roads;
  std::vector<Placed> placed;  // by (start, booking)

  const booking::ResourceProfile& ProfileOf(const Placed& one) const {
    return state.resources.at(one.taken.resource).profile;
  }
};

// Live bookings as they stand.
World WorldAsItIs(const State& state, Micros now, Micros missing_travel);
// Without what the change releases and moves, with all its legs. Every resource must exist.
World WorldAfter(const State& state, Micros now, Micros missing_travel,
                 const booking::ChangeSet& change);

// Whether a driver booked by `a` drives for `b`: same owner; without an owner, bookings of one
// group and, without that too, legs of one change.
bool SameParty(const Placed& a, const Placed& b);

// All that occupy the resource of `one`, without itself, by (start, booking). They are in `world`.
std::vector<const Placed*> OthersOnResource(const World& world, const Placed& one);

booking::Violation Of(booking::Rule rule);
// Names `other` among what the violation clashes with.
void AddBlocker(const Placed& other, booking::Violation& violation);

// Nothing happens where the rule does not concern the resource.
void JudgeStock(const World& world, const Placed& one, std::vector<booking::Violation>& out);
void JudgeDriver(const World& world, const Placed& one, std::vector<booking::Violation>& out);

// Every rule that `one` breaks in this world.
std::vector<booking::Violation> Violations(const World& world, const Placed& one);

// Vehicle bookings, legs left out, that stay without a driver because `former` is no longer there:
// at some moment of its interval its party has fewer drivers than before and fewer than vehicles.
std::vector<std::string> StrandedBy(const World& before, const World& after, const Placed& former);

// Bookings of stock, the latest first, that would have to go for the level never to be below zero.
std::vector<std::string> Overdrawn(const World& world, const std::string& item);

}  // namespace letan::storage::memory

#endif  // LETAN_STORAGE_MEMORY_WORLD_H_
