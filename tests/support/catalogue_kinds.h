// The five kinds of the catalogue as types, so that one test runs for each of them.
#ifndef LETAN_TESTS_SUPPORT_CATALOGUE_KINDS_H_
#define LETAN_TESTS_SUPPORT_CATALOGUE_KINDS_H_

#include <string>

#include "letan/v1/directory_service.grpc.pb.h"
#include "letan/v1/resource_service.grpc.pb.h"
#include "services/directory/directory_traits.h"
#include "services/resource/resource_traits.h"

namespace letan::testing {

// Of each: the service, its standard methods, the smallest entity that is accepted, and a text
// field that may be changed.
struct AgencyKind {
  using Entity = v1::Agency;
  using Service = v1::DirectoryService;
  static constexpr auto kGet = &Service::Stub::GetAgency;
  static constexpr auto kList = &Service::Stub::ListAgencies;
  static constexpr auto kCreate = &Service::Stub::CreateAgency;
  static constexpr auto kUpdate = &Service::Stub::UpdateAgency;
  static constexpr auto kDelete = &Service::Stub::DeleteAgency;
  static constexpr char kTitle[] = "display_name";
  static constexpr char kOther[] = "short_name";
  static const auto& Items(const v1::ListAgenciesResponse& page) { return page.agencies(); }
  static void Fill(v1::Agency&) {}
};

struct PersonKind {
  using Entity = v1::Person;
  using Service = v1::DirectoryService;
  static constexpr auto kGet = &Service::Stub::GetPerson;
  static constexpr auto kList = &Service::Stub::ListPeople;
  static constexpr auto kCreate = &Service::Stub::CreatePerson;
  static constexpr auto kUpdate = &Service::Stub::UpdatePerson;
  static constexpr auto kDelete = &Service::Stub::DeletePerson;
  static constexpr char kTitle[] = "role_title";
  static constexpr char kOther[] = "role_title_en";
  static const auto& Items(const v1::ListPeopleResponse& page) { return page.people(); }
  static void Fill(v1::Person&) {}
};

struct PlaceKind {
  using Entity = v1::Place;
  using Service = v1::DirectoryService;
  static constexpr auto kGet = &Service::Stub::GetPlace;
  static constexpr auto kList = &Service::Stub::ListPlaces;
  static constexpr auto kCreate = &Service::Stub::CreatePlace;
  static constexpr auto kUpdate = &Service::Stub::UpdatePlace;
  static constexpr auto kDelete = &Service::Stub::DeletePlace;
  static constexpr char kTitle[] = "display_name";
  static constexpr char kOther[] = "address";
  static const auto& Items(const v1::ListPlacesResponse& page) { return page.places(); }
  static void Fill(v1::Place&) {}
};

struct ResourceEntityKind {
  using Entity = v1::Resource;
  using Service = v1::ResourceService;
  static constexpr auto kGet = &Service::Stub::GetResource;
  static constexpr auto kList = &Service::Stub::ListResources;
  static constexpr auto kCreate = &Service::Stub::CreateResource;
  static constexpr auto kUpdate = &Service::Stub::UpdateResource;
  static constexpr auto kDelete = &Service::Stub::DeleteResource;
  static constexpr char kTitle[] = "display_name";
  static constexpr char kOther[] = "grade";
  static const auto& Items(const v1::ListResourcesResponse& page) { return page.resources(); }
  static void Fill(v1::Resource& resource) { resource.set_kind(v1::RESOURCE_KIND_EQUIPMENT); }
};

struct StockItemKind {
  using Entity = v1::StockItem;
  using Service = v1::ResourceService;
  static constexpr auto kGet = &Service::Stub::GetStockItem;
  static constexpr auto kList = &Service::Stub::ListStockItems;
  static constexpr auto kCreate = &Service::Stub::CreateStockItem;
  static constexpr auto kUpdate = &Service::Stub::UpdateStockItem;
  static constexpr auto kDelete = &Service::Stub::DeleteStockItem;
  static constexpr char kTitle[] = "display_name";
  static constexpr char kOther[] = "language";
  static const auto& Items(const v1::ListStockItemsResponse& page) { return page.stock_items(); }
  static void Fill(v1::StockItem& item) { item.set_kind(v1::StockItem::KIND_GIFT); }
};

// Fields whose names differ by kind.
template <class Kind, class Request>
typename Kind::Entity* EntityOf(Request& request) {
  const auto* field =
      request.GetDescriptor()->FindFieldByName(entity::EntityTraits<typename Kind::Entity>::kKind);
  return static_cast<typename Kind::Entity*>(
      request.GetReflection()->MutableMessage(&request, field));
}

inline void SetText(google::protobuf::Message& message, const std::string& field,
                    const std::string& text) {
  message.GetReflection()->SetString(&message, message.GetDescriptor()->FindFieldByName(field),
                                     text);
}

inline std::string GetText(const google::protobuf::Message& message, const std::string& field) {
  return message.GetReflection()->GetString(message,
                                            message.GetDescriptor()->FindFieldByName(field));
}

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_CATALOGUE_KINDS_H_
