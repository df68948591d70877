#include "tests/faults/checker/model.h"

#include <algorithm>
#include <utility>

namespace letan::faults {
namespace {

void Count(std::map<std::string, std::map<std::string, int>>& index, const std::string& key,
           const std::string& name, int step) {
  auto& names = index[key];
  if ((names[name] += step) == 0) names.erase(name);
}

// Equal possibilities are one.
void AddOnce(std::vector<Possibility>& possible, Possibility one) {
  for (const Possibility& other : possible) {
    if (other.effects != one.effects) continue;
    if (other.standing.has_value() != one.standing.has_value()) continue;
    if (!one.standing.has_value() || Same(*other.standing, *one.standing)) return;
  }
  possible.push_back(std::move(one));
}

// Where the booking is or may be, as far as it `belongs`. It is there for certain if it can be
// nowhere else.
void AddSpots(const std::string& name, const Entry& entry, const Moment& moment,
              std::vector<Occupant>* occupants,
              const std::function<bool(const Standing&)>& belongs) {
  std::vector<Occupant> spots;
  bool certain = true;
  for (const Possibility& one : entry.possible) {
    const Certainty lapsed =
        one.standing.has_value() ? HasLapsed(*one.standing, moment) : Certainty::kYes;
    if (lapsed != Certainty::kNo) certain = false;
    if (lapsed == Certainty::kYes) continue;
    if (!belongs(*one.standing)) {
      certain = false;
      continue;
    }
    const Leg& leg = one.standing->leg;
    const bool known = std::any_of(spots.begin(), spots.end(), [&](const Occupant& spot) {
      return spot.span.start == leg.start() && spot.span.end == leg.end() &&
             spot.quantity == leg.quantity();
    });
    if (!known) spots.push_back({name, -1, {leg.start(), leg.end()}, leg.quantity()});
  }
  for (Occupant& spot : spots) {
    spot.certain = certain && spots.size() == 1;
    occupants->push_back(spot);
  }
}

}  // namespace

Standing StandingOf(const Booking& booking) {
  Standing standing{booking.leg(), booking.expire_time(), booking.label(), booking.group()};
  standing.leg.set_quantity(std::max<std::int64_t>(standing.leg.quantity(), 1));
  return standing;
}

bool Same(const Standing& left, const Standing& right) {
  const auto same_or_unknown = [](const std::string& one, const std::string& other) {
    return one.empty() || other.empty() || one == other;
  };
  // The expiry of a hold whose answer was lost is not known either.
  const bool same_expiry = left.expire_time == right.expire_time ||
                           (left.expire_time == kForever && right.expire_time != 0) ||
                           (right.expire_time == kForever && left.expire_time != 0);
  return left.leg.resource() == right.leg.resource() && left.leg.start() == right.leg.start() &&
         left.leg.end() == right.leg.end() && left.leg.quantity() == right.leg.quantity() &&
         same_expiry && same_or_unknown(left.label, right.label) &&
         same_or_unknown(left.group, right.group);
}

std::string Describe(const Standing& standing) {
  std::string text = standing.leg.resource() + " [" + std::to_string(standing.leg.start()) + ", " +
                     std::to_string(standing.leg.end()) + ")";
  if (standing.leg.quantity() > 1) text += " ×" + std::to_string(standing.leg.quantity());
  if (standing.expire_time != 0) text += " held until " + std::to_string(standing.expire_time);
  return text;
}

void ChangeLeg(const Leg& change, Leg* leg) {
  if (!change.resource().empty()) leg->set_resource(change.resource());
  if (change.end() != 0) {
    leg->set_start(change.start());
    leg->set_end(change.end());
  }
  if (change.quantity() != 0) leg->set_quantity(change.quantity());
}

Certainty HasLapsed(const Standing& standing, const Moment& moment) {
  if (standing.expire_time == 0 || moment.latest < standing.expire_time) {
    return standing.expire_time == kForever ? Certainty::kMaybe : Certainty::kNo;
  }
  return moment.earliest >= standing.expire_time ? Certainty::kYes : Certainty::kMaybe;
}

Model::Model(const World& world) : world_(world) {
  for (const World::Resource& resource : world_.resources())
    resources_[resource.name()] = &resource;
}

const World::Resource* Model::FindResource(const std::string& name) const {
  const auto found = resources_.find(name);
  return found == resources_.end() ? nullptr : found->second;
}

const Entry* Model::Find(const std::string& name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second;
}

Certainty Model::IsLive(const std::string& name, const Moment& moment) const {
  const Entry* entry = Find(name);
  if (entry == nullptr) return Certainty::kNo;
  bool always = true;
  bool ever = false;
  for (const Possibility& one : entry->possible) {
    const Certainty lapsed =
        one.standing.has_value() ? HasLapsed(*one.standing, moment) : Certainty::kYes;
    ever = ever || lapsed != Certainty::kYes;
    always = always && lapsed == Certainty::kNo;
  }
  return always ? Certainty::kYes : ever ? Certainty::kMaybe : Certainty::kNo;
}

const Standing* Model::Only(const std::string& name) const {
  const Entry* entry = Find(name);
  if (entry == nullptr || entry->possible.empty()) return nullptr;
  const auto& first = entry->possible.front().standing;
  if (!first.has_value()) return nullptr;
  const bool alike =
      std::all_of(entry->possible.begin(), entry->possible.end(), [&](const Possibility& one) {
        return one.standing.has_value() && Same(*one.standing, *first);
      });
  return alike ? &*first : nullptr;
}

Scene Model::SceneOf(const World::Resource& resource, const Moment& moment,
                     const std::set<std::string>& without) const {
  Scene scene;
  scene.resource = &resource;
  scene.noon = world_.noon();
  if (const auto found = supplies_.find(resource.name()); found != supplies_.end()) {
    scene.supplies = found->second;
  }
  const auto found = on_resource_.find(resource.name());
  if (found == on_resource_.end()) return scene;
  for (const auto& [name, states] : found->second) {
    if (without.count(name) > 0) continue;
    AddSpots(name, entries_.at(name), moment, &scene.occupants,
             [&](const Standing& standing) { return standing.leg.resource() == resource.name(); });
  }
  return scene;
}

std::vector<Occupant> Model::OfGroup(const std::string& group, World::Role role,
                                     const Moment& moment,
                                     const std::set<std::string>& without) const {
  std::vector<Occupant> occupants;
  const auto found = of_group_.find(group);
  if (group.empty() || found == of_group_.end()) return occupants;
  for (const auto& [name, states] : found->second) {
    if (without.count(name) > 0) continue;
    AddSpots(name, entries_.at(name), moment, &occupants, [&](const Standing& standing) {
      const World::Resource* resource = FindResource(standing.leg.resource());
      return standing.group == group && resource != nullptr && resource->role() == role;
    });
  }
  return occupants;
}

std::vector<std::string> Model::NamesOn(const std::string& resource) const {
  std::vector<std::string> names;
  for (const auto& [key, on] : on_resource_) {
    if (!resource.empty() && key != resource) continue;
    for (const auto& [name, states] : on) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

// With +1 enters the booking in the indices, with -1 takes it out.
void Model::Place(const std::string& name, const Entry& entry, int step) {
  for (const Possibility& one : entry.possible) {
    if (!one.standing.has_value()) continue;
    Count(on_resource_, one.standing->leg.resource(), name, step);
    Count(of_group_, one.standing->group, name, step);
  }
}

void Model::AddSupply(const std::string& item, const Supply& supply) {
  supplies_[item].push_back(supply);
}

void Model::Set(const std::string& name, std::optional<Standing> standing) {
  Entry& entry = entries_[name];
  Place(name, entry, -1);
  // Which effects came before this may remain open; none of them comes twice.
  std::vector<Possibility> possible;
  for (const Possibility& one : entry.possible) AddOnce(possible, {standing, one.effects});
  if (possible.empty()) possible.push_back({std::move(standing), {}});
  entry.possible = std::move(possible);
  Spread(&entry);
  Place(name, entry, +1);
}

// Adds what pending effects make of what is possible.
void Model::Spread(Entry* entry) const {
  for (std::size_t i = 0; i < entry->possible.size(); ++i) {
    for (const auto& [effect, transition] : entry->pending) {
      const Possibility before = entry->possible[i];
      if (before.effects.count(effect) > 0) continue;
      auto after = transition(before.standing);
      if (!after.has_value()) continue;
      Possibility one{*std::move(after), before.effects};
      one.effects.insert(effect);
      AddOnce(entry->possible, std::move(one));
    }
  }
}

EffectId Model::AddEffect(std::map<std::string, Transition> targets) {
  const EffectId effect = static_cast<EffectId>(targets_.size());
  auto& names = targets_[effect];
  for (auto& [name, transition] : targets) {
    names.push_back(name);
    Entry& entry = entries_[name];
    Place(name, entry, -1);
    if (entry.possible.empty()) entry.possible.push_back({});
    entry.pending[effect] = std::move(transition);
    Spread(&entry);
    Place(name, entry, +1);
  }
  return effect;
}

void Model::EndEffect(EffectId effect) {
  ended_.insert(effect);
  for (const std::string& name : targets_[effect]) entries_[name].pending.erase(effect);
  for (const std::string& name : targets_[effect]) Decide(entries_[name]);
}

void Model::Advance() {
  for (const auto& [effect, names] : targets_) {
    if (ended_.count(effect) > 0) continue;
    for (const std::string& name : names) {
      Entry& entry = entries_.at(name);
      Place(name, entry, -1);
      Spread(&entry);
      Place(name, entry, +1);
    }
  }
}

bool Model::Narrow(const std::string& name, const std::function<bool(const Possibility&)>& fits) {
  const auto found = entries_.find(name);
  if (found == entries_.end()) return false;
  Entry& entry = found->second;
  std::vector<Possibility> left;
  for (const Possibility& one : entry.possible) {
    if (fits(one)) left.push_back(one);
  }
  if (left.empty()) return false;
  if (left.size() == entry.possible.size()) return true;
  Place(name, entry, -1);
  entry.possible = std::move(left);
  Place(name, entry, +1);
  Decide(entry);
  return true;
}

bool Model::Observe(const std::string& name, const Standing& shown) {
  const bool possible = Narrow(name, [&](const Possibility& one) {
    return one.standing.has_value() && Same(*one.standing, shown);
  });
  if (!possible) return false;
  Entry& entry = entries_.at(name);
  Place(name, entry, -1);
  for (Possibility& one : entry.possible) one.standing = shown;
  Place(name, entry, +1);
  return true;
}

// Looks which effects are known to have happened, or not, now that `entry` is known better.
void Model::Decide(const Entry& entry) {
  std::map<EffectId, std::size_t> seen;
  for (const Possibility& one : entry.possible) {
    for (const EffectId effect : one.effects) ++seen[effect];
  }
  for (const auto& [effect, names] : targets_) {
    if (happened_.count(effect) + not_happened_.count(effect) > 0) continue;
    const bool touches = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return &entries_.at(name) == &entry;
    });
    if (!touches) continue;
    const auto count = seen.find(effect);
    if (count != seen.end() && count->second == entry.possible.size()) {
      Require(effect, true);
    } else if (count == seen.end() && ended_.count(effect) > 0) {
      Require(effect, false);
    }
  }
}

void Model::Require(EffectId effect, bool happened) {
  (happened ? happened_ : not_happened_).insert(effect);
  for (const std::string& name : targets_[effect]) {
    const bool possible = Narrow(
        name, [&](const Possibility& one) { return (one.effects.count(effect) > 0) == happened; });
    if (!possible) torn_.push_back(effect);
  }
}

std::vector<EffectId> Model::TakeTorn() { return std::exchange(torn_, {}); }

}  // namespace letan::faults
