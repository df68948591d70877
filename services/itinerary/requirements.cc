#include "services/itinerary/requirements.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "services/core/booking/fitness.h"
#include "services/operations/abilities.h"

namespace letan::services {
namespace {

using storage::ResourceRow;

bool IsLargeEnough(const booking::ResourceProfile& profile, std::int64_t party_size) {
  return profile.seats == 0 || party_size <= profile.seats;
}

bool Serves(const ResourceRow& row, const v1::Requirement& requirement) {
  if (!requirement.resource().empty()) return row.profile.name == requirement.resource();
  return row.kind == StorageKind(requirement.kind()) && CanDo(row, requirement) &&
         IsLargeEnough(row.profile, requirement.party_size());
}

}  // namespace

Counting CountingOf(const booking::ResourceProfile& profile) {
  switch (profile.model) {
    case booking::CapacityModel::kExclusive:
      return Counting::kWhole;
    case booking::CapacityModel::kShared:
      return Counting::kUnits;
    default:
      return Counting::kStock;
  }
}

std::int64_t QuantityOf(const v1::Requirement& requirement) {
  return std::max<std::int64_t>(requirement.quantity(), 1);
}

std::int64_t UnitsOf(const v1::Requirement& requirement, const booking::ResourceProfile& profile) {
  const bool by_seat = CountingOf(profile) == Counting::kUnits && !profile.by_night;
  const std::int64_t quantity = QuantityOf(requirement);
  return by_seat ? std::max(quantity, requirement.party_size()) : quantity;
}

std::string StorageKind(v1::ResourceKind kind) {
  return v1::ResourceKind_Name(kind).substr(operations::kResourceKindPrefix);
}

bool CanDo(const ResourceRow& row, const v1::Requirement& requirement) {
  const auto wanted = operations::Abilities(requirement.language(), requirement.grade());
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& ability) {
    return std::find(row.abilities.begin(), row.abilities.end(), ability) != row.abilities.end();
  });
}

std::vector<int> ByChoice(const v1::Activity& activity) {
  std::vector<int> order(static_cast<std::size_t>(activity.requirements_size()));
  std::iota(order.begin(), order.end(), 0);
  const auto choice = [&activity](int index) {
    const v1::Requirement& requirement = activity.requirements(index);
    const auto abilities = operations::Abilities(requirement.language(), requirement.grade());
    return std::make_tuple(!requirement.resource().empty(), abilities.size(),
                           requirement.party_size(), requirement.quantity());
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](int left, int right) { return choice(left) > choice(right); });
  return order;
}

void SortBySize(std::vector<ResourceRow>& candidates, std::int64_t party_size) {
  const auto key = [party_size](const ResourceRow& row) {
    return std::make_pair(!IsLargeEnough(row.profile, party_size), booking::SizeOf(row.profile));
  };
  std::stable_sort(
      candidates.begin(), candidates.end(),
      [&](const ResourceRow& left, const ResourceRow& right) { return key(left) < key(right); });
}

const booking::ResourceProfile* Served::First(const v1::Requirement& requirement) const {
  for (const BookedResource& booked : left_) {
    if (Serves(booked.resource, requirement)) return &booked.resource.profile;
  }
  return nullptr;
}

// The tightest fit: of whole resources the smallest; of units the smallest booking that covers what
// is wanted, or else the largest.
std::optional<std::size_t> Served::Best(const v1::Requirement& requirement, Counting counting,
                                        std::int64_t wanted) const {
  std::optional<std::size_t> best;
  const auto key = [&](const BookedResource& booked) {
    const std::int64_t quantity = booked.booking.occupancy.quantity;
    if (counting == Counting::kWhole)
      return std::make_pair(0, booking::SizeOf(booked.resource.profile));
    return quantity >= wanted ? std::make_pair(0, quantity) : std::make_pair(1, -quantity);
  };
  for (std::size_t i = 0; i < left_.size(); ++i) {
    const BookedResource& booked = left_[i];
    if (CountingOf(booked.resource.profile) != counting || !Serves(booked.resource, requirement)) {
      continue;
    }
    if (!best.has_value() || key(booked) < key(left_[*best])) best = i;
  }
  return best;
}

std::int64_t Served::Take(const v1::Requirement& requirement, Counting counting,
                          std::int64_t wanted) {
  while (wanted > 0) {
    const auto best = Best(requirement, counting, wanted);
    if (!best.has_value()) break;
    if (counting == Counting::kStock) {
      wanted = 0;
    } else {
      wanted -= counting == Counting::kWhole ? 1 : left_[*best].booking.occupancy.quantity;
    }
    left_.erase(left_.begin() + static_cast<std::ptrdiff_t>(*best));
  }
  return std::max<std::int64_t>(wanted, 0);
}

}  // namespace letan::services
