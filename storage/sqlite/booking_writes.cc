// The writing half of booking_store.h.
#include <utility>

#include "storage/codec.h"
#include "storage/sqlite/booking_columns.h"
#include "storage/sqlite/booking_store.h"
#include "storage/sqlite/resource_store.h"
#include "storage/sqlite/sealer.h"

namespace letan::storage::sqlite {
namespace {

absl::StatusOr<std::vector<StoredBookingRow>> Collect(Connection& connection, Query& query) {
  std::vector<StoredBookingRow> rows;
  while (query.Step()) {
    absl::Status read = ReadStoredBooking(connection, query, rows.emplace_back());
    if (!read.ok()) return read;
  }
  if (!query.ok()) return query.status();
  return rows;
}

absl::Status CheckAccessList(const BookingRow& row) {
  for (const std::string& principal : row.need_to_know) {
    if (principal.empty()) return absl::InvalidArgumentError("an empty name on need_to_know");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status InsertBooking(Session& session, ChangeSink& sink, std::int64_t resource_id,
                           const BookingRow& clear) {
  absl::Status status = CheckAccessList(clear);
  if (status.ok()) status = sink.BeginChange();
  if (!status.ok()) return status;
  const auto sealed = SealedBooking(session.connection, clear);
  if (!sealed.ok()) return sealed.status();
  const BookingRow& row = sealed->has_value() ? **sealed : clear;
  const booking::Occupancy& occupancy = row.occupancy;
  {
    Query insert(
        session.connection,
        "INSERT INTO bookings (name, resource, starts, ends, quantity, expire_time,"
        " place, owner, group_name, state, activity, owner_label, level, listed,"
        " party_size, override_authority, override_reason, override_granted, version, create_time,"
        " update_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
        " ?, ?)");
    insert.Bind(occupancy.booking, resource_id, occupancy.interval.start, occupancy.interval.end,
                occupancy.quantity, row.expire_time, occupancy.place, occupancy.owner,
                occupancy.group, static_cast<int>(row.state), row.activity, row.owner_label,
                static_cast<int>(row.level), row.need_to_know.size(), row.party_size,
                row.override_authority, row.override_reason, occupancy.override_granted,
                row.version, row.create_time, row.update_time);
    status = insert.Run();
    if (!status.ok()) return status;
  }
  if (!row.need_to_know.empty()) {
    status = WriteAccess(session.connection, kBookingAccess, LastInsertId(session.connection),
                         row.need_to_know);
    if (!status.ok()) return status;
  }
  return sink.Record(kBookingRecord, occupancy.booking, "", EncodeBooking(row));
}

absl::Status ReplaceBooking(Session& session, ChangeSink& sink, const StoredBookingRow& old,
                            std::int64_t resource_id, const BookingRow& clear) {
  absl::Status status = CheckAccessList(clear);
  if (status.ok()) status = sink.BeginChange();
  if (!status.ok()) return status;
  const auto sealed = SealedBooking(session.connection, clear);
  if (!sealed.ok()) return sealed.status();
  const BookingRow& row = sealed->has_value() ? **sealed : clear;
  const booking::Occupancy& occupancy = row.occupancy;
  {
    Query update(session.connection,
                 "UPDATE bookings SET resource = ?, starts = ?, ends = ?, quantity = ?,"
                 " expire_time = ?, place = ?, state = ?, owner_label = ?, level = ?, listed = ?,"
                 " party_size = ?, override_authority = ?, override_reason = ?,"
                 " override_granted = ?, version = ?, update_time = ? WHERE id = ?");
    update.Bind(resource_id, occupancy.interval.start, occupancy.interval.end, occupancy.quantity,
                row.expire_time, occupancy.place, static_cast<int>(row.state), row.owner_label,
                static_cast<int>(row.level), row.need_to_know.size(), row.party_size,
                row.override_authority, row.override_reason, occupancy.override_granted,
                row.version, row.update_time, old.id);
    status = update.Run();
    if (!status.ok()) return status;
  }
  if (row.need_to_know != old.row.need_to_know) {
    status = ReplaceAccess(session.connection, kBookingAccess, old.id, row.need_to_know);
    if (!status.ok()) return status;
  }
  return sink.Record(kBookingRecord, occupancy.booking, EncodeStored(old), EncodeBooking(row));
}

absl::Status RemoveBooking(Session& session, ChangeSink& sink, const StoredBookingRow& old) {
  absl::Status status = sink.BeginChange();
  if (!status.ok()) return status;
  {
    Query remove(session.connection, "DELETE FROM bookings WHERE id = ?");
    status = remove.Bind(old.id).Run();
    if (!status.ok()) return status;
  }
  return sink.Record(kBookingRecord, old.row.occupancy.booking, EncodeStored(old), "");
}

absl::Status LoadBookingRow(Session& session, ChangeSink& sink, const BookingRow& row) {
  const booking::Occupancy& occupancy = row.occupancy;
  const auto handle = VisibleResource(session, occupancy.resource);
  if (!handle.ok()) return handle.status();
  absl::Status status = InsertBooking(session, sink, handle->id, row);
  if (absl::IsAlreadyExists(status)) {
    return absl::AlreadyExistsError(occupancy.booking + " is there already");
  }
  if (!status.ok()) return status;
  return TouchResource(session.connection, handle->id,
                       occupancy.interval.end - occupancy.interval.start);
}

absl::Status RelevelOwnerBookings(Session& session, ChangeSink& sink, const std::string& owner,
                                  HandlingLevel level,
                                  const std::vector<std::string>& need_to_know) {
  if (owner.empty()) return absl::InvalidArgumentError("bookings are releveled by their owner");
  absl::StatusOr<std::vector<StoredBookingRow>> rows;
  {
    Query query(session.connection, "SELECT " LETAN_BOOKING_COLUMNS LETAN_BOOKINGS_JOINED
                                    " WHERE b.owner = ? AND b.owner <> ''" LETAN_BOOKING_IS_LIVE
                                    " ORDER BY b.starts, b.name");
    query.Bind(owner, session.now);
    rows = Collect(session.connection, query);
  }
  if (!rows.ok()) return rows.status();
  for (const StoredBookingRow& old : *rows) {
    if (old.row.level == level && old.row.need_to_know == need_to_know) continue;
    BookingRow row = old.row;
    row.level = level;
    row.need_to_know = need_to_know;
    ++row.version;
    row.update_time = session.now;
    absl::Status status = ReplaceBooking(session, sink, old, old.resource_id, row);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Closed: every batch begins here, so that a row which does not open would refuse all writes.
absl::Status PurgeExpiredHolds(Session& session, ChangeSink& sink) {
  std::vector<StoredBookingRow> rows;
  {
    Query query(session.connection, "SELECT " LETAN_BOOKING_COLUMNS LETAN_BOOKINGS_JOINED
                                    " WHERE b.expire_time > 0 AND b.expire_time <= ?"
                                    " ORDER BY b.expire_time, b.name");
    query.Bind(session.now);
    while (query.Step()) {
      absl::Status read = ReadClosedBooking(session.connection, query, rows.emplace_back());
      if (!read.ok()) return read;
    }
    if (!query.ok()) return query.status();
  }
  for (const StoredBookingRow& row : rows) {
    absl::Status status = RemoveBooking(session, sink, row);
    if (status.ok()) status = TouchResource(session.connection, row.resource_id, 0);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace letan::storage::sqlite
