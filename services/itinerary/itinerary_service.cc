#include "services/itinerary/itinerary_service.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "services/core/limits.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/entity_page.h"
#include "services/entity/filter.h"
#include "services/entity/names.h"
#include "services/entity/references.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/itinerary/book_activity.h"
#include "services/itinerary/day_methods.h"
#include "services/itinerary/import_activities.h"
#include "services/operations/activity_traits.h"
#include "services/operations/booking_codec.h"
#include "services/operations/events.h"
#include "services/operations/reserve.h"
#include "services/operations/shift.h"

namespace letan::services {
namespace {

using storage::BookingRow;
using storage::ReadTransaction;
using storage::WriteTransaction;

void AddBookings(const std::vector<BookingRow>& rows,
                 google::protobuf::RepeatedPtrField<v1::Booking>* bookings) {
  for (const BookingRow& row : rows) *bookings->Add() = operations::ToProto(row);
}

absl::Status BeforeWrite(WriteTransaction& write, const v1::Activity* before, v1::Activity& after) {
  const std::string event_name = entity::ParentOfName(after.name());
  auto event = operations::FindOpenEvent(write, event_name, "parent");
  if (!event.ok()) return event.status();
  if (before == nullptr) {
    if (absl::Status room = operations::CheckRoomForActivities(write, event_name, 1); !room.ok()) {
      return room;
    }
  }
  operations::InheritLevel(*event, after);
  return absl::OkStatus();
}

absl::Status BeforeDelete(WriteTransaction& write, const v1::Activity& activity) {
  auto event = operations::FindOpenEvent(write, entity::ParentOfName(activity.name()), "name");
  if (!event.ok()) return event.status();
  storage::BookingQuery query;
  query.activity = activity.name();
  auto rows = operations::AllBookings(write, query, limits::kMaxBookingsPerEvent);
  if (!rows.ok()) return rows.status();
  return operations::ReleaseRows(write, *rows);
}

absl::Status BeforeUndelete(WriteTransaction& write, const v1::Activity& activity) {
  return operations::CheckRoomForActivities(write, entity::ParentOfName(activity.name()), 1);
}

absl::StatusOr<v1::MoveActivityResponse> ApplyMove(WriteTransaction& write,
                                                   const v1::MoveActivityRequest& request) {
  auto activity = entity::Load<v1::Activity>(write, request.name(), request.etag());
  if (!activity.ok()) return activity.status();
  if (absl::Status status = entity::CheckReferences(write, request, ""); !status.ok()) {
    return status;
  }
  operations::ActivityMove move;
  move.event = entity::ParentOfName(request.name());
  auto event = operations::FindOpenEvent(write, move.event, "name");
  if (!event.ok()) return event.status();
  move.activity = request.name();
  move.from = entity::ToInterval(activity->interval());
  move.to = entity::ToInterval(request.interval());
  move.old_place = activity->place();
  move.new_place = request.place();
  *activity->mutable_interval() = request.interval();
  if (!request.place().empty()) activity->set_place(request.place());
  auto bookings = operations::MoveActivityBookings(write, move);
  if (!bookings.ok()) return bookings.status();
  auto stored = entity::Store(write, *activity);
  if (!stored.ok()) return stored.status();
  v1::MoveActivityResponse response;
  *response.mutable_activity() = *std::move(stored);
  AddBookings(*bookings, response.mutable_bookings());
  return response;
}

absl::StatusOr<call::Apply<v1::MoveActivityResponse>> PrepareMove(
    const call::CallContext&, const v1::MoveActivityRequest& request) {
  return [request](WriteTransaction& write) { return ApplyMove(write, request); };
}

absl::StatusOr<v1::BookActivityResponse> ApplyBook(WriteTransaction& write,
                                                   const v1::BookActivityRequest& request,
                                                   const std::vector<std::string>& ids) {
  auto activity = entity::Load<v1::Activity>(write, request.name());
  if (!activity.ok()) return activity.status();
  auto event = operations::FindOpenEvent(write, entity::ParentOfName(request.name()), "name");
  if (!event.ok()) return event.status();
  if (absl::Status status = entity::CheckReferences(write, request, ""); !status.ok()) {
    return status;
  }
  auto rows = BookRequirements(write, *activity, *event, request, ids);
  if (!rows.ok()) return rows.status();
  v1::BookActivityResponse response;
  *response.mutable_activity() = *std::move(activity);
  AddBookings(*rows, response.mutable_bookings());
  return response;
}

absl::StatusOr<call::Apply<v1::BookActivityResponse>> PrepareBook(
    const call::CallContext& context, const v1::BookActivityRequest& request) {
  std::vector<std::string> ids;
  for (int i = 0; i <= kMaxUnitsPerActivity; ++i) ids.push_back(context.new_id());
  return [request, ids](WriteTransaction& write) { return ApplyBook(write, request, ids); };
}

// The events of a page of activities, each looked up once.
class EventCache {
 public:
  explicit EventCache(ReadTransaction& read) : read_(read) {}

  struct Event {
    bool shown = false;  // there, seen, neither deleted nor cancelled
    std::string title;
  };

  absl::StatusOr<Event> Find(const std::string& name) {
    const auto known = events_.find(name);
    if (known != events_.end()) return known->second;
    auto row = read_.FindEntity(name);
    if (!row.ok()) return row.status();
    Event event;
    if (row->has_value() && !(*row)->deleted() && (*row)->state != "CANCELLED") {
      event = {true, operations::TitleOf(**row)};
    }
    events_[name] = event;
    return event;
  }

 private:
  ReadTransaction& read_;
  std::map<std::string, Event> events_;
};

absl::Status AddEntry(ReadTransaction& read, const storage::EntityRow& row, v1::Activity activity,
                      const std::string& event_title, v1::QueryAgendaResponse& response) {
  storage::BookingQuery query;
  query.activity = row.name;
  auto bookings = operations::AllBookings(read, query, limits::kMaxBookingsPerEvent);
  if (!bookings.ok()) return bookings.status();
  v1::AgendaEntry* entry = response.add_entries();
  *entry->mutable_activity() = std::move(activity);
  entry->set_event(row.parent);
  entry->set_event_title(event_title);
  AddBookings(*bookings, entry->mutable_bookings());
  return absl::OkStatus();
}

// Adds what the filter keeps of events that are shown, up to `size`; moves the query's cursor
// behind the last that was looked at. True if there is more.
absl::StatusOr<bool> FillAgenda(ReadTransaction& read, const entity::Filter& filter, int size,
                                storage::EntityQuery& query, v1::QueryAgendaResponse& response) {
  EventCache events(read);
  entity::FilterBudget budget(filter);
  for (;;) {
    auto rows = read.ListEntities(query);
    if (!rows.ok()) return rows.status();
    for (const storage::EntityRow& row : *rows) {
      auto event = events.Find(row.parent);
      if (!event.ok()) return event.status();
      auto activity = entity::FromRow<v1::Activity>(row);
      if (!activity.ok()) return activity.status();
      if (event->shown && filter.Matches(*activity, row.folded_title)) {
        if (response.entries_size() == size) return true;
        absl::Status added = AddEntry(read, row, *std::move(activity), event->title, response);
        if (!added.ok()) return added;
      } else if (absl::Status status = budget.Look(row.body.size()); !status.ok()) {
        return status;
      }
      query.has_cursor = true;
      query.cursor = storage::CursorAt(row, query.order);
    }
    if (static_cast<int>(rows->size()) < query.limit) return false;
  }
}

absl::StatusOr<v1::QueryAgendaResponse> QueryAgenda(const call::CallContext& context,
                                                    ReadTransaction& read,
                                                    const v1::QueryAgendaRequest& request,
                                                    const entity::PageTokens& tokens) {
  auto size = entity::PageSize(request.page_size());
  if (!size.ok()) return size.status();
  storage::EntityQuery query;
  query.kind = entity::EntityTraits<v1::Activity>::kKind;
  query.within_window = true;
  query.window = entity::ToInterval(request.interval());
  query.order = storage::EntityOrder::kStart;
  query.limit = *size + 1;
  auto filter = entity::Filter::Make(request.filter(), v1::Activity::descriptor());
  if (!filter.ok()) return filter.status();
  filter->Narrow("interval.start_time", query);
  if (!request.page_token().empty()) {
    auto cursor = tokens.Read(request.page_token(), context.method, request, context.viewer);
    if (!cursor.ok()) return cursor.status();
    query.has_cursor = true;
    query.cursor = *std::move(cursor);
  }
  v1::QueryAgendaResponse response;
  const auto more = FillAgenda(read, *filter, *size, query, response);
  if (!more.ok()) return more.status();
  if (*more) {
    response.set_next_page_token(
        tokens.Make(query.cursor, context.method, request, context.viewer));
  }
  return response;
}

}  // namespace

call::ServiceTable MakeItineraryService(const entity::ServiceDeps& deps) {
  call::ServiceTable table(google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      "letan.v1.ItineraryService"));
  entity::EntityHooks<v1::Activity> hooks;
  hooks.before_write = BeforeWrite;
  hooks.before_delete = BeforeDelete;
  hooks.before_undelete = BeforeUndelete;
  entity::AddStandardMethods<v1::Activity>(table, *deps.page_tokens, hooks);
  table.Write<v1::MoveActivityRequest, v1::MoveActivityResponse>("MoveActivity", PrepareMove);
  table.Write<v1::BookActivityRequest, v1::BookActivityResponse>("BookActivity", PrepareBook);
  AddDayMethods(table);
  AddImportActivities(table);
  const entity::PageTokens* tokens = deps.page_tokens;
  table.Read<v1::QueryAgendaRequest, v1::QueryAgendaResponse>(
      "QueryAgenda", [tokens](const call::CallContext& context, ReadTransaction& read,
                              const v1::QueryAgendaRequest& request) {
        return QueryAgenda(context, read, request, *tokens);
      });
  return table;
}

}  // namespace letan::services
