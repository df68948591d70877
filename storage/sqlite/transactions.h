// The two transactions of the interface over a Session.
#ifndef LETAN_STORAGE_SQLITE_TRANSACTIONS_H_
#define LETAN_STORAGE_SQLITE_TRANSACTIONS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/sqlite/booking_judge.h"
#include "storage/sqlite/booking_store.h"
#include "storage/sqlite/credential_store.h"
#include "storage/sqlite/entity_list.h"
#include "storage/sqlite/entity_store.h"
#include "storage/sqlite/feed_store.h"
#include "storage/sqlite/read_log_store.h"
#include "storage/sqlite/reader_pool.h"
#include "storage/sqlite/resource_store.h"
#include "storage/sqlite/sealer.h"
#include "storage/sqlite/session.h"
#include "storage/sqlite/stock_store.h"
#include "storage/sqlite/travel_store.h"
#include "storage/transaction.h"

namespace letan::storage::sqlite {

absl::Status ForAdministrators();
absl::StatusOr<LogBegins> LoadBegins(Connection& connection);

// What both can: the reading half of the interface.
template <typename Interface>
class Reading : public Interface {
 public:
  const Viewer& viewer() const override { return session_.viewer; }
  Revision revision() const override { return session_.head.revision; }
  Micros now() const override { return session_.now; }

  absl::StatusOr<std::optional<EntityRow>> FindEntity(const std::string& name) override {
    return FindEntityRow(session_, name);
  }
  absl::StatusOr<std::vector<EntityRow>> FindEntities(
      const std::vector<std::string>& names) override {
    return FindEntityRows(session_, names);
  }
  absl::StatusOr<std::vector<EntityRow>> ListEntities(const EntityQuery& query) override {
    return ListEntityRows(session_, query);
  }
  absl::StatusOr<std::int64_t> CountListed(const EntityQuery& query, std::int64_t most) override {
    return CountEntityRows(session_, query, most);
  }
  absl::StatusOr<std::vector<EntityRow>> SearchEntities(const EntitySearch& search) override {
    return SearchEntityRows(session_, search);
  }
  absl::StatusOr<std::optional<ResourceRow>> FindResource(const std::string& name) override {
    const auto handle = VisibleResource(session_, name);
    if (absl::IsNotFound(handle.status())) return std::optional<ResourceRow>();
    if (!handle.ok()) return handle.status();
    return std::optional<ResourceRow>(*handle->row);
  }
  absl::StatusOr<std::vector<ResourceRow>> ListResources(const ResourceQuery& query) override {
    return ListResourceRows(session_, query);
  }
  absl::StatusOr<std::optional<BookingRow>> FindBooking(const std::string& name) override {
    auto found = FindVisibleBooking(session_, name);
    if (!found.ok()) return found.status();
    if (!found->has_value()) return std::optional<BookingRow>();
    return std::optional<BookingRow>(std::move((*found)->row));
  }
  absl::StatusOr<std::vector<BookingRow>> ListBookings(const BookingQuery& query) override {
    return ListBookingRows(session_, query);
  }
  absl::Status VisitActivityBookings(const std::vector<std::string>& activities, std::size_t limit,
                                     const ReadTransaction::BookingsVisitor& visit) override {
    return VisitBookingsOf(session_, activities, limit, visit);
  }
  absl::StatusOr<std::vector<ReadTransaction::BusySpan>> Busy(const std::string& resource,
                                                              const Interval& window) override {
    return BusySpans(session_, resource, window);
  }
  absl::StatusOr<BookingVerdict> TryBookings(const BookingChange& change) override {
    return TryChange(session_, change);
  }
  absl::StatusOr<std::vector<booking::StandingConflict>> StandingConflicts(
      const std::string& resource, const Interval& window) override {
    return StandingConflictsOf(session_, resource, window);
  }
  absl::StatusOr<std::vector<MovementRow>> ListMovements(const std::string& item,
                                                         const std::string& after,
                                                         int limit) override {
    return ListMovementRows(session_, item, after, limit);
  }
  absl::StatusOr<StockLevel> Stock(const std::string& item, Micros at) override {
    return StockAt(session_, item, at);
  }
  absl::StatusOr<std::optional<CredentialRow>> FindCredential(const std::string& id) override {
    return FindCredentialRow(session_.connection, id);
  }
  absl::StatusOr<std::vector<CredentialRow>> ListCredentials(const std::string& user) override {
    return ListCredentialRows(session_.connection, user);
  }
  absl::StatusOr<std::vector<booking::TravelTime>> TravelTimes() override {
    return ListTravelTimes(session_.connection);
  }
  absl::StatusOr<std::vector<ChangeRecord>> ListChanges(std::int64_t after, int limit) override {
    if (!session_.viewer.administrator) return ForAdministrators();
    auto records = ListChangeRecords(session_.connection, after, limit);
    if (!records.ok()) return records;
    for (ChangeRecord& record : *records) {
      absl::Status opened = OpenRecord(session_.connection, record);
      if (!opened.ok()) return opened;
    }
    return records;
  }
  absl::StatusOr<FeedPage> ReadFeed(std::int64_t after, const FeedLimits& limits) override {
    return ReadFeedPage(session_, after, limits);
  }
  absl::StatusOr<std::int64_t> FindInFeed(Revision revision) override {
    return FindFeedPosition(session_, revision);
  }
  absl::StatusOr<std::vector<ChangeRecord>> ListStoredChanges(std::int64_t after,
                                                              int limit) override {
    if (!session_.viewer.administrator) return ForAdministrators();
    return ListChangeRecords(session_.connection, after, limit);
  }
  absl::StatusOr<ReadLogPage> ListReads(std::int64_t before, int limit) override {
    return ListReadsBefore(session_, before, limit);
  }
  absl::StatusOr<std::vector<ReadRecord>> ListStoredReads(std::int64_t after, int limit) override {
    if (!session_.viewer.administrator) return ForAdministrators();
    return ListReadRecords(session_.connection, after, limit);
  }
  absl::StatusOr<LogEnd> EndOfReads() override { return LoadReadEnd(session_.connection); }
  absl::StatusOr<LogEnd> EndOfChanges() override {
    const Head& head = session_.head;
    return LogEnd{head.sequence, head.time, head.hash};
  }
  absl::StatusOr<LogBegins> BeginOfLogs() override { return LoadBegins(session_.connection); }

 protected:
  explicit Reading(Session&& session) : session_(std::move(session)) {}
  Session session_;
};

// A snapshot on a connection of the pool, which it gives back.
class SnapshotTransaction final : public Reading<ReadTransaction> {
 public:
  SnapshotTransaction(ReaderPool::Lease lease, Session&& session)
      : Reading(std::move(session)), lease_(std::move(lease)) {}

 private:
  ReaderPool::Lease lease_;
};

// What one body does, inside the batch's transaction.
class BodyTransaction final : public Reading<WriteTransaction>, public ChangeSink {
 public:
  enum class Undoable { kNo, kYes };

  // Undoable::kNo spares the savepoint, which costs two statements and a copy of every page that
  // the body changes: a body that fails after its first change then breaks the whole batch.
  BodyTransaction(Session session, std::string actor, std::string method, std::string request_id,
                  Undoable undoable);

  absl::Status InsertEntity(const EntityRow& row) override;
  absl::Status UpdateEntity(const EntityRow& row, std::int64_t expected_version) override;
  absl::Status PutResource(const ResourceRow& row) override;
  absl::Status PutTravelTimes(const std::string& from,
                              const std::vector<booking::TravelTime>& edges) override;
  absl::StatusOr<BookingVerdict> ApplyBookings(const BookingChange& change) override;
  absl::StatusOr<std::int64_t> CountBookings(const std::string& owner) override;
  absl::StatusOr<std::int64_t> CountEntities(const std::string& kind,
                                             const std::string& parent) override;
  absl::Status RelevelBookings(const std::string& owner, HandlingLevel level,
                               const std::vector<std::string>& need_to_know) override;
  absl::Status AddMovement(const MovementRow& row) override;
  absl::Status PutCredential(const CredentialRow& row) override;
  absl::Status DeleteCredential(const std::string& id) override;
  absl::Status WithFullSight(const std::function<absl::Status(WriteTransaction&)>& body) override;
  absl::Status LoadBooking(const BookingRow& row) override;
  absl::Status LoadMovement(const MovementRow& row) override;
  absl::Status RecordRead(const ReadNote& note) override;

  absl::Status BeginChange() override;
  Revision ChangeRevision() override { return session_.head.revision + (changed_ ? 0 : 1); }
  absl::Status Record(std::string_view kind, const std::string& entity, std::string before,
                      std::string after) override;

  Session& session() { return session_; }
  // The first failure of a method that writes: what it left behind must not be committed.
  const absl::Status& failure() const { return failure_; }
  bool changed() const { return changed_; }
  bool began() const { return began_; }
  bool recorded_reads() const { return recorded_reads_; }

  // Ends the body: its changes stay in the batch, or are undone. A change of a body that is not
  // undoable cannot be undone: FAILED_PRECONDITION.
  absl::Status Keep();
  absl::Status Undo();

 private:
  absl::Status Note(absl::Status status);

  std::string actor_;
  std::string method_;
  std::string request_id_;
  const Undoable undoable_;
  absl::Status failure_;
  bool began_ = false;    // something may be changed; a savepoint is open, if undoable
  bool changed_ = false;  // a change is recorded
  bool recorded_reads_ = false;
};

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_TRANSACTIONS_H_
