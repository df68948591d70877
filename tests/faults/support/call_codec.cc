#include "tests/faults/support/call_codec.h"

#include <algorithm>

#include "google/rpc/error_details.pb.h"
#include "letan/v1/conflict.pb.h"
#include "services/entity/time_codec.h"
#include "tests/support/test_server.h"

namespace letan::faults {
namespace {

v1::TimeInterval IntervalOf(std::int64_t start, std::int64_t end) {
  return entity::FromInterval({start, end});
}

v1::BookingLeg ToLeg(const Leg& leg) {
  v1::BookingLeg proto;
  proto.set_resource(leg.resource());
  *proto.mutable_interval() = IntervalOf(leg.start(), leg.end());
  proto.set_quantity(leg.quantity());
  return proto;
}

template <class Request>
Request ToMaking(const Operation& operation, bool restricted) {
  Request request;
  if (restricted) request.set_handling_level(v1::HANDLING_LEVEL_RESTRICTED);
  request.set_owner_label(operation.request_id());
  request.set_request_id(operation.request_id());
  for (const Leg& leg : operation.legs()) *request.add_legs() = ToLeg(leg);
  return request;
}

template <class Request>
Request ToNaming(const Operation& operation) {
  Request request;
  request.set_request_id(operation.request_id());
  *request.mutable_names() = operation.names();
  return request;
}

Violation::Rule FromRule(v1::BookingRule rule) {
  switch (rule) {
    case v1::BOOKING_RULE_OVERLAP:
      return Violation::OVERLAP;
    case v1::BOOKING_RULE_CAPACITY:
      return Violation::CAPACITY;
    case v1::BOOKING_RULE_STOCK:
      return Violation::STOCK;
    case v1::BOOKING_RULE_BUFFER:
      return Violation::GAP;
    case v1::BOOKING_RULE_DRIVER_REQUIRED:
      return Violation::DRIVER;
    default:
      return Violation::FOREIGN;
  }
}

void AddViolation(const v1::RuleViolation& proto, LegRefusal* refusal) {
  Violation* violation = refusal->add_violations();
  violation->set_rule(FromRule(proto.rule()));
  violation->set_available(proto.available());
  *violation->mutable_blocking_legs() = proto.blocking_legs();
  for (const v1::BlockingBooking& one : proto.blocking()) {
    Blocking* blocking = violation->add_blocking();
    blocking->set_name(one.booking());
    blocking->set_label(one.owner_label());
    const booking::Interval interval = entity::ToInterval(one.interval());
    blocking->set_start(interval.start);
    blocking->set_end(interval.end);
  }
}

void AddReasons(const v1::ConflictDetails& details, Operation* operation) {
  for (const v1::LegConflict& leg : details.legs()) {
    LegRefusal* refusal = operation->add_leg_refusals();
    refusal->set_leg(leg.leg());
    for (const v1::RuleViolation& violation : leg.violations()) AddViolation(violation, refusal);
    if (leg.has_nearest_fit()) {
      const booking::Interval fit = entity::ToInterval(leg.nearest_fit());
      refusal->set_fit_start(fit.start);
      refusal->set_fit_end(fit.end);
    }
  }
  for (const v1::ReleaseConflict& release : details.releases()) {
    ReleaseRefusal* refusal = operation->add_release_refusals();
    refusal->set_driver(release.booking());
    *refusal->mutable_vehicles() = release.vehicle_bookings();
  }
}

void AddRefusal(const grpc::Status& status, Operation* operation) {
  google::rpc::ErrorInfo info;
  testing::DetailOf(status, &info);
  const bool movement = operation->kind() == Operation::MOVEMENT;
  if (info.reason() != (movement ? "STOCK_BELOW_ZERO" : "BOOKING_CONFLICT")) {
    operation->set_outcome(Operation::ERROR);
    return;
  }
  operation->set_outcome(Operation::REFUSED);
  v1::ConflictDetails details;
  if (testing::DetailOf(status, &details)) AddReasons(details, operation);
  operation->set_shortened(
      std::any_of(info.metadata().begin(), info.metadata().end(),
                  [](const auto& entry) { return entry.first.rfind("omitted", 0) == 0; }));
}

}  // namespace

v1::BookRequest ToBook(const Operation& operation, bool restricted) {
  return ToMaking<v1::BookRequest>(operation, restricted);
}

v1::HoldRequest ToHold(const Operation& operation, std::int64_t hold_micros, bool restricted) {
  auto request = ToMaking<v1::HoldRequest>(operation, restricted);
  *request.mutable_hold_duration() = entity::ToDuration(hold_micros);
  return request;
}

v1::ConfirmRequest ToConfirm(const Operation& operation) {
  return ToNaming<v1::ConfirmRequest>(operation);
}

v1::ReleaseRequest ToRelease(const Operation& operation) {
  return ToNaming<v1::ReleaseRequest>(operation);
}

v1::MoveRequest ToMove(const Operation& operation) {
  v1::MoveRequest request;
  request.set_request_id(operation.request_id());
  for (const Change& change : operation.changes()) {
    auto* move = request.add_moves();
    move->set_name(change.name());
    move->set_resource(change.leg().resource());
    move->set_quantity(change.leg().quantity());
    if (change.leg().end() != 0) {
      *move->mutable_interval() = IntervalOf(change.leg().start(), change.leg().end());
    }
  }
  return request;
}

v1::CreateStockMovementRequest ToMovement(const Operation& operation) {
  v1::CreateStockMovementRequest request;
  const Movement& movement = operation.movement();
  request.set_request_id(operation.request_id());
  request.set_parent(movement.item());
  v1::StockMovement& stock = *request.mutable_stock_movement();
  stock.set_kind(movement.delta() > 0          ? v1::StockMovement::KIND_RECEIPT
                 : !movement.booking().empty() ? v1::StockMovement::KIND_ISSUE
                                               : v1::StockMovement::KIND_WRITE_OFF);
  stock.set_quantity(std::abs(movement.delta()));
  *stock.mutable_effective_time() = entity::ToTimestamp(movement.at());
  stock.set_booking(movement.booking());
  stock.set_reason(operation.request_id());
  return request;
}

v1::ListBookingsRequest ToList(const Operation& operation) {
  v1::ListBookingsRequest request;
  const Scope& scope = operation.scope();
  request.set_resource(scope.resource());
  if (scope.end() != 0) *request.mutable_interval() = IntervalOf(scope.start(), scope.end());
  request.set_page_size(1000);
  return request;
}

v1::GetBookingRequest ToGet(const Operation& operation) {
  v1::GetBookingRequest request;
  request.set_name(operation.names(0));
  return request;
}

v1::QueryFreeBusyRequest ToBusy(const Operation& operation) {
  v1::QueryFreeBusyRequest request;
  request.add_resources(operation.scope().resource());
  *request.mutable_interval() = IntervalOf(operation.scope().start(), operation.scope().end());
  return request;
}

v1::GetStockLevelRequest ToStockLevel(const Operation& operation) {
  v1::GetStockLevelRequest request;
  request.set_name(operation.stock_level().item());
  *request.mutable_time() = entity::ToTimestamp(operation.stock_level().at());
  return request;
}

Booking FromBooking(const v1::Booking& proto) {
  Booking booking;
  booking.set_name(proto.name());
  const booking::Interval interval = entity::ToInterval(proto.leg().interval());
  booking.mutable_leg()->set_resource(proto.leg().resource());
  booking.mutable_leg()->set_start(interval.start);
  booking.mutable_leg()->set_end(interval.end);
  booking.mutable_leg()->set_quantity(proto.leg().quantity());
  if (proto.has_expire_time()) booking.set_expire_time(entity::ToMicros(proto.expire_time()));
  booking.set_label(proto.owner_label());
  booking.set_group(proto.group());
  booking.set_update_time(entity::ToMicros(proto.update_time()));
  return booking;
}

void AddBookings(const google::protobuf::RepeatedPtrField<v1::Booking>& bookings,
                 Operation* operation) {
  for (const v1::Booking& booking : bookings) *operation->add_bookings() = FromBooking(booking);
}

void AddBusy(const v1::QueryFreeBusyResponse& response, Operation* operation) {
  for (const auto& resource : response.resources()) {
    for (const auto& busy : resource.busy()) {
      BusySpan* span = operation->add_busy();
      const booking::Interval interval = entity::ToInterval(busy.interval());
      span->set_start(interval.start);
      span->set_end(interval.end);
      span->set_quantity(busy.quantity());
    }
  }
}

void AddStockLevel(const v1::StockLevel& level, Operation* operation) {
  StockLevel* stock = operation->mutable_stock_level();
  stock->set_on_hand(level.on_hand());
  stock->set_available(level.available());
  stock->set_lowest(level.lowest());
}

void AddStatus(const grpc::Status& status, Operation* operation) {
  switch (status.error_code()) {
    case grpc::StatusCode::OK:
      return operation->set_outcome(Operation::OK);
    case grpc::StatusCode::FAILED_PRECONDITION:
      AddRefusal(status, operation);
      break;
    case grpc::StatusCode::NOT_FOUND:
      operation->set_outcome(Operation::NOT_FOUND);
      break;
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      operation->set_outcome(Operation::OVERLOADED);
      break;
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::CANCELLED:
      operation->set_outcome(Operation::UNKNOWN);
      break;
    default:
      operation->set_outcome(Operation::ERROR);
  }
  if (operation->outcome() == Operation::ERROR || operation->outcome() == Operation::UNKNOWN) {
    operation->set_error(std::to_string(status.error_code()) + ": " + status.error_message());
  }
}

}  // namespace letan::faults
