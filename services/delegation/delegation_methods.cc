#include "services/delegation/delegation_methods.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/core/limits.h"
#include "services/delegation/copy_delegation.h"
#include "services/delegation/delegation_traits.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/references.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/operations/booking_codec.h"
#include "services/operations/event_hooks.h"
#include "services/operations/events.h"
#include "services/operations/shift.h"
#include "services/operations/stock.h"

namespace letan::services {
namespace {

using booking::Micros;
using storage::WriteTransaction;

void Shift(google::protobuf::Timestamp& time, Micros delta) {
  time = entity::ToTimestamp(entity::ToMicros(time) + delta);
}

void ShiftOwnTimes(v1::Delegation& delegation, Micros delta) {
  operations::ShiftInterval(*delegation.mutable_interval(), delta);
  for (v1::Delegation::Member& member : *delegation.mutable_members()) {
    if (member.has_arrival_time()) Shift(*member.mutable_arrival_time(), delta);
    if (member.has_departure_time()) Shift(*member.mutable_departure_time(), delta);
  }
}

absl::StatusOr<v1::MoveDelegationResponse> ApplyMove(WriteTransaction& write,
                                                     const v1::MoveDelegationRequest& request) {
  auto delegation = entity::Load<v1::Delegation>(write, request.name(), request.etag());
  if (!delegation.ok()) return delegation.status();
  auto open = operations::FindOpenEvent(write, request.name(), "name");
  if (!open.ok()) return open.status();
  const Micros delta = entity::ToMicros(request.start_time()) -
                       entity::ToMicros(delegation->interval().start_time());
  auto bookings = operations::ShiftEventBookings(write, request.name(), delta);
  if (!bookings.ok()) return bookings.status();
  const v1::Delegation before = *delegation;
  ShiftOwnTimes(*delegation, delta);
  absl::Status noted = operations::BeforeEventWrite(write, &before, *delegation);
  if (!noted.ok()) return noted;
  auto activities = operations::ShiftActivities(write, request.name(), delta);
  if (!activities.ok()) return activities.status();
  auto stored = entity::Store(write, *delegation);
  if (!stored.ok()) return stored.status();
  v1::MoveDelegationResponse response;
  *response.mutable_delegation() = *std::move(stored);
  for (v1::Activity& activity : *activities) *response.add_activities() = std::move(activity);
  for (const storage::BookingRow& row : *bookings) {
    *response.add_bookings() = operations::ToProto(row);
  }
  return response;
}

absl::StatusOr<call::Apply<v1::MoveDelegationResponse>> PrepareMove(
    const call::CallContext&, const v1::MoveDelegationRequest& request) {
  return [request](WriteTransaction& write) { return ApplyMove(write, request); };
}

// Takes a gift out of stock; the booking that promised it, if named, is settled by it.
absl::Status IssueGift(WriteTransaction& write, const std::string& delegation,
                       const v1::Delegation::Gift& gift, const std::string& movement_id) {
  storage::MovementRow movement;
  movement.item = gift.stock_item();
  movement.name = gift.stock_item() + "/movements/" + movement_id;
  movement.kind = "ISSUE";
  movement.delta = -gift.quantity();
  movement.at = gift.has_gift_time() ? entity::ToMicros(gift.gift_time()) : write.now();
  movement.reason = delegation;
  movement.booking = gift.booking();
  if (!gift.booking().empty()) {
    auto row = write.FindBooking(gift.booking());
    if (!row.ok()) return row.status();
    if (!row->has_value() || (*row)->occupancy.owner != delegation ||
        (*row)->occupancy.resource != gift.stock_item()) {
      return errors::InvalidField("gift.booking",
                                  "is no live booking of this item by this delegation");
    }
  }
  movement.create_time = write.now();
  return operations::MoveStock(write, movement, "gift.booking");
}

absl::StatusOr<v1::Delegation> ApplyGift(WriteTransaction& write,
                                         const v1::RecordGiftRequest& request,
                                         const std::string& movement_id) {
  auto delegation = entity::Load<v1::Delegation>(write, request.name(), request.etag());
  if (!delegation.ok()) return delegation.status();
  if (delegation->state() == v1::EVENT_STATE_CANCELLED) {
    return errors::Precondition(errors::kStateTransition, request.name(),
                                "is CANCELLED and exchanges no gifts");
  }
  if (delegation->gifts_size() >= limits::kMaxGiftsPerDelegation) {
    return errors::Precondition("TOO_MANY", request.name(), "its gift register is full");
  }
  if (absl::Status status = entity::CheckReferences(write, request, ""); !status.ok()) {
    return status;
  }
  v1::Delegation::Gift* gift = delegation->add_gifts();
  *gift = request.gift();
  if (!gift->has_gift_time()) *gift->mutable_gift_time() = entity::ToTimestamp(write.now());
  if (!gift->stock_item().empty()) {
    absl::Status status = IssueGift(write, request.name(), *gift, movement_id);
    if (!status.ok()) return status;
  }
  return entity::Store(write, *delegation);
}

absl::StatusOr<call::Apply<v1::Delegation>> PrepareGift(const call::CallContext& context,
                                                        const v1::RecordGiftRequest& request) {
  std::vector<errors::FieldViolation> violations;
  const v1::Delegation::Gift& gift = request.gift();
  if (gift.quantity() < 1 || gift.quantity() > limits::kMaxQuantity) {
    violations.push_back(
        {"gift.quantity", "must be from 1 to " + std::to_string(limits::kMaxQuantity)});
  }
  if (gift.direction() == v1::Delegation::Gift::DIRECTION_RECEIVED &&
      (!gift.stock_item().empty() || !gift.booking().empty())) {
    violations.push_back({"gift.stock_item", "belongs to gifts given only"});
  }
  if (gift.stock_item().empty() && !gift.booking().empty()) {
    violations.push_back({"gift.booking", "needs the stock_item that it is a booking of"});
  }
  if (!violations.empty()) return errors::InvalidArgument(violations);
  return [request, id = context.new_id()](WriteTransaction& write) {
    return ApplyGift(write, request, id);
  };
}

}  // namespace

void AddDelegationMethods(call::ServiceTable& table) {
  table.Write<v1::MoveDelegationRequest, v1::MoveDelegationResponse>("MoveDelegation", PrepareMove);
  AddCopyDelegation(table);
  table.Write<v1::RecordGiftRequest, v1::Delegation>("RecordGift", PrepareGift);
}

}  // namespace letan::services
