#include "services/itinerary/day_methods.h"

#include <cstdlib>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "letan/v1/itinerary_service.pb.h"
#include "services/core/limits.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/operations/activity_traits.h"
#include "services/operations/booking_codec.h"
#include "services/operations/copy.h"
#include "services/operations/events.h"
#include "services/operations/shift.h"

namespace letan::services {
namespace {

using storage::WriteTransaction;

absl::StatusOr<v1::ShiftActivitiesResponse> ApplyShift(WriteTransaction& write,
                                                       const v1::ShiftActivitiesRequest& request) {
  auto event = operations::FindOpenEvent(write, request.parent(), "parent");
  if (!event.ok()) return event.status();
  auto activities =
      operations::ActivitiesWithin(write, request.parent(), entity::ToInterval(request.interval()));
  if (!activities.ok()) return activities.status();
  const booking::Micros delta = entity::ToMicros(request.offset());
  std::set<std::string> names;
  for (const v1::Activity& activity : *activities) names.insert(activity.name());
  auto bookings = operations::ShiftActivityBookings(write, request.parent(), names, delta);
  if (!bookings.ok()) return bookings.status();
  v1::ShiftActivitiesResponse response;
  for (v1::Activity& activity : *activities) {
    absl::Status status = operations::ShiftInterval("offset", delta, *activity.mutable_interval());
    if (!status.ok()) return status;
    auto stored = entity::Store(write, activity);
    if (!stored.ok()) return stored.status();
    *response.add_activities() = *std::move(stored);
  }
  for (const storage::BookingRow& row : *bookings) {
    *response.add_bookings() = operations::ToProto(row);
  }
  return response;
}

absl::StatusOr<call::Apply<v1::ShiftActivitiesResponse>> PrepareShift(
    const call::CallContext&, const v1::ShiftActivitiesRequest& request) {
  const booking::Micros delta = entity::ToMicros(request.offset());
  if (delta == 0 || std::abs(delta) > limits::kMaxQueryDays * booking::kDay) {
    return errors::InvalidField(
        "offset", "must not be 0, and at most " + std::to_string(limits::kMaxQueryDays) + " days");
  }
  return [request](WriteTransaction& write) { return ApplyShift(write, request); };
}

absl::StatusOr<v1::CopyActivitiesResponse> ApplyCopy(WriteTransaction& write,
                                                     const v1::CopyActivitiesRequest& request,
                                                     const std::vector<std::string>& ids) {
  auto source = operations::FindEvent(write, request.parent(), "parent");
  if (!source.ok()) return source.status();
  const bool same = request.destination().empty();
  auto event = operations::FindOpenEvent(write, same ? request.parent() : request.destination(),
                                         same ? "parent" : "destination");
  if (!event.ok()) return event.status();
  operations::ActivityCopies copies;
  copies.from = request.parent();
  if (request.has_interval()) copies.window = entity::ToInterval(request.interval());
  copies.delta = entity::ToMicros(request.offset());
  copies.ids = ids;
  std::vector<std::string> left_out;
  auto made = operations::CopyActivities(write, *event, copies, left_out);
  if (!made.ok()) return made.status();
  v1::CopyActivitiesResponse response;
  for (v1::Activity& activity : *made) *response.add_activities() = std::move(activity);
  for (std::string& one : left_out) response.add_left_out(std::move(one));
  return response;
}

absl::StatusOr<call::Apply<v1::CopyActivitiesResponse>> PrepareCopy(
    const call::CallContext& context, const v1::CopyActivitiesRequest& request) {
  std::vector<std::string> ids;
  for (int i = 0; i < limits::kMaxActivitiesPerEvent; ++i) ids.push_back(context.new_id());
  return [request, ids = std::move(ids)](WriteTransaction& write) {
    return ApplyCopy(write, request, ids);
  };
}

}  // namespace

void AddDayMethods(call::ServiceTable& table) {
  table.Write<v1::ShiftActivitiesRequest, v1::ShiftActivitiesResponse>("ShiftActivities",
                                                                       PrepareShift);
  table.Write<v1::CopyActivitiesRequest, v1::CopyActivitiesResponse>("CopyActivities", PrepareCopy);
}

}  // namespace letan::services
