// Conversions between the two calendars, in this process on one thread: what a page of dates costs.
#ifndef LETAN_TESTS_BENCH_LUNAR_H_
#define LETAN_TESTS_BENCH_LUNAR_H_

#include <optional>
#include <vector>

#include "tests/bench/options.h"
#include "tests/bench/report.h"

namespace letan::bench {

// "to_lunar" and "to_solar": every day of the calendar in turns, for options.seconds; size is their
// number. Of latencies, the mean is given for both. Nothing, with a line on stderr, if a conversion
// fails.
std::optional<std::vector<Result>> MeasureLunar(const Options& options);

}  // namespace letan::bench

#endif  // LETAN_TESTS_BENCH_LUNAR_H_
