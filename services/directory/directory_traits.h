// The kinds of the directory.
#ifndef LETAN_SERVICES_DIRECTORY_DIRECTORY_TRAITS_H_
#define LETAN_SERVICES_DIRECTORY_DIRECTORY_TRAITS_H_

#include <string>
#include <vector>

#include "letan/v1/directory.pb.h"
#include "letan/v1/directory_service.pb.h"
#include "services/entity/entity_traits.h"

namespace letan::entity {

template <>
struct EntityTraits<v1::Agency> {
  static constexpr char kKind[] = "agency";
  static constexpr char kCollection[] = "agencies";
  static constexpr bool kChosenId = true;
  static constexpr bool kHasParent = false;
  static constexpr char kTitleField[] = "display_name";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kName;
  using GetRequest = v1::GetAgencyRequest;
  using ListRequest = v1::ListAgenciesRequest;
  using ListResponse = v1::ListAgenciesResponse;
  using CreateRequest = v1::CreateAgencyRequest;
  using UpdateRequest = v1::UpdateAgencyRequest;
  using DeleteRequest = v1::DeleteAgencyRequest;
  static std::string Extract(const v1::Agency& agency, storage::EntityRow& row);
  static void Validate(v1::Agency& agency, std::vector<errors::FieldViolation>& violations);
};

template <>
struct EntityTraits<v1::Person> {
  static constexpr char kKind[] = "person";
  static constexpr char kCollection[] = "people";
  static constexpr bool kChosenId = true;
  static constexpr bool kHasParent = false;
  static constexpr char kTitleField[] = "role_title";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kName;
  using GetRequest = v1::GetPersonRequest;
  using ListRequest = v1::ListPeopleRequest;
  using ListResponse = v1::ListPeopleResponse;
  using CreateRequest = v1::CreatePersonRequest;
  using UpdateRequest = v1::UpdatePersonRequest;
  using DeleteRequest = v1::DeletePersonRequest;
  static std::string Extract(const v1::Person& person, storage::EntityRow& row);
  static void Validate(v1::Person& person, std::vector<errors::FieldViolation>& violations);
};

template <>
struct EntityTraits<v1::Place> {
  static constexpr char kKind[] = "place";
  static constexpr char kCollection[] = "places";
  static constexpr bool kChosenId = true;
  static constexpr bool kHasParent = false;
  static constexpr char kTitleField[] = "display_name";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kName;
  using GetRequest = v1::GetPlaceRequest;
  using ListRequest = v1::ListPlacesRequest;
  using ListResponse = v1::ListPlacesResponse;
  using CreateRequest = v1::CreatePlaceRequest;
  using UpdateRequest = v1::UpdatePlaceRequest;
  using DeleteRequest = v1::DeletePlaceRequest;
  static std::string Extract(const v1::Place& place, storage::EntityRow& row);
  static void Validate(v1::Place& place, std::vector<errors::FieldViolation>& violations);
};

}  // namespace letan::entity

#endif  // LETAN_SERVICES_DIRECTORY_DIRECTORY_TRAITS_H_
