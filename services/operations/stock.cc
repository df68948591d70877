#include "services/operations/stock.h"

#include "services/errors/errors.h"

namespace letan::operations {

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
