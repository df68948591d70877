// The bookings of a page of an agenda; see booking_store.h.
#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "storage/sqlite/booking_columns.h"
#include "storage/sqlite/booking_store.h"
#include "storage/sqlite/name_list.h"

namespace letan::storage::sqlite {
namespace {

// Those of one activity, from `first` to `end`.
void SortGroup(std::size_t first, std::size_t end, std::vector<BookingRow>& rows) {
  std::sort(rows.begin() + static_cast<std::ptrdiff_t>(first),
            rows.begin() + static_cast<std::ptrdiff_t>(end), ByStartAndName);
}

std::string BookingsOf(const NameList& activities, const Sight& sight) {
  return "SELECT " LETAN_BOOKING_COLUMNS " FROM " + activities.Table() +
         " n CROSS JOIN bookings b ON b.activity = n.column1 AND b.activity <> ''"
         " JOIN resources r ON r.id = b.resource WHERE 1" LETAN_BOOKING_IS_LIVE +
         sight.Bookings();
}

// Appends rows, each activity's in order, until there are `limit` of whole activities.
absl::Status AppendGroups(Session& session, Query& query, std::size_t limit,
                          std::vector<BookingRow>& rows) {
  std::size_t group = rows.size();  // where those of the newest activity begin
  while (query.Step()) {
    BookingRow& row = rows.emplace_back();
    absl::Status read = ReadBooking(session.connection, query, row);
    if (!read.ok()) return read;
    if (rows[group].activity == row.activity) continue;
    const std::size_t newest = rows.size() - 1;
    SortGroup(group, newest, rows);
    group = newest;
    if (group >= limit) return absl::OkStatus();
  }
  SortGroup(group, rows.size(), rows);
  return query.status();
}

}  // namespace

absl::StatusOr<std::vector<BookingRow>> ActivityBookingRows(
    Session& session, const std::vector<std::string>& activities, int limit) {
  const auto most = static_cast<std::size_t>(limit);
  std::vector<BookingRow> found;
  found.reserve(std::min(activities.size(), most));
  for (std::size_t first = 0; first < activities.size() && found.size() < most;) {
    const NameList some(activities, first);
    first += some.size();
    Query rows(session.connection, BookingsOf(some, session.sight));
    some.BindTo(rows);
    rows.Bind(session.now);
    session.sight.BindTo(rows);
    absl::Status appended = AppendGroups(session, rows, most, found);
    if (!appended.ok()) return appended;
  }
  if (found.size() > most) found.resize(most);
  return found;
}

}  // namespace letan::storage::sqlite
