// Local time by looking at one instant after another.
#ifndef LETAN_STORAGE_MEMORY_LOCAL_TIME_H_
#define LETAN_STORAGE_MEMORY_LOCAL_TIME_H_

#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/core/booking/model.h"

namespace letan::storage::memory {

// A zone that the time zone database does not know counts as UTC.
absl::CivilDay LocalDay(booking::Micros at, const std::string& zone);

// The days whose night, noon to noon, has a moment in common with the interval.
std::set<absl::CivilDay> Nights(const booking::Interval& interval, const std::string& zone);

// Whether every moment of the interval lies within one of the weekly spans.
bool WithinHours(const booking::Interval& interval, const std::vector<booking::WeeklySpan>& hours,
                 const std::string& zone);

}  // namespace letan::storage::memory

#endif  // LETAN_STORAGE_MEMORY_LOCAL_TIME_H_
