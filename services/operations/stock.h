// Stock: its movements in the schema, and moving it inside a write.
#ifndef LETAN_SERVICES_OPERATIONS_STOCK_H_
#define LETAN_SERVICES_OPERATIONS_STOCK_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "letan/v1/resource.pb.h"
#include "storage/transaction.h"

namespace letan::operations {

// "KIND_ISSUE" of the schema is "ISSUE" in storage.
inline constexpr std::string_view kMovementKindPrefix = "KIND_";

v1::StockMovement ToProto(const storage::MovementRow& row);

// FAILED_PRECONDITION, reason STOCK_BELOW_ZERO, if stock would fall below zero at some moment;
// INVALID_ARGUMENT on `booking_field` if the booking to settle is not one of this item.
absl::Status MoveStock(storage::WriteTransaction& write, const storage::MovementRow& row,
                       const std::string& booking_field);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_STOCK_H_
