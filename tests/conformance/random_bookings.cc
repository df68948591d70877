// Random changes of bookings.
#include <algorithm>

#include "tests/conformance/random_world.h"

namespace letan::storage::conformance {
namespace {

BookingChange For(const std::string& owner) {
  BookingChange change;
  change.change.owner = owner;
  change.change.group = RandomWorld::GroupOf(owner);
  return change;
}

}  // namespace

Operation RandomWorld::Changing(const std::string& text, BookingChange change) {
  Operation operation;
  operation.text = text + ": " + Describe(change);
  operation.change = change;
  operation.body = [change](WriteTransaction& write,
                            Findings& findings) -> absl::StatusOr<std::string> {
    auto verdict = write.ApplyBookings(change);
    if (!verdict.ok()) return verdict.status();
    findings.verdict = *std::move(verdict);
    if (!findings.verdict->verdict.fits()) return absl::FailedPreconditionError("does not fit");
    return std::string("booked");
  };
  Sign(operation);
  return operation;
}

Operation RandomWorld::Book(Micros now) {
  BookingChange change = For(dice_.Of(Owners()));
  const int legs = dice_.OneIn(3) ? dice_.Between(2, 4) : 1;
  for (int i = 0; i < legs; ++i) {
    change.change.put.push_back(AnyLeg(now, dice_.Of(resources_), FreshName()));
    change.activities.push_back("activities/" + std::to_string(dice_.Below(3)));
  }
  if (dice_.OneIn(3)) {
    change.state = BookingState::kHeld;
    change.expire_time = now + dice_.Between(0, 48) * 15 * kMinute;
  }
  change.level = static_cast<HandlingLevel>(dice_.Between(1, 3));
  if (change.level == HandlingLevel::kRestricted && dice_.OneIn(2)) change.need_to_know = Listed();
  change.owner_label = "label " + std::to_string(dice_.Below(100));
  return Changing("book", change);
}

// A vehicle and a driver, mostly for the same time.
Operation RandomWorld::BookTransport(Micros now) {
  BookingChange change = For(dice_.Of(Owners()));
  if (change.change.owner.empty() && dice_.OneIn(2)) change.change.group = "";
  Leg vehicle = AnyLeg(now, resources_[dice_.Between(2, 3)], FreshName());
  Leg driver = AnyLeg(now, resources_[dice_.Between(4, 5)], FreshName());
  driver.interval = vehicle.interval;
  if (dice_.OneIn(3)) driver.interval.start -= dice_.Between(0, 2) * 15 * kMinute;
  if (dice_.OneIn(3)) driver.interval.end += dice_.Between(-1, 2) * 15 * kMinute;
  driver.place = vehicle.place;
  change.change.put = {vehicle, driver};
  if (driver.interval.empty()) change.change.put.pop_back();
  if (dice_.OneIn(4)) {
    change.state = BookingState::kHeld;
    change.expire_time = now + dice_.Between(1, 48) * 15 * kMinute;
  }
  return Changing("transport", change);
}

Operation RandomWorld::Confirm(const std::vector<BookingRow>& live) {
  if (live.empty()) return PassTime();
  const BookingRow& row = dice_.Of(live);
  BookingChange change = For(row.occupancy.owner);
  change.change.group = row.occupancy.group;
  change.change.put = {Same(row)};
  return Changing("confirm", change);
}

Operation RandomWorld::Move(Micros now, const std::vector<BookingRow>& live) {
  if (live.empty()) return PassTime();
  const BookingRow& row = dice_.Of(live);
  BookingChange change = For(dice_.OneIn(20) ? "festivals/1" : row.occupancy.owner);
  change.change.group = row.occupancy.group;
  Leg leg = Same(row);
  const ResourceRow* resource = nullptr;
  for (const ResourceRow& one : resources_) {
    if (one.profile.name == leg.resource) resource = &one;
  }
  if (dice_.OneIn(4)) resource = &dice_.Of(resources_);
  leg.resource = resource->profile.name;
  if (dice_.OneIn(3)) {
    leg.interval = AnyInterval(now, *resource);
  } else {
    const Micros shift = dice_.Between(-8, 8) * 15 * kMinute;
    leg.interval = {leg.interval.start + shift, leg.interval.end + shift};
  }
  if (dice_.OneIn(3)) leg.place = AnyPlace();
  if (resource->profile.model == CapacityModel::kExclusive) leg.quantity = 1;
  change.change.put = {leg};
  // A driver's vehicle often comes along, or another leg is booked beside.
  for (const BookingRow& other : live) {
    if (other.occupancy.booking == leg.booking || !dice_.OneIn(30)) continue;
    if (other.occupancy.owner != row.occupancy.owner) continue;
    if (other.occupancy.group != row.occupancy.group) continue;
    change.change.put.push_back(Same(other));
    if (dice_.OneIn(2)) change.change.put.back().interval = leg.interval;
    break;
  }
  change.keep_state = dice_.OneIn(2);
  return Changing("move", change);
}

Operation RandomWorld::Remove(const std::vector<BookingRow>& live) {
  if (live.empty()) return PassTime();
  const BookingRow& row = live.size() > 90 ? live[dice_.Below(20)] : dice_.Of(live);
  BookingChange change = For(row.occupancy.owner);
  change.change.release = {row.occupancy.booking};
  // Drivers go only together with their vehicles; in a full world that has to be possible.
  for (const BookingRow& other : live) {
    if (other.occupancy.booking == row.occupancy.booking) continue;
    const bool with_it = other.occupancy.owner == row.occupancy.owner &&
                         other.occupancy.interval.Overlaps(row.occupancy.interval);
    if (with_it && dice_.OneIn(live.size() > 90 ? 1 : 6)) {
      change.change.release.push_back(other.occupancy.booking);
    }
  }
  if (dice_.OneIn(30)) change.change.release.push_back(BookingName("none"));
  return Changing("release", change);
}

Operation RandomWorld::Exchange(Micros now, const std::vector<BookingRow>& live) {
  if (live.size() < 2) return PassTime();
  const BookingRow& row = dice_.Of(live);
  const BookingRow& other = dice_.Of(live);
  BookingChange change = For(row.occupancy.owner);
  change.change.group = row.occupancy.group;
  Leg leg = Same(row);
  if (dice_.OneIn(2) && other.occupancy.booking != row.occupancy.booking &&
      other.occupancy.owner == row.occupancy.owner) {
    Leg second = Same(other);
    std::swap(leg.interval, second.interval);
    change.change.put = {leg, second};
    change.keep_state = true;
    return Changing("swap", change);
  }
  change.change.release = {row.occupancy.booking};
  leg.booking = FreshName();
  if (dice_.OneIn(3)) leg.interval = AnyInterval(now, resources_[0]);
  // Another driver for the same time, for instance.
  if (leg.resource == ResourceName("driver1")) leg.resource = ResourceName("driver2");
  change.change.put = {leg};
  return Changing("exchange", change);
}

}  // namespace letan::storage::conformance
