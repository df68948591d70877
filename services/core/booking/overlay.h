// A change laid over what a view shows: less what it releases and moves, plus its legs.
#ifndef LETAN_SERVICES_CORE_BOOKING_OVERLAY_H_
#define LETAN_SERVICES_CORE_BOOKING_OVERLAY_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/booking/booking_view.h"
#include "services/core/booking/model.h"
#include "services/core/booking/rules.h"

namespace letan::booking {

// A scene of `profile` that nothing occupies yet.
absl::StatusOr<Scene> EmptyScene(BookingView& view, const ResourceProfile& profile);

// Adds live bookings to `others`; complete it with Settle().
void Occupy(std::vector<Occupancy> live, Scene* scene);

class Overlay {
 public:
  // Looks up every resource and booking that `change` names. Both arguments must outlive the
  // overlay. NOT_FOUND if a resource or a released booking does not exist.
  static absl::StatusOr<Overlay> Load(BookingView& view, const ChangeSet& change);

  BookingView& view() const { return *view_; }
  const ChangeSet& change() const { return *change_; }
  int size() const { return static_cast<int>(profiles_.size()); }
  const Leg& leg(int index) const { return change_->put[index]; }
  const ResourceProfile& profile(int index) const { return *profiles_[index]; }
  // Whom the leg's booking serves: of one that is moved, whom it served before.
  const std::string& owner(int index) const;
  const std::string& group(int index) const;

  // A booking that ends or moves by this change, as it stood before.
  struct Former {
    Occupancy occupancy;
    int leg = -1;  // the leg that moves it; -1: it is released
  };
  const std::vector<Former>& former() const { return former_; }

  // Drops the bookings that are released or moved.
  void RemoveGone(std::vector<Occupancy>* live) const;

  // What surrounds a leg within the window that `wish` needs. Of stock items only the level:
  // AddLive() adds who takes the units, when their names are wanted.
  absl::StatusOr<Scene> SceneFor(int index, const Wish& wish) const;
  absl::Status AddLive(int index, const Interval& window, Scene* scene) const;

 private:
  Overlay(BookingView& view, const ChangeSet& change) : view_(&view), change_(&change) {}
  absl::Status FindFormer();

  BookingView* view_;
  const ChangeSet* change_;
  std::vector<const ResourceProfile*> profiles_;  // one for each leg
  std::vector<std::string> gone_;                 // sorted; released or moved
  std::vector<Former> former_;
  std::vector<int> former_of_;  // one for each leg: index in former_, -1 for a new booking
};

}  // namespace letan::booking

#endif  // LETAN_SERVICES_CORE_BOOKING_OVERLAY_H_
