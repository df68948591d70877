// Local days, nights and weekly hours, in an IANA time zone.
#ifndef LETAN_SERVICES_CORE_BOOKING_LOCAL_TIME_H_
#define LETAN_SERVICES_CORE_BOOKING_LOCAL_TIME_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/core/booking/model.h"

namespace letan::booking {

// The zone of that name, loaded once per process; FAILED_PRECONDITION if there is none. Safe to
// call from any thread.
absl::StatusOr<absl::TimeZone> LoadZone(const std::string& name);

// Local midnight at or before `at`, and the first one after it.
Micros DayStart(Micros at, absl::TimeZone zone);
Micros NextDayStart(Micros at, absl::TimeZone zone);

// `interval` widened to whole nights, local noon to local noon.
Interval WholeNights(const Interval& interval, absl::TimeZone zone);

// Whether all of `interval` lies within the union of the weekly spans.
bool WithinHours(const std::vector<WeeklySpan>& hours, const Interval& interval,
                 absl::TimeZone zone);

// The weekly spans as instants, for every local week that meets `window`; in order, not merged.
std::vector<Interval> OpenSpans(const std::vector<WeeklySpan>& hours, const Interval& window,
                                absl::TimeZone zone);

// The hours of the local day of `at`: "Mon 07:30-11:30, 13:30-17:00", or "Sun closed".
std::string HoursOfDay(const std::vector<WeeklySpan>& hours, Micros at, absl::TimeZone zone);

// "2017-02-08 14:00", local.
std::string FormatLocal(Micros at, absl::TimeZone zone);

}  // namespace letan::booking

#endif  // LETAN_SERVICES_CORE_BOOKING_LOCAL_TIME_H_
