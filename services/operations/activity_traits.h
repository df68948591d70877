// The activity kind. It lives here, not in a service, because events move their activities along.
#ifndef LETAN_SERVICES_OPERATIONS_ACTIVITY_TRAITS_H_
#define LETAN_SERVICES_OPERATIONS_ACTIVITY_TRAITS_H_

#include <string>
#include <vector>

#include "letan/v1/itinerary.pb.h"
#include "letan/v1/itinerary_service.pb.h"
#include "services/entity/entity_traits.h"

namespace letan::entity {

template <>
struct EntityTraits<v1::Activity> {
  static constexpr char kKind[] = "activity";
  static constexpr char kCollection[] = "activities";
  static constexpr bool kChosenId = false;
  static constexpr bool kHasParent = true;
  static constexpr char kTitleField[] = "title";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kStart;
  using GetRequest = v1::GetActivityRequest;
  using ListRequest = v1::ListActivitiesRequest;
  using ListResponse = v1::ListActivitiesResponse;
  using CreateRequest = v1::CreateActivityRequest;
  using UpdateRequest = v1::UpdateActivityRequest;
  using DeleteRequest = v1::DeleteActivityRequest;
  static std::string Extract(const v1::Activity& activity, storage::EntityRow& row);
  static void Validate(v1::Activity& activity, std::vector<errors::FieldViolation>& violations);
};

}  // namespace letan::entity

namespace letan::operations {

// Makes the activity's level that of its event.
void InheritLevel(const storage::EntityRow& event, v1::Activity& activity);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_ACTIVITY_TRAITS_H_
