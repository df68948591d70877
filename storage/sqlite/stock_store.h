// Stock: movements, levels, and what the rules want to know of the future.
#ifndef LETAN_STORAGE_SQLITE_STOCK_STORE_H_
#define LETAN_STORAGE_SQLITE_STOCK_STORE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/booking/booking_view.h"
#include "storage/booking_table.h"
#include "storage/sqlite/resource_store.h"
#include "storage/sqlite/session.h"

namespace letan::storage::sqlite {

// BookingView::Stock for the item of that row. Changes of one instant are one step.
absl::StatusOr<booking::BookingView::StockOutlook> OutlookOf(
    Session& session, std::int64_t item_id, booking::CapacityModel model, booking::Micros at,
    const std::vector<std::string>& without);

// The least that there will be from the beginning of `outlook` on.
std::int64_t LowestOf(const booking::BookingView::StockOutlook& outlook);

// Contracts: storage/transaction.h.
absl::StatusOr<StockLevel> StockAt(Session& session, const std::string& item, booking::Micros at);
absl::StatusOr<std::vector<MovementRow>> ListMovementRows(Session& session, const std::string& item,
                                                          const std::string& after, int limit);
absl::Status AddMovementRow(Session& session, ChangeSink& sink, const MovementRow& asked);
// Contract: WriteTransaction::LoadMovement.
absl::Status LoadMovementRow(Session& session, ChangeSink& sink, const MovementRow& row);

// As they are stored.
absl::Status ForEachMovement(Connection& connection,
                             const std::function<void(const MovementRow&)>& visit);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_STOCK_STORE_H_
