#include "services/operations/shift.h"

#include <utility>

#include "services/core/limits.h"
#include "services/operations/booking_codec.h"
#include "services/operations/events.h"
#include "services/operations/reserve.h"

namespace letan::operations {
namespace {

storage::BookingChange MoveOf(const std::string& event) {
  storage::BookingChange change;
  change.change.owner = event;
  change.keep_state = true;
  return change;
}

absl::StatusOr<std::vector<storage::BookingRow>> BookingsOfEvent(storage::ReadTransaction& read,
                                                                 const std::string& event) {
  storage::BookingQuery query;
  query.owner = event;
  return AllBookings(read, query, limits::kMaxBookingsPerEvent);
}

absl::StatusOr<std::vector<storage::BookingRow>> ShiftRows(storage::WriteTransaction& write,
                                                           const std::string& event,
                                                           std::vector<storage::BookingRow> rows,
                                                           booking::Micros delta) {
  if (rows.empty() || delta == 0) return rows;
  storage::BookingChange change = MoveOf(event);
  for (const storage::BookingRow& row : rows) {
    booking::Leg leg = ToLeg(row);
    leg.interval.start += delta;
    leg.interval.end += delta;
    change.change.put.push_back(std::move(leg));
  }
  return Reserve(write, change);
}

}  // namespace

absl::StatusOr<std::vector<storage::BookingRow>> MoveActivityBookings(
    storage::WriteTransaction& write, const ActivityMove& move) {
  storage::BookingQuery query;
  query.activity = move.activity;
  auto rows = AllBookings(write, query, limits::kMaxBookingsPerEvent);
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return rows;
  const booking::Micros delta = move.to.start - move.from.start;
  storage::BookingChange change = MoveOf(move.event);
  for (const storage::BookingRow& row : *rows) {
    booking::Leg leg = ToLeg(row);
    if (leg.interval == move.from) {
      leg.interval = move.to;
    } else {
      leg.interval.start += delta;
      leg.interval.end += delta;
    }
    if (!move.new_place.empty() && leg.place == move.old_place) leg.place = move.new_place;
    change.change.put.push_back(std::move(leg));
  }
  return Reserve(write, change);
}

absl::StatusOr<std::vector<storage::BookingRow>> ShiftEventBookings(
    storage::WriteTransaction& write, const std::string& event, booking::Micros delta) {
  auto rows = BookingsOfEvent(write, event);
  if (!rows.ok()) return rows.status();
  return ShiftRows(write, event, *std::move(rows), delta);
}

absl::StatusOr<std::vector<storage::BookingRow>> ShiftActivityBookings(
    storage::WriteTransaction& write, const std::string& event,
    const std::set<std::string>& activities, booking::Micros delta) {
  auto rows = BookingsOfEvent(write, event);
  if (!rows.ok()) return rows.status();
  std::erase_if(*rows, [&](const auto& row) { return !activities.contains(row.activity); });
  return ShiftRows(write, event, *std::move(rows), delta);
}

}  // namespace letan::operations
