#include "services/operations/activity_traits.h"

#include "services/core/limits.h"
#include "services/entity/common_checks.h"
#include "services/entity/time_codec.h"

namespace letan::entity {

std::string EntityTraits<v1::Activity>::Extract(const v1::Activity& activity,
                                                storage::EntityRow& row) {
  const booking::Interval interval = ToInterval(activity.interval());
  row.start = interval.start;
  row.end = interval.end;
  row.level = static_cast<storage::HandlingLevel>(activity.handling_level());
  row.need_to_know.assign(activity.need_to_know().begin(), activity.need_to_know().end());
  return activity.title();
}

void EntityTraits<v1::Activity>::Validate(v1::Activity& activity,
                                          std::vector<errors::FieldViolation>& violations) {
  CheckTimeZone(activity.time_zone(), "time_zone", violations);
  for (int i = 0; i < activity.requirements_size(); ++i) {
    const v1::Requirement& requirement = activity.requirements(i);
    const std::string path = "requirements[" + std::to_string(i) + "].";
    if (requirement.kind() == v1::RESOURCE_KIND_UNSPECIFIED && requirement.resource().empty()) {
      violations.push_back({path + "kind", "a kind or a resource is needed"});
    }
    if (!requirement.language().empty()) {
      CheckLanguage(requirement.language(), path + "language", violations);
    }
    if (requirement.quantity() < 0 || requirement.quantity() > limits::kMaxQuantity) {
      violations.push_back({path + "quantity", "is out of range"});
    }
    if (requirement.party_size() < 0 || requirement.party_size() > limits::kMaxQuantity) {
      violations.push_back({path + "party_size", "is out of range"});
    }
  }
}

}  // namespace letan::entity

namespace letan::operations {

void InheritLevel(const storage::EntityRow& event, v1::Activity& activity) {
  activity.set_handling_level(static_cast<v1::HandlingLevel>(event.level));
  activity.clear_need_to_know();
  for (const std::string& principal : event.need_to_know) activity.add_need_to_know(principal);
}

}  // namespace letan::operations
