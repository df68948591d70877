// Transactions that pass everything on to another: to look at some of it on the way, override that.
#ifndef LETAN_STORAGE_FORWARDING_H_
#define LETAN_STORAGE_FORWARDING_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "storage/transaction.h"

namespace letan::storage {

// `Base` is ReadTransaction or WriteTransaction. It is in the transaction of `inner`, which
// outlives it.
template <class Base>
class ForwardingReads : public Base {
 public:
  explicit ForwardingReads(Base& inner) : inner_(inner) {}

  const Viewer& viewer() const override { return inner_.viewer(); }
  Revision revision() const override { return inner_.revision(); }
  Micros now() const override { return inner_.now(); }
  absl::StatusOr<std::optional<EntityRow>> FindEntity(const std::string& name) override {
    return inner_.FindEntity(name);
  }
  absl::StatusOr<std::vector<EntityRow>> FindEntities(
      const std::vector<std::string>& names) override {
    return inner_.FindEntities(names);
  }
  absl::StatusOr<std::vector<EntityRow>> ListEntities(const EntityQuery& query) override {
    return inner_.ListEntities(query);
  }
  absl::StatusOr<std::int64_t> CountListed(const EntityQuery& query, std::int64_t most) override {
    return inner_.CountListed(query, most);
  }
  absl::StatusOr<std::vector<EntityRow>> SearchEntities(const EntitySearch& search) override {
    return inner_.SearchEntities(search);
  }
  absl::StatusOr<std::optional<ResourceRow>> FindResource(const std::string& name) override {
    return inner_.FindResource(name);
  }
  absl::StatusOr<std::vector<ResourceRow>> ListResources(const ResourceQuery& query) override {
    return inner_.ListResources(query);
  }
  absl::StatusOr<std::optional<BookingRow>> FindBooking(const std::string& name) override {
    return inner_.FindBooking(name);
  }
  absl::StatusOr<std::vector<BookingRow>> ListBookings(const BookingQuery& query) override {
    return inner_.ListBookings(query);
  }
  absl::Status VisitActivityBookings(const std::vector<std::string>& activities, std::size_t limit,
                                     const ReadTransaction::BookingsVisitor& visit) override {
    return inner_.VisitActivityBookings(activities, limit, visit);
  }
  absl::StatusOr<std::vector<ReadTransaction::BusySpan>> Busy(const std::string& resource,
                                                              const Interval& window) override {
    return inner_.Busy(resource, window);
  }
  absl::StatusOr<BookingVerdict> TryBookings(const BookingChange& change) override {
    return inner_.TryBookings(change);
  }
  absl::StatusOr<std::vector<booking::StandingConflict>> StandingConflicts(
      const std::string& resource, const Interval& window) override {
    return inner_.StandingConflicts(resource, window);
  }
  absl::StatusOr<std::vector<MovementRow>> ListMovements(const std::string& item,
                                                         const std::string& after,
                                                         int limit) override {
    return inner_.ListMovements(item, after, limit);
  }
  absl::StatusOr<StockLevel> Stock(const std::string& item, Micros at) override {
    return inner_.Stock(item, at);
  }
  absl::StatusOr<std::optional<CredentialRow>> FindCredential(const std::string& id) override {
    return inner_.FindCredential(id);
  }
  absl::StatusOr<std::vector<CredentialRow>> ListCredentials(const std::string& user) override {
    return inner_.ListCredentials(user);
  }
  absl::StatusOr<std::vector<booking::TravelTime>> TravelTimes() override {
    return inner_.TravelTimes();
  }
  absl::StatusOr<std::vector<ChangeRecord>> ListChanges(std::int64_t after, int limit) override {
    return inner_.ListChanges(after, limit);
  }
  absl::StatusOr<FeedPage> ReadFeed(std::int64_t after, const FeedLimits& limits) override {
    return inner_.ReadFeed(after, limits);
  }
  absl::StatusOr<std::int64_t> FindInFeed(Revision revision) override {
    return inner_.FindInFeed(revision);
  }
  absl::StatusOr<std::vector<ChangeRecord>> ListStoredChanges(std::int64_t after,
                                                              int limit) override {
    return inner_.ListStoredChanges(after, limit);
  }
  absl::StatusOr<ReadLogPage> ListReads(std::int64_t before, int limit) override {
    return inner_.ListReads(before, limit);
  }
  absl::StatusOr<std::vector<ReadRecord>> ListStoredReads(std::int64_t after, int limit) override {
    return inner_.ListStoredReads(after, limit);
  }
  absl::StatusOr<LogEnd> EndOfReads() override { return inner_.EndOfReads(); }
  absl::StatusOr<LogEnd> EndOfChanges() override { return inner_.EndOfChanges(); }
  absl::StatusOr<LogBegins> BeginOfLogs() override { return inner_.BeginOfLogs(); }
  void NoteShown(const std::string& name) override { inner_.NoteShown(name); }

 protected:
  Base& inner_;
};

class ForwardingWrite : public ForwardingReads<WriteTransaction> {
 public:
  using ForwardingReads::ForwardingReads;

  absl::Status InsertEntity(const EntityRow& row) override { return inner_.InsertEntity(row); }
  absl::Status UpdateEntity(const EntityRow& row, std::int64_t expected_version) override {
    return inner_.UpdateEntity(row, expected_version);
  }
  absl::StatusOr<BookingVerdict> ApplyBookings(const BookingChange& change) override {
    return inner_.ApplyBookings(change);
  }
  absl::StatusOr<std::int64_t> CountBookings(const std::string& owner) override {
    return inner_.CountBookings(owner);
  }
  absl::StatusOr<std::int64_t> CountEntities(const std::string& kind,
                                             const std::string& parent) override {
    return inner_.CountEntities(kind, parent);
  }
  absl::Status PutResource(const ResourceRow& row) override { return inner_.PutResource(row); }
  absl::Status PutTravelTimes(const std::string& from,
                              const std::vector<booking::TravelTime>& edges) override {
    return inner_.PutTravelTimes(from, edges);
  }
  absl::Status RelevelBookings(const std::string& owner, HandlingLevel level,
                               const std::vector<std::string>& need_to_know) override {
    return inner_.RelevelBookings(owner, level, need_to_know);
  }
  absl::Status AddMovement(const MovementRow& row) override { return inner_.AddMovement(row); }
  absl::Status PutCredential(const CredentialRow& row) override {
    return inner_.PutCredential(row);
  }
  absl::Status DeleteCredential(const std::string& id) override {
    return inner_.DeleteCredential(id);
  }
  // Of the inner one: what this one looks at on the way is what the viewer does.
  absl::Status WithFullSight(const std::function<absl::Status(WriteTransaction&)>& body) override {
    return inner_.WithFullSight(body);
  }
  absl::Status LoadBooking(const BookingRow& row) override { return inner_.LoadBooking(row); }
  absl::Status LoadMovement(const MovementRow& row) override { return inner_.LoadMovement(row); }
  absl::Status RecordRead(const ReadNote& note) override { return inner_.RecordRead(note); }
};

}  // namespace letan::storage

#endif  // LETAN_STORAGE_FORWARDING_H_
