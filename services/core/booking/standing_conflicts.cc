#include <algorithm>
#include <utility>

#include "services/core/booking/driver_rule.h"
#include "services/core/booking/judge.h"
#include "services/core/booking/overlay.h"
#include "services/core/booking/rules.h"

namespace letan::booking {
namespace {

using Findings = std::vector<std::vector<Violation>>;  // one list for each subject

Interval HullOf(const std::vector<Occupancy>& subjects) {
  Interval hull = subjects.front().interval;
  for (const Occupancy& subject : subjects) {
    hull.start = std::min(hull.start, subject.interval.start);
    hull.end = std::max(hull.end, subject.interval.end);
  }
  return hull;
}

// Exclusive and shared resources: each booking against all the others.
absl::Status CheckSubjects(BookingView& view, const ResourceProfile& profile,
                           const std::vector<Occupancy>& subjects, Findings* findings) {
  absl::StatusOr<Scene> scene = EmptyScene(view, profile);
  if (!scene.ok()) return scene.status();
  // Any place stands for all of them: with one, travel is reckoned.
  const auto placed = std::find_if(subjects.begin(), subjects.end(),
                                   [](const Occupancy& subject) { return !subject.place.empty(); });
  Wish widest = WishOf(placed == subjects.end() ? subjects.front() : *placed);
  widest.interval = HullOf(subjects);
  widest.hours_set_aside = false;
  absl::StatusOr<std::vector<Occupancy>> live =
      view.Overlapping(profile.name, Reach(profile, widest, *scene->travel, scene->zone));
  if (!live.ok()) return live.status();
  Occupy(*std::move(live), &*scene);
  scene->wish_deducted = true;
  scene->Settle();
  for (const Occupancy& subject : subjects) {
    findings->push_back(CheckWish(*scene, WishOf(subject)));
  }
  return absl::OkStatus();
}

// For every moment below zero, the latest bookings that together make up the shortage. The answer
// has an entry for each of `scene.others`.
std::vector<bool> Culprits(const Scene& scene, const Interval& window) {
  std::vector<bool> culprits(scene.others.size(), false);
  std::vector<Micros> instants = scene.level.Instants();
  instants.push_back(window.start);
  for (const Micros at : instants) {
    const Interval moment{at, at + 1};
    if (!moment.Overlaps(window)) continue;
    std::int64_t missing = -scene.level.MinIn(moment);
    for (std::size_t i = scene.others.size(); i-- > 0 && missing > 0;) {
      if (!scene.others[i].interval.Overlaps(moment)) continue;
      culprits[i] = true;
      missing -= scene.others[i].quantity;
    }
  }
  return culprits;
}

absl::StatusOr<Scene> StockScene(BookingView& view, const ResourceProfile& profile,
                                 Interval* window) {
  absl::StatusOr<Scene> scene = EmptyScene(view, profile);
  if (!scene.ok()) return scene;
  absl::StatusOr<BookingView::StockOutlook> outlook = view.Stock(profile.name, window->start, {});
  if (!outlook.ok()) return outlook.status();
  scene->level = StepLevel(outlook->on_hand);
  for (const SupplyStep& step : outlook->steps) scene->level.Add(step.at, step.delta);
  scene->level.Settle();
  scene->wish_deducted = true;
  // From the last step on nothing changes.
  const std::vector<Micros> instants = scene->level.Instants();
  if (!instants.empty()) window->end = std::max(window->end, instants.back() + 1);
  absl::StatusOr<std::vector<Occupancy>> live = view.Overlapping(profile.name, *window);
  if (!live.ok()) return live.status();
  Occupy(*std::move(live), &*scene);
  scene->Settle();
  return scene;
}

absl::Status CheckStockSubjects(BookingView& view, const ResourceProfile& profile,
                                const std::vector<Occupancy>& subjects, Findings* findings) {
  Interval window = HullOf(subjects);
  absl::StatusOr<Scene> scene = StockScene(view, profile, &window);
  if (!scene.ok()) return scene.status();
  const std::vector<bool> culprits = Culprits(*scene, window);
  for (const Occupancy& subject : subjects) {
    bool culprit = false;
    for (std::size_t i = 0; i < culprits.size() && !culprit; ++i) {
      culprit = culprits[i] && *scene->others[i].booking == subject.booking;
    }
    std::vector<Violation> violations = CheckWish(*scene, WishOf(subject));
    if (!culprit) {
      std::erase_if(violations, [](const Violation& v) { return v.rule == Rule::kStock; });
    }
    findings->push_back(std::move(violations));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<StandingConflict>> StandingConflicts(BookingView& view,
                                                                const std::string& resource,
                                                                const Interval& window) {
  absl::StatusOr<const ResourceProfile*> profile = view.Profile(resource);
  if (!profile.ok()) return profile.status();
  absl::StatusOr<std::vector<Occupancy>> subjects = view.Overlapping(resource, window);
  if (!subjects.ok()) return subjects.status();
  std::vector<StandingConflict> conflicts;
  if (subjects->empty()) return conflicts;

  const bool stock = (*profile)->model == CapacityModel::kConsumable ||
                     (*profile)->model == CapacityModel::kReturnable;
  Findings findings;
  const absl::Status checked = stock ? CheckStockSubjects(view, **profile, *subjects, &findings)
                                     : CheckSubjects(view, **profile, *subjects, &findings);
  if (!checked.ok()) return checked;
  if ((*profile)->role == Role::kVehicle) {
    const absl::Status drivers = CheckStandingDrivers(view, *subjects, &findings);
    if (!drivers.ok()) return drivers;
  }
  for (std::size_t i = 0; i < subjects->size(); ++i) {
    for (Violation& violation : findings[i]) {
      conflicts.push_back({(*subjects)[i].booking, std::move(violation)});
    }
  }
  return conflicts;
}

}  // namespace letan::booking
