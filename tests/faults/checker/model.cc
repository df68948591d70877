#include "tests/faults/checker/model.h"

#include <algorithm>
#include <utility>

namespace letan::faults {
namespace {

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

Transition Settling(std::int64_t units) {
  return [units](const std::optional<Standing>& before) {
    std::optional<std::optional<Standing>> after;
    if (!before.has_value()) return after;
    after.emplace();
    if (before->leg.quantity() <= units) return after;
    *after = before;
    (*after)->leg.set_quantity(before->leg.quantity() - units);
    return after;
  };
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

}  // namespace letan::faults
