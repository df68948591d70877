// The kinds of the resource service.
#ifndef LETAN_SERVICES_RESOURCE_RESOURCE_TRAITS_H_
#define LETAN_SERVICES_RESOURCE_RESOURCE_TRAITS_H_

#include <string>
#include <vector>

#include "letan/v1/resource.pb.h"
#include "letan/v1/resource_service.pb.h"
#include "services/entity/entity_traits.h"

namespace letan::entity {

template <>
struct EntityTraits<v1::Resource> {
  static constexpr char kKind[] = "resource";
  static constexpr char kCollection[] = "resources";
  static constexpr bool kChosenId = true;
  static constexpr bool kHasParent = false;
  static constexpr char kTitleField[] = "display_name";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kName;
  using GetRequest = v1::GetResourceRequest;
  using ListRequest = v1::ListResourcesRequest;
  using ListResponse = v1::ListResourcesResponse;
  using CreateRequest = v1::CreateResourceRequest;
  using UpdateRequest = v1::UpdateResourceRequest;
  using DeleteRequest = v1::DeleteResourceRequest;
  static std::string Extract(const v1::Resource& resource, storage::EntityRow& row);
  // Puts the kind's own capacity model where none is said.
  static void Validate(v1::Resource& resource, std::vector<errors::FieldViolation>& violations);
};

template <>
struct EntityTraits<v1::StockItem> {
  static constexpr char kKind[] = "stock_item";
  static constexpr char kCollection[] = "stockItems";
  static constexpr bool kChosenId = true;
  static constexpr bool kHasParent = false;
  static constexpr char kTitleField[] = "display_name";
  static constexpr storage::EntityOrder kListOrder = storage::EntityOrder::kName;
  using GetRequest = v1::GetStockItemRequest;
  using ListRequest = v1::ListStockItemsRequest;
  using ListResponse = v1::ListStockItemsResponse;
  using CreateRequest = v1::CreateStockItemRequest;
  using UpdateRequest = v1::UpdateStockItemRequest;
  using DeleteRequest = v1::DeleteStockItemRequest;
  static std::string Extract(const v1::StockItem& item, storage::EntityRow& row);
  static void Validate(v1::StockItem& item, std::vector<errors::FieldViolation>& violations);
};

}  // namespace letan::entity

#endif  // LETAN_SERVICES_RESOURCE_RESOURCE_TRAITS_H_
