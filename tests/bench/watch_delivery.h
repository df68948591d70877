// How long a change takes to those who watch.
#ifndef LETAN_TESTS_BENCH_WATCH_DELIVERY_H_
#define LETAN_TESTS_BENCH_WATCH_DELIVERY_H_

#include <optional>
#include <vector>

#include "tests/bench/options.h"
#include "tests/bench/report.h"
#include "tests/bench/servers.h"

namespace letan::bench {

// Bookings at a steady rate while many watch all changes. "watch": from the moment at which a
// booking was due to be sent until a watcher has its change; each delivery counts, and each that is
// missing or double has failed. "watched_booking": until the booking is acknowledged.
// Nothing, with a line on stderr, if something fails.
std::optional<std::vector<Result>> MeasureWatchDelivery(const Options& options,
                                                        const ScratchDirectory& scratch);

}  // namespace letan::bench

#endif  // LETAN_TESTS_BENCH_WATCH_DELIVERY_H_
