// A write transaction that looks at each change before it is made.
#ifndef LETAN_SERVICES_ACCESS_GUARDED_WRITE_H_
#define LETAN_SERVICES_ACCESS_GUARDED_WRITE_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "services/access/guard.h"
#include "storage/transaction.h"

namespace letan::access {

// Passes everything on to `inner`, in whose transaction it is.
class GuardedWrite final : public storage::WriteTransaction {
 public:
  GuardedWrite(storage::WriteTransaction& inner, const Permit& permit, const Prototypes& prototypes)
      : inner_(inner), permit_(permit), prototypes_(prototypes) {}

  // What is said of an event by its name alone. One that the viewer does not see is the body's to
  // refuse.
  absl::Status JudgeNamed(const std::string& event);

  const storage::Viewer& viewer() const override { return inner_.viewer(); }
  storage::Revision revision() const override { return inner_.revision(); }
  storage::Micros now() const override { return inner_.now(); }
  absl::StatusOr<std::optional<storage::EntityRow>> FindEntity(const std::string& name) override {
    return inner_.FindEntity(name);
  }
  absl::StatusOr<std::vector<storage::EntityRow>> FindEntities(
      const std::vector<std::string>& names) override {
    return inner_.FindEntities(names);
  }
  absl::StatusOr<std::vector<storage::EntityRow>> ListEntities(
      const storage::EntityQuery& query) override {
    return inner_.ListEntities(query);
  }
  absl::StatusOr<std::int64_t> CountListed(const storage::EntityQuery& query,
                                           std::int64_t most) override {
    return inner_.CountListed(query, most);
  }
  absl::StatusOr<std::vector<storage::EntityRow>> SearchEntities(
      const storage::EntitySearch& search) override {
    return inner_.SearchEntities(search);
  }
  absl::StatusOr<std::optional<storage::ResourceRow>> FindResource(
      const std::string& name) override {
    return inner_.FindResource(name);
  }
  absl::StatusOr<std::vector<storage::ResourceRow>> ListResources(
      const storage::ResourceQuery& query) override {
    return inner_.ListResources(query);
  }
  absl::StatusOr<std::optional<storage::BookingRow>> FindBooking(const std::string& name) override {
    return inner_.FindBooking(name);
  }
  absl::StatusOr<std::vector<storage::BookingRow>> ListBookings(
      const storage::BookingQuery& query) override {
    return inner_.ListBookings(query);
  }
  absl::Status VisitActivityBookings(const std::vector<std::string>& activities, std::size_t limit,
                                     const BookingsVisitor& visit) override {
    return inner_.VisitActivityBookings(activities, limit, visit);
  }
  absl::StatusOr<std::vector<BusySpan>> Busy(const std::string& resource,
                                             const storage::Interval& window) override {
    return inner_.Busy(resource, window);
  }
  absl::StatusOr<storage::BookingVerdict> TryBookings(
      const storage::BookingChange& change) override {
    return inner_.TryBookings(change);
  }
  absl::StatusOr<std::vector<booking::StandingConflict>> StandingConflicts(
      const std::string& resource, const storage::Interval& window) override {
    return inner_.StandingConflicts(resource, window);
  }
  absl::StatusOr<std::vector<storage::MovementRow>> ListMovements(const std::string& item,
                                                                  const std::string& after,
                                                                  int limit) override {
    return inner_.ListMovements(item, after, limit);
  }
  absl::StatusOr<storage::StockLevel> Stock(const std::string& item, storage::Micros at) override {
    return inner_.Stock(item, at);
  }
  absl::StatusOr<std::optional<storage::CredentialRow>> FindCredential(
      const std::string& id) override {
    return inner_.FindCredential(id);
  }
  absl::StatusOr<std::vector<storage::CredentialRow>> ListCredentials(
      const std::string& user) override {
    return inner_.ListCredentials(user);
  }
  absl::StatusOr<std::vector<booking::TravelTime>> TravelTimes() override {
    return inner_.TravelTimes();
  }
  absl::StatusOr<std::vector<storage::ChangeRecord>> ListChanges(std::int64_t after,
                                                                 int limit) override {
    return inner_.ListChanges(after, limit);
  }
  absl::StatusOr<storage::FeedPage> ReadFeed(std::int64_t after,
                                             const storage::FeedLimits& limits) override {
    return inner_.ReadFeed(after, limits);
  }
  absl::StatusOr<std::int64_t> FindInFeed(storage::Revision revision) override {
    return inner_.FindInFeed(revision);
  }
  absl::StatusOr<std::int64_t> CountBookings(const std::string& owner) override {
    return inner_.CountBookings(owner);
  }
  absl::StatusOr<std::int64_t> CountEntities(const std::string& kind,
                                             const std::string& parent) override {
    return inner_.CountEntities(kind, parent);
  }

  // Judged: what belongs to an event.
  absl::Status InsertEntity(const storage::EntityRow& row) override;
  absl::Status UpdateEntity(const storage::EntityRow& row, std::int64_t expected_version) override;
  absl::StatusOr<storage::BookingVerdict> ApplyBookings(
      const storage::BookingChange& change) override;

  // Not judged: what the rules of the method itself are enough for.
  absl::Status PutResource(const storage::ResourceRow& row) override {
    return inner_.PutResource(row);
  }
  absl::Status PutTravelTimes(const std::string& from,
                              const std::vector<booking::TravelTime>& edges) override {
    return inner_.PutTravelTimes(from, edges);
  }
  absl::Status RelevelBookings(const std::string& owner, storage::HandlingLevel level,
                               const std::vector<std::string>& need_to_know) override {
    return inner_.RelevelBookings(owner, level, need_to_know);
  }
  absl::Status AddMovement(const storage::MovementRow& row) override {
    return inner_.AddMovement(row);
  }
  absl::Status PutCredential(const storage::CredentialRow& row) override {
    return inner_.PutCredential(row);
  }
  absl::Status DeleteCredential(const std::string& id) override {
    return inner_.DeleteCredential(id);
  }
  absl::Status LoadBooking(const storage::BookingRow& row) override {
    return inner_.LoadBooking(row);
  }
  absl::Status LoadMovement(const storage::MovementRow& row) override {
    return inner_.LoadMovement(row);
  }

 private:
  // As it was before the body: the first look at each event is kept.
  absl::StatusOr<const Effect*> Before(const std::string& event);
  bool Sees(const std::string& event) const { return !unseen_.contains(event); }
  absl::Status JudgeEvent(const std::string& event, std::vector<std::string> changed_fields);
  absl::StatusOr<std::vector<std::string>> Changed(const storage::EntityRow* before,
                                                   const storage::EntityRow& after) const;

  storage::WriteTransaction& inner_;
  const Permit& permit_;
  const Prototypes& prototypes_;
  std::map<std::string, Effect> seen_;
  std::set<std::string> unseen_;
};

}  // namespace letan::access

#endif  // LETAN_SERVICES_ACCESS_GUARDED_WRITE_H_
