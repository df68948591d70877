// What a run is asked for.
#ifndef LETAN_TESTS_BENCH_OPTIONS_H_
#define LETAN_TESTS_BENCH_OPTIONS_H_

#include <cstddef>
#include <string>
#include <vector>

namespace letan::bench {

struct Options {
  bool json = false;
  bool quick = false;
  double seconds = 2;
  int rounds = 5;
  int bookings = 100'000;
  int activities = 100'000;
  int few_bookings = 10'000;  // of free_search, in one database
  int many_bookings = 1'000'000;
  int watchers = 100;
  int writes_per_second = 500;
  std::vector<int> levels{1, 16, 64, 256};
  std::string only;
  std::string directory;
  std::string letand;   // the program; empty: the one beside this one
  std::string against;  // another one, for --instructions
  bool instructions = false;
  bool echo_server = false;
  std::size_t echo_point_bytes = 0;
  std::size_t echo_booking_bytes = 0;

  bool Wants(const std::string& name) const { return only.empty() || only == name; }
};

}  // namespace letan::bench

#endif  // LETAN_TESTS_BENCH_OPTIONS_H_
