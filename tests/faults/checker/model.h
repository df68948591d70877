// What must be there according to the history, and what may be: the state that the checker replays.
//
// Most bookings are in one known state. One that an operation with an unknown outcome touches has
// several possible states, each with the effects that led to it; what answers show later rules
// states out, and an effect that is seen on one booking must then be there on all that it touches.
// An effect happens at most once, after the revisions that were shown before it was asked for and,
// once the server was restarted, not after the first revision shown then.
#ifndef LETAN_TESTS_FAULTS_CHECKER_MODEL_H_
#define LETAN_TESTS_FAULTS_CHECKER_MODEL_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/faults/checker/history.pb.h"
#include "tests/faults/checker/rules.h"

namespace letan::faults {

// A live booking.
struct Standing {
  Leg leg;
  std::int64_t expire_time = 0;
  std::string label;
  std::string group;
};
Standing StandingOf(const Booking& booking);
// Group and label aside where either side does not know them.
bool Same(const Standing& left, const Standing& right);
std::string Describe(const Standing& standing);
// Overwrites what `change` says of a leg.
void ChangeLeg(const Leg& change, Leg* leg);

// When, by the server's clock, something was judged.
struct Moment {
  std::int64_t earliest = 0;
  std::int64_t latest = 0;
};

enum class Certainty { kNo, kMaybe, kYes };

using EffectId = int;
// The state that an effect makes of a state (absent: not live); nothing where it cannot happen.
using Transition =
    std::function<std::optional<std::optional<Standing>>(const std::optional<Standing>&)>;

// Goods of a booking are given out: what remains of it.
Transition Settling(std::int64_t units);

struct Possibility {
  std::optional<Standing> standing;  // absent: not live
  std::set<EffectId> effects;
};

struct Entry {
  std::vector<Possibility> possible;
  std::map<EffectId, Transition> pending;  // effects that may still happen
};

class Model {
 public:
  explicit Model(const World& world);

  const World& world() const { return world_; }
  // Null if there is none.
  const World::Resource* FindResource(const std::string& name) const;
  // Null if nothing of that name was ever known.
  const Entry* Find(const std::string& name) const;

  // Is the booking live at that moment?
  Certainty IsLive(const std::string& name, const Moment& moment) const;
  // Its state where only one is possible.
  const Standing* Only(const std::string& name) const;

  // What is or may be on a resource, but for the bookings named in `without`.
  Scene SceneOf(const World::Resource& resource, const Moment& moment,
                const std::set<std::string>& without = {}) const;
  // Bookings of the group on resources of that role.
  std::vector<Occupant> OfGroup(const std::string& group, World::Role role, const Moment& moment,
                                const std::set<std::string>& without = {}) const;
  // Names that are or may be on the resource; an empty one means all.
  std::vector<std::string> NamesOn(const std::string& resource) const;

  // An acknowledged write. The booking is in this state now; absent: not live any more.
  void Set(const std::string& name, std::optional<Standing> standing);
  // An acknowledged write that does this to the booking, whatever its state was.
  void Change(const std::string& name, const Transition& transition);
  void AddSupply(const std::string& item, const Supply& supply);

  // An operation with an unknown outcome: from now on each target may have passed the transition.
  EffectId AddEffect(const std::map<std::string, Transition>& targets);
  // It has happened by now, or never will.
  void EndEffect(EffectId effect);
  // The next revision: what has not happened by now may have happened there.
  void Advance();
  // Whether it is known to have happened.
  bool Happened(EffectId effect) const { return happened_.count(effect) > 0; }

  // An answer shows that the booking is in a state that `fits`. False, and nothing changes, if none
  // of the possible ones does.
  bool Narrow(const std::string& name, const std::function<bool(const Possibility&)>& fits);
  // An answer shows this state: as Narrow, and what was not known of it is known from now on.
  bool Observe(const std::string& name, const Standing& shown);
  // Effects that showed themselves on some of their bookings and cannot have on others, since asked
  // last.
  std::vector<EffectId> TakeTorn();

 private:
  void Place(const std::string& name, const Entry& entry, int step);
  void Spread(Entry* entry) const;
  void Decide(const Entry& entry);
  void Require(EffectId effect, bool happened);

  World world_;
  std::map<std::string, const World::Resource*> resources_;
  std::map<std::string, Entry> entries_;
  std::map<std::string, std::map<std::string, int>> on_resource_;  // names, by possible states
  std::map<std::string, std::map<std::string, int>> of_group_;
  std::map<std::string, std::vector<Supply>> supplies_;
  std::map<EffectId, std::vector<std::string>> targets_;
  std::set<EffectId> ended_;
  std::set<EffectId> happened_;
  std::set<EffectId> not_happened_;
  std::vector<EffectId> torn_;
};

// Whether a hold has lapsed.
Certainty HasLapsed(const Standing& standing, const Moment& moment);

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_CHECKER_MODEL_H_
