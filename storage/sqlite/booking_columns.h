// How a booking is read from a row; shared by the queries on bookings.
#ifndef LETAN_STORAGE_SQLITE_BOOKING_COLUMNS_H_
#define LETAN_STORAGE_SQLITE_BOOKING_COLUMNS_H_

#include "absl/status/status.h"
#include "storage/sqlite/access_list.h"
#include "storage/sqlite/booking_store.h"
#include "storage/sqlite/connection.h"

// Of `bookings b JOIN resources r`: literals, so that whole statements stay literals.
#define LETAN_OCCUPANCY_COLUMNS "b.name, r.name" LETAN_OCCUPANCY_REST
#define LETAN_OCCUPANCY_REST                                         \
  ", b.starts, b.ends, b.quantity, b.place, b.owner, b.group_name, " \
  "b.override_granted, b.party_size, b.state"
#define LETAN_BOOKING_COLUMNS "b.name, r.name" LETAN_BOOKING_REST
#define LETAN_BOOKING_REST                                                            \
  LETAN_OCCUPANCY_REST                                                                \
  ", b.id, b.resource, b.expire_time, b.activity, b.owner_label, b.level, b.listed, " \
  "b.override_authority, b.override_reason, b.version, b.create_time, b.update_time"
#define LETAN_BOOKINGS_JOINED " FROM bookings b JOIN resources r ON r.id = b.resource"
// One parameter: now.
#define LETAN_BOOKING_IS_LIVE " AND (b.expire_time = 0 OR b.expire_time > ?)"

namespace letan::storage::sqlite {

inline constexpr int kBookingResourceColumn = 12;  // the id, in LETAN_BOOKING_COLUMNS

inline constexpr AccessList kBookingAccess{
    "SELECT principal FROM booking_access WHERE booking = ? ORDER BY position",
    "DELETE FROM booking_access WHERE booking = ?",
    "INSERT INTO booking_access (booking, position, principal) VALUES (?, ?, ?)"};

// The current row of a query of LETAN_OCCUPANCY_COLUMNS, into one that is empty; so below.
void ReadOccupancy(const Query& query, booking::Occupancy& occupancy);
// Of LETAN_BOOKING_COLUMNS; into any row; as it is stored.
absl::Status ReadClosedBooking(Connection& connection, const Query& query, BookingRow& row);
absl::Status ReadClosedBooking(Connection& connection, const Query& query,
                               StoredBookingRow& stored);
// Opened.
absl::Status ReadBooking(Connection& connection, const Query& query, BookingRow& row);
absl::Status ReadStoredBooking(Connection& connection, const Query& query,
                               StoredBookingRow& stored);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_BOOKING_COLUMNS_H_
