// Series of calls, measured in turns.
#ifndef LETAN_TESTS_BENCH_SERIES_H_
#define LETAN_TESTS_BENCH_SERIES_H_

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/bench/load.h"
#include "tests/bench/report.h"

namespace letan::bench {

// What is measured: a name, where, and which calls.
struct Series {
  std::string name;
  Load load;
  std::string echo;       // the series it is compared with; empty: none
  std::int64_t size = 0;  // rows in the database
};

struct Schedule {
  std::vector<int> levels;  // calls in flight
  int rounds = 1;           // of each, the median counts
  std::chrono::milliseconds window{0};
};

// All series alternate within each round, so that a slow moment of the machine meets all. Nothing,
// with lines on stderr, if a call failed.
std::optional<std::vector<Result>> MeasureInTurns(const std::vector<Series>& series,
                                                  const Schedule& schedule);

}  // namespace letan::bench

#endif  // LETAN_TESTS_BENCH_SERIES_H_
