// The reading half of booking_store.h.
#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "storage/codec.h"
#include "storage/sqlite/booking_columns.h"
#include "storage/sqlite/booking_store.h"
#include "storage/sqlite/resource_store.h"
#include "storage/sqlite/sealer.h"

namespace letan::storage::sqlite {
namespace {

using booking::Interval;
using booking::Micros;
using booking::Occupancy;

// Where a booking that still overlaps `start` can have begun.
Micros EarliestStart(Micros start, Micros longest) {
  return start < std::numeric_limits<Micros>::min() + longest ? std::numeric_limits<Micros>::min()
                                                              : start - longest;
}

// By start already, thanks to the index; equal starts are put in order of name here, which is
// cheaper than a sorter inside the query.
void OrderByStartAndName(std::vector<Occupancy>* found) {
  std::sort(found->begin(), found->end(), [](const Occupancy& left, const Occupancy& right) {
    if (left.interval.start != right.interval.start) {
      return left.interval.start < right.interval.start;
    }
    return left.booking < right.booking;
  });
}

// Of LETAN_FIND_BOOKING: without the resource's name, which is mostly known.
absl::StatusOr<std::optional<StoredBookingRow>> OneRow(Session& session, Query& query) {
  if (!query.Step()) {
    if (!query.ok()) return query.status();
    return std::optional<StoredBookingRow>();
  }
  std::optional<StoredBookingRow> stored(std::in_place);
  absl::Status status = ReadStoredBooking(session.connection, query, *stored);
  if (status.ok()) {
    status = ReadResourceName(session, stored->resource_id, stored->row.occupancy.resource);
  }
  if (!status.ok()) return status;
  return stored;
}

#define LETAN_FIND_BOOKING \
  "SELECT b.name, ''" LETAN_BOOKING_REST " FROM bookings b WHERE b.name = ?" LETAN_BOOKING_IS_LIVE

// The one index to drive the query is the narrowest that the query names; the plus signs keep the
// others out of the planner's choice, which has no statistics to choose by.
// Those that one activity or one call has are so few (limits.h) that to fetch and sort them all is
// cheaper than a sorter inside the query.
bool IsShort(const BookingQuery& query) { return !query.group.empty() || !query.activity.empty(); }

std::string ListText(const Sight& sight, const BookingQuery& query, bool by_resource) {
  std::string sql = "SELECT " LETAN_BOOKING_COLUMNS;
  if (by_resource || !query.group.empty() || !query.activity.empty() || !query.owner.empty()) {
    sql += LETAN_BOOKINGS_JOINED " WHERE 1";
  } else {
    // A window alone: each resource's own stretch of its index, instead of one more index that
    // every booking would have to pay for.
    sql +=
        " FROM resources r JOIN resource_load l ON l.resource = r.id"
        " CROSS JOIN bookings b ON b.resource = r.id AND b.starts > ? - l.longest"
        " AND b.starts < ? WHERE 1";
  }
  bool driven = false;
  const auto add = [&](bool present, const char* column) {
    if (!present) return;
    sql += driven ? " AND +b." : " AND b.";
    sql += column;
    sql += " = ?";
    if (std::string(column) != "resource" && !driven) {
      sql += std::string(" AND b.") + column + " <> ''";
    }
    driven = true;
  };
  add(!query.group.empty(), "group_name");
  add(!query.activity.empty(), "activity");
  add(by_resource, "resource");
  if (by_resource && query.within_window) sql += " AND b.starts > ?";
  add(!query.owner.empty(), "owner");
  if (query.within_window) sql += " AND b.starts < ? AND b.ends > ?";
  if (query.has_cursor) sql += " AND b.starts >= ? AND (b.starts > ? OR b.name > ?)";
  sql += LETAN_BOOKING_IS_LIVE;
  sql += sight.Bookings();
  return IsShort(query) ? sql : sql + " ORDER BY b.starts, b.name LIMIT ?";
}

void SortAndCut(std::size_t limit, std::vector<BookingRow>& rows) {
  std::sort(rows.begin(), rows.end(), ByStartAndName);
  if (rows.size() > limit) rows.resize(limit);
}

}  // namespace

void ReadOccupancy(const Query& query, Occupancy& occupancy) {
  query.Text(0, occupancy.booking);
  query.Text(1, occupancy.resource);
  occupancy.interval = {query.Int(2), query.Int(3)};
  occupancy.quantity = query.Int(4);
  query.Text(5, occupancy.place);
  query.Text(6, occupancy.owner);
  query.Text(7, occupancy.group);
  occupancy.override_granted = query.Int(8) != 0;
  occupancy.party_size = query.Int(9);
  occupancy.held = static_cast<BookingState>(query.Int(10)) == BookingState::kHeld;
}

absl::Status ReadClosedBooking(Connection& connection, const Query& query, BookingRow& row) {
  ReadOccupancy(query, row.occupancy);
  row.party_size = row.occupancy.party_size;
  row.state = row.occupancy.held ? BookingState::kHeld : BookingState::kConfirmed;
  row.expire_time = query.Int(13);
  query.Text(14, row.activity);
  query.Text(15, row.owner_label);
  row.level = static_cast<HandlingLevel>(query.Int(16));
  row.need_to_know.clear();
  if (query.Int(17) > 0) {
    auto listed = ReadAccess(connection, kBookingAccess, query.Int(11));
    if (!listed.ok()) return listed.status();
    row.need_to_know = *std::move(listed);
  }
  query.Text(18, row.override_authority);
  query.Text(19, row.override_reason);
  row.version = query.Int(20);
  row.create_time = query.Int(21);
  row.update_time = query.Int(22);
  return absl::OkStatus();
}

absl::Status ReadBooking(Connection& connection, const Query& query, BookingRow& row) {
  absl::Status read = ReadClosedBooking(connection, query, row);
  return read.ok() ? OpenBooking(connection, row) : read;
}

absl::Status ReadClosedBooking(Connection& connection, const Query& query,
                               StoredBookingRow& stored) {
  stored.id = query.Int(11);
  stored.resource_id = query.Int(kBookingResourceColumn);
  return ReadClosedBooking(connection, query, stored.row);
}

absl::Status ReadStoredBooking(Connection& connection, const Query& query,
                               StoredBookingRow& stored) {
  absl::Status read = ReadClosedBooking(connection, query, stored);
  if (!read.ok() || stored.row.level != HandlingLevel::kRestricted) return read;
  if (IsSealedText(stored.row.owner_label)) stored.sealed_label = stored.row.owner_label;
  return OpenBooking(connection, stored.row);
}

std::string EncodeStored(const StoredBookingRow& stored) {
  if (stored.sealed_label.empty()) return EncodeBooking(stored.row);
  BookingRow closed = stored.row;
  closed.owner_label = stored.sealed_label;
  closed.override_authority.clear();
  closed.override_reason.clear();
  return EncodeBooking(closed);
}

absl::StatusOr<std::optional<StoredBookingRow>> FindLiveBooking(Session& session,
                                                                const std::string& name) {
  Query query(session.connection, LETAN_FIND_BOOKING);
  query.Bind(name, session.now);
  return OneRow(session, query);
}

absl::StatusOr<std::optional<StoredBookingRow>> FindVisibleBooking(Session& session,
                                                                   const std::string& name) {
  if (session.sight.all()) return FindLiveBooking(session, name);
  static const std::string filtered = std::string(LETAN_FIND_BOOKING) + Sight(Viewer{}).Bookings();
  Query query(session.connection, filtered.c_str());
  query.Bind(name, session.now);
  session.sight.BindTo(query);
  return OneRow(session, query);
}

absl::StatusOr<std::vector<Occupancy>> OverlappingBookings(Session& session,
                                                           std::int64_t resource_id,
                                                           const std::string& resource,
                                                           Micros longest, const Interval& window) {
  std::vector<Occupancy> found;
  if (window.empty()) return found;
  Query query(session.connection,
              "SELECT b.name, ''" LETAN_OCCUPANCY_REST
              " FROM bookings b WHERE b.resource = ? AND b.starts > ? AND b.starts < ?"
              " AND b.ends > ?" LETAN_BOOKING_IS_LIVE " ORDER BY b.starts");
  query.Bind(resource_id, EarliestStart(window.start, longest), window.end, window.start,
             session.now);
  while (query.Step()) {
    ReadOccupancy(query, found.emplace_back());
    found.back().resource = resource;
  }
  if (!query.ok()) return query.status();
  OrderByStartAndName(&found);
  return found;
}

absl::StatusOr<std::vector<Occupancy>> BookingsOfParty(Session& session, const std::string& owner,
                                                       const std::string& group, booking::Role role,
                                                       const Interval& window) {
  std::vector<Occupancy> found;
  if ((owner.empty() && group.empty()) || window.empty()) return found;
  // Two texts, because each has its own index.
  Query query(session.connection,
              owner.empty() ? "SELECT " LETAN_OCCUPANCY_COLUMNS LETAN_BOOKINGS_JOINED
                              " WHERE b.group_name = ? AND b.group_name <> '' AND b.owner = ''"
                              " AND b.starts < ? AND b.ends > ?"
                              " AND +r.role = ?" LETAN_BOOKING_IS_LIVE " ORDER BY b.starts"
                            : "SELECT " LETAN_OCCUPANCY_COLUMNS LETAN_BOOKINGS_JOINED
                              " WHERE b.owner = ? AND b.owner <> '' AND b.starts < ? AND b.ends > ?"
                              " AND +r.role = ?" LETAN_BOOKING_IS_LIVE " ORDER BY b.starts");
  query.Bind(owner.empty() ? group : owner, window.end, window.start, static_cast<int>(role),
             session.now);
  while (query.Step()) ReadOccupancy(query, found.emplace_back());
  if (!query.ok()) return query.status();
  OrderByStartAndName(&found);
  return found;
}

absl::StatusOr<std::vector<BookingRow>> ListBookingRows(Session& session,
                                                        const BookingQuery& query) {
  const bool named = !query.owner.empty() || !query.activity.empty() || !query.group.empty();
  if (!named && query.resource.empty() && !query.within_window) {
    return absl::InvalidArgumentError("bookings are listed by resource, owner, group or window");
  }
  std::vector<BookingRow> found;
  if (query.within_window && query.window.empty()) return found;
  ResourceHandle resource;
  if (!query.resource.empty()) {
    auto handle = FindResourceHandle(session, query.resource);
    if (!handle.ok()) return handle.status();
    if (!handle->has_value()) return found;
    resource = **std::move(handle);
  }
  Query rows(session.connection, ListText(session.sight, query, !query.resource.empty()));
  if (!named && query.resource.empty()) rows.Bind(query.window.start, query.window.end);
  if (!query.group.empty()) rows.Bind(query.group);
  if (!query.activity.empty()) rows.Bind(query.activity);
  if (!query.resource.empty()) {
    rows.Bind(resource.id);
    if (query.within_window) rows.Bind(EarliestStart(query.window.start, resource.longest));
  }
  if (!query.owner.empty()) rows.Bind(query.owner);
  if (query.within_window) rows.Bind(query.window.end, query.window.start);
  if (query.has_cursor) rows.Bind(query.cursor.start, query.cursor.start, query.cursor.name);
  rows.Bind(session.now);
  session.sight.BindTo(rows);
  if (!IsShort(query)) rows.Bind(query.limit);
  while (rows.Step()) {
    absl::Status read = ReadBooking(session.connection, rows, found.emplace_back());
    if (!read.ok()) return read;
  }
  if (!rows.ok()) return rows.status();
  if (IsShort(query)) SortAndCut(static_cast<std::size_t>(query.limit), found);
  return found;
}

absl::StatusOr<std::vector<ReadTransaction::BusySpan>> BusySpans(Session& session,
                                                                 const std::string& resource,
                                                                 const Interval& window) {
  auto handle = VisibleResource(session, resource);
  if (!handle.ok()) return handle.status();
  std::map<Micros, std::int64_t> steps;  // how the taken quantity changes
  // From the index alone.
  Query query(session.connection,
              "SELECT starts, ends, quantity FROM bookings b WHERE resource = ? AND starts > ?"
              " AND starts < ? AND ends > ?" LETAN_BOOKING_IS_LIVE);
  query.Bind(handle->id, EarliestStart(window.start, handle->longest), window.end, window.start,
             session.now);
  while (query.Step()) {
    steps[std::max(query.Int(0), window.start)] += query.Int(2);
    steps[std::min(query.Int(1), window.end)] -= query.Int(2);
  }
  if (!query.ok()) return query.status();
  std::vector<ReadTransaction::BusySpan> spans;
  std::int64_t taken = 0;
  for (const auto& [at, step] : steps) {
    if (step == 0) continue;  // one ends where another begins: the span goes on
    if (!spans.empty() && taken > 0) spans.back().interval.end = at;
    taken += step;
    if (taken > 0) spans.push_back({{at, at}, taken});
  }
  return spans;
}

absl::Status ForEachBooking(Connection& connection,
                            const std::function<void(const StoredBookingRow&)>& visit) {
  Query rows(connection, "SELECT " LETAN_BOOKING_COLUMNS LETAN_BOOKINGS_JOINED
                         " ORDER BY b.resource, b.starts, b.name");
  while (rows.Step()) {
    StoredBookingRow row;
    absl::Status read = ReadClosedBooking(connection, rows, row);
    if (!read.ok()) return read;
    visit(row);
  }
  return rows.status();
}

}  // namespace letan::storage::sqlite
