#include "services/core/access/permissions.h"

#include <algorithm>
#include <utility>

namespace letan::access {
namespace {

bool Contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// The strongest part that anyone takes.
Part Strongest(const std::vector<Participant>& participants) {
  Part strongest = Part::kNone;
  for (const Participant& one : participants) strongest = std::max(strongest, one.part);
  return strongest;
}

}  // namespace

Permit Permit::Everything() {
  Permit permit;
  permit.everything_ = true;
  return permit;
}

void Permit::Add(Clause clause) {
  const Rule& rule = *clause.rule;
  asks_for_fields_ = asks_for_fields_ || !rule.only_fields.empty() || !rule.except_fields.empty();
  clauses_.push_back(std::move(clause));
  // One clause without conditions is enough for everything.
  conditional_ = std::all_of(clauses_.begin(), clauses_.end(),
                             [](const Clause& each) { return each.rule->conditional(); });
}

// Events often name no lead: then who coordinates is taken to, and where nobody does, anyone.
bool Permit::PartFits(const Clause& clause, const Effect& effect) {
  if (clause.rule->part == Part::kNone || clause.everywhere) return true;
  const Part strongest = Strongest(effect.participants);
  if (strongest < Part::kCoordinates) return true;
  const Part needed = std::min(clause.rule->part, strongest);
  return std::any_of(effect.participants.begin(), effect.participants.end(),
                     [&](const Participant& one) {
                       return one.part >= needed && Contains(clause.agencies, one.agency);
                     });
}

bool Permit::StateFits(const Rule& rule, const Effect& effect) {
  return rule.states.empty() || effect.state.empty() || Contains(rule.states, effect.state);
}

bool Permit::MayChange(const Rule& rule, const std::string& field) {
  if (Contains(rule.except_fields, field)) return false;
  return rule.only_fields.empty() || Contains(rule.only_fields, field);
}

// Clauses add up: a planner who is also of the finance department changes title and costs at once.
Verdict Permit::Judge(const Effect& effect) const {
  if (everything_ || (!clauses_.empty() && !conditional_)) return {};
  std::vector<const Rule*> fitting;
  bool any_part = false;
  for (const Clause& clause : clauses_) {
    if (!PartFits(clause, effect)) continue;
    any_part = true;
    if (StateFits(*clause.rule, effect)) fitting.push_back(clause.rule);
  }
  if (fitting.empty()) return {any_part ? Objection::kState : Objection::kPart, ""};
  for (const std::string& field : effect.changed_fields) {
    const bool may = std::any_of(fitting.begin(), fitting.end(),
                                 [&](const Rule* rule) { return MayChange(*rule, field); });
    if (!may) return {Objection::kField, field};
  }
  return {};
}

PermissionTable::PermissionTable(std::vector<Role> roles, std::vector<Rule> rules)
    : roles_(std::move(roles)), rules_(std::move(rules)) {
  for (const Rule& rule : rules_) {
    const Entry entry{&rule, Contains(rule.roles, kAnyone), Contains(rule.roles, kSignedIn)};
    for (const std::string& method : rule.methods) by_method_[method].push_back(entry);
  }
}

const Role* PermissionTable::FindRole(const std::string& name) const {
  const auto found = std::find_if(roles_.begin(), roles_.end(),
                                  [&](const Role& role) { return role.name == name; });
  return found == roles_.end() ? nullptr : &*found;
}

Permit PermissionTable::For(const std::vector<Grant>& grants, bool known,
                            const std::string& method) const {
  Permit permit;
  const auto rules = by_method_.find(method);
  if (rules == by_method_.end()) return permit;
  for (const Entry& entry : rules->second) {
    Permit::Clause clause{entry.rule, entry.for_anyone || (known && entry.for_signed_in), {}};
    for (const Grant& grant : grants) {
      if (!Contains(entry.rule->roles, grant.role)) continue;
      if (grant.agency.empty()) clause.everywhere = true;
      clause.agencies.push_back(grant.agency);
    }
    if (clause.everywhere || !clause.agencies.empty()) permit.Add(std::move(clause));
  }
  return permit;
}

std::vector<std::string> PermissionTable::RolesFor(const std::string& method) const {
  std::vector<std::string> roles;
  const auto rules = by_method_.find(method);
  if (rules == by_method_.end()) return roles;
  for (const Entry& entry : rules->second) {
    for (const std::string& role : entry.rule->roles) {
      if (!Contains(roles, role)) roles.push_back(role);
    }
  }
  return roles;
}

}  // namespace letan::access
