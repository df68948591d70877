#include "tests/conformance/random_world.h"

#include <algorithm>
#include <sstream>

namespace letan::storage::conformance {
namespace {

Micros MidnightOf(Micros now) {
  const Micros since = (now - kMonday) % kDay;
  return now - (since < 0 ? since + kDay : since);
}

ResourceRow Named(const std::string& id, CapacityModel model) {
  const bool stock = model == CapacityModel::kConsumable || model == CapacityModel::kReturnable;
  return stock ? Stock(id, model) : Resource(id, model);
}

std::vector<booking::WeeklySpan> EveryDay(int first_hour, int last_hour) {
  std::vector<booking::WeeklySpan> spans;
  for (int day = 0; day < 7; ++day) {
    spans.push_back({day * 1440 + first_hour * 60, day * 1440 + last_hour * 60});
  }
  return spans;
}

}  // namespace

std::string Describe(const BookingChange& change) {
  std::ostringstream out;
  out << (change.state == BookingState::kHeld ? "hold" : "book") << " for \"" << change.change.owner
      << "\"" << (change.keep_state ? " keeping state" : "");
  for (const std::string& name : change.change.release) out << "; release " << name;
  for (const Leg& leg : change.change.put) {
    out << "; put " << leg.booking << " on " << leg.resource << " [" << leg.interval.start << ","
        << leg.interval.end << ") x" << leg.quantity << " at " << leg.place << " party "
        << leg.party_size << " " << leg.override_authority;
  }
  return out.str();
}

const std::vector<std::string>& RandomWorld::Owners() {
  static const std::vector<std::string> owners = {"delegations/1", "delegations/2", "festivals/1",
                                                  ""};
  return owners;
}

const std::vector<std::string>& RandomWorld::Listed() {
  static const std::vector<std::string> listed = {"users/listed", "roles/listed",
                                                  "agencies/listed"};
  return listed;
}

RandomWorld::RandomWorld(std::uint64_t seed) : dice_(seed) {
  const auto add = [&](const std::string& id, CapacityModel model, Role role) -> ResourceProfile& {
    resources_.push_back(Named(id, model));
    resources_.back().profile.role = role;
    return resources_.back().profile;
  };
  ResourceProfile& guide = add("guide", CapacityModel::kExclusive, Role::kOther);
  guide.home_place = Place(0);
  guide.working_hours = EveryDay(7, 19);
  guide.buffer_after = 15 * kMinute;
  guide.override_list = {"agencies/office"};
  add("room", CapacityModel::kExclusive, Role::kOther).seats = 20;
  ResourceProfile& car = add("car", CapacityModel::kExclusive, Role::kVehicle);
  car.home_place = Place(0);
  car.seats = 7;
  add("bus", CapacityModel::kExclusive, Role::kVehicle).seats = 45;
  ResourceProfile& first = add("driver1", CapacityModel::kExclusive, Role::kDriver);
  first.home_place = Place(1);
  first.working_hours = EveryDay(5, 22);
  add("driver2", CapacityModel::kExclusive, Role::kDriver);
  ResourceProfile& hall = add("hall", CapacityModel::kShared, Role::kOther);
  hall.capacity = 5;
  hall.time_zone = "Europe/Berlin";  // its clocks change within the weeks of the test
  hall.working_hours = EveryDay(0, 23);
  ResourceProfile& block = add("block", CapacityModel::kShared, Role::kOther);
  block.capacity = 3;
  block.by_night = true;
  block.time_zone = "Europe/Berlin";
  add("tea", CapacityModel::kConsumable, Role::kOther);
  add("flags", CapacityModel::kReturnable, Role::kOther);
}

std::string RandomWorld::FreshName() { return BookingName(std::to_string(100000 + fresh_++)); }

std::string RandomWorld::AnyPlace() { return dice_.OneIn(5) ? "" : Place(dice_.Below(kPlaces)); }

Interval RandomWorld::Week(Micros now) const {
  const Micros midnight = MidnightOf(now);
  return {midnight - kDay, midnight + 9 * kDay};
}

Interval RandomWorld::AnyInterval(Micros now, const ResourceRow& resource) {
  const bool nights = resource.profile.by_night;
  const Micros quarter = 15 * kMinute;
  const Micros start = MidnightOf(now) + dice_.Below(7) * kDay +
                       dice_.Between(nights ? 0 : 24, nights ? 95 : 76) * quarter;
  if (nights) return {start, start + dice_.Between(1, 12) * 6 * kHour};
  if (dice_.OneIn(12)) return {start, start + dice_.Between(1, 36) * kHour};
  return {start, start + dice_.Between(1, 12) * quarter};
}

Leg RandomWorld::AnyLeg(Micros now, const ResourceRow& resource, const std::string& name) {
  Leg leg;
  leg.booking = name;
  leg.resource = resource.profile.name;
  leg.interval = AnyInterval(now, resource);
  leg.place = AnyPlace();
  if (resource.profile.model == CapacityModel::kShared) leg.quantity = dice_.Between(1, 3);
  if (resource.kind == "STOCK_ITEM") leg.quantity = dice_.Between(1, 6);
  if (dice_.OneIn(4)) leg.party_size = dice_.Between(1, 25);
  if (dice_.OneIn(8)) {
    leg.override_authority = dice_.OneIn(4) ? "agencies/nobody" : "agencies/office";
    leg.override_reason = dice_.OneIn(4) ? "" : "a banquet";
  }
  return leg;
}

Leg RandomWorld::Same(const BookingRow& row) const {
  Leg leg;
  leg.booking = row.occupancy.booking;
  leg.resource = row.occupancy.resource;
  leg.interval = row.occupancy.interval;
  leg.quantity = row.occupancy.quantity;
  leg.place = row.occupancy.place;
  leg.party_size = row.party_size;
  leg.override_authority = row.override_authority;
  leg.override_reason = row.override_reason;
  return leg;
}

Viewer RandomWorld::AnyViewer() {
  Viewer viewer = PublicViewer("users/anybody");
  switch (dice_.Below(6)) {
    case 0:
      return PublicViewer("users/listed");
    case 1:
      viewer.roles = {"roles/listed"};
      return viewer;
    case 2:
      viewer = InternalViewer();
      viewer.agencies = {"agencies/listed"};
      return viewer;
    case 3:
      return viewer;
    case 4:
      return Viewer::Administrator();
    default:
      return InternalViewer();
  }
}

BookingQuery RandomWorld::AnyQuery(Micros now) {
  BookingQuery query;
  if (dice_.OneIn(2)) query.resource = dice_.Of(resources_).profile.name;
  if (dice_.OneIn(3)) query.owner = dice_.Of(Owners());
  if (dice_.OneIn(5)) query.group = GroupOf(dice_.Of(Owners()));
  if (dice_.OneIn(5)) query.activity = "activities/" + std::to_string(dice_.Below(3));
  query.within_window = true;
  const Micros start = Week(now).start + dice_.Below(9 * 24) * kHour;
  query.window = {start, start + dice_.Between(1, 72) * kHour};
  if (dice_.OneIn(3)) {
    query.has_cursor = true;
    query.cursor = {start + dice_.Below(24) * kHour, BookingName("2")};
  }
  query.limit = dice_.Between(1, 20);
  return query;
}

// One in eight carries a request_id, so that it can be repeated.
void RandomWorld::Sign(Operation& operation) {
  if (dice_.OneIn(12)) operation.viewer = AnyViewer();
  if (!dice_.OneIn(8)) return;
  operation.request_id = "request-" + std::to_string(fresh_++);
  operation.fingerprint = operation.request_id + "-payload";
  signed_.push_back(operation);
  if (signed_.size() > 8) signed_.erase(signed_.begin());
}

Operation RandomWorld::Repeat() {
  if (signed_.empty()) return PassTime();
  Operation operation = dice_.Of(signed_);
  if (dice_.OneIn(3)) operation.fingerprint = "another payload";
  operation.text = "again " + operation.request_id + " (" + operation.text + ")";
  return operation;
}

Operation RandomWorld::Next(Micros now, const std::vector<BookingRow>& live) {
  if (live.size() > 90) return Remove(live);
  const int roll = dice_.Below(100);
  if (roll < 32) return dice_.OneIn(4) ? BookTransport(now) : Book(now);
  if (roll < 40) return Confirm(live);
  if (roll < 55) return Move(now, live);
  if (roll < 62) return Remove(live);
  if (roll < 68) return Exchange(now, live);
  if (roll < 75) return PassTime();
  if (roll < 82) return EditResource(now);
  if (roll < 85) return EditRoads();
  if (roll < 91) return MoveStock(now, live);
  if (roll < 93) return Relevel();
  if (roll < 97) return WriteEntity();
  return Repeat();
}

}  // namespace letan::storage::conformance
