#include "tests/faults/support/fighter.h"

#include <algorithm>

#include "tests/faults/support/fight_world.h"

namespace letan::faults {
namespace {

constexpr std::int64_t kGrid = 30 * kMinuteMicros;
constexpr std::int64_t kSlots = kWeekDays * kDayMicros / kGrid;
constexpr std::int64_t kWeekEnd = kWeekStart + kWeekDays * kDayMicros;

// Of 100 writes.
constexpr int kRepetitions = 10;
constexpr int kChanges = 30;
constexpr int kConfirmations = 4;
constexpr int kMovements = 4;

const std::vector<std::string>& BookableNames() {
  static const auto* names =
      new std::vector<std::string>{"resources/room",  "resources/salon", "resources/hall",
                                   "resources/hotel", "stockItems/gift", "stockItems/flag"};
  return *names;
}

void Set(Leg* leg, const std::string& resource, std::int64_t start, std::int64_t length,
         std::int64_t quantity) {
  leg->set_resource(resource);
  leg->set_start(start);
  leg->set_end(start + length);
  leg->set_quantity(quantity);
}

}  // namespace

Operation Fighter::Do(const Ask& ask) {
  Operation answer = client_.Call(ask.operation, ask.hold_micros);
  pool_.Learn(answer);
  return answer;
}

Operation Fighter::Repeat(const Ask& ask) { return Do({Question(ask.operation), ask.hold_micros}); }

Ask Fighter::Step() {
  Ask ask;
  if (const auto asked = pool_.AnyAsked(random_);
      asked.has_value() && Chance(random_, kRepetitions)) {
    ask = *asked;
  } else {
    const std::int64_t dice = Pick(random_, 1, 100);
    if (dice <= kChanges + kConfirmations) {
      ask = AnyChange();
    } else if (dice <= kChanges + kConfirmations + kMovements) {
      ask = AnyMovement();
    } else {
      ask = AnyBooking();
    }
    pool_.Asked(ask);
  }
  ask.operation = Do(ask);
  if (ask.operation.outcome() != Operation::UNKNOWN && Chance(random_, 20)) AnyRead();
  return ask;
}

Ask Fighter::Make(Operation::Kind kind) {
  Ask ask;
  ask.operation.set_kind(kind);
  ask.operation.set_request_id(pool_.NextRequestId());
  return ask;
}

Leg Fighter::RandomLeg() {
  Leg leg;
  const auto& names = BookableNames();
  const std::string& name = names[Pick(random_, 0, static_cast<std::int64_t>(names.size()) - 1)];
  const std::int64_t start = kWeekStart + Pick(random_, 0, kSlots - 7) * kGrid;
  if (name == "resources/hotel") {
    const std::int64_t night = kWeekStart + Pick(random_, 0, kWeekDays - 1) * kDayMicros;
    Set(&leg, name, night + Pick(random_, 0, 1) * 2 * kGrid,
        Pick(random_, 1, 2) * kDayMicros - 4 * kGrid, Pick(random_, 1, 3));
  } else if (name == "resources/hall") {
    Set(&leg, name, start, Pick(random_, 2, 6) * kGrid, Pick(random_, 1, 8));
  } else if (name == "stockItems/gift") {
    Set(&leg, name, start, kGrid, Pick(random_, 1, 12));
  } else if (name == "stockItems/flag") {
    Set(&leg, name, start, Pick(random_, 2, 6) * kGrid, Pick(random_, 1, 12));
  } else {
    Set(&leg, name, start, Pick(random_, 1, 6) * kGrid, 1);
  }
  return leg;
}

void Fighter::AddTrip(Operation* operation) {
  const std::int64_t start = kWeekStart + Pick(random_, 0, kSlots - 13) * kGrid;
  const std::int64_t length = Pick(random_, 2, 12) * kGrid;
  const std::string car = std::to_string(Pick(random_, 1, kVehicles));
  const std::string driver = std::to_string(Pick(random_, 1, kVehicles));
  Set(operation->add_legs(), "resources/car-" + car, start, length, 1);
  // Now and then somebody forgets the driver, or has him too short.
  if (Chance(random_, 3)) return;
  const std::int64_t missing = Chance(random_, 3) ? kGrid : 0;
  Set(operation->add_legs(), "resources/driver-" + driver, start, length - missing, 1);
}

Ask Fighter::AnyBooking() {
  const bool hold = Chance(random_, 25);
  Ask ask = Make(hold ? Operation::HOLD : Operation::BOOK);
  if (hold) {
    // Some lapse while the fight goes on.
    ask.hold_micros = Chance(random_, 30) ? Pick(random_, 20'000, 500'000) : 10 * kMinuteMicros;
  }
  if (Chance(random_, 40)) AddTrip(&ask.operation);
  if (ask.operation.legs_size() == 0 || Chance(random_, 10)) {
    *ask.operation.add_legs() = RandomLeg();
    if (Chance(random_, 25)) *ask.operation.add_legs() = RandomLeg();
  }
  return ask;
}

Ask Fighter::AnyChange() {
  const auto party = pool_.AnyParty(random_);
  if (!party.has_value()) return AnyBooking();
  if (party->held() && Chance(random_, 40)) {
    Ask ask = Make(Operation::CONFIRM);
    for (const Booking& booking : party->bookings) ask.operation.add_names(booking.name());
    return ask;
  }
  return Chance(random_, 45) ? Release(*party) : Move(*party);
}

Ask Fighter::Release(const Party& party) {
  Ask ask = Make(Operation::RELEASE);
  const bool one_only = party.bookings.size() > 1 && Chance(random_, 15);
  for (const Booking& booking : party.bookings) {
    if (one_only && booking.name() != party.bookings.back().name()) continue;
    ask.operation.add_names(booking.name());
  }
  return ask;
}

Ask Fighter::Move(const Party& party) {
  Ask ask = Make(Operation::MOVE);
  const bool one_only = party.bookings.size() > 1 && Chance(random_, 10);
  const std::int64_t shift = Pick(random_, -24, 24) * kGrid;
  for (const Booking& booking : party.bookings) {
    if (one_only && booking.name() != party.bookings.back().name()) continue;
    Change* change = ask.operation.add_changes();
    change->set_name(booking.name());
    Leg* leg = change->mutable_leg();
    leg->set_start(std::clamp(booking.leg().start() + shift, kWeekStart, kWeekEnd));
    leg->set_end(leg->start() + booking.leg().end() - booking.leg().start());
    if (booking.leg().resource() == "stockItems/gift" && Chance(random_, 50)) {
      leg->set_quantity(Pick(random_, 1, 12));
    }
    if (booking.leg().resource().rfind("resources/car-", 0) == 0 && Chance(random_, 30)) {
      leg->set_resource("resources/car-" + std::to_string(Pick(random_, 1, kVehicles)));
    }
  }
  return ask;
}

Ask Fighter::AnyMovement() {
  Ask ask = Make(Operation::MOVEMENT);
  Movement* movement = ask.operation.mutable_movement();
  movement->set_item("stockItems/gift");
  movement->set_at(kWeekStart + Pick(random_, 0, kSlots) * kGrid);
  movement->set_delta(Chance(random_, 60) ? Pick(random_, 1, 6) : -Pick(random_, 1, 8));
  const auto party = pool_.AnyParty(random_);
  if (!party.has_value()) return ask;
  for (const Booking& booking : party->bookings) {
    // Given out as promised.
    if (booking.leg().resource() != "stockItems/gift") continue;
    movement->set_at(booking.leg().start());
    movement->set_delta(-booking.leg().quantity());
    movement->set_booking(booking.name());
  }
  return ask;
}

void Fighter::AnyRead() {
  static constexpr Operation::Kind kKinds[] = {Operation::LIST, Operation::LIST, Operation::GET,
                                               Operation::BUSY, Operation::STOCK_LEVEL};
  Operation read;
  read.set_kind(kKinds[Pick(random_, 0, 4)]);
  const World world = FightWorld();
  const auto& any = world.resources(static_cast<int>(Pick(random_, 0, world.resources_size() - 1)));
  Scope* scope = read.mutable_scope();
  if (read.kind() == Operation::GET) {
    const auto party = pool_.AnyParty(random_);
    if (!party.has_value()) return;
    read.add_names(party->bookings[0].name());
  } else if (read.kind() == Operation::STOCK_LEVEL) {
    read.mutable_stock_level()->set_item(Chance(random_, 50) ? "stockItems/gift"
                                                             : "stockItems/flag");
    read.mutable_stock_level()->set_at(kWeekStart + Pick(random_, 0, kSlots) * kGrid);
  } else if (read.kind() == Operation::BUSY) {
    const bool stock = any.model() == World::CONSUMABLE || any.model() == World::RETURNABLE;
    scope->set_resource(stock ? "resources/hall" : any.name());
    scope->set_start(kWeekStart);
    scope->set_end(kWeekEnd);
  } else if (Chance(random_, 50)) {
    scope->set_resource(any.name());
  } else {
    scope->set_start(kWeekStart + Pick(random_, 0, kSlots - 1) * kGrid);
    scope->set_end(scope->start() + Pick(random_, 1, 48) * kGrid);
  }
  pool_.Learn(client_.Call(read));
}

void Fighter::ReadAll() {
  const World world = FightWorld();
  for (const World::Resource& resource : world.resources()) {
    Operation read;
    read.set_kind(Operation::LIST);
    read.mutable_scope()->set_resource(resource.name());
    client_.Call(read);
  }
}

std::vector<Operation> FirstStock(Pool& pool) {
  std::vector<Operation> movements;
  for (const std::string item : {"gift", "flag"}) {
    Operation& operation = movements.emplace_back();
    operation.set_kind(Operation::MOVEMENT);
    operation.set_request_id(pool.NextRequestId());
    operation.mutable_movement()->set_item("stockItems/" + item);
    operation.mutable_movement()->set_delta(item == "gift" ? kFirstGifts : kFlags);
    operation.mutable_movement()->set_at(kWeekStart - kDayMicros);
  }
  return movements;
}

}  // namespace letan::faults
