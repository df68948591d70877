// Short ways to say times, profiles, bookings and wishes in tests of the booking rules.
#ifndef LETAN_TESTS_SUPPORT_BOOKING_WORLD_H_
#define LETAN_TESTS_SUPPORT_BOOKING_WORLD_H_

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "services/core/booking/judge.h"
#include "services/core/booking/model.h"
#include "tests/support/vector_booking_view.h"

namespace letan::booking {

inline constexpr char kBus[] = "resources/bus";
inline constexpr char kRoom[] = "resources/room";

// "2017-02-08 14:00" in Viet Nam, or in the zone given.
inline Micros Local(const std::string& text, const std::string& zone_name = "Asia/Ho_Chi_Minh") {
  absl::TimeZone zone;
  absl::Time time;
  std::string error;
  if (!absl::LoadTimeZone(zone_name, &zone) ||
      !absl::ParseTime("%Y-%m-%d %H:%M", text, zone, &time, &error)) {
    throw std::invalid_argument(text + " " + zone_name + " " + error);
  }
  return absl::ToUnixMicros(time);
}

// "09:00" of Wednesday 2017-02-08, the day on which most of these tests take place.
inline Micros Clock(const std::string& clock) { return Local("2017-02-08 " + clock); }

inline Interval Between(const std::string& first, const std::string& last) {
  return {Clock(first), Clock(last)};
}

inline Leg Ask(const std::string& booking, const std::string& resource, const Interval& interval,
               std::int64_t quantity = 1, const std::string& place = "") {
  return {.booking = booking,
          .resource = resource,
          .interval = interval,
          .quantity = quantity,
          .place = place};
}

// A world with one call for each thing that the tests do.
class BookingWorld {
 public:
  ResourceProfile& Add(const std::string& name, CapacityModel model = CapacityModel::kExclusive) {
    ResourceProfile profile;
    profile.name = name;
    profile.model = model;
    view.AddProfile(profile);
    return view.profiles.at(name);
  }

  // Puts a booking there without asking the rules.
  Occupancy& Stand(const std::string& booking, const std::string& resource,
                   const Interval& interval, std::int64_t quantity = 1,
                   const std::string& place = "", const std::string& owner = "") {
    view.bookings.push_back({.booking = booking,
                             .resource = resource,
                             .interval = interval,
                             .quantity = quantity,
                             .place = place,
                             .owner = owner});
    return view.bookings.back();
  }

  Verdict JudgeChange(const ChangeSet& change, const JudgeOptions& options = {}) {
    absl::StatusOr<Verdict> verdict = Judge(view, change, options);
    if (!verdict.ok()) throw std::runtime_error(verdict.status().ToString());
    return *std::move(verdict);
  }

  // The verdict on one leg alone.
  LegVerdict JudgeLeg(const Leg& leg, const JudgeOptions& options = {}) {
    return JudgeChange({.put = {leg}}, options).legs.front();
  }

  bool Fits(const Leg& leg) { return JudgeChange({.put = {leg}}).fits(); }

  std::vector<StandingConflict> Standing(const std::string& resource, const Interval& window) {
    absl::StatusOr<std::vector<StandingConflict>> found = StandingConflicts(view, resource, window);
    if (!found.ok()) throw std::runtime_error(found.status().ToString());
    return *std::move(found);
  }

  VectorBookingView view;
};

inline std::vector<Rule> RulesOf(const LegVerdict& leg) {
  std::vector<Rule> rules;
  for (const Violation& violation : leg.violations) rules.push_back(violation.rule);
  return rules;
}

// The seed of a random test: LETAN_SEED if it is set. Printed, so that a failure can be repeated.
inline std::uint64_t TestSeed(std::uint64_t usual) {
  const char* given = std::getenv("LETAN_SEED");
  const bool unset = given == nullptr || *given == 0;
  const std::uint64_t seed = unset ? usual : std::strtoull(given, nullptr, 10);
  std::cout << "LETAN_SEED=" << seed << std::endl;
  return seed;
}

}  // namespace letan::booking

#endif  // LETAN_TESTS_SUPPORT_BOOKING_WORLD_H_
