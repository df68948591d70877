#include <algorithm>

#include "tests/faults/checker/replay.h"

namespace letan::faults {
namespace {

bool OfResource(Violation::Rule rule) {
  return rule == Violation::OVERLAP || rule == Violation::GAP || rule == Violation::CAPACITY ||
         rule == Violation::STOCK;
}

std::string NameOfRule(Violation::Rule rule) { return Violation::Rule_Name(rule); }

std::string Describe(const Leg& leg) { return faults::Describe(Standing{leg}); }

// The other legs of the call occupy the resource too.
void AddLegs(const std::vector<Leg>& legs, int index, Scene* scene) {
  for (int i = 0; i < static_cast<int>(legs.size()); ++i) {
    if (i == index || legs[i].resource() != legs[index].resource()) continue;
    const Wish wish = WishOf(legs[i]);
    scene->occupants.push_back({"", i, wish.span, wish.quantity, true});
  }
}

std::vector<Occupant> LegsOf(const Model& model, const std::vector<Leg>& legs, World::Role role) {
  std::vector<Occupant> occupants;
  for (const Leg& leg : legs) {
    const World::Resource* resource = model.FindResource(leg.resource());
    if (resource == nullptr || resource->role() != role) continue;
    occupants.push_back({"", 0, {leg.start(), leg.end()}, 1, true});
  }
  return occupants;
}

void Append(std::vector<Occupant> more, std::vector<Occupant>* all) {
  all->insert(all->end(), more.begin(), more.end());
}

bool NamesDriver(const Operation& operation) {
  if (operation.release_refusals_size() > 0) return true;
  for (const LegRefusal& refusal : operation.leg_refusals()) {
    for (const Violation& violation : refusal.violations()) {
      if (violation.rule() == Violation::DRIVER) return true;
    }
  }
  return false;
}

}  // namespace

void Refusals::Complain(Finding finding, const std::string& text) {
  report_.Add(finding, call_, text);
}

void Refusals::Check(int call) {
  call_ = call;
  const Operation& operation = history_.operations[call];
  moment_ = MomentOf(model_.world(), operation);
  if (operation.outcome() == Operation::NOT_FOUND) return CheckNotFound(operation);
  if (operation.kind() == Operation::MOVEMENT) return CheckMovement(operation);
  if (operation.leg_refusals_size() == 0 && operation.release_refusals_size() == 0) {
    if (operation.shortened()) return;
    return Complain(Finding::kFalseRefusal, "refused without a reason");
  }
  std::vector<Leg> legs;
  std::set<std::string> gone;
  if (!Wanted(operation, &legs, &gone)) return;
  std::map<int, const LegRefusal*> refused;
  for (const LegRefusal& refusal : operation.leg_refusals()) refused[refusal.leg()] = &refusal;
  for (const auto& [index, refusal] : refused) {
    if (index >= 0 && index < static_cast<int>(legs.size())) continue;
    return Complain(Finding::kWrongAnswer, "there is no leg " + std::to_string(index));
  }
  for (int i = 0; i < static_cast<int>(legs.size()); ++i) {
    const auto found = refused.find(i);
    CheckLeg(found == refused.end() ? nullptr : found->second, legs, i, gone,
             operation.shortened());
  }
  CheckDrivers(operation, legs, gone);
}

// One of those named, or the booking that a movement settles, is not live.
void Refusals::CheckNotFound(const Operation& operation) {
  std::vector<std::string> names(operation.names().begin(), operation.names().end());
  for (const Change& change : operation.changes()) names.push_back(change.name());
  if (!operation.movement().booking().empty()) names.push_back(operation.movement().booking());
  const bool all_live = std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    return model_.IsLive(name, moment_) == Certainty::kYes;
  });
  if (all_live) {
    std::string text;
    for (const std::string& name : names) text += " " + name;
    Complain(Finding::kLost, "not found, although live:" + text);
    return;
  }
  if (names.size() != 1) return;
  model_.Narrow(names[0], [&](const Possibility& one) {
    return !one.standing.has_value() || HasLapsed(*one.standing, moment_) != Certainty::kNo;
  });
}

void Refusals::CheckMovement(const Operation& operation) {
  const Movement& movement = operation.movement();
  const World::Resource* item = model_.FindResource(movement.item());
  if (item == nullptr) return Complain(Finding::kMalformed, "no item " + movement.item());
  std::set<std::string> without;
  if (item->model() == World::CONSUMABLE && !movement.booking().empty()) {
    without.insert(movement.booking());
  }
  Scene scene = model_.SceneOf(*item, moment_, without);
  scene.supplies.push_back({movement.at(), movement.delta(), true});
  const Span ever{std::numeric_limits<std::int64_t>::min(), kForever};
  if (movement.delta() > 0 || UnitsLeft(scene, Counting::kPossible).Lowest(ever) >= 0) {
    Complain(Finding::kFalseRefusal, "the movement leaves enough of " + movement.item());
  }
}

bool Refusals::Wanted(const Operation& operation, std::vector<Leg>* legs,
                      std::set<std::string>* gone) {
  legs->assign(operation.legs().begin(), operation.legs().end());
  if (operation.kind() == Operation::RELEASE || operation.kind() == Operation::CONFIRM) {
    gone->insert(operation.names().begin(), operation.names().end());
  }
  for (const Change& change : operation.changes()) gone->insert(change.name());
  for (const std::string& name : *gone) {
    if (model_.IsLive(name, moment_) != Certainty::kNo) continue;
    Complain(Finding::kRevived, name + " was judged, but it is not live");
    return false;
  }
  if (operation.kind() == Operation::CONFIRM) {
    for (const std::string& name : operation.names()) {
      const Standing* standing = model_.Only(name);
      if (standing == nullptr) return false;
      legs->push_back(standing->leg);
    }
  }
  for (const Change& change : operation.changes()) {
    const Standing* standing = model_.Only(change.name());
    if (standing == nullptr) return false;
    legs->push_back(standing->leg);
    ChangeLeg(change.leg(), &legs->back());
  }
  return true;
}

void Refusals::CheckLeg(const LegRefusal* refusal, const std::vector<Leg>& legs, int index,
                        const std::set<std::string>& gone, bool shortened) {
  const Leg& leg = legs[index];
  const World::Resource* resource = model_.FindResource(leg.resource());
  if (resource == nullptr) return Complain(Finding::kMalformed, "no resource " + leg.resource());
  Scene scene = model_.SceneOf(*resource, moment_, gone);
  AddLegs(legs, index, &scene);
  const Wish wish = WishOf(leg);
  const auto possible = Broken(scene, wish, Counting::kPossible);
  std::set<Violation::Rule> named;
  if (refusal != nullptr) {
    for (const Violation& violation : refusal->violations()) {
      named.insert(violation.rule());
      if (!OfResource(violation.rule())) {
        if (violation.rule() == Violation::DRIVER) continue;
        Complain(Finding::kFalseRefusal, "names a rule that this world does not have");
      } else if (possible.count(violation.rule()) == 0) {
        Complain(Finding::kFalseRefusal, NameOfRule(violation.rule()) + " was held against " +
                                             Describe(leg) + ", which keeps it");
      }
      CheckReasons(violation, scene, legs, index);
    }
    if (refusal->fit_end() != 0) CheckFit(*refusal, scene, leg);
  }
  if (refusal == nullptr && shortened) return;
  for (const Violation::Rule rule : Broken(scene, wish, Counting::kCertain)) {
    if (named.count(rule) > 0) continue;
    Complain(Finding::kHiddenReason,
             NameOfRule(rule) + " is not held against " + Describe(leg) + ", which breaks it");
  }
}

void Refusals::CheckReasons(const Violation& violation, const Scene& scene,
                            const std::vector<Leg>& legs, int index) {
  const Wish wish = WishOf(legs[index]);
  for (const Blocking& blocking : violation.blocking()) {
    CheckLiveNamed(blocking);
    if (!OfResource(violation.rule())) continue;
    const bool clashes =
        std::any_of(scene.occupants.begin(), scene.occupants.end(), [&](const Occupant& occupant) {
          return occupant.name == blocking.name() && occupant.span.start == blocking.start() &&
                 occupant.span.end == blocking.end() &&
                 IsInTheWay(scene, wish, violation.rule(), occupant);
        });
    if (!clashes) {
      Complain(Finding::kFalseRefusal, blocking.name() + " is not in the way of " +
                                           Describe(legs[index]) + " by " +
                                           NameOfRule(violation.rule()));
    }
  }
  for (const int other : violation.blocking_legs()) {
    if (other < 0 || other >= static_cast<int>(legs.size()) || other == index) {
      Complain(Finding::kWrongAnswer, "there is no leg " + std::to_string(other));
    }
  }
  if (OfResource(violation.rule())) CheckAllNamed(violation, scene, legs[index]);
  if (violation.rule() != Violation::CAPACITY && violation.rule() != Violation::STOCK) return;
  const std::int64_t least = Available(scene, wish, Counting::kPossible);
  const std::int64_t most = Available(scene, wish, Counting::kCertain);
  if (violation.available() < least || violation.available() > most) {
    Complain(Finding::kWrongAnswer, std::to_string(violation.available()) + " units left, not " +
                                        std::to_string(least) + " to " + std::to_string(most));
  }
}

// Consumers of stock are named only in part.
void Refusals::CheckAllNamed(const Violation& violation, const Scene& scene, const Leg& leg) {
  if (violation.rule() == Violation::STOCK) {
    if (violation.blocking_size() + violation.blocking_legs_size() > 0) return;
  }
  const Wish wish = WishOf(leg);
  for (const Occupant& occupant : scene.occupants) {
    if (!occupant.certain || !IsInTheWay(scene, wish, violation.rule(), occupant)) continue;
    const auto& blocking = violation.blocking();
    const auto& others = violation.blocking_legs();
    const bool named =
        occupant.leg >= 0 ? std::find(others.begin(), others.end(), occupant.leg) != others.end()
                          : std::any_of(blocking.begin(), blocking.end(), [&](const Blocking& one) {
                              return one.name() == occupant.name;
                            });
    // With others that only may be there, it is not certain that this one is needed.
    const bool all_certain = std::all_of(scene.occupants.begin(), scene.occupants.end(),
                                         [](const Occupant& other) { return other.certain; });
    if (named || (violation.rule() != Violation::OVERLAP && !all_certain)) continue;
    Complain(Finding::kHiddenReason,
             occupant.name + " is in the way of " + Describe(leg) + " but not named");
  }
}

void Refusals::CheckFit(const LegRefusal& refusal, const Scene& scene, const Leg& leg) {
  Wish wish = WishOf(leg);
  const std::int64_t length = wish.span.end - wish.span.start;
  wish.span = {refusal.fit_start(), refusal.fit_end()};
  if (wish.span.end - wish.span.start != length ||
      !Broken(scene, wish, Counting::kCertain).empty()) {
    Complain(Finding::kWrongAnswer, "the nearest fit [" + std::to_string(wish.span.start) + ", " +
                                        std::to_string(wish.span.end) + ") of " + Describe(leg) +
                                        " does not fit");
  }
}

void Refusals::CheckLiveNamed(const Blocking& blocking) {
  if (model_.IsLive(blocking.name(), moment_) == Certainty::kNo) {
    Complain(Finding::kFalseRefusal,
             "names " + blocking.name() + ", which was not live at that revision");
  }
}

std::set<std::string> Refusals::GroupsOf(const std::set<std::string>& names) const {
  std::set<std::string> groups;
  for (const std::string& name : names) {
    const Standing* standing = model_.Only(name);
    groups.insert(standing == nullptr ? "" : standing->group);
  }
  return groups;
}

// Whether a vehicle would be left without a driver, whichever call would do it.
void Refusals::CheckDrivers(const Operation& operation, const std::vector<Leg>& legs,
                            const std::set<std::string>& gone) {
  const std::set<std::string> groups = GroupsOf(gone);
  // Moved or released together, they count together only if they belong together.
  if (groups.count("") > 0 || (groups.size() > 1 && !legs.empty())) return;
  bool lacks_for_certain =
      groups.empty() && LacksDriver(LegsOf(model_, legs, World::DRIVER),
                                    LegsOf(model_, legs, World::VEHICLE), Counting::kCertain);
  bool may_lack = lacks_for_certain;
  for (const std::string& group : groups) {
    std::vector<Occupant> drivers = LegsOf(model_, legs, World::DRIVER);
    std::vector<Occupant> vehicles = LegsOf(model_, legs, World::VEHICLE);
    Append(model_.OfGroup(group, World::DRIVER, moment_, gone), &drivers);
    Append(model_.OfGroup(group, World::VEHICLE, moment_, gone), &vehicles);
    lacks_for_certain |= LacksDriver(drivers, vehicles, Counting::kCertain);
    may_lack |= LacksDriver(drivers, vehicles, Counting::kPossible);
  }
  const bool named = NamesDriver(operation);
  if (named && !may_lack) {
    Complain(Finding::kFalseRefusal, "every vehicle would have a driver");
  }
  if (!named && lacks_for_certain && !operation.shortened()) {
    Complain(Finding::kHiddenReason, "a vehicle would be without a driver, which is not said");
  }
  for (const ReleaseRefusal& refusal : operation.release_refusals()) {
    for (const std::string& vehicle : refusal.vehicles()) {
      Blocking blocking;
      blocking.set_name(vehicle);
      CheckLiveNamed(blocking);
    }
  }
}

}  // namespace letan::faults
