#include "services/itinerary/book_activity.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "services/core/limits.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/operations/abilities.h"
#include "services/operations/booking_codec.h"
#include "services/operations/conflicts.h"
#include "services/operations/events.h"
#include "services/operations/reserve.h"

namespace letan::services {
namespace {

using storage::BookingRow;
using storage::ResourceRow;
using storage::WriteTransaction;

// A refusal that names every candidate would be long: the first ones tell enough.
constexpr int kMaxCandidatesTold = 10;

std::string StorageKind(v1::ResourceKind kind) {
  return v1::ResourceKind_Name(kind).substr(operations::kResourceKindPrefix);
}

// One booking to be made for a requirement.
struct Unit {
  int requirement = 0;
  std::string resource;  // if it is known
};

// Seats of a hall, say; not rooms by the night, of which a block has many too.
bool CountsSeats(const booking::ResourceProfile& profile) {
  return profile.model == booking::CapacityModel::kShared && !profile.by_night;
}

std::int64_t Quantity(const v1::Requirement& requirement) {
  return std::max<std::int64_t>(requirement.quantity(), 1);
}

// How much of one resource a requirement takes. Whoever says how many people come needs as many
// seats.
std::int64_t QuantityOf(const booking::ResourceProfile& profile,
                        const v1::Requirement& requirement) {
  if (CountsSeats(profile)) return std::max(Quantity(requirement), requirement.party_size());
  const bool one = profile.model == booking::CapacityModel::kExclusive;
  return one && requirement.resource().empty() ? 1 : Quantity(requirement);
}

// The smallest first, lest two guests take the coach; those of unknown size last.
void SortBySize(std::vector<ResourceRow>& candidates) {
  const auto size = [](const ResourceRow& row) {
    const std::int64_t seats = CountsSeats(row.profile) ? row.profile.capacity : row.profile.seats;
    return seats > 0 ? seats : std::numeric_limits<std::int64_t>::max();
  };
  std::stable_sort(
      candidates.begin(), candidates.end(),
      [&](const ResourceRow& left, const ResourceRow& right) { return size(left) < size(right); });
}

class RequirementBooker {
 public:
  RequirementBooker(WriteTransaction& write, const v1::Activity& activity,
                    const v1::BookActivityRequest& request)
      : write_(write), activity_(activity), request_(request) {}

  // Legs for everything that is not booked yet.
  absl::StatusOr<std::vector<booking::Leg>> Plan(const std::vector<BookingRow>& booked,
                                                 const std::vector<std::string>& ids) {
    for (const BookingRow& row : booked) taken_.insert(row.occupancy.resource);
    auto units = Missing(booked);
    if (!units.ok()) return units.status();
    if (units->size() + 1 > ids.size()) {
      return errors::Precondition(
          "TOO_MANY", activity_.name(),
          "asks for more than " + std::to_string(kMaxUnitsPerActivity) + " bookings at once");
    }
    // Named resources first, so that a search does not pick one of them.
    for (const Unit& unit : *units) taken_.insert(unit.resource);
    std::vector<booking::Leg> legs;
    for (std::size_t i = 0; i < units->size(); ++i) {
      auto leg = Choose((*units)[i], "bookings/" + ids[i + 1]);
      if (!leg.ok()) return leg.status();
      legs.push_back(*std::move(leg));
    }
    return legs;
  }

 private:
  bool Serves(const ResourceRow& row, const v1::Requirement& requirement) const {
    if (!requirement.resource().empty()) return row.profile.name == requirement.resource();
    return row.kind == StorageKind(requirement.kind()) && Can(row, requirement);
  }

  static bool Can(const ResourceRow& row, const v1::Requirement& requirement) {
    const auto wanted = operations::Abilities(requirement.language(), requirement.grade());
    return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& ability) {
      return std::find(row.abilities.begin(), row.abilities.end(), ability) != row.abilities.end();
    });
  }

  // What a requirement that names no resource can be met with, the best first.
  absl::StatusOr<std::vector<ResourceRow>> Candidates(const v1::Requirement& requirement) {
    storage::ResourceQuery query;
    query.kind = StorageKind(requirement.kind());
    query.abilities = operations::Abilities(requirement.language(), requirement.grade());
    query.limit = limits::kMaxPageSize;
    auto rows = write_.ListResources(query);
    if (!rows.ok()) return rows.status();
    // Of a kind that is shared by seats, N are N seats of one resource.
    const auto alone = [](const ResourceRow& row) { return !CountsSeats(row.profile); };
    if (Quantity(requirement) > 1 && !std::all_of(rows->begin(), rows->end(), alone)) {
      std::erase_if(*rows, alone);
    }
    SortBySize(*rows);
    return rows;
  }

  // N of what is taken whole are N bookings; otherwise it is one booking of N.
  absl::StatusOr<std::int64_t> CountBookings(const v1::Requirement& requirement) {
    if (!requirement.resource().empty() || Quantity(requirement) == 1) return 1;
    auto candidates = Candidates(requirement);
    if (!candidates.ok()) return candidates.status();
    const bool whole = candidates->empty() ||
                       candidates->front().profile.model == booking::CapacityModel::kExclusive;
    return whole ? Quantity(requirement) : 1;
  }

  // The requirements, the choosiest first: lest "any interpreter" takes the booking of the one who
  // is named elsewhere.
  std::vector<int> ByChoice() const {
    std::vector<int> order(static_cast<std::size_t>(activity_.requirements_size()));
    std::iota(order.begin(), order.end(), 0);
    const auto choice = [this](int index) {
      const v1::Requirement& requirement = activity_.requirements(index);
      if (!requirement.resource().empty()) return std::numeric_limits<int>::max();
      return static_cast<int>(
          operations::Abilities(requirement.language(), requirement.grade()).size());
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](int left, int right) { return choice(left) > choice(right); });
    return order;
  }

  absl::StatusOr<std::vector<Unit>> Missing(std::vector<BookingRow> booked) {
    std::vector<Unit> units;
    for (const int i : ByChoice()) {
      const v1::Requirement& requirement = activity_.requirements(i);
      auto count = CountBookings(requirement);
      if (!count.ok()) return count.status();
      if (*count > kMaxUnitsPerActivity) {
        return errors::InvalidField("requirements[" + std::to_string(i) + "].quantity",
                                    "is more than " + std::to_string(kMaxUnitsPerActivity));
      }
      for (std::int64_t unit = 0; unit < *count; ++unit) {
        auto served = TakeServing(booked, requirement);
        if (!served.ok()) return served.status();
        if (*served) continue;
        units.push_back({i, requirement.resource()});
      }
    }
    return units;
  }

  // Removes from `booked` one booking that serves the requirement, if there is one.
  absl::StatusOr<bool> TakeServing(std::vector<BookingRow>& booked,
                                   const v1::Requirement& requirement) {
    for (auto it = booked.begin(); it != booked.end(); ++it) {
      auto row = write_.FindResource(it->occupancy.resource);
      if (!row.ok()) return row.status();
      if (!row->has_value() || !Serves(**row, requirement)) continue;
      booked.erase(it);
      return true;
    }
    return false;
  }

  booking::Leg LegFor(const v1::Requirement& requirement, const std::string& name,
                      const std::string& resource, std::int64_t quantity) {
    booking::Leg leg;
    leg.booking = name;
    leg.resource = resource;
    leg.interval = entity::ToInterval(activity_.interval());
    leg.quantity = quantity;
    leg.place = activity_.place();
    leg.party_size = requirement.party_size();
    leg.override_authority = request_.override().authority();
    leg.override_reason = request_.override().reason();
    return leg;
  }

  // A resource that is named must be what is asked for.
  absl::StatusOr<booking::Leg> TakeNamed(const Unit& unit, const std::string& name) {
    const v1::Requirement& requirement = activity_.requirements(unit.requirement);
    auto row = write_.FindResource(requirement.resource());
    if (!row.ok()) return row.status();
    // Whoever books it is told that it is not there.
    if (!row->has_value()) return LegFor(requirement, name, unit.resource, Quantity(requirement));
    const bool of_kind = requirement.kind() == v1::RESOURCE_KIND_UNSPECIFIED ||
                         (*row)->kind == StorageKind(requirement.kind());
    if (of_kind && Can(**row, requirement)) {
      return LegFor(requirement, name, unit.resource, QuantityOf((*row)->profile, requirement));
    }
    return errors::Precondition(
        "WRONG_RESOURCE",
        activity_.name() + ".requirements[" + std::to_string(unit.requirement) + "]",
        requirement.resource() + " is not of the kind, language or grade that is required");
  }

  absl::StatusOr<booking::Leg> Choose(const Unit& unit, const std::string& name) {
    if (!unit.resource.empty()) return TakeNamed(unit, name);
    const v1::Requirement& requirement = activity_.requirements(unit.requirement);
    auto candidates = Candidates(requirement);
    if (!candidates.ok()) return candidates.status();
    v1::ConflictDetails refusals;
    for (const ResourceRow& candidate : *candidates) {
      if (taken_.contains(candidate.profile.name)) continue;
      booking::Leg leg = LegFor(requirement, name, candidate.profile.name,
                                QuantityOf(candidate.profile, requirement));
      auto conflict = operations::WhyNotFree(write_, leg);
      if (!conflict.ok()) return conflict.status();
      if (!conflict->has_value()) {
        taken_.insert(candidate.profile.name);
        return leg;
      }
      if (refusals.legs_size() == kMaxCandidatesTold) continue;
      (*conflict)->set_leg(unit.requirement);
      *refusals.add_legs() = **std::move(conflict);
    }
    if (refusals.legs_size() > 0) return errors::BookingConflict(refusals);
    return errors::Precondition(
        "NO_SUCH_RESOURCE",
        activity_.name() + ".requirements[" + std::to_string(unit.requirement) + "]",
        "no " + StorageKind(requirement.kind()) +
            " that can do this is left to be booked, at any time");
  }

  WriteTransaction& write_;
  const v1::Activity& activity_;
  const v1::BookActivityRequest& request_;
  std::set<std::string> taken_;
};

}  // namespace

absl::StatusOr<std::vector<BookingRow>> BookRequirements(WriteTransaction& write,
                                                         const v1::Activity& activity,
                                                         const storage::EntityRow& event,
                                                         const v1::BookActivityRequest& request,
                                                         const std::vector<std::string>& ids) {
  storage::BookingQuery query;
  query.activity = activity.name();
  auto booked = operations::AllBookings(write, query, limits::kMaxBookingsPerEvent);
  if (!booked.ok()) return booked.status();
  auto legs = RequirementBooker(write, activity, request).Plan(*booked, ids);
  if (!legs.ok()) return legs.status();
  if (legs->empty()) return booked;
  absl::Status room = operations::CheckRoomForBookings(write, event.name, legs->size());
  if (!room.ok()) return room;
  storage::BookingChange change;
  change.change.owner = event.name;
  change.change.group = ids.front();
  change.change.put = *std::move(legs);
  change.activities.assign(change.change.put.size(), activity.name());
  change.level = event.level;
  change.need_to_know = event.need_to_know;
  auto rows = operations::Reserve(write, change);
  if (!rows.ok()) return rows.status();
  return operations::AllBookings(write, query, limits::kMaxBookingsPerEvent);
}

}  // namespace letan::services
