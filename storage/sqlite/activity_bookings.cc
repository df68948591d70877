// The bookings of a page of an agenda; see booking_store.h.
#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "storage/sqlite/booking_columns.h"
#include "storage/sqlite/booking_store.h"
#include "storage/sqlite/name_list.h"
#include "storage/sqlite/resource_store.h"

namespace letan::storage::sqlite {
namespace {

std::string BookingsOf(const NameList& activities, const Sight& sight) {
  // Without the names of resources, which are known: one tree less to look into for each row.
  return "SELECT b.name, ''" LETAN_BOOKING_REST " FROM " + activities.Table() +
         " n CROSS JOIN bookings b ON b.activity = n.column1 AND b.activity <> ''"
         " WHERE 1" LETAN_BOOKING_IS_LIVE +
         sight.Bookings();
}

absl::Status ReadRow(Session& session, const Query& query, BookingRow& row) {
  if (absl::Status read = ReadBooking(session.connection, query, row); !read.ok()) return read;
  return ReadResourceName(session, query.Int(kBookingResourceColumn), row.occupancy.resource);
}

// The bookings of one activity after another, in memory that is used again, so that not each row's
// strings are made and given back.
class Groups {
 public:
  Groups(std::size_t limit, const ReadTransaction::BookingsVisitor& visit)
      : limit_(limit), visit_(visit) {}

  // True if it was not the visitor who ended it.
  absl::StatusOr<bool> Visit(Session& session, Query& query);

 private:
  static constexpr std::size_t kRows = 4;

  // The group that is complete.
  bool VisitOne();

  const std::size_t limit_;
  const ReadTransaction::BookingsVisitor& visit_;
  std::vector<BookingRow> rows_;
  std::size_t first_ = 0;  // of the group
  std::size_t size_ = 0;   // rows of the group; around them is memory for the next ones
};

bool Groups::VisitOne() {
  if (size_ == 0) return true;
  const auto group = std::span<BookingRow>(rows_).subspan(first_, size_);
  if (size_ > 1) std::sort(group.begin(), group.end(), ByStartAndName);
  return visit_(group.front().activity, group);
}

absl::StatusOr<bool> Groups::Visit(Session& session, Query& query) {
  first_ = size_ = 0;
  while (query.Step()) {
    const std::size_t next = first_ + size_;
    if (next == rows_.size()) rows_.emplace_back();
    BookingRow& row = rows_[next];
    if (absl::Status read = ReadRow(session, query, row); !read.ok()) return read;
    if (row.activity == rows_[first_].activity) {
      if (++size_ > limit_) return absl::FailedPreconditionError(row.activity);
      continue;
    }
    if (!VisitOne()) return false;
    first_ = next;
    size_ = 1;
    if (first_ < kRows) continue;
    std::swap(rows_[0], rows_[first_]);
    first_ = 0;
  }
  if (!query.ok()) return query.status();
  return VisitOne();
}

}  // namespace

absl::Status VisitBookingsOf(Session& session, const std::vector<std::string>& activities,
                             std::size_t limit, const ReadTransaction::BookingsVisitor& visit) {
  Groups groups(limit, visit);
  for (std::size_t first = 0; first < activities.size();) {
    const NameList some(activities, first);
    first += some.size();
    Query rows(session.connection, BookingsOf(some, session.sight));
    some.BindTo(rows);
    rows.Bind(session.now);
    session.sight.BindTo(rows);
    const auto more = groups.Visit(session, rows);
    if (!more.ok()) return more.status();
    if (!*more) break;
  }
  return absl::OkStatus();
}

}  // namespace letan::storage::sqlite
