#include "services/itinerary/book_activity.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "services/core/limits.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/itinerary/requirements.h"
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
      return errors::Precondition("TOO_MANY", activity_.name(),
                                  "asks for more than " +
                                      std::to_string(limits::kMaxUnitsPerActivity) +
                                      " bookings at once");
    }
    // Named resources first, so that a search does not pick one of them.
    for (const Unit& unit : *units) taken_.insert(Asked(unit).resource());
    std::vector<booking::Leg> legs;
    for (std::size_t i = 0; i < units->size(); ++i) {
      const std::string name = "bookings/" + ids[i + 1];
      auto leg = Asked((*units)[i]).resource().empty() ? Choose((*units)[i], name)
                                                       : TakeNamed((*units)[i], name);
      if (!leg.ok()) return leg.status();
      legs.push_back(*std::move(leg));
    }
    return legs;
  }

 private:
  const v1::Requirement& Asked(const Unit& unit) const {
    return activity_.requirements(unit.requirement);
  }

  absl::StatusOr<std::vector<Unit>> Missing(const std::vector<BookingRow>& booked) {
    std::vector<BookedResource> resources;
    for (const BookingRow& row : booked) {
      auto resource = write_.FindResource(row.occupancy.resource);
      if (!resource.ok()) return resource.status();
      if (resource->has_value()) resources.push_back({row, **std::move(resource)});
    }
    Served served(std::move(resources));
    std::vector<Unit> units;
    for (const int i : ByChoice(activity_)) {
      absl::Status status = AddMissing(i, served, units);
      if (!status.ok()) return status;
    }
    return units;
  }

  absl::Status AddMissing(int index, Served& served, std::vector<Unit>& units) {
    const v1::Requirement& requirement = activity_.requirements(index);
    auto profile = Like(requirement, served);
    if (!profile.ok()) return profile.status();
    const Counting counting = CountingOf(*profile);
    const bool whole = counting == Counting::kWhole;
    const bool named = !requirement.resource().empty();
    const std::int64_t wanted = whole && named ? 1 : UnitsOf(requirement, *profile);
    if (whole && wanted > limits::kMaxUnitsPerActivity) {
      return errors::InvalidField("requirements[" + std::to_string(index) + "].quantity",
                                  "is more than " + std::to_string(limits::kMaxUnitsPerActivity));
    }
    const std::int64_t missing = served.Take(requirement, counting, wanted);
    if (missing == 0) return absl::OkStatus();
    if (whole && !named) {
      units.insert(units.end(), static_cast<std::size_t>(missing), Unit{index, counting, 1});
    } else {
      // More than one of what is taken whole does not fit, and the refusal says so.
      units.push_back({index, counting, whole ? QuantityOf(requirement) : missing});
    }
    return absl::OkStatus();
  }

  // A resource of the sort that serves the requirement, which says how to count: what is booked for
  // it, what is named, or what there is.
  absl::StatusOr<booking::ResourceProfile> Like(const v1::Requirement& requirement,
                                                const Served& served) {
    const booking::ResourceProfile* first = served.First(requirement);
    if (first != nullptr) return *first;
    if (requirement.resource().empty()) {
      auto candidates = Candidates(requirement);
      if (!candidates.ok()) return candidates.status();
      const bool rooms = requirement.kind() == v1::RESOURCE_KIND_HOTEL_ROOM_BLOCK;
      // "Two halls" are two, where halls are taken whole at all; of hotels, rooms are meant.
      for (const ResourceRow& row : *candidates) {
        const bool whole = CountingOf(row.profile) == Counting::kWhole;
        if (whole != rooms) return row.profile;
      }
      return candidates->empty() ? booking::ResourceProfile() : candidates->front().profile;
    }
    auto row = write_.FindResource(requirement.resource());
    if (!row.ok()) return row.status();
    return row->has_value() ? (*row)->profile : booking::ResourceProfile();
  }

  // What a requirement that names no resource can be met with, the best first.
  absl::StatusOr<std::vector<ResourceRow>> Candidates(const v1::Requirement& requirement) {
    storage::ResourceQuery query;
    query.kind = StorageKind(requirement.kind());
    query.abilities = operations::Abilities(requirement.language(), requirement.grade());
    query.limit = limits::kMaxPageSize;
    auto rows = write_.ListResources(query);
    if (rows.ok()) SortBySize(*rows, requirement.party_size());
    return rows;
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
    if (!row->has_value()) return LegFor(requirement, name, requirement.resource(), unit.quantity);
    const bool of_kind = requirement.kind() == v1::RESOURCE_KIND_UNSPECIFIED ||
                         (*row)->kind == StorageKind(requirement.kind());
    if (of_kind && CanDo(**row, requirement)) {
      return LegFor(requirement, name, requirement.resource(), unit.quantity);
    }
    return errors::Precondition(
        "WRONG_RESOURCE",
        activity_.name() + ".requirements[" + std::to_string(unit.requirement) + "]",
        requirement.resource() + " is not of the kind, language or grade that is required");
  }

  absl::StatusOr<booking::Leg> Choose(const Unit& unit, const std::string& name) {
    const v1::Requirement& requirement = activity_.requirements(unit.requirement);
    auto candidates = Candidates(requirement);
    if (!candidates.ok()) return candidates.status();
    // Units may share a resource, but an untouched one is sure to have what it seems to have.
    std::stable_partition(candidates->begin(), candidates->end(), [this](const ResourceRow& row) {
      return !taken_.contains(row.profile.name);
    });
    v1::ConflictDetails refusals;
    for (const ResourceRow& candidate : *candidates) {
      if (CountingOf(candidate.profile) != unit.counting) continue;
      const bool whole = unit.counting == Counting::kWhole;
      if (whole && taken_.contains(candidate.profile.name)) continue;
      booking::Leg leg = LegFor(requirement, name, candidate.profile.name, unit.quantity);
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
