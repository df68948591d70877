#include "services/operations/stock.h"

#include "services/entity/time_codec.h"
#include "services/errors/errors.h"

namespace letan::operations {

v1::StockMovement ToProto(const storage::MovementRow& row) {
  v1::StockMovement movement;
  movement.set_name(row.name);
  v1::StockMovement::Kind kind = v1::StockMovement::KIND_UNSPECIFIED;
  v1::StockMovement::Kind_Parse(std::string(kMovementKindPrefix) + row.kind, &kind);
  movement.set_kind(kind);
  movement.set_quantity(row.delta < 0 ? -row.delta : row.delta);
  *movement.mutable_effective_time() = entity::ToTimestamp(row.at);
  movement.set_booking(row.booking);
  movement.set_reason(row.reason);
  *movement.mutable_create_time() = entity::ToTimestamp(row.create_time);
  return movement;
}

absl::Status MoveStock(storage::WriteTransaction& write, const storage::MovementRow& row,
                       const std::string& booking_field) {
  const absl::Status status = write.AddMovement(row);
  switch (status.code()) {
    case absl::StatusCode::kFailedPrecondition:
      return errors::Precondition(errors::kStockBelowZero, row.item,
                                  "stock, less what is booked, would fall below zero at some "
                                  "moment from then on");
    case absl::StatusCode::kNotFound:
      return errors::NotFound(row.booking.empty() ? row.item : row.booking);
    case absl::StatusCode::kInvalidArgument:
      return errors::InvalidField(
          booking_field,
          "must be a booking of this item, which is consumable: what is lent is "
          "out while it is booked, and back afterwards");
    default:
      return status;
  }
}

}  // namespace letan::operations
