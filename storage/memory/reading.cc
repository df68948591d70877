#include "storage/memory/reading.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace letan::storage::memory {
namespace {

template <class Row, class Less>
std::vector<Row> FirstOf(std::vector<Row> rows, int limit, Less less) {
  std::sort(rows.begin(), rows.end(), less);
  if (static_cast<int>(rows.size()) > limit) rows.resize(limit);
  return rows;
}

bool Wanted(const EntityQuery& query, const EntityRow& row) {
  if (row.kind != query.kind) return false;
  if (!query.any_parent && row.parent != query.parent) return false;
  if (!query.show_deleted && row.deleted()) return false;
  if (query.within_window &&
      (row.start >= row.end || !Interval{row.start, row.end}.Overlaps(query.window))) {
    return false;
  }
  if (!query.has_cursor) return true;
  if (query.order == EntityOrder::kName) return query.cursor.name < row.name;
  return std::tie(query.cursor.start, query.cursor.name) < std::tie(row.start, row.name);
}

bool Wanted(const ResourceQuery& query, const ResourceRow& row) {
  if (!query.kind.empty() && row.kind != query.kind) return false;
  if (query.only_active && !row.profile.active) return false;
  if (row.profile.seats != 0 && row.profile.seats < query.min_seats) return false;
  return std::all_of(query.abilities.begin(), query.abilities.end(), [&](const std::string& one) {
    return std::find(row.abilities.begin(), row.abilities.end(), one) != row.abilities.end();
  });
}

bool Wanted(const BookingQuery& query, const BookingRow& row) {
  const booking::Occupancy& taken = row.occupancy;
  if (!query.resource.empty() && taken.resource != query.resource) return false;
  if (!query.owner.empty() && taken.owner != query.owner) return false;
  if (!query.activity.empty() && row.activity != query.activity) return false;
  if (!query.group.empty() && taken.group != query.group) return false;
  if (query.within_window && (query.window.empty() || !taken.interval.Overlaps(query.window))) {
    return false;
  }
  return !query.has_cursor || std::tie(query.cursor.start, query.cursor.name) <
                                  std::tie(taken.interval.start, taken.booking);
}

}  // namespace

absl::StatusOr<std::vector<EntityRow>> ListEntityRows(const Sight& sight,
                                                      const EntityQuery& query) {
  std::vector<EntityRow> found;
  for (const auto& [name, row] : sight.state.entities) {
    if (Wanted(query, row) && MaySee(sight.viewer, row.level, row.need_to_know)) {
      found.push_back(row);
    }
  }
  return FirstOf(found, query.limit, [&](const EntityRow& left, const EntityRow& right) {
    if (query.order == EntityOrder::kName) return left.name < right.name;
    return std::tie(left.start, left.name) < std::tie(right.start, right.name);
  });
}

absl::StatusOr<std::vector<ResourceRow>> ListResourceRows(const Sight& sight,
                                                          const ResourceQuery& query) {
  std::vector<ResourceRow> found;
  for (const auto& [name, row] : sight.state.resources) {
    if (name <= query.after || !Wanted(query, row)) continue;
    if (FindVisibleResource(sight, name) != nullptr) found.push_back(row);
  }
  return FirstOf(found, query.limit, [](const ResourceRow& left, const ResourceRow& right) {
    return left.profile.name < right.profile.name;
  });
}

absl::StatusOr<std::vector<BookingRow>> ListBookingRows(const Sight& sight,
                                                        const BookingQuery& query) {
  if (query.resource.empty() && query.owner.empty() && query.activity.empty() &&
      query.group.empty() && !query.within_window) {
    return absl::InvalidArgumentError("bookings of what?");
  }
  std::vector<BookingRow> found;
  for (const auto& [name, row] : sight.state.bookings) {
    if (Wanted(query, row) && FindVisibleBooking(sight, name) != nullptr) found.push_back(row);
  }
  return FirstOf(found, query.limit, [](const BookingRow& left, const BookingRow& right) {
    return std::tie(left.occupancy.interval.start, left.occupancy.booking) <
           std::tie(right.occupancy.interval.start, right.occupancy.booking);
  });
}

absl::StatusOr<std::vector<ReadTransaction::BusySpan>> BusySpans(const Sight& sight,
                                                                 const std::string& resource,
                                                                 const Interval& window) {
  if (FindVisibleResource(sight, resource) == nullptr) return absl::NotFoundError(resource);
  std::set<Micros> cuts = {window.start, window.end};
  std::vector<booking::Occupancy> taken;
  for (const auto& [name, row] : sight.state.bookings) {
    const Interval& interval = row.occupancy.interval;
    if (row.occupancy.resource != resource || !IsLive(row, sight.now)) continue;
    if (!interval.Overlaps(window)) continue;
    cuts.insert(std::clamp(interval.start, window.start, window.end));
    cuts.insert(std::clamp(interval.end, window.start, window.end));
    taken.push_back(row.occupancy);
  }
  std::vector<ReadTransaction::BusySpan> spans;
  for (auto cut = cuts.begin(); std::next(cut) != cuts.end(); ++cut) {
    const Interval piece = {*cut, *std::next(cut)};
    std::int64_t quantity = 0;
    for (const booking::Occupancy& one : taken) {
      if (one.interval.Contains(piece)) quantity += one.quantity;
    }
    if (quantity == 0) continue;
    const bool joins = !spans.empty() && spans.back().quantity == quantity &&
                       spans.back().interval.end == piece.start;
    if (joins) {
      spans.back().interval.end = piece.end;
    } else {
      spans.push_back({piece, quantity});
    }
  }
  return spans;
}

absl::StatusOr<std::vector<MovementRow>> ListMovementRows(const Sight& sight,
                                                          const std::string& item,
                                                          const std::string& after, int limit) {
  if (FindVisibleResource(sight, item) == nullptr) return absl::NotFoundError(item);
  const auto last = sight.state.movements.find(after);
  std::vector<MovementRow> found;
  for (const auto& [name, row] : sight.state.movements) {
    if (row.item != item) continue;
    const bool later = last == sight.state.movements.end() ||
                       std::tie(last->second.at, last->second.name) < std::tie(row.at, row.name);
    if (after.empty() || later) found.push_back(row);
  }
  return FirstOf(found, limit, [](const MovementRow& left, const MovementRow& right) {
    return std::tie(left.at, left.name) < std::tie(right.at, right.name);
  });
}

absl::StatusOr<StockLevel> StockOf(const Sight& sight, const std::string& item, Micros at) {
  const ResourceRow* row = FindVisibleResource(sight, item);
  if (row == nullptr) return absl::NotFoundError(item);
  if (!IsStock(*row)) return absl::InvalidArgumentError("no stock item: " + item);
  StockLevel level;
  level.on_hand = OnHand(sight.state, item, at);
  level.available = Available(sight.state, item, at, sight.now);
  level.lowest = level.available;
  for (const Micros later : StockInstants(sight.state, item, sight.now)) {
    if (later < at) continue;
    level.lowest = std::min(level.lowest, Available(sight.state, item, later, sight.now));
  }
  return level;
}

absl::StatusOr<std::int64_t> FindInRecords(const std::vector<ChangeRecord>& records, Revision last,
                                           Revision revision) {
  if (revision > last) return absl::FailedPreconditionError("there is no such revision yet");
  std::int64_t found = 0;
  for (const ChangeRecord& record : records) {
    if (record.revision <= revision) found = record.sequence;
  }
  return found;
}

}  // namespace letan::storage::memory
