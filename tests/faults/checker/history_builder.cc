#include "tests/faults/checker/history_builder.h"

#include "tests/faults/checker/checker.h"

namespace letan::faults {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

void AddResource(World& world, const std::string& name, World::Model model,
                 std::int64_t capacity = 1, World::Role role = World::OTHER) {
  World::Resource* resource = world.add_resources();
  resource->set_name(name);
  resource->set_model(model);
  resource->set_role(role);
  resource->set_capacity(capacity);
}

}  // namespace

World SmallWorld() {
  World world;
  AddResource(world, "room", World::EXCLUSIVE);
  AddResource(world, "desk", World::EXCLUSIVE);
  world.mutable_resources()->rbegin()->set_gap(kHour);
  AddResource(world, "hall", World::SHARED, 3);
  AddResource(world, "hotel", World::PER_NIGHT, 2);
  AddResource(world, "gift", World::CONSUMABLE);
  AddResource(world, "flag", World::RETURNABLE);
  AddResource(world, "car", World::EXCLUSIVE, 1, World::VEHICLE);
  AddResource(world, "driver", World::EXCLUSIVE, 1, World::DRIVER);
  world.set_noon(5 * kHour);
  return world;
}

Leg At(const std::string& resource, std::int64_t from_hour, std::int64_t to_hour,
       std::int64_t quantity) {
  Leg leg;
  leg.set_resource(resource);
  leg.set_start(from_hour * kHour);
  leg.set_end(to_hour * kHour);
  leg.set_quantity(quantity);
  return leg;
}

Operation& HistoryBuilder::Add(Operation::Kind kind, Operation::Outcome outcome,
                               std::int64_t revision) {
  Operation& operation = history_.operations.emplace_back();
  operation.set_client(1);
  operation.set_kind(kind);
  operation.set_outcome(outcome);
  operation.set_revision(revision);
  operation.set_invoked(++event_);
  operation.set_invoke_time(event_ * kSecond);
  operation.set_returned(++event_);
  operation.set_return_time(event_ * kSecond);
  if (IsWrite(kind)) operation.set_request_id("r" + std::to_string(event_));
  return operation;
}

Operation& HistoryBuilder::AddMade(Operation::Kind kind, std::int64_t revision,
                                   const std::string& prefix, const std::vector<Leg>& legs,
                                   std::int64_t expire_time) {
  Operation& operation = Add(kind, Operation::OK, revision);
  for (std::size_t i = 0; i < legs.size(); ++i) {
    *operation.add_legs() = legs[i];
    Booking* booking = operation.add_bookings();
    booking->set_name(prefix + std::to_string(i));
    *booking->mutable_leg() = legs[i];
    booking->set_expire_time(expire_time);
    booking->set_label(operation.request_id());
    booking->set_group("group of " + prefix);
    known_[booking->name()] = *booking;
  }
  return operation;
}

Operation& HistoryBuilder::Book(std::int64_t revision, const std::string& prefix,
                                const std::vector<Leg>& legs) {
  return AddMade(Operation::BOOK, revision, prefix, legs, 0);
}

Operation& HistoryBuilder::Hold(std::int64_t revision, const std::string& prefix,
                                const std::vector<Leg>& legs, std::int64_t expire_second) {
  return AddMade(Operation::HOLD, revision, prefix, legs, expire_second * kSecond);
}

Operation& HistoryBuilder::Release(std::int64_t revision, const std::vector<std::string>& names) {
  Operation& operation = Add(Operation::RELEASE, Operation::OK, revision);
  for (const std::string& name : names) operation.add_names(name);
  return operation;
}

Operation& HistoryBuilder::Move(std::int64_t revision, const std::string& name, const Leg& leg) {
  Operation& operation = Add(Operation::MOVE, Operation::OK, revision);
  Change* change = operation.add_changes();
  change->set_name(name);
  *change->mutable_leg() = leg;
  *known_[name].mutable_leg() = leg;
  *operation.add_bookings() = known_[name];
  return operation;
}

Operation& HistoryBuilder::Confirm(std::int64_t revision, const std::string& name) {
  Operation& operation = Add(Operation::CONFIRM, Operation::OK, revision);
  operation.add_names(name);
  known_[name].clear_expire_time();
  *operation.add_bookings() = known_[name];
  return operation;
}

Operation& HistoryBuilder::Receive(std::int64_t revision, const std::string& item,
                                   std::int64_t delta, std::int64_t hour) {
  Operation& operation = Add(Operation::MOVEMENT, Operation::OK, revision);
  operation.mutable_movement()->set_item(item);
  operation.mutable_movement()->set_delta(delta);
  operation.mutable_movement()->set_at(hour * kHour);
  return operation;
}

Operation& HistoryBuilder::RefuseBook(std::int64_t revision, const Leg& leg, Violation::Rule rule,
                                      const std::vector<std::string>& blocking) {
  Operation& operation = Add(Operation::BOOK, Operation::REFUSED, revision);
  *operation.add_legs() = leg;
  Violation* violation = operation.add_leg_refusals()->add_violations();
  violation->set_rule(rule);
  for (const std::string& name : blocking) {
    Blocking* one = violation->add_blocking();
    one->set_name(name);
    one->set_label(known_[name].label());
    one->set_start(known_[name].leg().start());
    one->set_end(known_[name].leg().end());
  }
  return operation;
}

Operation& HistoryBuilder::LoseBook(const std::string& request_id, const std::vector<Leg>& legs) {
  Operation& operation = Add(Operation::BOOK, Operation::UNKNOWN, 0);
  operation.set_request_id(request_id);
  for (const Leg& leg : legs) *operation.add_legs() = leg;
  return operation;
}

Operation& HistoryBuilder::List(std::int64_t revision, const std::string& resource,
                                const std::vector<std::string>& names) {
  Operation& operation = Add(Operation::LIST, Operation::OK, revision);
  operation.mutable_scope()->set_resource(resource);
  for (const std::string& name : names) *operation.add_bookings() = known_[name];
  return operation;
}

std::vector<Finding> Found(HistoryBuilder& builder) {
  std::vector<Finding> findings;
  const Report report = Check(builder.history());
  for (const Report::Item& item : report.items()) findings.push_back(item.finding);
  return findings;
}

}  // namespace letan::faults
