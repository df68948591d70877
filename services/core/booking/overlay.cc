#include "services/core/booking/overlay.h"

#include <algorithm>
#include <utility>

#include "services/core/booking/local_time.h"

namespace letan::booking {
namespace {

bool IsStock(const ResourceProfile& profile) {
  return profile.model == CapacityModel::kConsumable || profile.model == CapacityModel::kReturnable;
}

}  // namespace

absl::StatusOr<Scene> EmptyScene(BookingView& view, const ResourceProfile& profile) {
  Scene scene;
  scene.profile = &profile;
  scene.travel = &view.Travel();
  if (NeedsZone(profile)) {
    absl::StatusOr<absl::TimeZone> zone = LoadZone(profile.time_zone);
    if (!zone.ok()) return zone.status();
    scene.zone = *zone;
  }
  return scene;
}

void Occupy(std::vector<Occupancy> live, Scene* scene) {
  scene->live = std::move(live);
  scene->others.reserve(scene->others.size() + scene->live.size());
  for (const Occupancy& occupancy : scene->live) {
    scene->others.push_back({.interval = Taken(*scene->profile, occupancy.interval, scene->zone),
                             .quantity = occupancy.quantity,
                             .place = &occupancy.place,
                             .booking = &occupancy.booking});
  }
}

absl::StatusOr<Overlay> Overlay::Load(BookingView& view, const ChangeSet& change) {
  Overlay overlay(view, change);
  overlay.profiles_.reserve(change.put.size());
  for (const Leg& leg : change.put) {
    absl::StatusOr<const ResourceProfile*> profile = view.Profile(leg.resource);
    if (!profile.ok()) return profile.status();
    overlay.profiles_.push_back(*profile);
  }
  const absl::Status found = overlay.FindFormer();
  if (!found.ok()) return found;
  return overlay;
}

absl::Status Overlay::FindFormer() {
  for (const std::string& name : change_->release) {
    absl::StatusOr<Occupancy> occupancy = view_->Find(name);
    if (!occupancy.ok()) return occupancy.status();
    gone_.push_back(name);
    former_.push_back({*std::move(occupancy), -1});
  }
  former_of_.assign(profiles_.size(), -1);
  for (int i = 0; i < size(); ++i) {
    const std::string& name = leg(i).booking;
    if (name.empty()) continue;
    absl::StatusOr<Occupancy> occupancy = view_->Find(name);
    if (absl::IsNotFound(occupancy.status())) continue;  // a new booking
    if (!occupancy.ok()) return occupancy.status();
    gone_.push_back(name);
    former_of_[i] = static_cast<int>(former_.size());
    former_.push_back({*std::move(occupancy), i});
  }
  std::sort(gone_.begin(), gone_.end());
  return absl::OkStatus();
}

const std::string& Overlay::owner(int index) const {
  const int former = former_of_[index];
  return former < 0 ? change_->owner : former_[former].occupancy.owner;
}

const std::string& Overlay::group(int index) const {
  const int former = former_of_[index];
  return former < 0 ? change_->group : former_[former].occupancy.group;
}

void Overlay::RemoveGone(std::vector<Occupancy>* live) const {
  if (gone_.empty()) return;
  std::erase_if(*live, [this](const Occupancy& occupancy) {
    return std::binary_search(gone_.begin(), gone_.end(), occupancy.booking);
  });
}

absl::StatusOr<Scene> Overlay::SceneFor(int index, const Wish& wish) const {
  absl::StatusOr<Scene> scene = EmptyScene(*view_, profile(index));
  if (!scene.ok()) return scene;
  const Interval window = Reach(profile(index), wish, *scene->travel, scene->zone);
  if (!IsStock(profile(index))) {
    const absl::Status added = AddLive(index, window, &*scene);
    if (!added.ok()) return added;
    return scene;
  }
  absl::StatusOr<BookingView::StockOutlook> outlook =
      view_->Stock(leg(index).resource, window.start, gone_);
  if (!outlook.ok()) return outlook.status();
  scene->level = StepLevel(outlook->on_hand);
  for (const SupplyStep& step : outlook->steps) scene->level.Add(step.at, step.delta);
  for (int i = 0; i < size(); ++i) {
    if (i == index || leg(i).resource != leg(index).resource) continue;
    scene->level.AddSpan(Taken(profile(i), leg(i).interval, scene->zone), -leg(i).quantity);
  }
  scene->level.Settle();
  return scene;
}

absl::Status Overlay::AddLive(int index, const Interval& window, Scene* scene) const {
  absl::StatusOr<std::vector<Occupancy>> live = view_->Overlapping(leg(index).resource, window);
  if (!live.ok()) return live.status();
  RemoveGone(&*live);
  Occupy(*std::move(live), scene);
  for (int i = 0; i < size(); ++i) {
    if (i == index || leg(i).resource != leg(index).resource) continue;
    scene->others.push_back({.interval = Taken(profile(i), leg(i).interval, scene->zone),
                             .quantity = leg(i).quantity,
                             .place = &leg(i).place,
                             .leg = i});
  }
  scene->Settle();
  return absl::OkStatus();
}

}  // namespace letan::booking
