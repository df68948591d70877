// Which RESTRICTED rows an answer carries: for the log of reads.
//
// What a handler loads is noted on its way out of the storage, so that no handler can forget it;
// of that, what the answer names was shown. An answer names a row by a field of text that is the
// row's name. Where it carries content without the name, the handler says so (NoteShown).
#ifndef LETAN_SERVICES_RPC_SHOWN_ROWS_H_
#define LETAN_SERVICES_RPC_SHOWN_ROWS_H_

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/forwarding.h"
#include "storage/read_log.h"

namespace letan::rpc {

class ShownRows {
 public:
  // A row that the handler has seen.
  void Load(const std::string& name, storage::HandlingLevel level) {
    if (level == storage::HandlingLevel::kRestricted) loaded_.insert(name);
  }
  // Its content is the caller's own: the answer tells nothing new of it.
  void Make(const std::string& name) {
    if (!loaded_.contains(name)) made_.insert(name);
  }
  void Show(const std::string& name) { shown_.insert(name); }

  void Clear();
  // Nothing was loaded that would have to be accounted for.
  bool empty() const { return loaded_.empty(); }
  // What an answer carries, or the details of a refusal.
  storage::ReadNote In(std::string_view answer) const;
  storage::ReadNote In(const absl::Status& refusal) const;

 private:
  storage::ReadNote NoteOf(std::set<std::string> names) const;

  std::set<std::string> loaded_;
  std::set<std::string> made_;
  std::set<std::string> shown_;
};

// Of `names`, those that a field of text in an encoded message is, in it or in messages inside it.
std::set<std::string> NamedIn(std::string_view message, const std::set<std::string>& names);

namespace internal {

// What both transactions have in common.
template <class Forwarding>
class Noting : public Forwarding {
 public:
  template <class Inner>
  Noting(Inner& inner, ShownRows& rows) : Forwarding(inner), rows_(rows) {}

  absl::StatusOr<std::optional<storage::EntityRow>> FindEntity(const std::string& name) override {
    auto row = this->inner_.FindEntity(name);
    if (row.ok() && row->has_value()) Load(**row);
    return row;
  }
  absl::StatusOr<std::vector<storage::EntityRow>> FindEntities(
      const std::vector<std::string>& names) override {
    return LoadAll(this->inner_.FindEntities(names));
  }
  absl::StatusOr<std::vector<storage::EntityRow>> ListEntities(
      const storage::EntityQuery& query) override {
    return LoadAll(this->inner_.ListEntities(query));
  }
  absl::StatusOr<std::vector<storage::EntityRow>> SearchEntities(
      const storage::EntitySearch& search) override {
    return LoadAll(this->inner_.SearchEntities(search));
  }
  absl::StatusOr<std::optional<storage::BookingRow>> FindBooking(const std::string& name) override {
    auto row = this->inner_.FindBooking(name);
    if (row.ok() && row->has_value()) Load(**row);
    return row;
  }
  absl::StatusOr<std::vector<storage::BookingRow>> ListBookings(
      const storage::BookingQuery& query) override {
    return LoadAll(this->inner_.ListBookings(query));
  }
  absl::Status VisitActivityBookings(
      const std::vector<std::string>& activities, std::size_t limit,
      const storage::ReadTransaction::BookingsVisitor& visit) override {
    return this->inner_.VisitActivityBookings(
        activities, limit,
        [&](const std::string& activity, std::span<const storage::BookingRow> bookings) {
          for (const storage::BookingRow& row : bookings) Load(row);
          return visit(activity, bookings);
        });
  }
  absl::StatusOr<storage::BookingVerdict> TryBookings(
      const storage::BookingChange& change) override {
    auto verdict = this->inner_.TryBookings(change);
    if (verdict.ok()) Load(*verdict);
    return verdict;
  }
  absl::StatusOr<std::vector<storage::MovementRow>> ListMovements(const std::string& item,
                                                                  const std::string& after,
                                                                  int limit) override {
    auto rows = this->inner_.ListMovements(item, after, limit);
    if (!rows.ok()) return rows;
    std::set<std::string> events;
    for (const storage::MovementRow& row : *rows) {
      if (row.restricted) rows_.Load(row.name, storage::HandlingLevel::kRestricted);
      // What was given for an event is content of the event, which the reason names.
      if (row.reason.find('/') != std::string::npos) events.insert(row.reason);
      // Whose booking it settled, the answer does not say.
      if (!row.event.empty()) {
        events.insert(row.event);
        rows_.Show(row.event);
      }
    }
    if (events.empty()) return rows;
    const auto documents = FindEntities({events.begin(), events.end()});
    if (!documents.ok()) return documents.status();
    return rows;
  }
  absl::StatusOr<storage::FeedPage> ReadFeed(std::int64_t after,
                                             const storage::FeedLimits& limits) override {
    auto page = this->inner_.ReadFeed(after, limits);
    if (!page.ok()) return page;
    for (const storage::FeedChange& change : page->changes) {
      if (change.credential) continue;
      rows_.Load(change.record.entity, std::max(change.before.level, change.after.level));
    }
    return page;
  }
  void NoteShown(const std::string& name) override { rows_.Show(name); }

 protected:
  void Load(const storage::EntityRow& row) { rows_.Load(row.name, row.level); }
  void Load(const storage::BookingRow& row) { rows_.Load(row.occupancy.booking, row.level); }
  void Load(const storage::BookingVerdict& verdict) {
    for (const storage::BlockingBooking& one : verdict.blocking) {
      if (one.visible) rows_.Load(one.booking, one.level);
    }
  }
  template <class Row>
  absl::StatusOr<std::vector<Row>> LoadAll(absl::StatusOr<std::vector<Row>> rows) {
    if (rows.ok()) {
      for (const Row& row : *rows) Load(row);
    }
    return rows;
  }

  ShownRows& rows_;
};

}  // namespace internal

using NotingRead = internal::Noting<storage::ForwardingReads<storage::ReadTransaction>>;

class NotingWrite final : public internal::Noting<storage::ForwardingWrite> {
 public:
  using Noting::Noting;

  absl::Status InsertEntity(const storage::EntityRow& row) override {
    absl::Status inserted = inner_.InsertEntity(row);
    if (inserted.ok()) rows_.Make(row.name);
    return inserted;
  }
  absl::StatusOr<storage::BookingVerdict> ApplyBookings(
      const storage::BookingChange& change) override {
    auto verdict = inner_.ApplyBookings(change);
    if (!verdict.ok()) return verdict;
    Load(*verdict);
    // Bookings that were there are found before they are put again.
    for (const booking::Leg& leg : change.change.put) rows_.Make(leg.booking);
    return verdict;
  }
};

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_SHOWN_ROWS_H_
