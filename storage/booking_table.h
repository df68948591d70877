// Resources, bookings and stock: facts with invariants across rows, shared by all services.
#ifndef LETAN_STORAGE_BOOKING_TABLE_H_
#define LETAN_STORAGE_BOOKING_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/core/booking/model.h"
#include "storage/viewer.h"

namespace letan::storage {

// A resource or stock item as booking sees it. Its document lives in the entity table under the
// same name; the service that owns the document derives this row from it at each write. The row is
// visible to those who may see that document, and to everyone while there is none.
struct ResourceRow {
  std::string kind;  // name of the ResourceKind value, "INTERPRETER"; stock items: "STOCK_ITEM"
  booking::ResourceProfile profile;
  std::vector<std::string> abilities;  // what a search may ask for: "language:ko", "grade:superior"
};

struct ResourceQuery {
  std::string kind;                    // empty: any
  std::vector<std::string> abilities;  // all of them
  std::int64_t min_seats = 0;          // a resource without a limit (seats 0) has enough
  bool only_active = true;
  // Leaves out those taken whole that a booking, seen or not, takes at some time within.
  std::optional<booking::Interval> untaken;
  std::string after;  // name of the last row of the page before
  int limit = 50;
};

enum class BookingState { kHeld = 1, kConfirmed = 2 };

// A live booking. Released and expired ones leave the table; the change log remembers them.
struct BookingRow {
  booking::Occupancy occupancy;
  BookingState state = BookingState::kConfirmed;
  booking::Micros expire_time = 0;  // kHeld: when it lapses; else 0
  std::string activity;             // the activity of the owner that it serves; may be empty
  std::string owner_label;          // words for people, where no entity owns it
  HandlingLevel level = HandlingLevel::kInternal;  // its event's level
  std::vector<std::string> need_to_know;
  std::int64_t party_size = 0;
  std::string override_authority;
  std::string override_reason;
  std::int64_t version = 0;
  booking::Micros create_time = 0;
  booking::Micros update_time = 0;
};

// The order of every list of bookings.
inline bool ByStartAndName(const BookingRow& left, const BookingRow& right) {
  if (left.occupancy.interval.start != right.occupancy.interval.start) {
    return left.occupancy.interval.start < right.occupancy.interval.start;
  }
  return left.occupancy.booking < right.occupancy.booking;
}

struct BookingCursor {
  booking::Micros start = 0;
  std::string name;
};

// At least one of resource, owner, activity and group is given, or a window.
struct BookingQuery {
  std::string resource;
  std::string owner;
  std::string activity;
  std::string group;
  bool within_window = false;
  booking::Interval window;
  bool has_cursor = false;
  BookingCursor cursor;  // rows come ordered by (start, name)
  int limit = 50;
};

// A change of bookings, all or nothing. `change.put` legs carry their booking's name: a fresh one
// (minted outside the body) makes a booking; one that exists moves or edits that booking, which
// keeps owner, group, activity, label, level and create time. INVALID_ARGUMENT: a name twice in
// `put` or in both lists, an empty interval, a quantity below 1, a hold that has no later expiry
// than now.
struct BookingChange {
  booking::ChangeSet change;
  BookingState state = BookingState::kConfirmed;  // of every booking put: confirming a hold is
                                                  // putting it again, unchanged, as kConfirmed
  booking::Micros expire_time = 0;                // kHeld only
  bool keep_state = false;                        // moves: existing bookings keep state and expiry
  std::vector<std::string> activities;            // for each leg, or empty
  std::string owner_label;
  HandlingLevel level = HandlingLevel::kInternal;
  std::vector<std::string> need_to_know;
};

// What one refusal may tell this viewer about a booking that is in the way.
struct BlockingBooking {
  std::string booking;  // the three strings are empty when the viewer may not see it
  std::string owner;
  std::string owner_label;
  booking::Interval interval;  // always: Busy tells as much
  // Of a hold; 0 when it is confirmed, or the viewer may not see it.
  booking::Micros expire_time = 0;
  bool visible = true;
  HandlingLevel level = HandlingLevel::kInternal;  // of one that is visible
};

struct BookingVerdict {
  booking::Verdict verdict;               // names that the viewer may not see are one "" in it,
                                          // the first of its list
  std::vector<BookingRow> bookings;       // when it fits: the rows as written, in leg order
  std::vector<BlockingBooking> blocking;  // every booking named in the verdict, once each, ordered
                                          // by the name as shown here, then by interval start
};

// Stock received, written off, given out or taken back.
struct MovementRow {
  std::string name;  // "stockItems/…/movements/…"
  std::string item;
  std::int64_t delta = 0;  // not 0
  booking::Micros at = 0;  // when it takes effect; may lie in the future
  std::string booking;     // the booking that it settles; may be empty
  std::string reason;
  std::string kind;  // name of the MovementKind value
  booking::Micros create_time = 0;
  // Its reason is RESTRICTED, as the booking was that it settled, and no document's name: set by
  // AddMovement, as the next.
  bool restricted = false;
  // Who owned the booking that it settled: whoever does not see that event does not see this
  // movement. Where there is none, a RESTRICTED one is for administrators.
  std::string event;
};

struct StockLevel {
  std::int64_t on_hand = 0;    // movements up to the instant
  std::int64_t available = 0;  // on hand less what is booked then
  std::int64_t lowest = 0;     // the least it will be from then on
};

}  // namespace letan::storage

#endif  // LETAN_STORAGE_BOOKING_TABLE_H_
