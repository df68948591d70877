#include "services/itinerary/agenda.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "letan/v1/itinerary_service.pb.h"
#include "services/core/limits.h"
#include "services/entity/entity_codec.h"
#include "services/entity/entity_page.h"
#include "services/entity/filter.h"
#include "services/entity/page_token.h"
#include "services/entity/time_codec.h"
#include "services/entity/wire.h"
#include "services/errors/errors.h"
#include "services/operations/activity_traits.h"
#include "services/operations/booking_codec.h"
#include "services/operations/events.h"

namespace letan::services {
namespace {

using storage::BookingRow;
using storage::EntityRow;
using storage::ReadTransaction;

constexpr int kLeastAtOnce = 64;            // rows, where the first step did not fill the page
constexpr std::size_t kUsualEntries = 100;  // for which, and of which size, there is room at once
constexpr std::size_t kUsualEntryBytes = 1024;

// The events of the activities, each looked up once.
class EventCache {
 public:
  explicit EventCache(ReadTransaction& read) : read_(read) {}

  struct Event {
    bool shown = false;  // there, seen, neither deleted nor cancelled
    std::string title;
  };

  absl::Status Load(const std::vector<EntityRow>& activities) {
    std::vector<std::string> names;
    for (const EntityRow& activity : activities) {
      if (events_.emplace(activity.parent, Event()).second) names.push_back(activity.parent);
    }
    const auto rows = read_.FindEntities(names);
    if (!rows.ok()) return rows.status();
    for (const EntityRow& row : *rows) {
      if (row.deleted() || row.state == "CANCELLED") continue;
      events_[row.name] = {true, operations::TitleOf(row)};
    }
    return absl::OkStatus();
  }
  // One that was loaded.
  const Event& At(const std::string& name) const { return events_.at(name); }

 private:
  ReadTransaction& read_;
  std::map<std::string, Event> events_;
};

// One page. Rows are passed on as they are stored: nothing is decoded but for a filter.
class AgendaPage {
 public:
  AgendaPage(ReadTransaction& read, const entity::Filter& filter, std::size_t size,
             const call::CallContext& context)
      : read_(read),
        filter_(filter),
        limits_(*context.limits),
        budget_(filter, context),
        events_(read),
        size_(size),
        out_(std::min(size, kUsualEntries) * kUsualEntryBytes),
        rows_(v1::Activity::descriptor()) {}

  // Adds what the filter keeps of events that are shown; moves the query's cursor behind the last
  // that was looked at. True if there is more.
  absl::StatusOr<bool> Fill(storage::EntityQuery& query);

  entity::MessageWriter& out() { return out_; }

 private:
  struct Chosen {
    const EntityRow* activity;
    const EventCache::Event* event;
  };

  // Those of the next rows that belong on the page; `full_` if there was one more.
  absl::StatusOr<std::vector<Chosen>> Choose(const std::vector<EntityRow>& rows,
                                             storage::EntityQuery& query);
  absl::StatusOr<bool> Matches(const EntityRow& row);
  // Appends entries, with their bookings, until the answer is as large as a page may be; returns
  // how many: at least one, since the answer is smaller at first.
  absl::StatusOr<std::size_t> Append(const std::vector<Chosen>& chosen);
  void AppendEntry(const Chosen& chosen, std::span<const BookingRow> bookings);
  bool large() const { return out_.size() > limits::kFullPageBytes; }

  ReadTransaction& read_;
  const entity::Filter& filter_;
  const limits::Adjustable& limits_;
  entity::FilterBudget budget_;
  EventCache events_;
  const std::size_t size_;
  std::size_t entries_ = 0;
  int left_out_ = 0;
  bool full_ = false;
  entity::MessageWriter out_;
  const entity::RowEncoder rows_;
  v1::Activity activity_;
};

absl::StatusOr<bool> AgendaPage::Matches(const EntityRow& row) {
  if (filter_.empty()) return true;
  if (absl::Status status = entity::Decode(row, activity_); !status.ok()) return status;
  return filter_.Matches(activity_, row.folded_title);
}

absl::StatusOr<std::vector<AgendaPage::Chosen>> AgendaPage::Choose(
    const std::vector<EntityRow>& rows, storage::EntityQuery& query) {
  std::vector<Chosen> chosen;
  chosen.reserve(rows.size());
  const EntityRow* last = nullptr;
  for (const EntityRow& row : rows) {
    const EventCache::Event& event = events_.At(row.parent);
    const auto matches = event.shown ? Matches(row) : false;
    if (!matches.ok()) return matches.status();
    if (*matches) {
      full_ = entries_ + chosen.size() == size_;
      if (full_) break;
      chosen.push_back({&row, &event});
    } else {
      ++left_out_;
      if (absl::Status status = budget_.Look(row.body.size()); !status.ok()) return status;
    }
    last = &row;
  }
  if (last != nullptr) {
    query.has_cursor = true;
    query.cursor = storage::CursorAt(*last, query.order);
  }
  return chosen;
}

void AgendaPage::AppendEntry(const Chosen& chosen, std::span<const BookingRow> bookings) {
  using Entry = v1::AgendaEntry;
  const std::size_t entry = out_.Begin(v1::QueryAgendaResponse::kEntriesFieldNumber);
  const std::size_t activity = out_.Begin(Entry::kActivityFieldNumber);
  rows_.Append(*chosen.activity, out_);
  out_.End(activity);
  out_.Bytes(Entry::kEventFieldNumber, chosen.activity->parent);
  const std::string& title = chosen.event->title;
  if (!title.empty()) out_.Bytes(Entry::kEventTitleFieldNumber, title);
  for (const BookingRow& booking : bookings) {
    operations::AppendBooking(Entry::kBookingsFieldNumber, booking, out_);
  }
  out_.End(entry);
  ++entries_;
}

absl::StatusOr<std::size_t> AgendaPage::Append(const std::vector<Chosen>& chosen) {
  std::vector<std::string> names;
  names.reserve(chosen.size());
  for (const Chosen& one : chosen) names.push_back(one.activity->name);
  std::size_t next = 0;
  // The ones before that activity, which have no bookings. True if it can follow.
  const auto append_before = [&](std::string_view activity) {
    while (next < chosen.size() && names[next] != activity && !large()) {
      AppendEntry(chosen[next++], {});
    }
    return next < chosen.size() && !large();
  };
  const absl::Status visited = read_.VisitActivityBookings(
      names, limits::kMaxBookingsPerEvent,
      [&](const std::string& activity, std::span<const BookingRow> bookings) {
        if (!append_before(activity)) return false;
        AppendEntry(chosen[next++], bookings);
        return !large();
      });
  if (absl::IsFailedPrecondition(visited)) {
    const std::string name(visited.message());
    append_before(name);
    if (next > 0) return next;
    return errors::Precondition(
        "TOO_MANY", name,
        "has more than " + std::to_string(limits::kMaxBookingsPerEvent) + " bookings");
  }
  if (!visited.ok()) return visited;
  append_before("");
  return next;
}

absl::StatusOr<bool> AgendaPage::Fill(storage::EntityQuery& query) {
  for (;;) {
    const auto rows = read_.ListEntities(query);
    if (!rows.ok()) return rows.status();
    if (absl::Status status = events_.Load(*rows); !status.ok()) return status;
    const auto chosen = Choose(*rows, query);
    if (!chosen.ok()) return chosen.status();
    const auto appended = Append(*chosen);
    if (!appended.ok()) return appended.status();
    if (*appended < chosen->size()) {
      query.has_cursor = true;
      query.cursor = storage::CursorAt(*(*chosen)[*appended - 1].activity, query.order);
      return true;
    }
    if (full_) return true;
    if (static_cast<int>(rows->size()) < query.limit) return false;
    // Rows were left out, so that there is room by number; but not by size, or it took too long.
    if (large() || left_out_ >= limits_.max_filtered_rows) return true;
    query.limit = std::max(query.limit, kLeastAtOnce);
  }
}

storage::EntityQuery ToQuery(const v1::QueryAgendaRequest& request, int size,
                             const entity::Filter& filter) {
  storage::EntityQuery query;
  query.kind = entity::EntityTraits<v1::Activity>::kKind;
  query.within_window = true;
  query.window = entity::ToInterval(request.interval());
  query.order = storage::EntityOrder::kStart;
  query.limit = size + 1;
  query.lean = filter.empty();
  filter.Narrow("interval.start_time", query);
  return query;
}

absl::StatusOr<call::Encoded> QueryAgenda(const call::CallContext& context, ReadTransaction& read,
                                          const v1::QueryAgendaRequest& request,
                                          const entity::PageTokens& tokens) {
  const auto size = entity::PageSize(request.page_size());
  if (!size.ok()) return size.status();
  const auto filter = entity::Filter::Make(request.filter(), v1::Activity::descriptor());
  if (!filter.ok()) return filter.status();
  storage::EntityQuery query = ToQuery(request, *size, *filter);
  if (!request.page_token().empty()) {
    auto cursor = tokens.Read(request.page_token(), context.method, request, context.viewer);
    if (!cursor.ok()) return cursor.status();
    query.has_cursor = true;
    query.cursor = *std::move(cursor);
  }
  AgendaPage page(read, *filter, static_cast<std::size_t>(*size), context);
  const auto more = page.Fill(query);
  if (!more.ok()) return more.status();
  if (*more) {
    page.out().Bytes(v1::QueryAgendaResponse::kNextPageTokenFieldNumber,
                     tokens.Make(query.cursor, context.method, request, context.viewer));
  }
  return call::Encoded{page.out().Take()};
}

}  // namespace

void AddQueryAgenda(call::ServiceTable& table, const entity::PageTokens& tokens) {
  table.Read<v1::QueryAgendaRequest, v1::QueryAgendaResponse>(
      "QueryAgenda", [&tokens](const call::CallContext& context, ReadTransaction& read,
                               const v1::QueryAgendaRequest& request) {
        return QueryAgenda(context, read, request, tokens);
      });
}

}  // namespace letan::services
