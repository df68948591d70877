// Point reads and bookings beside a bare echo with the same bytes.
#ifndef LETAN_TESTS_BENCH_ECHO_COMPARISON_H_
#define LETAN_TESTS_BENCH_ECHO_COMPARISON_H_

#include <optional>
#include <string>
#include <vector>

#include "tests/bench/options.h"
#include "tests/bench/report.h"
#include "tests/bench/servers.h"

namespace letan::bench {

// "echo", "point_read", "echo_booking" and "booking", of which the options want one or all; and
// "point_read_identity" and "booking_identity", the same calls with a dispatcher's token on a
// server that asks who calls, and on a copy of the same database, with "echo_identity", an echo
// that is sent the same token. `self`: this program, which serves the echo. Nothing, with a line on
// stderr, if something fails.
std::optional<std::vector<Result>> CompareWithEcho(const Options& options, const std::string& self,
                                                   const ScratchDirectory& scratch);

}  // namespace letan::bench

#endif  // LETAN_TESTS_BENCH_ECHO_COMPARISON_H_
