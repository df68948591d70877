#include "services/entity/order_by.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/errors/errors.h"

namespace letan::entity {
namespace {

using storage::EntityOrder;

constexpr EntityOrder kOrders[] = {EntityOrder::kName, EntityOrder::kTitle, EntityOrder::kStart,
                                   EntityOrder::kCreateTime, EntityOrder::kUpdateTime};

bool HasOrder(EntityOrder order, const ListedKind& kind) {
  return order != EntityOrder::kStart || kind.start_field != nullptr;
}

absl::Status RefuseOrder(const ListedKind& kind, const std::string& what) {
  std::vector<std::string> possible;
  for (const EntityOrder order : kOrders) {
    if (HasOrder(order, kind)) possible.emplace_back(FieldOfOrder(order, kind));
  }
  return errors::InvalidArgument(
      {{"order_by", what + "; it is one of " + absl::StrJoin(possible, ", ") +
                        ", and \" desc\" behind it for the other direction"}},
      errors::kInvalidOrder);
}

// One field with its direction.
struct OrderTerm {
  std::string field;
  bool descending = false;
  bool well_formed = false;
};

OrderTerm ParseTerm(std::string_view text) {
  const std::vector<std::string> words = absl::StrSplit(std::string(text), ' ', absl::SkipEmpty());
  OrderTerm term;
  if (words.empty() || words.size() > 2) return term;
  term.field = words[0];
  term.descending = words.size() == 2 && words[1] == "desc";
  term.well_formed = words.size() == 1 || term.descending || words[1] == "asc";
  return term;
}

}  // namespace

std::string_view FieldOfOrder(EntityOrder order, const ListedKind& kind) {
  switch (order) {
    case EntityOrder::kName:
      return "name";
    case EntityOrder::kStart:
      return kind.start_field == nullptr ? "" : kind.start_field;
    case EntityOrder::kTitle:
      return kind.title_field;
    case EntityOrder::kCreateTime:
      return "create_time";
    case EntityOrder::kUpdateTime:
      return "update_time";
  }
  return "";
}

absl::StatusOr<ListOrder> ParseOrderBy(std::string_view text, const ListedKind& kind) {
  if (text.find_first_not_of(' ') == std::string_view::npos) return ListOrder{kind.order, false};
  const std::vector<std::string> terms = absl::StrSplit(std::string(text), ',');
  const OrderTerm first = ParseTerm(terms[0]);
  if (!first.well_formed) return RefuseOrder(kind, "is no field with its direction");
  for (const EntityOrder order : kOrders) {
    if (first.field != FieldOfOrder(order, kind) || !HasOrder(order, kind)) continue;
    if (terms.size() > 1) {
      // Rows that are equal in the field go by name in any case.
      const OrderTerm second = ParseTerm(terms[1]);
      if (terms.size() > 2 || order == EntityOrder::kName || !second.well_formed ||
          second.field != "name" || second.descending != first.descending) {
        return RefuseOrder(kind, "only \"name\" in the same direction can follow");
      }
    }
    return ListOrder{order, first.descending};
  }
  return RefuseOrder(kind, "there is no order by \"" + first.field + "\"");
}

}  // namespace letan::entity
