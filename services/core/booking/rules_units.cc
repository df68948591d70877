// So many units at once: seats and rooms, and stock that is gone or comes back.
#include <algorithm>
#include <utility>

#include "services/core/booking/rules.h"

namespace letan::booking {
namespace {

// A consumable is in the way of all that comes later; naming the first few is enough.
constexpr std::size_t kMostConsumersNamed = 10;

}  // namespace

void CheckUnits(const Scene& scene, const Wish& wish, std::vector<Violation>* violations) {
  const ResourceProfile& profile = *scene.profile;
  const Interval taken = Taken(profile, wish.interval, scene.zone);
  const std::int64_t lowest = scene.level.MinIn(taken);
  const std::int64_t needed = scene.wish_deducted ? 0 : wish.quantity;
  if (lowest >= needed) return;

  const bool shared = profile.model == CapacityModel::kShared;
  Violation violation{.rule = shared ? Rule::kCapacity : Rule::kStock};
  const std::int64_t left = scene.wish_deducted ? lowest + wish.quantity : lowest;
  violation.available = std::max<std::int64_t>(left, 0);
  const std::vector<Interval> tight = scene.level.Below(needed, taken);
  const bool consumable = profile.model == CapacityModel::kConsumable;
  for (const Other& other : Near(scene, taken)) {
    if (other.booking != nullptr && *other.booking == wish.booking) continue;
    if (!MeetsAny(other.interval, tight)) continue;
    const bool enough =
        consumable && other.booking != nullptr && violation.blocking.size() >= kMostConsumersNamed;
    if (!enough) NameBlocking(other, &violation);
  }
  violations->push_back(std::move(violation));
}

void CollectUnitStarts(const Scene& scene, const Wish& wish, std::vector<Micros>* starts) {
  const bool consumable = scene.profile->model == CapacityModel::kConsumable;
  const Micros length = wish.interval.length();
  for (const Micros at : scene.level.Instants()) {
    starts->push_back(at);
    if (!consumable) starts->push_back(at - length);
  }
}

}  // namespace letan::booking
