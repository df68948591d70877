// What a run found, for programs and for people.
#ifndef LETAN_TESTS_BENCH_REPORT_H_
#define LETAN_TESTS_BENCH_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/load.h"

namespace letan::bench {

// One line of the report: a series at one level.
struct Result {
  std::string name;
  int in_flight = 0;      // of "watch": watchers
  std::int64_t size = 0;  // rows preloaded; 0 for the echoes, which have none
  double per_second = 0;  // medians over the rounds
  double p50_us = 0;
  double p99_us = 0;
  double server_cpu_us = 0;  // processor time of the server for each call
  std::int64_t failed = 0;   // of all rounds together
  double ratio_to_echo = 0;  // to the echo with the same payload; 0: that was not measured
  double resident_mib = 0;   // memory of the server at the end
  std::string first_failure;
};

// Medians of `rounds`; ratio_to_echo is left 0.
Result Summarize(const std::string& name, int in_flight, std::int64_t size,
                 const std::vector<Measurement>& rounds);

// {"results":[{"name":…,"in_flight":…,"size":…,"per_second":…,"p50_us":…,"p99_us":…,
// "server_cpu_us":…,"failed":…,"resident_mib":…,"ratio_to_echo":…},…]}, ratio null where there is
// none.
std::string ToJson(const std::vector<Result>& results);
std::string ToTable(const std::vector<Result>& results);

}  // namespace letan::bench

#endif  // LETAN_TESTS_BENCH_REPORT_H_
