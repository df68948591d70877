// The half of model.h that changes what is possible.
#include <algorithm>
#include <utility>

#include "tests/faults/checker/model.h"

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

}  // namespace

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
  if (entry.possible.empty()) entry.possible.push_back({});
  Change(name, [&](const std::optional<Standing>&) { return std::make_optional(standing); });
}

void Model::Change(const std::string& name, const Transition& transition) {
  Entry& entry = entries_[name];
  Place(name, entry, -1);
  // Which effects came before this may remain open; none of them comes twice.
  std::vector<Possibility> possible;
  for (const Possibility& one : entry.possible) {
    if (auto after = transition(one.standing)) AddOnce(possible, {*std::move(after), one.effects});
  }
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

EffectId Model::AddEffect(const std::map<std::string, Transition>& targets) {
  const EffectId effect = static_cast<EffectId>(targets_.size());
  auto& names = targets_[effect];
  for (const auto& [name, transition] : targets) {
    names.push_back(name);
    Entry& entry = entries_[name];
    Place(name, entry, -1);
    if (entry.possible.empty()) entry.possible.push_back({});
    entry.pending[effect] = transition;
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
