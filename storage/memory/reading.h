// What a snapshot and a write have in common: every read, as loops over the maps of a State.
#ifndef LETAN_STORAGE_MEMORY_READING_H_
#define LETAN_STORAGE_MEMORY_READING_H_

#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

#include "storage/memory/state.h"
#include "storage/memory/verdict.h"
#include "storage/transaction.h"

namespace letan::storage::memory {

absl::StatusOr<std::vector<EntityRow>> ListEntityRows(const Sight& sight, const EntityQuery& query);
absl::StatusOr<std::int64_t> CountEntityRows(const Sight& sight, const EntityQuery& query,
                                             std::int64_t most);
absl::StatusOr<std::vector<EntityRow>> SearchEntityRows(const Sight& sight,
                                                        const EntitySearch& search);
absl::StatusOr<std::vector<ResourceRow>> ListResourceRows(const Sight& sight,
                                                          const ResourceQuery& query);
absl::StatusOr<std::vector<BookingRow>> ListBookingRows(const Sight& sight,
                                                        const BookingQuery& query);
absl::Status VisitBookingsOf(const Sight& sight, const std::vector<std::string>& activities,
                             std::size_t limit, const ReadTransaction::BookingsVisitor& visit);
absl::StatusOr<std::vector<ReadTransaction::BusySpan>> BusySpans(const Sight& sight,
                                                                 const std::string& resource,
                                                                 const Interval& window);
absl::StatusOr<std::vector<MovementRow>> ListMovementRows(const Sight& sight,
                                                          const std::string& item,
                                                          const std::string& after, int limit);
absl::StatusOr<StockLevel> StockOf(const Sight& sight, const std::string& item, Micros at);
// `records`: the whole log, which ends at `last`.
absl::StatusOr<std::int64_t> FindInRecords(const std::vector<ChangeRecord>& records, Revision last,
                                           Revision revision);

// `Base` is ReadTransaction or WriteTransaction.
template <class Base>
class Reading : public Base {
 public:
  Reading(std::shared_ptr<State> state, std::shared_ptr<const Log> log, Viewer viewer, Micros now,
          Micros missing_travel)
      : state_(std::move(state)),
        log_(std::move(log)),
        viewer_(std::move(viewer)),
        now_(now),
        missing_travel_(missing_travel) {}

  const Viewer& viewer() const override { return viewer_; }
  Revision revision() const override { return state_->revision; }
  Micros now() const override { return now_; }

  absl::StatusOr<std::optional<EntityRow>> FindEntity(const std::string& name) override {
    const EntityRow* row = FindDocument(*state_, name);
    if (row == nullptr || !MaySee(viewer_, row->level, row->need_to_know)) {
      return std::optional<EntityRow>();
    }
    return std::optional<EntityRow>(*row);
  }
  absl::StatusOr<std::vector<EntityRow>> FindEntities(
      const std::vector<std::string>& names) override {
    std::vector<EntityRow> found;
    for (const std::string& name : names) {
      const auto row = FindEntity(name);
      if (row->has_value()) found.push_back(**row);
    }
    return found;
  }
  absl::StatusOr<std::vector<EntityRow>> ListEntities(const EntityQuery& query) override {
    return ListEntityRows(sight(), query);
  }
  absl::StatusOr<std::int64_t> CountListed(const EntityQuery& query, std::int64_t most) override {
    return CountEntityRows(sight(), query, most);
  }
  absl::StatusOr<std::vector<EntityRow>> SearchEntities(const EntitySearch& search) override {
    return SearchEntityRows(sight(), search);
  }
  absl::StatusOr<std::optional<ResourceRow>> FindResource(const std::string& name) override {
    const ResourceRow* row = FindVisibleResource(sight(), name);
    return row == nullptr ? std::optional<ResourceRow>() : std::optional<ResourceRow>(*row);
  }
  absl::StatusOr<std::vector<ResourceRow>> ListResources(const ResourceQuery& query) override {
    return ListResourceRows(sight(), query);
  }
  absl::StatusOr<std::optional<BookingRow>> FindBooking(const std::string& name) override {
    const BookingRow* row = FindVisibleBooking(sight(), name);
    return row == nullptr ? std::optional<BookingRow>() : std::optional<BookingRow>(*row);
  }
  absl::StatusOr<std::vector<BookingRow>> ListBookings(const BookingQuery& query) override {
    return ListBookingRows(sight(), query);
  }
  absl::Status VisitActivityBookings(const std::vector<std::string>& activities, std::size_t limit,
                                     const ReadTransaction::BookingsVisitor& visit) override {
    return VisitBookingsOf(sight(), activities, limit, visit);
  }
  absl::StatusOr<std::vector<ReadTransaction::BusySpan>> Busy(const std::string& resource,
                                                              const Interval& window) override {
    return BusySpans(sight(), resource, window);
  }
  absl::StatusOr<BookingVerdict> TryBookings(const BookingChange& change) override {
    return JudgeChange(sight(), change);
  }
  absl::StatusOr<std::vector<booking::StandingConflict>> StandingConflicts(
      const std::string& resource, const Interval& window) override {
    if (FindVisibleResource(sight(), resource) == nullptr) return absl::NotFoundError(resource);
    return FindStandingConflicts(sight(), resource, window);
  }
  absl::StatusOr<std::vector<MovementRow>> ListMovements(const std::string& item,
                                                         const std::string& after,
                                                         int limit) override {
    return ListMovementRows(sight(), item, after, limit);
  }
  absl::StatusOr<StockLevel> Stock(const std::string& item, Micros at) override {
    return StockOf(sight(), item, at);
  }
  absl::StatusOr<std::optional<CredentialRow>> FindCredential(const std::string& id) override {
    const auto found = state_->credentials.find(id);
    return found == state_->credentials.end() ? std::optional<CredentialRow>()
                                              : std::optional<CredentialRow>(found->second);
  }
  absl::StatusOr<std::vector<CredentialRow>> ListCredentials(const std::string& user) override {
    std::vector<CredentialRow> rows;
    for (const auto& [id, row] : state_->credentials) {
      if (row.user == user) rows.push_back(row);
    }
    return rows;
  }
  absl::StatusOr<std::vector<booking::TravelTime>> TravelTimes() override {
    std::vector<booking::TravelTime> all;
    for (const auto& [from, edges] : state_->travel) {
      all.insert(all.end(), edges.begin(), edges.end());
    }
    return all;
  }
  absl::StatusOr<std::vector<ChangeRecord>> ListChanges(std::int64_t after, int limit) override {
    if (!viewer_.administrator) return absl::PermissionDeniedError("for administrators");
    return ReadLog(after, limit);
  }
  absl::StatusOr<FeedPage> ReadFeed(std::int64_t after, const FeedLimits& limits) override {
    std::vector<ChangeRecord> records = ReadLog(after, limits.records + 1);
    for (ChangeRecord& record : records) {
      if (!limits.audit) record.actor.clear();
      record.request_id.clear();
      record.previous_hash.clear();
      record.hash.clear();
    }
    return MakeFeedPage(viewer_, after, limits, state_->last_sequence, state_->revision,
                        std::move(records), [this](const std::string& name) {
                          const EntityRow* row = FindDocument(*state_, name);
                          if (row == nullptr)
                            return RowSight{true, HandlingLevel::kPublic, {}, false};
                          return RowSight{true, row->level, row->need_to_know, true};
                        });
  }
  absl::StatusOr<std::int64_t> FindInFeed(Revision revision) override {
    return FindInRecords(ReadLog(0, std::numeric_limits<int>::max()), state_->revision, revision);
  }
  absl::StatusOr<std::vector<ChangeRecord>> ListStoredChanges(std::int64_t after,
                                                              int limit) override {
    return ListChanges(after, limit);
  }
  absl::StatusOr<ReadLogPage> ListReads(std::int64_t before, int limit) override {
    std::vector<ReadRecord> newest_first;
    for (const ReadRecord& record : ReadsAfter(0)) {
      if (before == 0 || record.sequence < before)
        newest_first.insert(newest_first.begin(), record);
    }
    if (newest_first.size() > static_cast<std::size_t>(limit)) {
      newest_first.resize(static_cast<std::size_t>(limit));
    }
    return MakeReadLogPage(viewer_, std::move(newest_first), limit,
                           [this](const std::string& name) {
                             return FindEntity(name)->has_value() || FindBooking(name)->has_value();
                           });
  }
  absl::StatusOr<std::vector<ReadRecord>> ListStoredReads(std::int64_t after, int limit) override {
    if (!viewer_.administrator) return absl::PermissionDeniedError("for administrators");
    std::vector<ReadRecord> records = ReadsAfter(after);
    if (records.size() > static_cast<std::size_t>(limit)) {
      records.resize(static_cast<std::size_t>(limit));
    }
    return records;
  }
  absl::StatusOr<LogEnd> EndOfReads() override { return state_->reads_end; }
  absl::StatusOr<LogEnd> EndOfChanges() override {
    const auto last = ReadLog(state_->last_sequence - 1, 1);
    if (last.empty()) return LogEnd();
    return LogEnd{last.front().sequence, last.front().time, last.front().hash};
  }
  absl::StatusOr<LogBegins> BeginOfLogs() override { return LogBegins(); }

 protected:
  virtual std::vector<ChangeRecord> ReadLog(std::int64_t after, int limit) const {
    return log_->Read(after, state_->last_sequence, limit);
  }
  virtual std::vector<ReadRecord> ReadsAfter(std::int64_t after) const {
    return log_->Reads(after, state_->reads_end.sequence);
  }
  Sight sight() const { return {*state_, viewer_, now_, missing_travel_}; }

  const std::shared_ptr<State> state_;
  const std::shared_ptr<const Log> log_;
  Viewer viewer_;
  const Micros now_;
  const Micros missing_travel_;
};

}  // namespace letan::storage::memory

#endif  // LETAN_STORAGE_MEMORY_READING_H_
