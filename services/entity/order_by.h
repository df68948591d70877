// A List request's `order_by`, AIP-132: one field that has an index, and its direction.
#ifndef LETAN_SERVICES_ENTITY_ORDER_BY_H_
#define LETAN_SERVICES_ENTITY_ORDER_BY_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "storage/entity_table.h"

namespace letan::entity {

// What a listing needs to know of its kind: see EntityTraits.
struct ListedKind {
  const char* kind;
  const char* title_field;
  storage::EntityOrder order;  // where the request names none
  const google::protobuf::Descriptor* entity;
  const google::protobuf::Descriptor* response;
  const char* start_field = nullptr;  // the field that kStart goes by; null: no such order
};

struct ListOrder {
  storage::EntityOrder order = storage::EntityOrder::kName;
  bool descending = false;
};

// The field of an entity that an order goes by: "interval.start_time". Empty: it has none.
std::string_view FieldOfOrder(storage::EntityOrder order, const ListedKind& kind);

// "", "title", "create_time desc", "title desc, name desc". INVALID_ARGUMENT on field "order_by",
// reason INVALID_ORDER, that says what the kind can be ordered by.
absl::StatusOr<ListOrder> ParseOrderBy(std::string_view text, const ListedKind& kind);

}  // namespace letan::entity

#endif  // LETAN_SERVICES_ENTITY_ORDER_BY_H_
