#include "services/directory/directory_traits.h"

#include <set>
#include <tuple>

#include "services/entity/common_checks.h"

namespace letan::entity {
namespace {

using Violations = std::vector<errors::FieldViolation>;

auto AsTuple(const v1::Date& date) {
  return std::make_tuple(date.year(), date.month(), date.day());
}

std::string At(const std::string& list, int index) {
  return list + "[" + std::to_string(index) + "]";
}

}  // namespace

std::string EntityTraits<v1::Agency>::Extract(const v1::Agency& agency, storage::EntityRow&) {
  return agency.display_name();
}

void EntityTraits<v1::Agency>::Validate(v1::Agency& agency, Violations& violations) {
  if (agency.has_valid_from() && agency.has_valid_to() &&
      AsTuple(agency.valid_from()) >= AsTuple(agency.valid_to())) {
    violations.push_back({"valid_to", "must be after valid_from"});
  }
  if (!agency.name().empty() && agency.parent_agency() == agency.name()) {
    violations.push_back({"parent_agency", "must be another agency"});
  }
  std::set<std::string> seen = {agency.name()};
  for (int i = 0; i < agency.successors_size(); ++i) {
    if (!seen.insert(agency.successors(i)).second) {
      violations.push_back({At("successors", i), "must be other agencies, each named once"});
    }
  }
}

std::string EntityTraits<v1::Person>::Extract(const v1::Person& person, storage::EntityRow&) {
  return person.role_title();
}

void EntityTraits<v1::Person>::Validate(v1::Person& person, Violations& violations) {
  std::set<std::string> seen;
  for (int i = 0; i < person.languages_size(); ++i) {
    CheckLanguage(person.languages(i), At("languages", i), violations);
    if (!seen.insert(person.languages(i)).second) {
      violations.push_back({At("languages", i), "is named twice"});
    }
  }
}

std::string EntityTraits<v1::Place>::Extract(const v1::Place& place, storage::EntityRow&) {
  return place.display_name();
}

void EntityTraits<v1::Place>::Validate(v1::Place& place, Violations& violations) {
  CheckTimeZone(place.time_zone(), "time_zone", violations);
  std::set<std::string> seen = {place.name()};
  for (int i = 0; i < place.travel_times_size(); ++i) {
    if (!seen.insert(place.travel_times(i).place()).second) {
      violations.push_back(
          {At("travel_times", i) + ".place", "must be other places, each named once"});
    }
  }
}

}  // namespace letan::entity
