// The booking rules: does a set of changes fit, and if not, why not and when would it.
//
// These are the only rules of the server; engines call them inside the transaction that inserts.
#ifndef LETAN_SERVICES_CORE_BOOKING_JUDGE_H_
#define LETAN_SERVICES_CORE_BOOKING_JUDGE_H_

#include <limits>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/core/booking/booking_view.h"
#include "services/core/booking/model.h"

namespace letan::booking {

struct JudgeOptions {
  // How far before and after the wish a nearest fit is searched.
  Micros horizon = 30 * kDay;
  // At most so many candidate starts are tried for each leg; 0: no nearest fit is searched.
  int max_candidates = 512;
  // A nearest fit is searched for the first so many legs that do not fit.
  int max_legs = 32;
  // No nearest fit starts earlier. The rules have no clock: pass the present.
  Micros not_before = std::numeric_limits<Micros>::min();
};

// Judges `change` on the state that `view` shows, less what it releases and moves. Every violated
// rule of every leg is named, not only the first. An error status means that the view failed or
// that a named resource or released booking does not exist (NOT_FOUND) or that a resource's time
// zone is unknown (FAILED_PRECONDITION), never that something does not fit.
//
// Gap between consecutive bookings of an exclusive resource:
//   max(buffer_after + buffer_before, travel time between their places).
// A booking that says no place does not shorten the way between those before and after it.
// The first and the last trip of a local day are from and to the resource's home place: with them,
// a booking must lie within working hours and outside blackouts. A booking belongs to the local
// days that it touches; one that is the last on the day it ends is followed by the trip home.
//
// A vehicle needs a driver: at every instant of its booking, at least as many bookings of drivers
// as of vehicles serve the same owner (without an owner: the same group; without either: the same
// change). What is held may lapse: among the confirmed alone, it must be so too.
absl::StatusOr<Verdict> Judge(BookingView& view, const ChangeSet& change,
                              const JudgeOptions& options = {});

// Live bookings of `resource` that overlap `window` and break a rule as things stand: after an edit
// of buffers, hours, capacity, travel times or blackouts, or a release that made a detour
// necessary. Stock below zero is reported against the latest bookings that cause it.
struct StandingConflict {
  std::string booking;
  Violation violation;
};
absl::StatusOr<std::vector<StandingConflict>> StandingConflicts(BookingView& view,
                                                                const std::string& resource,
                                                                const Interval& window);

// One sentence in English for people: what rule failed and with what numbers; never a title.
std::string Explain(const Violation& violation, const ResourceProfile& profile, const Leg& leg);

}  // namespace letan::booking

#endif  // LETAN_SERVICES_CORE_BOOKING_JUDGE_H_
