#include "tests/faults/checker/rules.h"

#include <algorithm>
#include <utility>

namespace letan::faults {
namespace {

constexpr std::int64_t kDay = std::int64_t{24} * 3600 * 1'000'000;

bool IsExclusive(const World::Resource& resource) { return resource.model() == World::EXCLUSIVE; }

bool IsStock(const World::Resource& resource) {
  return resource.model() == World::CONSUMABLE || resource.model() == World::RETURNABLE;
}

bool Counts(bool certain, Counting count) { return certain || count == Counting::kPossible; }

std::int64_t GapBetween(const Span& one, const Span& other) {
  return one.start < other.start ? other.start - one.end : one.start - other.end;
}

// The last noon at or before `at`.
std::int64_t NoonBefore(std::int64_t at, std::int64_t noon) {
  const std::int64_t since = ((at - noon) % kDay + kDay) % kDay;
  return at - since;
}

}  // namespace

void Amount::Take(const Span& span, std::int64_t quantity) {
  Add(span.start, -quantity);
  if (span.end != kForever) Add(span.end, quantity);
}

std::vector<std::pair<Span, std::int64_t>> Amount::Parts(const Span& span) const {
  std::vector<std::pair<Span, std::int64_t>> parts;
  std::int64_t amount = 0;
  Span part{span.start, span.end};
  for (const auto& [at, delta] : steps_) {
    if (at >= span.end) break;
    if (at > span.start) {
      if (at > part.start) parts.push_back({{part.start, at}, amount});
      part.start = at;
    }
    amount += delta;
  }
  parts.push_back({part, amount});
  return parts;
}

std::int64_t Amount::Lowest(const Span& span) const {
  std::int64_t lowest = kForever;
  for (const auto& [part, amount] : Parts(span)) lowest = std::min(lowest, amount);
  return lowest;
}

std::vector<Span> Amount::Below(std::int64_t threshold, const Span& span) const {
  std::vector<Span> below;
  for (const auto& [part, amount] : Parts(span)) {
    if (amount < threshold) below.push_back(part);
  }
  return below;
}

Span TakenSpan(const World::Resource& resource, std::int64_t noon, const Span& span) {
  if (resource.model() == World::CONSUMABLE) return {span.start, kForever};
  if (resource.model() != World::PER_NIGHT) return span;
  const std::int64_t last = NoonBefore(span.end, noon);
  return {NoonBefore(span.start, noon), last == span.end ? last : last + kDay};
}

Amount UnitsLeft(const Scene& scene, Counting count) {
  constexpr std::int64_t kEver = std::numeric_limits<std::int64_t>::min();
  Amount left;
  if (!IsStock(*scene.resource)) left.Add(kEver, scene.resource->capacity());
  for (const Supply& supply : scene.supplies) {
    // What may have come in counts for the wish, what may have gone out against it.
    const bool against = supply.delta < 0;
    if (supply.certain || against == (count == Counting::kPossible))
      left.Add(supply.at, supply.delta);
  }
  for (const Occupant& occupant : scene.occupants) {
    if (!Counts(occupant.certain, count)) continue;
    left.Take(TakenSpan(*scene.resource, scene.noon, occupant.span), occupant.quantity);
  }
  return left;
}

Wish WishOf(const Leg& leg) {
  return {{leg.start(), leg.end()}, std::max<std::int64_t>(leg.quantity(), 1)};
}

std::set<Violation::Rule> Broken(const Scene& scene, const Wish& wish, Counting count) {
  std::set<Violation::Rule> broken;
  if (!IsExclusive(*scene.resource)) {
    const Span taken = TakenSpan(*scene.resource, scene.noon, wish.span);
    if (UnitsLeft(scene, count).Lowest(taken) < wish.quantity) {
      broken.insert(IsStock(*scene.resource) ? Violation::STOCK : Violation::CAPACITY);
    }
    return broken;
  }
  for (const Occupant& occupant : scene.occupants) {
    if (!Counts(occupant.certain, count)) continue;
    for (const Violation::Rule rule : {Violation::OVERLAP, Violation::GAP}) {
      if (IsInTheWay(scene, wish, rule, occupant)) broken.insert(rule);
    }
  }
  return broken;
}

bool IsInTheWay(const Scene& scene, const Wish& wish, Violation::Rule rule,
                const Occupant& occupant) {
  if (IsExclusive(*scene.resource)) {
    const bool overlaps = occupant.span.Meets(wish.span);
    if (rule == Violation::OVERLAP) return overlaps;
    return rule == Violation::GAP && !overlaps &&
           GapBetween(occupant.span, wish.span) < scene.resource->gap();
  }
  if (rule != (IsStock(*scene.resource) ? Violation::STOCK : Violation::CAPACITY)) return false;
  const Span taken = TakenSpan(*scene.resource, scene.noon, wish.span);
  const Span span = TakenSpan(*scene.resource, scene.noon, occupant.span);
  const std::vector<Span> tight = UnitsLeft(scene, Counting::kPossible).Below(wish.quantity, taken);
  return std::any_of(tight.begin(), tight.end(),
                     [&](const Span& part) { return part.Meets(span); });
}

std::int64_t Available(const Scene& scene, const Wish& wish, Counting count) {
  const Span taken = TakenSpan(*scene.resource, scene.noon, wish.span);
  return std::max<std::int64_t>(UnitsLeft(scene, count).Lowest(taken), 0);
}

bool LacksDriver(const std::vector<Occupant>& drivers, const std::vector<Occupant>& vehicles,
                 Counting count) {
  Amount spare;
  const Counting for_them = count == Counting::kCertain ? Counting::kPossible : Counting::kCertain;
  for (const Occupant& driver : drivers) {
    if (Counts(driver.certain, for_them)) spare.Take(driver.span, -1);
  }
  for (const Occupant& vehicle : vehicles) {
    if (Counts(vehicle.certain, count)) spare.Take(vehicle.span, 1);
  }
  return std::any_of(vehicles.begin(), vehicles.end(), [&](const Occupant& vehicle) {
    return Counts(vehicle.certain, count) && spare.Lowest(vehicle.span) < 0;
  });
}

}  // namespace letan::faults
