// The rows of bookings: finding, listing, writing. What fits is judged elsewhere (booking_judge.h).
#ifndef LETAN_STORAGE_SQLITE_BOOKING_STORE_H_
#define LETAN_STORAGE_SQLITE_BOOKING_STORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/booking_table.h"
#include "storage/sqlite/session.h"
#include "storage/transaction.h"

namespace letan::storage::sqlite {

struct StoredBookingRow {
  std::int64_t id = 0;
  std::int64_t resource_id = 0;
  BookingRow row;
  std::string sealed_label;  // owner_label as it is stored, where `row` was opened
};

// As the change log has it: as it is stored.
std::string EncodeStored(const StoredBookingRow& stored);

// A live booking, whoever asks.
absl::StatusOr<std::optional<StoredBookingRow>> FindLiveBooking(Session& session,
                                                                const std::string& name);
// A live booking that this viewer may see.
absl::StatusOr<std::optional<StoredBookingRow>> FindVisibleBooking(Session& session,
                                                                   const std::string& name);

// Live bookings whoever asks, ordered by (start, name). `longest`: no booking of it is longer.
absl::StatusOr<std::vector<booking::Occupancy>> OverlappingBookings(
    Session& session, std::int64_t resource_id, const std::string& resource,
    booking::Micros longest, const booking::Interval& window);
absl::StatusOr<std::vector<booking::Occupancy>> BookingsOfParty(Session& session,
                                                                const std::string& owner,
                                                                const std::string& group,
                                                                booking::Role role,
                                                                const booking::Interval& window);

// Contracts: storage/transaction.h.
absl::StatusOr<std::vector<BookingRow>> ListBookingRows(Session& session,
                                                        const BookingQuery& query);
absl::Status VisitBookingsOf(Session& session, const std::vector<std::string>& activities,
                             std::size_t limit, const ReadTransaction::BookingsVisitor& visit);
absl::StatusOr<std::vector<ReadTransaction::BusySpan>> BusySpans(Session& session,
                                                                 const std::string& resource,
                                                                 const booking::Interval& window);

// Rows only: the caller has judged, and counts the change at the resource. Each is recorded.
absl::Status InsertBooking(Session& session, ChangeSink& sink, std::int64_t resource_id,
                           const BookingRow& row);
// Its need-to-know list is replaced where it differs.
absl::Status ReplaceBooking(Session& session, ChangeSink& sink, const StoredBookingRow& old,
                            std::int64_t resource_id, const BookingRow& row);
absl::Status RemoveBooking(Session& session, ChangeSink& sink, const StoredBookingRow& old);

// Contract: WriteTransaction::LoadBooking.
absl::Status LoadBookingRow(Session& session, ChangeSink& sink, const BookingRow& row);

absl::Status RelevelOwnerBookings(Session& session, ChangeSink& sink, const std::string& owner,
                                  HandlingLevel level,
                                  const std::vector<std::string>& need_to_know);
// Holds whose time is over at session.now; removes and records them.
absl::Status PurgeExpiredHolds(Session& session, ChangeSink& sink);

// Every row of the table as it is stored, expired ones too. For the integrity check.
absl::Status ForEachBooking(Connection& connection,
                            const std::function<void(const StoredBookingRow&)>& visit);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_BOOKING_STORE_H_
