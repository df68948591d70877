#include "tests/bench/series.h"

#include <cstdio>
#include <map>
#include <utility>

#include "tests/bench/servers.h"

namespace letan::bench {
namespace {

using Measured = std::map<std::pair<std::string, int>, std::vector<Measurement>>;

Measured Measure(const std::vector<Series>& all, const Schedule& schedule) {
  for (const Series& series : all) {
    Drive(series.load, schedule.levels.front(), schedule.window / 4);
  }
  Measured measured;
  for (int round = 0; round < schedule.rounds; ++round) {
    for (const int level : schedule.levels) {
      std::fprintf(stderr, "%s%s: round %d of %d, %d in flight\n", all.front().name.c_str(),
                   all.size() > 1 ? ", …" : "", round + 1, schedule.rounds, level);
      for (const Series& series : all) {
        measured[{series.name, level}].push_back(Drive(series.load, level, schedule.window));
      }
    }
  }
  return measured;
}

bool IsSound(const Result& result) {
  if (result.failed == 0 && result.per_second > 0) return true;
  std::fprintf(stderr, "%s at %d: %lld calls failed, first: %s\n", result.name.c_str(),
               result.in_flight, static_cast<long long>(result.failed),
               result.first_failure.c_str());
  return false;
}

}  // namespace

std::optional<std::vector<Result>> MeasureInTurns(const std::vector<Series>& series,
                                                  const Schedule& schedule) {
  const Measured measured = Measure(series, schedule);
  std::vector<Result> results;
  std::map<std::pair<std::string, int>, double> rates;
  bool sound = true;
  for (const Series& one : series) {
    const double resident = ResidentMib(one.load.server);
    for (const int level : schedule.levels) {
      Result result = Summarize(one.name, level, one.size, measured.at({one.name, level}));
      rates[{one.name, level}] = result.per_second;
      const double echo = rates[{one.echo, level}];
      if (echo > 0) result.ratio_to_echo = result.per_second / echo;
      result.resident_mib = resident;
      sound = IsSound(result) && sound;
      results.push_back(std::move(result));
    }
  }
  if (!sound) return std::nullopt;
  return results;
}

}  // namespace letan::bench
