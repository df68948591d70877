// From a change of bookings to its verdict, and from a verdict that fits to rows.
#ifndef LETAN_STORAGE_SQLITE_BOOKING_JUDGE_H_
#define LETAN_STORAGE_SQLITE_BOOKING_JUDGE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/core/booking/judge.h"
#include "storage/booking_table.h"
#include "storage/sqlite/session.h"

namespace letan::storage::sqlite {

// Contracts: storage/transaction.h.
absl::StatusOr<BookingVerdict> TryChange(Session& session, const BookingChange& change);
absl::StatusOr<BookingVerdict> ApplyChange(Session& session, ChangeSink& sink,
                                           const BookingChange& change);
absl::StatusOr<std::vector<booking::StandingConflict>> StandingConflictsOf(
    Session& session, const std::string& resource, const booking::Interval& window);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_BOOKING_JUDGE_H_
