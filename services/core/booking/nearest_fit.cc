#include "services/core/booking/nearest_fit.h"

#include <algorithm>
#include <cstdlib>

#include "services/core/booking/rules.h"

namespace letan::booking {
namespace {

// Whether another time could help at all.
bool TimeMatters(const ResourceProfile& profile, const Leg& leg,
                 const std::vector<Violation>& violations) {
  if (profile.model == CapacityModel::kShared && leg.quantity > profile.capacity) return false;
  bool matters = false;
  for (const Violation& violation : violations) {
    if (violation.rule == Rule::kInactive || violation.rule == Rule::kPartyTooLarge) return false;
    if (violation.rule != Rule::kDriverRequired) matters = true;
  }
  return matters;
}

// Every rule holds on a set of starts whose edges are among the candidates, so the nearest start
// at which all of them hold is one too.
std::vector<Micros> CandidateStarts(const Scene& scene, const Wish& wish, const Interval& window) {
  std::vector<Micros> starts;
  starts.push_back(window.start);  // nearest of all when a time already past is asked for
  if (scene.profile->model == CapacityModel::kExclusive) {
    CollectExclusiveStarts(scene, wish, &starts);
  } else {
    CollectUnitStarts(scene, wish, &starts);
  }
  CollectHourStarts(scene, wish, window, &starts);
  const Micros latest = window.end - wish.interval.length();
  std::erase_if(starts, [&](Micros start) { return start < window.start || start > latest; });

  const Micros asked = wish.interval.start;
  std::sort(starts.begin(), starts.end(), [asked](Micros a, Micros b) {
    const Micros shift_a = std::abs(a - asked);
    const Micros shift_b = std::abs(b - asked);
    return shift_a != shift_b ? shift_a < shift_b : a > b;
  });
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  return starts;
}

}  // namespace

absl::StatusOr<std::optional<Interval>> NearestFit(const Overlay& overlay, int index,
                                                   const std::vector<Violation>& violations,
                                                   const JudgeOptions& options) {
  const ResourceProfile& profile = overlay.profile(index);
  if (options.max_candidates <= 0) return std::nullopt;
  if (!TimeMatters(profile, overlay.leg(index), violations)) return std::nullopt;

  Wish wish = WishOf(profile, overlay.leg(index));
  const Micros length = wish.interval.length();
  const Interval window{std::max(wish.interval.start - options.horizon, options.not_before),
                        wish.interval.end + options.horizon};
  if (window.length() < length) return std::nullopt;
  Wish widest = wish;
  widest.interval = window;
  absl::StatusOr<Scene> scene = overlay.SceneFor(index, widest);
  if (!scene.ok()) return scene.status();

  int tried = 0;
  for (const Micros start : CandidateStarts(*scene, wish, window)) {
    if (++tried > options.max_candidates) break;
    wish.interval = {start, start + length};
    if (CheckWish(*scene, wish).empty()) return wish.interval;
  }
  return std::nullopt;
}

}  // namespace letan::booking
