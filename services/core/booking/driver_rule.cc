#include "services/core/booking/driver_rule.h"

#include <algorithm>
#include <utility>

#include "services/core/booking/step_level.h"

namespace letan::booking {
namespace {

std::vector<std::string> NamesInOrder(std::vector<const Occupancy*> occupancies) {
  std::sort(occupancies.begin(), occupancies.end(), [](const Occupancy* a, const Occupancy* b) {
    if (a->interval.start != b->interval.start) return a->interval.start < b->interval.start;
    return a->booking < b->booking;
  });
  std::vector<std::string> names;
  for (const Occupancy* occupancy : occupancies) names.push_back(occupancy->booking);
  return names;
}

std::vector<std::string> NamesWithin(const std::vector<Occupancy>& occupancies,
                                     const std::vector<Interval>& parts) {
  std::vector<const Occupancy*> met;
  for (const Occupancy& occupancy : occupancies) {
    if (MeetsAny(occupancy.interval, parts)) met.push_back(&occupancy);
  }
  return NamesInOrder(std::move(met));
}

Party PartyOf(const Overlay& overlay, int leg) {
  return Party::Of(overlay.owner(leg), overlay.group(leg));
}

// Drivers to spare over time: among all, and among those that are confirmed. What is held may
// lapse, so a confirmed vehicle must have its driver in both reckonings.
struct Spare {
  StepLevel all;
  StepLevel confirmed;

  void Add(const Interval& span, bool held, std::int64_t each) {
    all.AddSpan(span, each);
    if (!held) confirmed.AddSpan(span, each);
  }
  void Add(const std::vector<Occupancy>& occupancies, std::int64_t each) {
    for (const Occupancy& occupancy : occupancies) Add(occupancy.interval, occupancy.held, each);
  }
  void AddLegs(const Overlay& overlay, const Party& party, Role role, std::int64_t each) {
    for (int i = 0; i < overlay.size(); ++i) {
      if (overlay.profile(i).role != role || PartyOf(overlay, i) != party) continue;
      Add(overlay.leg(i).interval, overlay.leg(i).held, each);
    }
  }
  void Settle() {
    all.Settle();
    confirmed.Settle();
  }

  // Where a vehicle is without a driver.
  std::vector<Interval> Lacking(const Interval& span, bool held) const {
    std::vector<Interval> parts = all.Below(0, span);
    if (held) return parts;
    const std::vector<Interval> more = confirmed.Below(0, span);
    parts.insert(parts.end(), more.begin(), more.end());
    return parts;
  }
};

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

bool IsVehicleOf(const Overlay& overlay, int leg, const Party& party) {
  return overlay.profile(leg).role == Role::kVehicle && PartyOf(overlay, leg) == party;
}

absl::Status CheckVehicleLegs(const Overlay& overlay, const Party& party, Verdict* verdict) {
  Interval hull{kForever, -kForever};
  for (int i = 0; i < overlay.size(); ++i) {
    if (!IsVehicleOf(overlay, i, party)) continue;
    hull.start = std::min(hull.start, overlay.leg(i).interval.start);
    hull.end = std::max(hull.end, overlay.leg(i).interval.end);
  }
  absl::StatusOr<Crew> crew = CrewOf(overlay.view(), party, hull);
  if (!crew.ok()) return crew.status();
  overlay.RemoveGone(&crew->drivers);
  overlay.RemoveGone(&crew->vehicles);

  Spare spare;
  spare.Add(crew->drivers, +1);
  spare.Add(crew->vehicles, -1);
  spare.AddLegs(overlay, party, Role::kDriver, +1);
  spare.AddLegs(overlay, party, Role::kVehicle, -1);
  spare.Settle();
  for (int i = 0; i < overlay.size(); ++i) {
    if (!IsVehicleOf(overlay, i, party)) continue;
    const std::vector<Interval> lacking =
        spare.Lacking(overlay.leg(i).interval, overlay.leg(i).held);
    if (lacking.empty()) continue;
    Violation violation{.rule = Rule::kDriverRequired};
    violation.blocking = NamesWithin(crew->vehicles, lacking);
    for (int j = 0; j < overlay.size(); ++j) {
      if (j == i || !IsVehicleOf(overlay, j, party)) continue;
      if (MeetsAny(overlay.leg(j).interval, lacking)) violation.blocking_legs.push_back(j);
    }
    verdict->legs[i].violations.push_back(std::move(violation));
  }
  return absl::OkStatus();
}

// Each party that has a vehicle among the legs.
absl::Status CheckParties(const Overlay& overlay, Verdict* verdict) {
  std::vector<Party> checked;
  for (int i = 0; i < overlay.size(); ++i) {
    if (overlay.profile(i).role != Role::kVehicle) continue;
    Party party = PartyOf(overlay, i);
    if (std::find(checked.begin(), checked.end(), party) != checked.end()) continue;
    const absl::Status status = CheckVehicleLegs(overlay, party, verdict);
    if (!status.ok()) return status;
    checked.push_back(std::move(party));
  }
  return absl::OkStatus();
}

// Where there are fewer drivers than before and than vehicles.
std::vector<Interval> Uncovered(const StepLevel& gained, const StepLevel& spare,
                                const Interval& interval) {
  std::vector<Interval> uncovered;
  for (const Interval& fewer : gained.Below(0, interval)) {
    const std::vector<Interval> parts = spare.Below(0, fewer);
    uncovered.insert(uncovered.end(), parts.begin(), parts.end());
  }
  return uncovered;
}

// The live vehicle bookings that stay without a driver because `former`, a driver's booking, goes.
absl::StatusOr<std::vector<std::string>> Stranded(const Overlay& overlay, const Occupancy& former) {
  const Party party = Party::Of(former.owner, former.group);
  absl::StatusOr<Crew> crew = CrewOf(overlay.view(), party, former.interval);
  if (!crew.ok()) return crew.status();
  overlay.RemoveGone(&crew->vehicles);
  if (crew->vehicles.empty()) return std::vector<std::string>();

  Spare gained;  // drivers after less drivers before
  Spare spare;   // drivers after less vehicles after
  gained.Add(crew->drivers, -1);
  overlay.RemoveGone(&crew->drivers);
  gained.Add(crew->drivers, +1);
  gained.AddLegs(overlay, party, Role::kDriver, +1);
  spare.Add(crew->drivers, +1);
  spare.Add(crew->vehicles, -1);
  spare.AddLegs(overlay, party, Role::kDriver, +1);
  spare.AddLegs(overlay, party, Role::kVehicle, -1);
  gained.Settle();
  spare.Settle();
  const std::vector<Interval> all = Uncovered(gained.all, spare.all, former.interval);
  const std::vector<Interval> firm = Uncovered(gained.confirmed, spare.confirmed, former.interval);
  std::vector<const Occupancy*> stranded;
  for (const Occupancy& vehicle : crew->vehicles) {
    const bool lacks =
        MeetsAny(vehicle.interval, all) || (!vehicle.held && MeetsAny(vehicle.interval, firm));
    if (lacks) stranded.push_back(&vehicle);
  }
  return NamesInOrder(std::move(stranded));
}

}  // namespace

absl::StatusOr<std::vector<Occupancy>> LiveOf(BookingView& view, const Party& party, Role role,
                                              const Interval& window) {
  if (party.anonymous()) return std::vector<Occupancy>();
  return view.OfParty(party.owner, party.group, role, window);
}

absl::Status CheckDrivers(const Overlay& overlay, Verdict* verdict) {
  const absl::Status checked = CheckParties(overlay, verdict);
  if (!checked.ok()) return checked;
  for (const Overlay::Former& former : overlay.former()) {
    absl::StatusOr<const ResourceProfile*> profile =
        overlay.view().Profile(former.occupancy.resource);
    if (!profile.ok()) return profile.status();
    if ((*profile)->role != Role::kDriver) continue;
    absl::StatusOr<std::vector<std::string>> stranded = Stranded(overlay, former.occupancy);
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
    Spare spare;
    spare.Add(crew->drivers, +1);
    spare.Add(crew->vehicles, -1);
    spare.Settle();
    const std::vector<Interval> lacking = spare.Lacking(vehicle.interval, vehicle.held);
    if (lacking.empty()) continue;
    std::erase_if(crew->vehicles,
                  [&](const Occupancy& other) { return other.booking == vehicle.booking; });
    (*findings)[i].push_back(
        {.rule = Rule::kDriverRequired, .blocking = NamesWithin(crew->vehicles, lacking)});
  }
  return absl::OkStatus();
}

}  // namespace letan::booking
