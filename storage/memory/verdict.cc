#include "storage/memory/verdict.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "storage/memory/world.h"

namespace letan::storage::memory {
namespace {

using booking::ChangeSet;
using booking::Leg;
using booking::Role;
using booking::Verdict;
using booking::Violation;

const BookingRow* FindLive(const Sight& sight, const std::string& name) {
  const auto found = sight.state.bookings.find(name);
  if (found == sight.state.bookings.end() || !IsLive(found->second, sight.now)) return nullptr;
  return &found->second;
}

bool MakesHold(const Sight& sight, const BookingChange& change) {
  if (change.state != BookingState::kHeld) return false;
  return std::any_of(change.change.put.begin(), change.change.put.end(), [&](const Leg& leg) {
    return !change.keep_state || FindLive(sight, leg.booking) == nullptr;
  });
}

absl::Status CheckShape(const Sight& sight, const BookingChange& change) {
  const ChangeSet& set = change.change;
  std::set<std::string> names;
  for (const Leg& leg : set.put) {
    if (leg.booking.empty()) return absl::InvalidArgumentError("a leg without a name");
    if (!names.insert(leg.booking).second) return absl::InvalidArgumentError("a name twice");
    if (leg.interval.empty()) return absl::InvalidArgumentError("an empty interval");
    if (leg.quantity < 1) return absl::InvalidArgumentError("a quantity below 1");
  }
  for (const std::string& released : set.release) {
    if (!names.insert(released).second) return absl::InvalidArgumentError("a name twice");
  }
  if (!change.activities.empty() && change.activities.size() != set.put.size()) {
    return absl::InvalidArgumentError("as many activities as legs, or none");
  }
  if (MakesHold(sight, change) && change.expire_time <= sight.now) {
    return absl::InvalidArgumentError("a hold that is over already");
  }
  return absl::OkStatus();
}

absl::Status CheckNames(const Sight& sight, const ChangeSet& set) {
  for (const std::string& released : set.release) {
    if (FindVisibleBooking(sight, released) == nullptr) return absl::NotFoundError(released);
  }
  for (const Leg& leg : set.put) {
    const BookingRow* existing = FindLive(sight, leg.booking);
    if (existing == nullptr) continue;
    if (FindVisibleBooking(sight, leg.booking) == nullptr) return absl::NotFoundError(leg.booking);
    if (existing->occupancy.owner != set.owner) {
      return absl::InvalidArgumentError("a booking of another owner");
    }
  }
  for (const Leg& leg : set.put) {
    if (FindVisibleResource(sight, leg.resource) == nullptr) {
      return absl::NotFoundError(leg.resource);
    }
  }
  return absl::OkStatus();
}

// Bookings of drivers that the change takes away, by release or by another time or resource.
void JudgeFormerDrivers(const Sight& sight, const World& after, const ChangeSet& set,
                        Verdict& verdict) {
  const World before = WorldAsItIs(sight.state, sight.now, sight.missing_travel);
  for (const Placed& former : before.placed) {
    if (before.ProfileOf(former).role != Role::kDriver) continue;
    const std::string& name = former.taken.booking;
    const bool released =
        std::find(set.release.begin(), set.release.end(), name) != set.release.end();
    const auto leg = std::find_if(set.put.begin(), set.put.end(),
                                  [&](const Leg& put) { return put.booking == name; });
    if (!released && leg == set.put.end()) continue;
    const std::vector<std::string> stranded = StrandedBy(before, after, former);
    if (stranded.empty()) continue;
    if (released) {
      verdict.releases.push_back({name, stranded});
    } else {
      Violation violation = Of(booking::Rule::kDriverRequired);
      violation.blocking = stranded;
      verdict.legs[leg - set.put.begin()].violations.push_back(violation);
    }
  }
}

// The row as it would be written.
BookingRow RowOf(const Sight& sight, const BookingChange& change, std::size_t index) {
  const Leg& leg = change.change.put[index];
  BookingRow row;
  const BookingRow* existing = FindLive(sight, leg.booking);
  if (existing != nullptr) {
    row = *existing;
  } else {
    row.occupancy.booking = leg.booking;
    row.occupancy.owner = change.change.owner;
    row.occupancy.group = change.change.group;
    if (!change.activities.empty()) row.activity = change.activities[index];
    row.owner_label = change.owner_label;
    row.level = change.level;
    row.need_to_know = change.need_to_know;
    row.create_time = sight.now;
  }
  row.occupancy.resource = leg.resource;
  row.occupancy.interval = leg.interval;
  row.occupancy.quantity = leg.quantity;
  row.occupancy.place = leg.place;
  row.occupancy.override_granted =
      OverrideGranted(sight.state.resources.at(leg.resource).profile, leg);
  if (existing == nullptr || !change.keep_state) {
    row.state = change.state;
    row.expire_time = change.state == BookingState::kHeld ? change.expire_time : 0;
  }
  row.party_size = leg.party_size;
  row.override_authority = leg.override_authority;
  row.override_reason = leg.override_reason;
  ++row.version;
  row.update_time = sight.now;
  return row;
}

void Hide(const Sight& sight, std::vector<std::string>& names) {
  for (std::string& name : names) {
    if (FindVisibleBooking(sight, name) == nullptr) name.clear();
  }
  // One place for all that are hidden, before the others.
  std::stable_partition(names.begin(), names.end(),
                        [](const std::string& name) { return name.empty(); });
  while (names.size() > 1 && names[1].empty()) names.erase(names.begin());
}

std::vector<BlockingBooking> Describe(const Sight& sight, const std::set<std::string>& names) {
  std::vector<BlockingBooking> described;
  for (const std::string& name : names) {
    const BookingRow* row = FindLive(sight, name);
    if (row == nullptr) continue;
    BlockingBooking blocking;
    blocking.interval = row->occupancy.interval;
    blocking.visible = FindVisibleBooking(sight, name) != nullptr;
    if (blocking.visible) {
      blocking.booking = name;
      blocking.owner = row->occupancy.owner;
      blocking.owner_label = row->owner_label;
      blocking.expire_time = row->expire_time;
      blocking.level = row->level;
    }
    described.push_back(blocking);
  }
  std::sort(described.begin(), described.end(),
            [](const BlockingBooking& left, const BlockingBooking& right) {
              return std::tie(left.booking, left.interval.start) <
                     std::tie(right.booking, right.interval.start);
            });
  return described;
}

void Redact(const Sight& sight, BookingVerdict& answer) {
  std::set<std::string> named;
  for (booking::LegVerdict& leg : answer.verdict.legs) {
    for (Violation& violation : leg.violations) {
      named.insert(violation.blocking.begin(), violation.blocking.end());
      Hide(sight, violation.blocking);
    }
  }
  for (Verdict::ReleaseRefusal& refusal : answer.verdict.releases) {
    named.insert(refusal.vehicles.begin(), refusal.vehicles.end());
    Hide(sight, refusal.vehicles);
  }
  answer.blocking = Describe(sight, named);
}

}  // namespace

const BookingRow* FindVisibleBooking(const Sight& sight, const std::string& name) {
  const BookingRow* row = FindLive(sight, name);
  if (row == nullptr || !MaySee(sight.viewer, row->level, row->need_to_know)) return nullptr;
  return row;
}

const ResourceRow* FindVisibleResource(const Sight& sight, const std::string& name) {
  const auto found = sight.state.resources.find(name);
  if (found == sight.state.resources.end()) return nullptr;
  const EntityRow* document = FindDocument(sight.state, name);
  if (document == nullptr || MaySee(sight.viewer, document->level, document->need_to_know)) {
    return &found->second;
  }
  return nullptr;
}

absl::StatusOr<BookingVerdict> JudgeChange(const Sight& sight, const BookingChange& change) {
  absl::Status status = CheckShape(sight, change);
  if (status.ok()) status = CheckNames(sight, change.change);
  if (!status.ok()) return status;
  ChangeSet judged = change.change;
  for (std::size_t i = 0; i < judged.put.size(); ++i) {
    judged.put[i].held = RowOf(sight, change, i).state == BookingState::kHeld;
  }
  const World after = WorldAfter(sight.state, sight.now, sight.missing_travel, judged);
  BookingVerdict answer;
  answer.verdict.legs.resize(change.change.put.size());
  for (const Placed& placed : after.placed) {
    if (placed.leg >= 0) answer.verdict.legs[placed.leg].violations = Violations(after, placed);
  }
  JudgeFormerDrivers(sight, after, change.change, answer.verdict);
  if (answer.verdict.fits()) {
    for (std::size_t i = 0; i < change.change.put.size(); ++i) {
      answer.bookings.push_back(RowOf(sight, change, i));
    }
  }
  Redact(sight, answer);
  return answer;
}

std::vector<booking::StandingConflict> FindStandingConflicts(const Sight& sight,
                                                             const std::string& resource,
                                                             const Interval& window) {
  const World world = WorldAsItIs(sight.state, sight.now, sight.missing_travel);
  const std::vector<std::string> overdrawn = Overdrawn(world, resource);
  std::vector<booking::StandingConflict> conflicts;
  for (const Placed& one : world.placed) {
    if (one.taken.resource != resource || window.empty()) continue;
    // What is consumed is gone for ever, so it meets every later window.
    const bool for_ever = world.ProfileOf(one).model == booking::CapacityModel::kConsumable;
    const bool meets =
        for_ever ? one.taken.interval.start < window.end : one.taken.interval.Overlaps(window);
    if (!meets) continue;
    for (Violation& violation : Violations(world, one)) {
      const bool blamed =
          std::find(overdrawn.begin(), overdrawn.end(), one.taken.booking) != overdrawn.end();
      if (violation.rule == booking::Rule::kStock && !blamed) continue;
      if (FindVisibleBooking(sight, one.taken.booking) == nullptr) continue;
      Hide(sight, violation.blocking);
      conflicts.push_back({one.taken.booking, violation});
    }
  }
  return conflicts;
}

}  // namespace letan::storage::memory
