#include <algorithm>
#include <utility>

#include "tests/faults/checker/replay.h"

namespace letan::faults {
namespace {

bool SameLeg(const Leg& left, const Leg& right) {
  return left.resource() == right.resource() && left.start() == right.start() &&
         left.end() == right.end() &&
         std::max<std::int64_t>(left.quantity(), 1) == std::max<std::int64_t>(right.quantity(), 1);
}

Finding FindingOf(Violation::Rule rule) {
  switch (rule) {
    case Violation::CAPACITY:
      return Finding::kCapacity;
    case Violation::STOCK:
      return Finding::kStock;
    default:
      return Finding::kOverlap;
  }
}

}  // namespace

Moment MomentOf(const World& world, const Operation& operation) {
  Moment moment{operation.invoke_time(), operation.return_time()};
  if (IsWrite(operation.kind())) moment.earliest -= world.clock_slack();
  return moment;
}

void Writes::Complain(Finding finding, const std::string& text) {
  report_.Add(finding, call_, text);
}

void Writes::Apply(const Deed& deed) {
  call_ = deed.done;
  const Operation& operation = history_.operations[call_];
  moment_ = MomentOf(model_.world(), operation);
  moment_.earliest = std::min(moment_.earliest, history_.operations[deed.calls[0]].invoke_time() -
                                                    model_.world().clock_slack());
  // What is made tells when; what is moved to where it was may keep its time.
  const bool made = operation.kind() == Operation::BOOK || operation.kind() == Operation::HOLD;
  for (const Booking& booking : operation.bookings()) {
    if (!made || booking.update_time() == 0) continue;
    moment_ = {booking.update_time(), booking.update_time()};
  }
  touched_.clear();
  groups_.clear();
  switch (operation.kind()) {
    case Operation::BOOK:
    case Operation::HOLD:
      ApplyMade(operation);
      break;
    case Operation::CONFIRM:
      ApplyConfirmed(operation);
      break;
    case Operation::RELEASE:
      ApplyReleased(operation);
      break;
    case Operation::MOVE:
      ApplyMoved(operation);
      break;
    default:
      ApplyMovement(operation);
  }
  CheckPromises();
  CheckDrivers();
}

void Writes::Put(const Booking& booking) {
  touched_.insert(booking.name());
  if (const Standing* before = model_.Only(booking.name())) groups_.insert(before->group);
  groups_.insert(booking.group());
  model_.Set(booking.name(), StandingOf(booking));
}

void Writes::ApplyMade(const Operation& operation) {
  if (operation.bookings_size() != operation.legs_size()) {
    return Complain(Finding::kWrongAnswer, "not one booking for each leg");
  }
  for (int i = 0; i < operation.legs_size(); ++i) {
    const Booking& booking = operation.bookings(i);
    const Entry* before = model_.Find(booking.name());
    if (booking.name().empty() || before != nullptr) {
      Complain(Finding::kWrongAnswer, "the name " + booking.name() + " is not a new one");
      continue;
    }
    const bool held = booking.expire_time() != 0;
    if (!SameLeg(booking.leg(), operation.legs(i)) || booking.label() != operation.request_id() ||
        held != (operation.kind() == Operation::HOLD)) {
      Complain(Finding::kWrongAnswer, booking.name() + " is not what was asked for");
    }
    Put(booking);
  }
}

bool Writes::RequireLive(const std::string& name) {
  const Entry* entry = model_.Find(name);
  if (entry == nullptr || model_.IsLive(name, moment_) == Certainty::kNo) {
    Complain(entry == nullptr ? Finding::kPhantom : Finding::kRevived,
             name + " was acted on, but it is not live");
    return false;
  }
  model_.Narrow(name, [&](const Possibility& one) {
    return one.standing.has_value() && HasLapsed(*one.standing, moment_) != Certainty::kYes;
  });
  return true;
}

void Writes::ApplyConfirmed(const Operation& operation) {
  if (operation.bookings_size() != operation.names_size()) {
    return Complain(Finding::kWrongAnswer, "not one booking for each name");
  }
  for (int i = 0; i < operation.names_size(); ++i) {
    const Booking& booking = operation.bookings(i);
    if (!RequireLive(operation.names(i))) continue;
    const Standing* before = model_.Only(operation.names(i));
    if (booking.name() != operation.names(i) || booking.expire_time() != 0 ||
        (before != nullptr && !SameLeg(before->leg, booking.leg()))) {
      Complain(Finding::kWrongAnswer, booking.name() + " is not the hold, confirmed");
    }
    Put(booking);
  }
}

void Writes::ApplyReleased(const Operation& operation) {
  for (const std::string& name : operation.names()) {
    if (!RequireLive(name)) continue;
    if (const Standing* before = model_.Only(name)) groups_.insert(before->group);
    model_.Set(name, std::nullopt);
  }
}

void Writes::ApplyMoved(const Operation& operation) {
  if (operation.bookings_size() != operation.changes_size()) {
    return Complain(Finding::kWrongAnswer, "not one booking for each move");
  }
  for (int i = 0; i < operation.changes_size(); ++i) {
    const Change& change = operation.changes(i);
    const Booking& booking = operation.bookings(i);
    if (!RequireLive(change.name())) continue;
    if (const Standing* before = model_.Only(change.name())) {
      Standing wanted = *before;
      ChangeLeg(change.leg(), &wanted.leg);
      if (booking.name() != change.name() || !Same(wanted, StandingOf(booking))) {
        Complain(Finding::kWrongAnswer, booking.name() + " was moved to " +
                                            Describe(StandingOf(booking)) + " instead of " +
                                            Describe(wanted));
      }
    }
    Put(booking);
  }
}

void Writes::ApplyMovement(const Operation& operation) {
  const Movement& movement = operation.movement();
  const World::Resource* item = model_.FindResource(movement.item());
  if (item == nullptr) return Complain(Finding::kMalformed, "no item " + movement.item());
  model_.AddSupply(movement.item(), {movement.at(), movement.delta(), true});
  if (!movement.booking().empty() && RequireLive(movement.booking()) &&
      item->model() == World::CONSUMABLE) {
    model_.Change(movement.booking(), Settling(-movement.delta()));
  }
  const Scene scene = model_.SceneOf(*item, moment_);
  const Span ever{std::numeric_limits<std::int64_t>::min(), kForever};
  if (movement.delta() < 0 && UnitsLeft(scene, Counting::kCertain).Lowest(ever) < 0) {
    Complain(Finding::kStock, "stock of " + movement.item() + " falls below zero");
  }
}

// Nothing that was written is promised to others too.
void Writes::CheckPromises() {
  for (const std::string& name : touched_) {
    const Standing* standing = model_.Only(name);
    if (standing == nullptr) continue;
    const World::Resource* resource = model_.FindResource(standing->leg.resource());
    if (resource == nullptr) {
      Complain(Finding::kMalformed, "no resource " + standing->leg.resource());
      continue;
    }
    const Scene scene = model_.SceneOf(*resource, moment_, {name});
    const Wish wish = WishOf(standing->leg);
    for (const Violation::Rule rule : Broken(scene, wish, Counting::kCertain)) {
      std::string others;
      for (const Occupant& occupant : scene.occupants) {
        if (IsInTheWay(scene, wish, rule, occupant)) others.append(" ").append(occupant.name);
      }
      std::string text = name + " was accepted on " + Describe(*standing);
      Complain(FindingOf(rule), text.append(", which is promised already:").append(others));
    }
  }
}

void Writes::CheckDrivers() {
  for (const std::string& group : groups_) {
    if (LacksDriver(model_.OfGroup(group, World::DRIVER, moment_),
                    model_.OfGroup(group, World::VEHICLE, moment_), Counting::kCertain)) {
      Complain(Finding::kDriver, "a vehicle of group " + group + " is left without a driver");
    }
  }
}

}  // namespace letan::faults
