#include "services/resource/stock_methods.h"

#include <string>
#include <utility>

#include "letan/v1/resource_service.pb.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/entity_page.h"
#include "services/entity/filter.h"
#include "services/entity/names.h"
#include "services/entity/text_folding.h"
#include "services/entity/time_codec.h"
#include "services/operations/stock.h"
#include "services/resource/resource_traits.h"

namespace letan::services {
namespace {

using storage::MovementRow;
using storage::ReadTransaction;
using storage::WriteTransaction;

bool ComesIn(v1::StockMovement::Kind kind) {
  return kind == v1::StockMovement::KIND_RECEIPT || kind == v1::StockMovement::KIND_RETURN;
}

// `now`: it takes effect when it is written.
absl::StatusOr<v1::StockMovement> ApplyMovement(WriteTransaction& write, MovementRow row,
                                                bool now) {
  const auto item = entity::Load<v1::StockItem>(write, row.item);
  if (!item.ok()) return item.status();
  row.create_time = write.now();
  if (now) row.at = row.create_time;
  absl::Status status = operations::MoveStock(write, row, "stock_movement.booking");
  if (!status.ok()) return status;
  return operations::ToProto(row);
}

absl::StatusOr<call::Apply<v1::StockMovement>> PrepareMovement(
    const call::CallContext& context, const v1::CreateStockMovementRequest& request) {
  const v1::StockMovement& movement = request.stock_movement();
  if (!movement.booking().empty()) {
    if (!entity::IsName(movement.booking(), "booking")) {
      return errors::InvalidField("stock_movement.booking", "must be \"bookings/{id}\"");
    }
    if (movement.kind() != v1::StockMovement::KIND_ISSUE) {
      return errors::InvalidField("stock_movement.booking", "is settled by an ISSUE only");
    }
  }
  MovementRow row;
  row.name = request.parent() + "/movements/" + context.new_id();
  row.item = request.parent();
  row.delta = ComesIn(movement.kind()) ? movement.quantity() : -movement.quantity();
  row.at = entity::ToMicros(movement.effective_time());
  row.booking = movement.booking();
  row.reason = movement.reason();
  row.kind =
      v1::StockMovement::Kind_Name(movement.kind()).substr(operations::kMovementKindPrefix.size());
  return call::Apply<v1::StockMovement>(
      [row = std::move(row), now = !movement.has_effective_time()](WriteTransaction& write) {
        return ApplyMovement(write, row, now);
      });
}

// Of a deleted item too: what happened to it can still be read.
absl::Status RequireItem(ReadTransaction& read, const std::string& name) {
  const auto row = read.FindEntity(name);
  if (!row.ok()) return row.status();
  return row->has_value() ? absl::OkStatus() : errors::NotFound(name);
}

// Adds what the filter keeps, up to `size`; moves `after` to the last that was looked at. True if
// there is more.
absl::StatusOr<bool> FillMovements(ReadTransaction& read, entity::FilterBudget budget,
                                   const std::string& item, int size, std::string& after,
                                   v1::ListStockMovementsResponse& response) {
  for (;;) {
    const auto rows = read.ListMovements(item, after, size + 1);
    if (!rows.ok()) return rows.status();
    for (const MovementRow& row : *rows) {
      v1::StockMovement movement = operations::ToProto(row);
      if (budget.filter().empty() ||
          budget.filter().Matches(movement, entity::Fold(movement.reason()))) {
        if (response.stock_movements_size() == size) return true;
        *response.add_stock_movements() = std::move(movement);
      } else if (absl::Status status = budget.Look(movement.ByteSizeLong()); !status.ok()) {
        return status;
      }
      after = row.name;
    }
    if (static_cast<int>(rows->size()) <= size) return false;
  }
}

absl::StatusOr<v1::ListStockMovementsResponse> ListMovements(
    const call::CallContext& context, ReadTransaction& read,
    const v1::ListStockMovementsRequest& request, const entity::PageTokens& tokens) {
  const auto size = entity::PageSize(request.page_size());
  if (!size.ok()) return size.status();
  auto filter = entity::Filter::Make(request.filter(), v1::StockMovement::descriptor());
  if (!filter.ok()) return filter.status();
  if (absl::Status status = RequireItem(read, request.parent()); !status.ok()) return status;
  std::string after;
  if (!request.page_token().empty()) {
    auto cursor = tokens.Read(request.page_token(), context.method, request, context.viewer);
    if (!cursor.ok()) return cursor.status();
    after = std::move(cursor->name);
  }
  v1::ListStockMovementsResponse response;
  const auto more =
      FillMovements(read, {*filter, context}, request.parent(), *size, after, response);
  if (!more.ok()) return more.status();
  if (*more) {
    response.set_next_page_token(tokens.Make({0, after}, context.method, request, context.viewer));
  }
  return response;
}

absl::StatusOr<v1::StockLevel> GetLevel(const call::CallContext&, ReadTransaction& read,
                                        const v1::GetStockLevelRequest& request) {
  if (absl::Status status = RequireItem(read, request.name()); !status.ok()) return status;
  const booking::Micros at = request.has_time() ? entity::ToMicros(request.time()) : read.now();
  const auto stock = read.Stock(request.name(), at);
  if (!stock.ok()) return stock.status();
  v1::StockLevel level;
  level.set_stock_item(request.name());
  *level.mutable_time() = entity::ToTimestamp(at);
  level.set_on_hand(stock->on_hand);
  level.set_available(stock->available);
  level.set_lowest(stock->lowest);
  return level;
}

}  // namespace

void AddStockMethods(call::ServiceTable& table, const entity::PageTokens& tokens) {
  table.Write<v1::CreateStockMovementRequest, v1::StockMovement>("CreateStockMovement",
                                                                 PrepareMovement);
  table.Read<v1::ListStockMovementsRequest, v1::ListStockMovementsResponse>(
      "ListStockMovements", [&tokens](const call::CallContext& context, ReadTransaction& read,
                                      const v1::ListStockMovementsRequest& request) {
        return ListMovements(context, read, request, tokens);
      });
  table.Read<v1::GetStockLevelRequest, v1::StockLevel>("GetStockLevel", GetLevel);
}

}  // namespace letan::services
