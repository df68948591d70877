#include "storage/memory/reading.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "services/core/limits.h"

namespace letan::storage::memory {
namespace {

template <class Row, class Less>
std::vector<Row> FirstOf(std::vector<Row> rows, int limit, Less less) {
  std::sort(rows.begin(), rows.end(), less);
  if (static_cast<int>(rows.size()) > limit) rows.resize(limit);
  return rows;
}

// What rows are ordered by, before their names.
std::pair<Micros, std::string> OrderedBy(EntityOrder order, const EntityRow& row) {
  switch (order) {
    case EntityOrder::kName:
      return {};
    case EntityOrder::kStart:
      return {row.start, ""};
    case EntityOrder::kTitle:
      return {0, row.sort_key};
    case EntityOrder::kCreateTime:
      return {row.create_time, ""};
    case EntityOrder::kUpdateTime:
      return {row.update_time, ""};
  }
  return {};
}

bool Before(const EntityQuery& query, const EntityRow& left, const EntityRow& right) {
  const auto a = std::pair(OrderedBy(query.order, left), left.name);
  const auto b = std::pair(OrderedBy(query.order, right), right.name);
  return query.descending ? b < a : a < b;
}

// Whether some word of the row's title begins with `beginning`.
bool HasWord(const EntityRow& row, const std::string& beginning) {
  const std::vector<std::string> words = SearchWords(row.folded_title);
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return word.compare(0, beginning.size(), beginning) == 0;
  });
}

bool Wanted(const EntityQuery& query, const EntityRow& row) {
  if (row.kind != query.kind) return false;
  if (!query.any_parent && row.parent != query.parent) return false;
  if (!query.show_deleted && row.deleted()) return false;
  if (query.within_window &&
      (row.start >= row.end || !Interval{row.start, row.end}.Overlaps(query.window))) {
    return false;
  }
  if (!query.state.empty() && row.state != query.state) return false;
  if (query.has_range) {
    const Micros time = OrderedBy(query.order, row).first;
    if (time < query.range.start || time >= query.range.end) return false;
  }
  return true;
}

bool Behind(const EntityQuery& query, const EntityRow& row) {
  if (!query.has_cursor) return true;
  EntityRow last;
  last.name = query.cursor.name;
  last.sort_key = query.cursor.title;
  last.start = last.create_time = last.update_time = query.cursor.time;
  return Before(query, last, row);
}

EntityRow Lean(const EntityQuery& query, const EntityRow& row) {
  EntityRow lean;
  lean.kind = row.kind;
  lean.name = row.name;
  lean.uid = row.uid;
  lean.parent = row.parent;
  lean.version = row.version;
  lean.create_time = row.create_time;
  lean.update_time = row.update_time;
  lean.delete_time = row.delete_time;
  lean.level = row.level;
  lean.body = row.body;
  if (query.order == EntityOrder::kStart) lean.start = row.start;
  if (query.order == EntityOrder::kTitle) lean.sort_key = row.sort_key;
  return lean;
}

bool Wanted(const ResourceQuery& query, const ResourceRow& row) {
  if (!query.kind.empty() && row.kind != query.kind) return false;
  if (query.only_active && !row.profile.active) return false;
  if (row.profile.seats != 0 && row.profile.seats < query.min_seats) return false;
  return std::all_of(query.abilities.begin(), query.abilities.end(), [&](const std::string& one) {
    return std::find(row.abilities.begin(), row.abilities.end(), one) != row.abilities.end();
  });
}

bool IsTakenWhole(const Sight& sight, const ResourceRow& resource, const Interval& within) {
  if (resource.profile.model != booking::CapacityModel::kExclusive) return false;
  const auto& bookings = sight.state.bookings;
  return std::any_of(bookings.begin(), bookings.end(), [&](const auto& named) {
    const BookingRow& row = named.second;
    return row.occupancy.resource == resource.profile.name && IsLive(row, sight.now) &&
           row.occupancy.interval.Overlaps(within);
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
    if (Wanted(query, row) && Behind(query, row) &&
        MaySee(sight.viewer, row.level, row.need_to_know)) {
      found.push_back(row);
    }
  }
  found = FirstOf(found, query.limit, [&](const EntityRow& left, const EntityRow& right) {
    return Before(query, left, right);
  });
  if (query.lean) {
    for (EntityRow& row : found) row = Lean(query, row);
  }
  return found;
}

absl::StatusOr<std::int64_t> CountEntityRows(const Sight& sight, const EntityQuery& query,
                                             std::int64_t most) {
  EntityQuery all = query;
  all.has_cursor = false;
  all.limit = std::numeric_limits<int>::max();
  const auto rows = ListEntityRows(sight, all);
  if (!rows.ok()) return rows.status();
  return std::min(most, static_cast<std::int64_t>(rows->size()));
}

absl::StatusOr<std::vector<EntityRow>> SearchEntityRows(const Sight& sight,
                                                        const EntitySearch& search) {
  std::int64_t rarest = std::numeric_limits<std::int64_t>::max();
  for (const std::string& word : search.words) {
    std::int64_t begun = 0;
    for (const auto& [name, row] : sight.state.entities) {
      if (!MaySee(sight.viewer, row.level, row.need_to_know)) continue;
      for (const std::string& known : SearchWords(row.folded_title)) {
        if (known.compare(0, word.size(), word) == 0) ++begun;
      }
    }
    rarest = std::min(rarest, begun);
  }
  if (rarest > search.most_words) return absl::FailedPreconditionError("too broad");
  EntityQuery order;
  order.order = EntityOrder::kTitle;
  order.has_cursor = search.has_cursor;
  order.cursor = search.cursor;
  std::vector<EntityRow> found;
  for (const auto& entity : sight.state.entities) {
    const EntityRow& row = entity.second;
    if (row.deleted() || !Behind(order, row)) continue;
    if (std::count(search.kinds.begin(), search.kinds.end(), row.kind) == 0) continue;
    const bool all = std::all_of(search.words.begin(), search.words.end(),
                                 [&](const std::string& word) { return HasWord(row, word); });
    if (all && MaySee(sight.viewer, row.level, row.need_to_know)) found.push_back(row);
  }
  return FirstOf(found, search.limit, [&](const EntityRow& left, const EntityRow& right) {
    return Before(order, left, right);
  });
}

absl::StatusOr<std::vector<ResourceRow>> ListResourceRows(const Sight& sight,
                                                          const ResourceQuery& query) {
  std::vector<ResourceRow> found;
  for (const auto& [name, row] : sight.state.resources) {
    if (name <= query.after || !Wanted(query, row)) continue;
    if (query.untaken.has_value() && IsTakenWhole(sight, row, *query.untaken)) continue;
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
  return FirstOf(found, query.limit, ByStartAndName);
}

absl::Status VisitBookingsOf(const Sight& sight, const std::vector<std::string>& activities,
                             std::size_t limit, const ReadTransaction::BookingsVisitor& visit) {
  for (const std::string& activity : activities) {
    if (activity.empty()) continue;
    BookingQuery query;
    query.activity = activity;
    query.limit = static_cast<int>(limit) + 1;
    const auto rows = ListBookingRows(sight, query);
    if (!rows.ok()) return rows.status();
    if (rows->size() > limit) return absl::FailedPreconditionError(activity);
    if (!rows->empty() && !visit(activity, *rows)) break;
  }
  return absl::OkStatus();
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

namespace {

bool SeesMovement(const Sight& sight, const MovementRow& row) {
  const auto sees = [&](const EntityRow& document) {
    return MaySee(sight.viewer, document.level, document.need_to_know);
  };
  const EntityRow* reason = FindDocument(sight.state, row.reason);
  if (reason != nullptr && !sees(*reason)) return false;
  const EntityRow* event = FindDocument(sight.state, row.event);
  return event == nullptr ? sight.viewer.administrator || !row.restricted : sees(*event);
}

}  // namespace

absl::StatusOr<std::vector<MovementRow>> ListMovementRows(const Sight& sight,
                                                          const std::string& item,
                                                          const std::string& after, int limit) {
  if (FindVisibleResource(sight, item) == nullptr) return absl::NotFoundError(item);
  const auto last = sight.state.movements.find(after);
  std::vector<MovementRow> found;
  for (const auto& [name, row] : sight.state.movements) {
    if (row.item != item || !SeesMovement(sight, row)) continue;
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
