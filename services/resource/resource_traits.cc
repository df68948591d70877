#include "services/resource/resource_traits.h"

#include "services/entity/common_checks.h"
#include "services/resource/resource_rules.h"

namespace letan::entity {
namespace {

using Violations = std::vector<errors::FieldViolation>;

constexpr int kMaxLanguageLevel = 3;

std::string At(const std::string& list, int index) {
  return list + "[" + std::to_string(index) + "]";
}

bool DrivesOrIsDriven(const v1::Resource& resource) {
  return resource.kind() == v1::RESOURCE_KIND_VEHICLE ||
         resource.kind() == v1::RESOURCE_KIND_DRIVER;
}

void CheckCapacity(v1::Resource& resource, Violations& violations) {
  if (resource.capacity_model() == v1::CAPACITY_MODEL_UNSPECIFIED) {
    resource.set_capacity_model(resource.kind() == v1::RESOURCE_KIND_HOTEL_ROOM_BLOCK
                                    ? v1::CAPACITY_MODEL_PER_NIGHT
                                    : v1::CAPACITY_MODEL_EXCLUSIVE);
  }
  const bool exclusive = resource.capacity_model() == v1::CAPACITY_MODEL_EXCLUSIVE;
  if (exclusive && resource.capacity() > 1) {
    violations.push_back({"capacity", "must be 1 or absent where the capacity model is EXCLUSIVE"});
  } else if (!exclusive && resource.capacity() < 1) {
    violations.push_back({"capacity", "must be at least 1 for this capacity model"});
  }
  if (!exclusive && DrivesOrIsDriven(resource)) {
    violations.push_back({"capacity_model", "must be EXCLUSIVE for vehicles and drivers"});
  }
}

void CheckLanguagePairs(const v1::Resource& resource, Violations& violations) {
  for (int i = 0; i < resource.language_pairs_size(); ++i) {
    const v1::Resource::LanguagePair& pair = resource.language_pairs(i);
    const std::string path = At("language_pairs", i);
    CheckLanguage(pair.source(), path + ".source", violations);
    CheckLanguage(pair.target(), path + ".target", violations);
    if (pair.source() == pair.target()) {
      violations.push_back({path + ".target", "must be another language than source"});
    }
    if (pair.level() < 0 || pair.level() > kMaxLanguageLevel) {
      violations.push_back(
          {path + ".level", "must be 1 escort, 2 consecutive, 3 simultaneous, or 0 for not said"});
    }
  }
}

}  // namespace

std::string EntityTraits<v1::Resource>::Extract(const v1::Resource& resource, storage::EntityRow&) {
  return resource.display_name();
}

void EntityTraits<v1::Resource>::Validate(v1::Resource& resource, Violations& violations) {
  CheckCapacity(resource, violations);
  CheckTimeZone(resource.time_zone(), "time_zone", violations);
  services::CheckWorkingHours(resource, violations);
  CheckLanguagePairs(resource, violations);
}

std::string EntityTraits<v1::StockItem>::Extract(const v1::StockItem& item, storage::EntityRow&) {
  return item.display_name();
}

void EntityTraits<v1::StockItem>::Validate(v1::StockItem&, Violations&) {}

}  // namespace letan::entity
