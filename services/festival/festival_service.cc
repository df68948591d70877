#include "services/festival/festival_service.h"

#include <utility>

#include "letan/v1/festival_service.pb.h"
#include "services/entity/entity_handlers.h"
#include "services/festival/editions.h"
#include "services/festival/festival_traits.h"
#include "services/operations/booking_codec.h"
#include "services/operations/event_hooks.h"
#include "services/operations/events.h"
#include "services/operations/shift.h"

namespace letan::services {
namespace {

using storage::WriteTransaction;

absl::StatusOr<v1::MoveFestivalResponse> ApplyMove(WriteTransaction& write,
                                                   const v1::MoveFestivalRequest& request) {
  auto festival = entity::Load<v1::Festival>(write, request.name(), request.etag());
  if (!festival.ok()) return festival.status();
  auto open = operations::FindOpenEvent(write, request.name(), "name");
  if (!open.ok()) return open.status();
  const storage::Micros delta =
      entity::ToMicros(request.start_time()) - entity::ToMicros(festival->interval().start_time());
  auto bookings = operations::ShiftEventBookings(write, request.name(), delta);
  if (!bookings.ok()) return bookings.status();
  const v1::Festival before = *festival;
  operations::ShiftInterval(*festival->mutable_interval(), delta);
  absl::Status noted = operations::BeforeEventWrite(write, &before, *festival);
  if (!noted.ok()) return noted;
  auto activities = operations::ShiftActivities(write, request.name(), delta);
  if (!activities.ok()) return activities.status();
  auto stored = entity::Store(write, *festival);
  if (!stored.ok()) return stored.status();
  v1::MoveFestivalResponse response;
  *response.mutable_festival() = *std::move(stored);
  for (v1::Activity& activity : *activities) *response.add_activities() = std::move(activity);
  for (const storage::BookingRow& row : *bookings) {
    *response.add_bookings() = operations::ToProto(row);
  }
  return response;
}

}  // namespace

call::ServiceTable MakeFestivalService(const entity::ServiceDeps& deps) {
  call::ServiceTable table(
      v1::GetFestivalRequest::descriptor()->file()->FindServiceByName("FestivalService"));
  entity::AddStandardMethods<v1::FestivalSeries>(table, *deps.page_tokens);
  entity::AddStandardMethods<v1::Festival>(table, *deps.page_tokens,
                                           operations::EventHooks<v1::Festival>());
  AddEditionMethods(table);
  table.Write<v1::MoveFestivalRequest, v1::MoveFestivalResponse>(
      "MoveFestival",
      [](const call::CallContext&, const v1::MoveFestivalRequest& request)
          -> absl::StatusOr<call::Apply<v1::MoveFestivalResponse>> {
        return [request](WriteTransaction& write) { return ApplyMove(write, request); };
      });
  return table;
}

}  // namespace letan::services
