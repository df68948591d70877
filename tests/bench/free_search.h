// Finding what is free among many resources, with few bookings and with many.
#ifndef LETAN_TESTS_BENCH_FREE_SEARCH_H_
#define LETAN_TESTS_BENCH_FREE_SEARCH_H_

#include <optional>
#include <vector>

#include "tests/bench/options.h"
#include "tests/bench/report.h"
#include "tests/bench/servers.h"

namespace letan::bench {

// "free_search_few" and "free_search_many": two databases with the same 10,000 resources and the
// same bookings on the day that is asked for, when 50 of the 1,000 interpreters of Korean are free;
// all other bookings, as many as the options say, lie on other days. The search judges all
// candidates and ranks the free ones; one call at a time. Nothing, with a line on stderr, if
// something fails.
std::optional<std::vector<Result>> MeasureFreeSearch(const Options& options,
                                                     const ScratchDirectory& scratch);

}  // namespace letan::bench

#endif  // LETAN_TESTS_BENCH_FREE_SEARCH_H_
