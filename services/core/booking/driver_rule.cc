#include "services/core/booking/driver_rule.h"

#include <algorithm>
#include <utility>

#include "services/core/booking/step_level.h"

namespace letan::booking {
namespace {

std::vector<std::string> NamesWithin(const std::vector<Occupancy>& occupancies,
                                     const std::vector<Interval>& parts) {
  std::vector<const Occupancy*> met;
  for (const Occupancy& occupancy : occupancies) {
    if (MeetsAny(occupancy.interval, parts)) met.push_back(&occupancy);
  }
  std::sort(met.begin(), met.end(), [](const Occupancy* a, const Occupancy* b) {
    if (a->interval.start != b->interval.start) return a->interval.start < b->interval.start;
    return a->booking < b->booking;
  });
  std::vector<std::string> names;
  for (const Occupancy* occupancy : met) names.push_back(occupancy->booking);
  return names;
}

void Count(const std::vector<Occupancy>& occupancies, std::int64_t each, StepLevel* level) {
  for (const Occupancy& occupancy : occupancies) level->AddSpan(occupancy.interval, each);
}

void CountLegs(const Overlay& overlay, Role role, std::int64_t each, StepLevel* level) {
  for (int i = 0; i < overlay.size(); ++i) {
    if (overlay.profile(i).role == role) level->AddSpan(overlay.leg(i).interval, each);
  }
}

// The live bookings of a party's drivers and vehicles within a window.
struct Crew {
  std::vector<Occupancy> drivers;
  std::vector<Occupancy> vehicles;
};

absl::StatusOr<Crew> CrewOf(BookingView& view, const Party& party, const Interval& window) {
  absl::StatusOr<std::vector<Occupancy>> drivers = LiveOf(view, party, Role::kDriver, window);
  if (!drivers.ok()) return drivers.status();
  absl::StatusOr<std::vector<Occupancy>> vehicles = LiveOf(view, party, Role::kVehicle, window);
  if (!vehicles.ok()) return vehicles.status();
  return Crew{*std::move(drivers), *std::move(vehicles)};
}

absl::Status CheckVehicleLegs(const Overlay& overlay, const Party& party, Verdict* verdict) {
  Interval hull{kForever, -kForever};
  for (int i = 0; i < overlay.size(); ++i) {
    if (overlay.profile(i).role != Role::kVehicle) continue;
    hull.start = std::min(hull.start, overlay.leg(i).interval.start);
    hull.end = std::max(hull.end, overlay.leg(i).interval.end);
  }
  if (hull.empty()) return absl::OkStatus();
  absl::StatusOr<Crew> crew = CrewOf(overlay.view(), party, hull);
  if (!crew.ok()) return crew.status();
  overlay.RemoveGone(&crew->drivers);
  overlay.RemoveGone(&crew->vehicles);

  StepLevel spare;
  Count(crew->drivers, +1, &spare);
  Count(crew->vehicles, -1, &spare);
  CountLegs(overlay, Role::kDriver, +1, &spare);
  CountLegs(overlay, Role::kVehicle, -1, &spare);
  spare.Settle();
  for (int i = 0; i < overlay.size(); ++i) {
    if (overlay.profile(i).role != Role::kVehicle) continue;
    const std::vector<Interval> uncovered = spare.Below(0, overlay.leg(i).interval);
    if (uncovered.empty()) continue;
    Violation violation{.rule = Rule::kDriverRequired};
    violation.blocking = NamesWithin(crew->vehicles, uncovered);
    for (int j = 0; j < overlay.size(); ++j) {
      if (j == i || overlay.profile(j).role != Role::kVehicle) continue;
      if (MeetsAny(overlay.leg(j).interval, uncovered)) violation.blocking_legs.push_back(j);
    }
    verdict->legs[i].violations.push_back(std::move(violation));
  }
  return absl::OkStatus();
}

// The live vehicle bookings that stay without a driver because `former`, a driver's booking, goes.
absl::StatusOr<std::vector<std::string>> Stranded(const Overlay& overlay, const Party& changed,
                                                  const Occupancy& former) {
  const Party party = Party::Of(former.owner, former.group);
  absl::StatusOr<Crew> crew = CrewOf(overlay.view(), party, former.interval);
  if (!crew.ok()) return crew.status();
  overlay.RemoveGone(&crew->vehicles);
  if (crew->vehicles.empty()) return std::vector<std::string>();

  StepLevel gained;  // drivers after less drivers before
  StepLevel spare;   // drivers after less vehicles after
  Count(crew->drivers, -1, &gained);
  overlay.RemoveGone(&crew->drivers);
  Count(crew->drivers, +1, &gained);
  Count(crew->drivers, +1, &spare);
  Count(crew->vehicles, -1, &spare);
  if (party == changed) {
    CountLegs(overlay, Role::kDriver, +1, &gained);
    CountLegs(overlay, Role::kDriver, +1, &spare);
    CountLegs(overlay, Role::kVehicle, -1, &spare);
  }
  gained.Settle();
  spare.Settle();
  std::vector<Interval> uncovered;
  for (const Interval& fewer : gained.Below(0, former.interval)) {
    const std::vector<Interval> parts = spare.Below(0, fewer);
    uncovered.insert(uncovered.end(), parts.begin(), parts.end());
  }
  return NamesWithin(crew->vehicles, uncovered);
}

}  // namespace

absl::StatusOr<std::vector<Occupancy>> LiveOf(BookingView& view, const Party& party, Role role,
                                              const Interval& window) {
  if (party.anonymous()) return std::vector<Occupancy>();
  return view.OfParty(party.owner, party.group, role, window);
}

absl::Status CheckDrivers(const Overlay& overlay, Verdict* verdict) {
  const Party party = Party::Of(overlay.change().owner, overlay.change().group);
  const absl::Status checked = CheckVehicleLegs(overlay, party, verdict);
  if (!checked.ok()) return checked;
  for (const Overlay::Former& former : overlay.former()) {
    absl::StatusOr<const ResourceProfile*> profile =
        overlay.view().Profile(former.occupancy.resource);
    if (!profile.ok()) return profile.status();
    if ((*profile)->role != Role::kDriver) continue;
    absl::StatusOr<std::vector<std::string>> stranded = Stranded(overlay, party, former.occupancy);
    if (!stranded.ok()) return stranded.status();
    if (stranded->empty()) continue;
    if (former.leg < 0) {
      verdict->releases.push_back({former.occupancy.booking, *std::move(stranded)});
    } else {
      verdict->legs[former.leg].violations.push_back(
          {.rule = Rule::kDriverRequired, .blocking = *std::move(stranded)});
    }
  }
  return absl::OkStatus();
}

absl::Status CheckStandingDrivers(BookingView& view, const std::vector<Occupancy>& vehicles,
                                  std::vector<std::vector<Violation>>* findings) {
  for (std::size_t i = 0; i < vehicles.size(); ++i) {
    const Occupancy& vehicle = vehicles[i];
    const Party party = Party::Of(vehicle.owner, vehicle.group);
    if (party.anonymous()) continue;
    absl::StatusOr<Crew> crew = CrewOf(view, party, vehicle.interval);
    if (!crew.ok()) return crew.status();
    StepLevel spare;
    Count(crew->drivers, +1, &spare);
    Count(crew->vehicles, -1, &spare);
    spare.Settle();
    const std::vector<Interval> uncovered = spare.Below(0, vehicle.interval);
    if (uncovered.empty()) continue;
    std::erase_if(crew->vehicles,
                  [&](const Occupancy& other) { return other.booking == vehicle.booking; });
    (*findings)[i].push_back(
        {.rule = Rule::kDriverRequired, .blocking = NamesWithin(crew->vehicles, uncovered)});
  }
  return absl::OkStatus();
}

}  // namespace letan::booking
