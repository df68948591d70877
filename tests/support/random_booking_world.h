// Small random worlds for the booking rules: one resource of every kind, bookings that may well
// contradict each other, and a change that releases, moves and adds.
#ifndef LETAN_TESTS_SUPPORT_RANDOM_BOOKING_WORLD_H_
#define LETAN_TESTS_SUPPORT_RANDOM_BOOKING_WORLD_H_

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "services/core/booking/model.h"
#include "tests/support/booking_oracle.h"
#include "tests/support/vector_booking_view.h"

namespace letan::booking {

// All times are whole slots of Monday to Wednesday.
class RandomBookingWorld {
 public:
  explicit RandomBookingWorld(std::uint64_t seed) : random_(seed) {
    AddTravel();
    AddResources();
    // All kinds thinly, or a few of them crowded.
    std::shuffle(names_.begin(), names_.end(), random_);
    if (Chance(60)) names_.resize(Draw(1, 4));
    const int count = Draw(0, 16);
    for (int i = 0; i < count; ++i) view.bookings.push_back(Booking("b" + std::to_string(i)));
    AddChange();
  }

  // Uniform, both ends included.
  int Draw(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool Chance(int percent) { return Draw(1, 100) <= percent; }
  const std::string& Resource() { return names_[Draw(0, static_cast<int>(names_.size()) - 1)]; }
  Interval Span(int longest) {
    const int first = Draw(0, 3 * kSlotsOfDay - 1);
    return {AtSlot(first), AtSlot(first + Draw(1, longest))};
  }

  VectorBookingView view;
  ChangeSet change;

 private:
  std::string Place() { return Chance(30) ? "" : std::string(1, "abcd"[Draw(0, 3)]); }
  std::string Owner() { return Chance(25) ? "" : std::string(1, "XY"[Draw(0, 1)]); }
  std::string Group() { return Chance(30) ? "" : std::string(1, "gh"[Draw(0, 1)]); }

  void AddTravel() {
    std::vector<TravelTime> edges;
    const int count = Draw(0, 5);
    for (int i = 0; i < count; ++i) {
      edges.push_back({std::string(1, "abcd"[Draw(0, 3)]), std::string(1, "abcd"[Draw(0, 3)]),
                       Draw(0, 5) * kSlot});
    }
    view.travel = TravelMatrix(edges, Draw(0, 4) * kSlot);
  }

  ResourceProfile& Add(const std::string& name, CapacityModel model) {
    names_.push_back(name);
    ResourceProfile profile;
    profile.name = name;
    profile.model = model;
    profile.active = !Chance(3);
    profile.seats = Chance(20) ? 4 : 0;
    profile.buffer_before = Chance(50) ? 0 : Draw(0, 3) * kSlot;
    profile.buffer_after = Chance(50) ? 0 : Draw(0, 3) * kSlot;
    profile.override_list = {"chief"};
    if (Chance(40)) AddHours(&profile);
    if (Chance(30)) AddBlackouts(&profile);
    return view.profiles[name] = profile;
  }

  void AddHours(ResourceProfile* profile) {
    std::vector<int> edges;
    const int count = 2 * Draw(1, 6);
    for (int i = 0; i < count; ++i) edges.push_back(Draw(0, 4 * kSlotsOfDay) * 30);
    if (Chance(50)) edges.insert(edges.end(), {6 * 1440, 10080});
    std::sort(edges.begin(), edges.end());
    for (std::size_t i = 0; i < edges.size(); i += 2) {
      if (edges[i] < edges[i + 1]) profile->working_hours.push_back({edges[i], edges[i + 1]});
    }
  }

  void AddBlackouts(ResourceProfile* profile) {
    const int count = Draw(1, 3);
    for (int i = 0; i < count; ++i) {
      profile->blackouts.push_back({Span(10), "reason " + std::to_string(i)});
    }
    std::stable_sort(
        profile->blackouts.begin(), profile->blackouts.end(),
        [](const Blackout& a, const Blackout& b) { return a.interval.start < b.interval.start; });
  }

  void AddResources() {
    Add("room", CapacityModel::kExclusive);
    Add("leader", CapacityModel::kExclusive).home_place = "a";
    for (const char* name : {"car", "bus"}) {
      Add(name, CapacityModel::kExclusive).role = Role::kVehicle;
    }
    for (const char* name : {"driver", "chauffeur"}) {
      Add(name, CapacityModel::kExclusive).role = Role::kDriver;
    }
    Add("hall", CapacityModel::kShared).capacity = Draw(1, 5);
    ResourceProfile& hotel = Add("hotel", CapacityModel::kShared);
    hotel.capacity = Draw(1, 5);
    hotel.by_night = true;
    for (const auto& [name, model] : {std::pair{"gifts", CapacityModel::kConsumable},
                                      std::pair{"flags", CapacityModel::kReturnable}}) {
      Add(name, model);
      std::vector<SupplyStep>& steps = view.movements[name];
      steps.push_back({AtSlot(-20), Draw(0, 8)});
      const int count = Draw(0, 4);
      for (int i = 0; i < count; ++i) {
        steps.push_back({AtSlot(Draw(0, 3 * kSlotsOfDay)), Draw(-3, 5)});
      }
    }
  }

  Occupancy Booking(const std::string& name) {
    return {.booking = name,
            .resource = Resource(),
            .interval = Span(Chance(10) ? 100 : 12),
            .quantity = Draw(0, 3),
            .place = Place(),
            .owner = Owner(),
            .group = Group(),
            .override_granted = Chance(10),
            .party_size = Draw(0, 5),
            .held = Chance(25)};
  }

  Leg Wish(const std::string& name) {
    Leg leg{.booking = name,
            .resource = Resource(),
            .interval = Span(Chance(10) ? 100 : 12),
            .quantity = Draw(1, 4),
            .place = Place(),
            .party_size = Draw(0, 5)};
    leg.held = Chance(25);
    if (Chance(20)) {
      leg.override_authority = Chance(70) ? "chief" : "clerk";
      leg.override_reason = Chance(70) ? "banquet" : "";
    }
    return leg;
  }

  void AddChange() {
    change.owner = Owner();
    change.group = Group();
    for (const Occupancy& live : view.bookings) {
      if (Chance(12)) {
        change.release.push_back(live.booking);
      } else if (Chance(15)) {
        Leg leg = Wish(live.booking);
        if (Chance(70)) leg.resource = live.resource;
        change.put.push_back(leg);
      }
    }
    const int count = Draw(0, 4);
    for (int i = 0; i < count; ++i) change.put.push_back(Wish("n" + std::to_string(i)));
    // Drivers for vehicles, often enough that some changes fit.
    for (const Leg& leg : std::vector<Leg>(change.put)) {
      if (view.profiles[leg.resource].role != Role::kVehicle || Chance(40)) continue;
      Leg driver = leg;
      driver.booking = "d" + leg.booking;
      driver.resource = Chance(50) ? "driver" : "chauffeur";
      change.put.push_back(driver);
    }
  }

  std::mt19937_64 random_;
  std::vector<std::string> names_;
};

}  // namespace letan::booking

#endif  // LETAN_TESTS_SUPPORT_RANDOM_BOOKING_WORLD_H_
