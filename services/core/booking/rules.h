// The rules for one wish on one resource, on bookings that are fetched already. Nothing here asks a
// view, so that the same checks serve the verdict, the nearest fit and the standing conflicts.
#ifndef LETAN_SERVICES_CORE_BOOKING_RULES_H_
#define LETAN_SERVICES_CORE_BOOKING_RULES_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "services/core/booking/model.h"
#include "services/core/booking/step_level.h"
#include "services/core/booking/travel_matrix.h"

namespace letan::booking {

// What occupies the resource besides the wish: a live booking or another leg of the same change.
struct Other {
  Interval interval;  // as Taken() gives it
  std::int64_t quantity = 1;
  const std::string* place = nullptr;
  const std::string* booking = nullptr;  // set for a live booking
  int leg = -1;                          // set for a leg
};

// What is asked of the resource, or stands on it already.
struct Wish {
  std::string_view booking;  // its own name: it is never in its own way; may be empty
  Interval interval;
  std::int64_t quantity = 1;
  const std::string* place = nullptr;
  std::int64_t party_size = 0;
  bool hours_set_aside = false;
};
Wish WishOf(const ResourceProfile& profile, const Leg& leg);
Wish WishOf(const Occupancy& occupancy);

// One resource and what occupies it in some window. Not copied: `others` points into `live`.
struct Scene {
  Scene() = default;
  Scene(Scene&&) = default;
  Scene& operator=(Scene&&) = default;

  // Completes `others` (sorts it) and, for a shared resource, `level`.
  void Settle();

  const ResourceProfile* profile = nullptr;
  const TravelMatrix* travel = nullptr;
  absl::TimeZone zone;  // the profile's where NeedsZone() says so, otherwise UTC
  std::vector<Occupancy> live;
  std::vector<Other> others;
  // kShared, kConsumable, kReturnable: units left. Whether the wish is deducted already, as
  // something that stands, or not yet, as something asked for:
  StepLevel level;
  bool wish_deducted = false;

 private:
  friend std::span<const Other> Near(const Scene& scene, const Interval& window);
  Micros longest_ = 0;  // of `others`
};

// The part of `others` that contains all those which overlap `window`.
std::span<const Other> Near(const Scene& scene, const Interval& window);

// Whether a rule of the resource is judged in its local time.
bool NeedsZone(const ResourceProfile& profile);

// The interval for which a booking takes units: whole nights, for ever, or as it is.
Interval Taken(const ResourceProfile& profile, const Interval& interval, absl::TimeZone zone);

// The window of other bookings on which the verdict on the wish depends.
Interval Reach(const ResourceProfile& profile, const Wish& wish, const TravelMatrix& travel,
               absl::TimeZone zone);

// Each adds what it finds violated.
void CheckFitness(const Scene& scene, const Wish& wish, std::vector<Violation>* violations);
void CheckExclusive(const Scene& scene, const Wish& wish, std::vector<Violation>* violations);
void CheckUnits(const Scene& scene, const Wish& wish, std::vector<Violation>* violations);
void CheckHours(const Scene& scene, const Wish& wish, std::vector<Violation>* violations);

// All of them that apply to the resource's capacity model.
std::vector<Violation> CheckWish(const Scene& scene, const Wish& wish);

// Starts at which one of the rules may begin to hold for a wish of that length: wherever a
// violation ends, seen from either side. In no order, with repetitions.
void CollectExclusiveStarts(const Scene& scene, const Wish& wish, std::vector<Micros>* starts);
void CollectUnitStarts(const Scene& scene, const Wish& wish, std::vector<Micros>* starts);
void CollectHourStarts(const Scene& scene, const Wish& wish, const Interval& window,
                       std::vector<Micros>* starts);

// Adds `other` to what `violation` names.
void NameBlocking(const Other& other, Violation* violation);

}  // namespace letan::booking

#endif  // LETAN_SERVICES_CORE_BOOKING_RULES_H_
