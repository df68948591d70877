// What can be done inside a snapshot and inside a write. Engine-free.
//
// Status codes of every method, besides those named at each: INTERNAL for a broken database,
// RESOURCE_EXHAUSTED for a full disk, UNAVAILABLE when the disk fails or the engine is closing. A
// method that fails inside a write body leaves the transaction usable only for returning that
// error.
#ifndef LETAN_STORAGE_TRANSACTION_H_
#define LETAN_STORAGE_TRANSACTION_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/booking/judge.h"
#include "services/core/booking/model.h"
#include "services/core/booking/travel_matrix.h"
#include "storage/booking_table.h"
#include "storage/change_feed.h"
#include "storage/change_log.h"
#include "storage/credential_table.h"
#include "storage/entity_table.h"
#include "storage/read_log.h"
#include "storage/viewer.h"

namespace letan::storage {

// The last records of the log of changes and of that of reads that were archived, and their hashes;
// 0 and zeros where none were.
struct LogBegins {
  std::int64_t change_sequence = 0;
  std::string change_hash = std::string(32, '\0');
  std::int64_t read_sequence = 0;
  std::string read_hash = std::string(32, '\0');
};

// One consistent snapshot, filtered for one viewer: what the viewer may not see is not there.
// Used by one thread at a time.
class ReadTransaction {
 public:
  virtual ~ReadTransaction() = default;

  virtual const Viewer& viewer() const = 0;
  // The last write that this snapshot contains.
  virtual Revision revision() const = 0;
  // The instant for which holds are judged: never less than the last commit's time.
  virtual Micros now() const = 0;

  // Soft-deleted rows are found too. Absent when there is none or the viewer may not see it.
  virtual absl::StatusOr<std::optional<EntityRow>> FindEntity(const std::string& name) = 0;
  // Those of `names` that FindEntity finds, in the order of the names.
  virtual absl::StatusOr<std::vector<EntityRow>> FindEntities(
      const std::vector<std::string>& names) = 0;
  virtual absl::StatusOr<std::vector<EntityRow>> ListEntities(const EntityQuery& query) = 0;
  // How many rows the query has, whatever its cursor and limit; `most` if there are more.
  virtual absl::StatusOr<std::int64_t> CountListed(const EntityQuery& query, std::int64_t most) = 0;
  // Deleted rows left out. FAILED_PRECONDITION if each of the words begins more words of titles
  // than most_words.
  virtual absl::StatusOr<std::vector<EntityRow>> SearchEntities(const EntitySearch& search) = 0;

  virtual absl::StatusOr<std::optional<ResourceRow>> FindResource(const std::string& name) = 0;
  // Ordered by name.
  virtual absl::StatusOr<std::vector<ResourceRow>> ListResources(const ResourceQuery& query) = 0;

  virtual absl::StatusOr<std::optional<BookingRow>> FindBooking(const std::string& name) = 0;
  // Ordered by (start, name); expired holds left out.
  virtual absl::StatusOr<std::vector<BookingRow>> ListBookings(const BookingQuery& query) = 0;
  // Of several activities, each named once, in the order of the names: calls `visit` for each that
  // has bookings, with all of them, ordered by (start, name), until it returns false. The rows are
  // lent for that call. FAILED_PRECONDITION, its message the activity's name, at one that has more
  // than `limit`.
  using BookingsVisitor =
      std::function<bool(const std::string& activity, std::span<const BookingRow> bookings)>;
  virtual absl::Status VisitActivityBookings(const std::vector<std::string>& activities,
                                             std::size_t limit, const BookingsVisitor& visit) = 0;

  // Taken time of a resource within the window whoever took it, without saying who: ordered,
  // quantities summed per instant, cut to the window, neighbouring spans of equal quantity joined.
  // For stock items use Stock. NOT_FOUND.
  struct BusySpan {
    Interval interval;
    std::int64_t quantity = 0;
  };
  virtual absl::StatusOr<std::vector<BusySpan>> Busy(const std::string& resource,
                                                     const Interval& window) = 0;

  // Would it fit? Changes nothing. NOT_FOUND as ApplyBookings.
  virtual absl::StatusOr<BookingVerdict> TryBookings(const BookingChange& change) = 0;
  // Of bookings that the viewer may see; hidden ones in their way are one "". NOT_FOUND.
  virtual absl::StatusOr<std::vector<booking::StandingConflict>> StandingConflicts(
      const std::string& resource, const Interval& window) = 0;

  // Ordered by (at, name), from the movement after `after` (empty: the first), less those whose
  // reason names an entity that is hidden, or whose booking was that of a hidden event.
  virtual absl::StatusOr<std::vector<MovementRow>> ListMovements(const std::string& item,
                                                                 const std::string& after,
                                                                 int limit) = 0;
  virtual absl::StatusOr<StockLevel> Stock(const std::string& item, Micros at) = 0;

  // Of no viewer: for who signs callers in, never for an answer. Those of a user ordered by id.
  virtual absl::StatusOr<std::optional<CredentialRow>> FindCredential(const std::string& id) = 0;
  virtual absl::StatusOr<std::vector<CredentialRow>> ListCredentials(const std::string& user) = 0;

  // Every edge as it was put, for the matrix's readers.
  virtual absl::StatusOr<std::vector<booking::TravelTime>> TravelTimes() = 0;

  // Records with sequence > after, in order, at most `limit`. Administrators only
  // (PERMISSION_DENIED). Where an engine seals RESTRICTED content, before and after are opened, and
  // the hash is of what is stored.
  virtual absl::StatusOr<std::vector<ChangeRecord>> ListChanges(std::int64_t after, int limit) = 0;

  // What this viewer may be told of the log after the sequence `after`. OUT_OF_RANGE: what follows
  // it is not in the log any more.
  virtual absl::StatusOr<FeedPage> ReadFeed(std::int64_t after, const FeedLimits& limits) = 0;
  // The sequence after which the changes of later revisions begin. OUT_OF_RANGE: some of them are
  // not in the log any more; FAILED_PRECONDITION: there is no such revision yet.
  virtual absl::StatusOr<std::int64_t> FindInFeed(Revision revision) = 0;

  // Records as they are stored and hashed, sealed content sealed: for who verifies the chain.
  // Administrators only (PERMISSION_DENIED).
  virtual absl::StatusOr<std::vector<ChangeRecord>> ListStoredChanges(std::int64_t after,
                                                                      int limit) = 0;

  // The log of reads backwards, as this viewer may see it: of the `limit` records before the
  // sequence `before` (0: the end). Those that are hidden count too.
  virtual absl::StatusOr<ReadLogPage> ListReads(std::int64_t before, int limit) = 0;
  // Records of reads with sequence > after, in order, whole, at most `limit`. Administrators only
  // (PERMISSION_DENIED).
  virtual absl::StatusOr<std::vector<ReadRecord>> ListStoredReads(std::int64_t after,
                                                                  int limit) = 0;
  virtual absl::StatusOr<LogEnd> EndOfReads() = 0;
  virtual absl::StatusOr<LogEnd> EndOfChanges() = 0;

  // Where both logs begin: what comes before was archived.
  virtual absl::StatusOr<LogBegins> BeginOfLogs() = 0;

  // The answer under way carries content of this row without naming it. For who accounts for reads
  // of RESTRICTED rows; engines need nothing of it.
  virtual void NoteShown(const std::string& name) { static_cast<void>(name); }
};

// The body of one write. Everything written here becomes visible together, at one revision, or not
// at all; each change is recorded in the change log by the engine itself.
class WriteTransaction : public ReadTransaction {
 public:
  // ALREADY_EXISTS if the name is taken (a deleted entity still holds its name).
  virtual absl::Status InsertEntity(const EntityRow& row) = 0;
  // Replaces the row of that name. ABORTED if its version is not `expected_version`; NOT_FOUND.
  virtual absl::Status UpdateEntity(const EntityRow& row, std::int64_t expected_version) = 0;

  // Inserts or replaces. Accepted whatever is booked: ask StandingConflicts what it broke.
  // An identical row changes nothing, here and in PutTravelTimes and RelevelBookings.
  virtual absl::Status PutResource(const ResourceRow& row) = 0;

  // Replaces the edges that start at `from`.
  virtual absl::Status PutTravelTimes(const std::string& from,
                                      const std::vector<booking::TravelTime>& edges) = 0;

  // Judges and, if it fits, writes. A verdict that does not fit has written nothing: the caller
  // turns it into a refusal. NOT_FOUND: a resource or a booking to release does not exist or is
  // not visible; INVALID_ARGUMENT: an existing booking in `put` belongs to another owner.
  virtual absl::StatusOr<BookingVerdict> ApplyBookings(const BookingChange& change) = 0;

  // How many live bookings an owner, and activities or others of `kind` a parent has; hidden ones,
  // too, deleted ones not. For limits: never for an answer.
  virtual absl::StatusOr<std::int64_t> CountBookings(const std::string& owner) = 0;
  virtual absl::StatusOr<std::int64_t> CountEntities(const std::string& kind,
                                                     const std::string& parent) = 0;

  // Gives the live bookings of an owner another level, after its event's level changed.
  virtual absl::Status RelevelBookings(const std::string& owner, HandlingLevel level,
                                       const std::vector<std::string>& need_to_know) = 0;

  // FAILED_PRECONDITION if stock would fall below zero at some moment. A movement that settles a
  // booking takes its units off it, and ends it when none are left: they are gone, not promised.
  // NOT_FOUND: the item, or the booking it settles; ALREADY_EXISTS; INVALID_ARGUMENT: delta 0, no
  // stock item, or a booking of another item, of returnable stock (which is out while it is booked,
  // and back afterwards), or settled by what comes in.
  virtual absl::Status AddMovement(const MovementRow& row) = 0;

  // Inserts or replaces; INVALID_ARGUMENT without id, user or kind. The second: NOT_FOUND.
  virtual absl::Status PutCredential(const CredentialRow& row) = 0;
  virtual absl::Status DeleteCredential(const std::string& id) = 0;

  // Appends to the log of reads what an answer to this write's viewer carries: durable with the
  // write, seen by every later read. No change of a row: it has no revision. An empty note does
  // nothing.
  virtual absl::Status RecordRead(const ReadNote& note) = 0;

  // Calls `body` with this transaction, which sees everything meanwhile. For what must follow from
  // a change whoever made it, such as the deadlines that move with a day off: nothing of it may
  // come into an answer. The log names the viewer as who did it.
  virtual absl::Status WithFullSight(
      const std::function<absl::Status(WriteTransaction&)>& body) = 0;

  // As they were in another database, version and times too, and not judged: the caller sees to it
  // that nothing is promised twice. NOT_FOUND: the resource or item; ALREADY_EXISTS.
  virtual absl::Status LoadBooking(const BookingRow& row) = 0;
  virtual absl::Status LoadMovement(const MovementRow& row) = 0;
};

}  // namespace letan::storage

#endif  // LETAN_STORAGE_TRANSACTION_H_
