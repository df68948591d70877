#include "services/core/booking/judge.h"

#include <algorithm>
#include <utility>

#include "services/core/booking/driver_rule.h"
#include "services/core/booking/nearest_fit.h"
#include "services/core/booking/overlay.h"
#include "services/core/booking/rules.h"

namespace letan::booking {
namespace {

// The window in which those take units who leave too few for `wish`.
Interval ShortageWindow(const Scene& scene, const Wish& wish) {
  const Interval taken = Taken(*scene.profile, wish.interval, scene.zone);
  if (taken.end != kForever) return taken;
  const std::vector<Micros> instants = scene.level.Instants();
  const Micros last = instants.empty() ? taken.start : std::max(instants.back(), taken.start);
  return {taken.start, last + 1};
}

absl::StatusOr<std::vector<Violation>> CheckLeg(const Overlay& overlay, int index) {
  const Wish wish = WishOf(overlay.profile(index), overlay.leg(index));
  absl::StatusOr<Scene> scene = overlay.SceneFor(index, wish);
  if (!scene.ok()) return scene.status();
  std::vector<Violation> violations = CheckWish(*scene, wish);
  const bool short_of_stock =
      std::any_of(violations.begin(), violations.end(),
                  [](const Violation& violation) { return violation.rule == Rule::kStock; });
  if (!short_of_stock) return violations;
  // Who takes the stock is only fetched when somebody wants to know.
  const absl::Status added = overlay.AddLive(index, ShortageWindow(*scene, wish), &*scene);
  if (!added.ok()) return added;
  return CheckWish(*scene, wish);
}

}  // namespace

absl::StatusOr<Verdict> Judge(BookingView& view, const ChangeSet& change,
                              const JudgeOptions& options) {
  absl::StatusOr<Overlay> overlay = Overlay::Load(view, change);
  if (!overlay.ok()) return overlay.status();
  Verdict verdict;
  verdict.legs.resize(change.put.size());
  for (int i = 0; i < overlay->size(); ++i) {
    absl::StatusOr<std::vector<Violation>> violations = CheckLeg(*overlay, i);
    if (!violations.ok()) return violations.status();
    verdict.legs[i].violations = *std::move(violations);
  }
  const absl::Status drivers = CheckDrivers(*overlay, &verdict);
  if (!drivers.ok()) return drivers;
  int sought = 0;
  for (int i = 0; i < overlay->size(); ++i) {
    LegVerdict& leg = verdict.legs[i];
    if (leg.violations.empty()) continue;
    if (sought++ == options.max_legs) break;
    absl::StatusOr<std::optional<Interval>> fit = NearestFit(*overlay, i, leg.violations, options);
    if (!fit.ok()) return fit.status();
    leg.nearest_fit = *fit;
  }
  return verdict;
}

}  // namespace letan::booking
