#include "services/itinerary/itinerary_service.h"

#include <string>
#include <utility>
#include <vector>

#include "services/core/limits.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/names.h"
#include "services/entity/references.h"
#include "services/entity/time_codec.h"
#include "services/itinerary/agenda.h"
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
  for (int i = 0; i <= limits::kMaxUnitsPerActivity; ++i) ids.push_back(context.new_id());
  return [request, ids](WriteTransaction& write) { return ApplyBook(write, request, ids); };
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
  AddQueryAgenda(table, *deps.page_tokens);
  return table;
}

}  // namespace letan::services
