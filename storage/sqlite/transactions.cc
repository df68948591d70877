#include "storage/sqlite/transactions.h"

#include <utility>

#include "storage/sqlite/archive_store.h"

namespace letan::storage::sqlite {

absl::Status ForAdministrators() {
  return absl::PermissionDeniedError("the logs are read by administrators");
}

absl::StatusOr<LogBegins> LoadBegins(Connection& connection) {
  const auto changes = LoadJoint(connection);
  if (!changes.ok()) return changes.status();
  const auto reads = LoadReadJoint(connection);
  if (!reads.ok()) return reads.status();
  LogBegins begins;
  begins.change_sequence = changes->sequence;
  if (changes->sequence > 0) begins.change_hash = changes->hash;
  begins.read_sequence = reads->sequence;
  begins.read_hash = reads->hash;
  return begins;
}

BodyTransaction::BodyTransaction(Session session, std::string actor, std::string method,
                                 std::string request_id, Undoable undoable)
    : Reading(std::move(session)),
      actor_(std::move(actor)),
      method_(std::move(method)),
      request_id_(std::move(request_id)),
      undoable_(undoable) {}

absl::Status BodyTransaction::Note(absl::Status status) {
  if (!status.ok() && failure_.ok()) failure_ = status;
  return status;
}

absl::Status BodyTransaction::InsertEntity(const EntityRow& row) {
  return Note(InsertEntityRow(session_, *this, row));
}

absl::Status BodyTransaction::UpdateEntity(const EntityRow& row, std::int64_t expected_version) {
  return Note(UpdateEntityRow(session_, *this, row, expected_version));
}

absl::Status BodyTransaction::WithFullSight(
    const std::function<absl::Status(WriteTransaction&)>& body) {
  const Viewer viewer = session_.viewer;
  const Sight sight = session_.sight;
  session_.viewer.administrator = true;
  session_.sight = Sight(session_.viewer);
  absl::Status status = body(*this);
  session_.viewer = viewer;
  session_.sight = sight;
  return status;
}

absl::Status BodyTransaction::PutResource(const ResourceRow& row) {
  return Note(PutResourceRow(session_, *this, row));
}

absl::Status BodyTransaction::PutTravelTimes(const std::string& from,
                                             const std::vector<booking::TravelTime>& edges) {
  return Note(PutTravelTimesFrom(session_, *this, from, edges));
}

absl::StatusOr<BookingVerdict> BodyTransaction::ApplyBookings(const BookingChange& change) {
  auto verdict = ApplyChange(session_, *this, change);
  Note(verdict.status()).IgnoreError();
  return verdict;
}

absl::StatusOr<std::int64_t> BodyTransaction::CountBookings(const std::string& owner) {
  // From the index alone: what had lapsed was purged when the batch began.
  Query query(session_.connection, "SELECT count(*) FROM bookings WHERE owner = ? AND owner <> ''");
  query.Bind(owner);
  if (!query.Step()) return query.status();
  return query.Int(0);
}

absl::StatusOr<std::int64_t> BodyTransaction::CountEntities(const std::string& kind,
                                                            const std::string& parent) {
  Query query(session_.connection,
              "SELECT count(*) FROM entities WHERE parent = ? AND parent <> '' AND kind = ?"
              " AND delete_time = 0");
  query.Bind(parent, kind);
  if (!query.Step()) return query.status();
  return query.Int(0);
}

absl::Status BodyTransaction::RelevelBookings(const std::string& owner, HandlingLevel level,
                                              const std::vector<std::string>& need_to_know) {
  return Note(RelevelOwnerBookings(session_, *this, owner, level, need_to_know));
}

absl::Status BodyTransaction::AddMovement(const MovementRow& row) {
  return Note(AddMovementRow(session_, *this, row));
}

absl::Status BodyTransaction::PutCredential(const CredentialRow& row) {
  return Note(PutCredentialRow(session_, *this, row));
}

absl::Status BodyTransaction::DeleteCredential(const std::string& id) {
  return Note(DeleteCredentialRow(session_, *this, id));
}

absl::Status BodyTransaction::LoadBooking(const BookingRow& row) {
  return Note(LoadBookingRow(session_, *this, row));
}

absl::Status BodyTransaction::LoadMovement(const MovementRow& row) {
  return Note(LoadMovementRow(session_, *this, row));
}

absl::Status BodyTransaction::RecordRead(const ReadNote& note) {
  if (note.entities.empty() && !note.everything) return absl::OkStatus();
  absl::Status status = BeginChange();
  if (!status.ok()) return Note(std::move(status));
  ReadRecord record;
  record.time = session_.now;
  record.actor = actor_;
  record.method = method_;
  record.entities = note.entities;
  record.everything = note.everything;
  recorded_reads_ = true;
  return Note(AppendRead(session_.connection, std::move(record)));
}

// A body that only reads, or is refused before it writes anything, needs no savepoint.
absl::Status BodyTransaction::BeginChange() {
  if (began_) return absl::OkStatus();
  if (undoable_ == Undoable::kNo) {
    began_ = true;
    return absl::OkStatus();
  }
  Query savepoint(session_.connection, "SAVEPOINT body");
  absl::Status status = savepoint.Run();
  began_ = status.ok();
  return status;
}

absl::Status BodyTransaction::Record(std::string_view kind, const std::string& entity,
                                     std::string before, std::string after) {
  session_.head.revision = ChangeRevision();
  changed_ = true;
  ChangeRecord record;
  record.revision = session_.head.revision;
  record.time = session_.now;
  record.actor = actor_;
  record.method = method_;
  record.kind = kind;
  record.entity = entity;
  record.before = std::move(before);
  record.after = std::move(after);
  record.request_id = request_id_;
  session_.head.time = session_.now;
  return AppendChange(session_.connection, std::move(record), &session_.head);
}

absl::Status BodyTransaction::Keep() {
  if (!began_) return absl::OkStatus();
  began_ = false;
  if (undoable_ == Undoable::kNo) return absl::OkStatus();
  Query release(session_.connection, "RELEASE body");
  return release.Run();
}

absl::Status BodyTransaction::Undo() {
  if (!began_) return absl::OkStatus();
  if (undoable_ == Undoable::kNo) return absl::FailedPreconditionError("not undoable");
  began_ = false;
  {
    Query rollback(session_.connection, "ROLLBACK TO body");
    absl::Status status = rollback.Run();
    if (!status.ok()) return status;
  }
  Query release(session_.connection, "RELEASE body");
  return release.Run();
}

}  // namespace letan::storage::sqlite
