#include "storage/sqlite/stock_store.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "storage/codec.h"
#include "storage/sqlite/booking_columns.h"
#include "storage/sqlite/booking_store.h"
#include "storage/sqlite/sealer.h"

namespace letan::storage::sqlite {
namespace {

using booking::CapacityModel;
using booking::Micros;
using StockOutlook = booking::BookingView::StockOutlook;

bool IsStock(CapacityModel model) {
  return model == CapacityModel::kConsumable || model == CapacityModel::kReturnable;
}

absl::StatusOr<std::int64_t> MovedBefore(Session& session, std::int64_t item_id, Micros at) {
  Query query(session.connection,
              "SELECT coalesce(sum(delta), 0) FROM stock_movements WHERE item = ? AND at < ?");
  query.Bind(item_id, at);
  if (!query.Step()) return query.status();
  return query.Int(0);
}

// What bookings that began before `at` still take then, from the index alone.
absl::StatusOr<std::int64_t> TakenBefore(Session& session, std::int64_t item_id, bool returnable,
                                         Micros longest, Micros at) {
  // What is returnable has come back unless its booking reaches to `at`, so it began lately.
  const Micros first = returnable ? at - longest : std::numeric_limits<Micros>::min();
  const Micros still = returnable ? at : std::numeric_limits<Micros>::min();
  Query query(session.connection,
              "SELECT coalesce(sum(quantity), 0) FROM bookings b WHERE resource = ?"
              " AND starts >= ? AND starts < ? AND ends >= ?" LETAN_BOOKING_IS_LIVE);
  query.Bind(item_id, first, at, still, session.now);
  if (!query.Step()) return query.status();
  return query.Int(0);
}

using Steps = std::map<Micros, std::int64_t>;

absl::Status AddMovementsFrom(Session& session, std::int64_t item_id, Micros at, Steps* steps) {
  Query query(session.connection,
              "SELECT at, sum(delta) FROM stock_movements WHERE item = ? AND at >= ? GROUP BY at");
  query.Bind(item_id, at);
  while (query.Step()) (*steps)[query.Int(0)] += query.Int(1);
  return query.status();
}

void AddBooking(Micros starts, Micros ends, std::int64_t quantity, bool returnable, Micros at,
                Steps* steps) {
  if (starts >= at) (*steps)[starts] -= quantity;
  if (returnable && ends >= at) (*steps)[ends] += quantity;
}

absl::Status AddBookingsFrom(Session& session, std::int64_t item_id, bool returnable,
                             Micros longest, Micros at, Steps* steps) {
  Query query(session.connection,
              "SELECT starts, ends, quantity FROM bookings b WHERE resource = ? AND starts >= "
              "?" LETAN_BOOKING_IS_LIVE);
  query.Bind(item_id, returnable ? at - longest : at, session.now);
  while (query.Step()) {
    AddBooking(query.Int(0), query.Int(1), query.Int(2), returnable, at, steps);
  }
  return query.status();
}

// Takes a booking out of an outlook that reckons with it.
absl::Status LeaveOut(Session& session, std::int64_t item_id, const std::string& name,
                      bool returnable, Micros at, StockOutlook* outlook, Steps* steps) {
  auto found = FindLiveBooking(session, name);
  if (!found.ok()) return found.status();
  if (!found->has_value() || (*found)->resource_id != item_id) return absl::OkStatus();
  const booking::Occupancy& occupancy = (*found)->row.occupancy;
  const auto [starts, ends] = occupancy.interval;
  if (starts < at && (!returnable || ends >= at)) outlook->on_hand += occupancy.quantity;
  AddBooking(starts, ends, -occupancy.quantity, returnable, at, steps);
  return absl::OkStatus();
}

absl::StatusOr<Micros> LongestOf(Session& session, std::int64_t item_id) {
  Query query(session.connection, "SELECT longest FROM resource_load WHERE resource = ?");
  query.Bind(item_id);
  if (!query.Step()) return query.status();
  return query.Int(0);
}

absl::StatusOr<ResourceHandle> StockItem(Session& session, const std::string& item) {
  auto handle = VisibleResource(session, item);
  if (!handle.ok()) return handle.status();
  if (!IsStock(handle->row->profile.model)) {
    return absl::InvalidArgumentError(item + " is not a stock item");
  }
  return handle;
}

// As it is stored.
MovementRow ReadMovement(const Query& query, const std::string& item) {
  MovementRow row;
  row.name = query.Text(0);
  row.item = item;
  row.delta = query.Int(1);
  row.at = query.Int(2);
  row.booking = query.Text(3);
  row.reason = query.Text(4);
  row.kind = query.Text(5);
  row.create_time = query.Int(6);
  row.restricted = IsSealedText(row.reason);
  row.event = query.Text(7);
  return row;
}

absl::Status InsertMovement(Session& session, std::int64_t item_id, const MovementRow& row) {
  Query insert(session.connection,
               "INSERT INTO stock_movements (name, item, delta, at, booking, reason, kind,"
               " create_time, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.Bind(row.name, item_id, row.delta, row.at, row.booking, row.reason, row.kind,
              row.create_time, row.event);
  absl::Status status = insert.Run();
  if (absl::IsAlreadyExists(status)) {
    return absl::AlreadyExistsError("there is a movement named " + row.name);
  }
  return status;
}

// What is stored of a movement: what it settles decides whether its reason is sealed.
absl::StatusOr<MovementRow> ClosedMovement(Session& session, const MovementRow& row,
                                           const BookingRow* settles) {
  if (IsSealedText(row.reason)) {
    return absl::InvalidArgumentError("a reason does not begin with a control character");
  }
  MovementRow closed = row;
  if (!closed.restricted) return closed;
  auto reason = SealedReason(session.connection, row, settles);
  if (!reason.ok()) return reason.status();
  closed.reason = *std::move(reason);
  return closed;
}

// The booking that a movement settles; absent when it names none.
absl::StatusOr<std::optional<StoredBookingRow>> SettledBooking(Session& session,
                                                               std::int64_t item_id,
                                                               CapacityModel model,
                                                               const MovementRow& row) {
  if (row.booking.empty()) return std::optional<StoredBookingRow>();
  auto found = FindVisibleBooking(session, row.booking);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return absl::NotFoundError("there is no " + row.booking);
  if ((*found)->resource_id != item_id) {
    return absl::InvalidArgumentError(row.booking + " is a booking of something else");
  }
  if (row.delta > 0) {
    return absl::InvalidArgumentError("a booking is settled by what goes out");
  }
  if (model != CapacityModel::kConsumable) {
    return absl::InvalidArgumentError(row.booking + " is of returnable stock and settles itself");
  }
  return found;
}

// Takes the units of a movement off the booking that it settles.
absl::Status Settle(Session& session, ChangeSink& sink, const StoredBookingRow& old,
                    std::int64_t units) {
  absl::Status status;
  if (units < old.row.occupancy.quantity) {
    BookingRow left = old.row;
    left.occupancy.quantity -= units;
    ++left.version;
    left.update_time = session.now;
    status = ReplaceBooking(session, sink, old, old.resource_id, left);
  } else {
    status = RemoveBooking(session, sink, old);
  }
  if (!status.ok()) return status;
  return TouchResource(session.connection, old.resource_id, 0);
}

// What was given for an event is as visible as that event: its reason names it, or the booking that
// it settled was the event's. A sealed reason of a booking that nobody owned is nobody's to read.
std::string SeenMovements(const Sight& sight) {
  if (sight.all()) return "";
  const std::string seen = sight.Entities();
  return " AND (NOT EXISTS (SELECT 1 FROM entities WHERE name = m.reason) OR EXISTS"
         " (SELECT 1 FROM entities e WHERE e.name = m.reason" +
         seen + ")) AND (EXISTS (SELECT 1 FROM entities e WHERE e.name = m.event" + seen +
         ") OR (NOT EXISTS (SELECT 1 FROM entities WHERE name = m.event)"
         " AND unicode(m.reason) IS NOT 1))";
}

absl::StatusOr<bool> NamesDocument(Connection& connection, const std::string& reason) {
  Query query(connection, "SELECT 1 FROM entities WHERE name = ?");
  query.Bind(reason);
  if (query.Step()) return true;
  if (!query.ok()) return query.status();
  return false;
}

}  // namespace

absl::StatusOr<StockOutlook> OutlookOf(Session& session, std::int64_t item_id, CapacityModel model,
                                       Micros at, const std::vector<std::string>& without) {
  const bool returnable = model == CapacityModel::kReturnable;
  const auto longest = LongestOf(session, item_id);
  if (!longest.ok()) return longest.status();
  const auto moved = MovedBefore(session, item_id, at);
  if (!moved.ok()) return moved.status();
  const auto taken = TakenBefore(session, item_id, returnable, *longest, at);
  if (!taken.ok()) return taken.status();
  StockOutlook outlook;
  outlook.on_hand = *moved - *taken;
  Steps steps;
  absl::Status status = AddMovementsFrom(session, item_id, at, &steps);
  if (status.ok()) {
    status = AddBookingsFrom(session, item_id, returnable, *longest, at, &steps);
  }
  for (const std::string& name : without) {
    if (!status.ok()) break;
    status = LeaveOut(session, item_id, name, returnable, at, &outlook, &steps);
  }
  if (!status.ok()) return status;
  for (const auto& [time, delta] : steps) {
    if (delta != 0) outlook.steps.push_back({time, delta});
  }
  return outlook;
}

std::int64_t LowestOf(const StockOutlook& outlook) {
  std::int64_t level = outlook.on_hand;
  std::int64_t lowest = level;
  for (const booking::SupplyStep& step : outlook.steps) {
    level += step.delta;
    lowest = std::min(lowest, level);
  }
  return lowest;
}

absl::StatusOr<StockLevel> StockAt(Session& session, const std::string& item, Micros at) {
  auto handle = StockItem(session, item);
  if (!handle.ok()) return handle.status();
  // Everything up to and including the instant counts, so look from just after it.
  const auto moved = MovedBefore(session, handle->id, at + 1);
  if (!moved.ok()) return moved.status();
  auto outlook = OutlookOf(session, handle->id, handle->row->profile.model, at + 1, {});
  if (!outlook.ok()) return outlook.status();
  StockLevel level;
  level.on_hand = *moved;
  level.available = outlook->on_hand;
  level.lowest = LowestOf(*outlook);
  return level;
}

absl::StatusOr<std::vector<MovementRow>> ListMovementRows(Session& session, const std::string& item,
                                                          const std::string& after, int limit) {
  auto handle = StockItem(session, item);
  if (!handle.ok()) return handle.status();
  Micros after_time = std::numeric_limits<Micros>::min();
  if (!after.empty()) {
    Query last(session.connection, "SELECT at FROM stock_movements WHERE name = ? AND item = ?");
    last.Bind(after, handle->id);
    if (last.Step()) {
      after_time = last.Int(0);
    } else {
      return last.ok() ? absl::InvalidArgumentError("there is no movement " + after)
                       : last.status();
    }
  }
  Query query(session.connection,
              "SELECT name, delta, at, booking, reason, kind, create_time, event"
              " FROM stock_movements m WHERE item = ? AND at >= ? AND (at > ? OR name > ?)" +
                  SeenMovements(session.sight) + " ORDER BY at, name LIMIT ?");
  query.Bind(handle->id, after_time, after_time, after);
  for (int i = 0; i < 2 && !session.sight.all(); ++i) session.sight.BindTo(query);
  query.Bind(limit);
  std::vector<MovementRow> rows;
  while (query.Step()) {
    rows.push_back(ReadMovement(query, item));
    absl::Status opened = OpenMovement(session.connection, rows.back());
    if (!opened.ok()) return opened;
  }
  if (!query.ok()) return query.status();
  return rows;
}

absl::Status AddMovementRow(Session& session, ChangeSink& sink, const MovementRow& asked) {
  MovementRow row = asked;
  row.restricted = false;
  row.event.clear();
  if (row.name.empty()) return absl::InvalidArgumentError("a movement has a name");
  if (row.delta == 0) return absl::InvalidArgumentError("a movement moves something");
  auto item = StockItem(session, row.item);
  if (!item.ok()) return item.status();
  const CapacityModel model = item->row->profile.model;
  auto settled = SettledBooking(session, item->id, model, row);
  if (!settled.ok()) return settled.status();

  absl::Status status = sink.BeginChange();
  if (!status.ok()) return status;
  const BookingRow* const settles = settled->has_value() ? &(*settled)->row : nullptr;
  if (settles != nullptr) row.event = settles->occupancy.owner;
  const auto named = NamesDocument(session.connection, row.reason);
  if (!named.ok()) return named.status();
  // A document's name is no content, and decides who sees the movement.
  row.restricted = settles != nullptr && settles->level == HandlingLevel::kRestricted && !*named;
  const auto closed = ClosedMovement(session, row, settles);
  if (!closed.ok()) return closed.status();
  status = InsertMovement(session, item->id, *closed);
  if (!status.ok()) return status;
  Micros from = row.at;
  if (settled->has_value()) {
    from = std::min(from, (*settled)->row.occupancy.interval.start);
    status = Settle(session, sink, **settled, -row.delta);
    if (!status.ok()) return status;
  }
  const auto outlook = OutlookOf(session, item->id, model, from, {});
  if (!outlook.ok()) return outlook.status();
  // Goods that arrive are always welcome: they cannot be the cause of a lack.
  if (row.delta < 0 && LowestOf(*outlook) < 0) {
    return absl::FailedPreconditionError("stock of " + row.item + " would fall to " +
                                         std::to_string(LowestOf(*outlook)));
  }
  return sink.Record(kMovementRecord, row.name, "", EncodeMovement(*closed));
}

absl::Status LoadMovementRow(Session& session, ChangeSink& sink, const MovementRow& row) {
  const auto item = StockItem(session, row.item);
  if (!item.ok()) return item.status();
  absl::Status status = sink.BeginChange();
  if (!status.ok()) return status;
  // Its booking may be gone: it has a data key of its own.
  const auto closed = ClosedMovement(session, row, nullptr);
  if (!closed.ok()) return closed.status();
  status = InsertMovement(session, item->id, *closed);
  if (!status.ok()) return status;
  return sink.Record(kMovementRecord, row.name, "", EncodeMovement(*closed));
}

absl::Status ForEachMovement(Connection& connection,
                             const std::function<void(const MovementRow&)>& visit) {
  Query query(connection,
              "SELECT m.name, m.delta, m.at, m.booking, m.reason, m.kind, m.create_time, m.event,"
              " r.name FROM stock_movements m JOIN resources r ON r.id = m.item ORDER BY m.id");
  while (query.Step()) visit(ReadMovement(query, query.Text(8)));
  return query.status();
}

}  // namespace letan::storage::sqlite
