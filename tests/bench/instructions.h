// Instructions that the server executes for a call: unlike times, the same whatever else the
// machine does.
#ifndef LETAN_TESTS_BENCH_INSTRUCTIONS_H_
#define LETAN_TESTS_BENCH_INSTRUCTIONS_H_

#include <map>
#include <optional>
#include <string>

#include "tests/bench/options.h"
#include "tests/bench/servers.h"

namespace letan::bench {

// "point_read" and "booking", by anybody, and "point_read_identity" and "booking_identity", with a
// dispatcher's token: instructions of a call, from runs of `program` under callgrind with few and
// with many calls, one at a time. Needs valgrind, and a program that knows tokens. Nothing, with a
// line on stderr, if something fails.
using Instructions = std::map<std::string, double>;
std::optional<Instructions> CountInstructions(const std::string& program, bool quick,
                                              const ScratchDirectory& scratch);

// Counts options.letand, and options.against if there is one, and prints both and their ratio.
int ReportInstructions(const Options& options, const ScratchDirectory& scratch);

}  // namespace letan::bench

#endif  // LETAN_TESTS_BENCH_INSTRUCTIONS_H_
