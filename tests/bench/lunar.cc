#include "tests/bench/lunar.h"

#include <chrono>
#include <cstdio>
#include <functional>
#include <string>

#include "services/core/calendar/lunar.h"

namespace letan::bench {
namespace {

using Clock = std::chrono::steady_clock;

// `convert` of the n-th day: whether it went well.
std::optional<Result> Measure(const Options& options, const std::string& name, std::size_t days,
                              const std::function<bool(std::size_t)>& convert) {
  if (!convert(0)) return std::nullopt;  // makes the table, once for each process
  const auto begin = Clock::now();
  const auto end = begin + std::chrono::duration<double>(options.seconds);
  std::int64_t converted = 0;
  std::int64_t failed = 0;
  Clock::time_point now = begin;
  for (; now < end; now = Clock::now()) {
    for (std::size_t i = 0; i < days; ++i) failed += convert(i) ? 0 : 1;
    converted += static_cast<std::int64_t>(days);
  }
  if (failed > 0) {
    std::fprintf(stderr, "%s: %lld days were not converted\n", name.c_str(),
                 static_cast<long long>(failed));
    return std::nullopt;
  }
  const double seconds = std::chrono::duration<double>(now - begin).count();
  Result result;
  result.name = name;
  result.in_flight = 1;
  result.size = static_cast<std::int64_t>(days);
  result.per_second = static_cast<double>(converted) / seconds;
  result.p50_us = result.p99_us = 1e6 / result.per_second;
  return result;
}

}  // namespace

std::optional<std::vector<Result>> MeasureLunar(const Options& options) {
  std::vector<absl::CivilDay> days;
  std::vector<calendar::LunarDate> lunar;
  for (absl::CivilDay day = calendar::kFirstLunarDay; day <= calendar::kLastLunarDay; ++day) {
    days.push_back(day);
    const auto date = calendar::ToLunar(day);
    if (!date.ok()) return std::nullopt;
    lunar.push_back(*date);
  }
  const auto to_lunar = Measure(options, "to_lunar", days.size(), [&](std::size_t i) {
    const auto date = calendar::ToLunar(days[i]);
    return date.ok() && *date == lunar[i];
  });
  const auto to_solar = Measure(options, "to_solar", days.size(), [&](std::size_t i) {
    const auto day = calendar::ToSolar(lunar[i]);
    return day.ok() && *day == days[i];
  });
  if (!to_lunar.has_value() || !to_solar.has_value()) return std::nullopt;
  return std::vector<Result>{*to_lunar, *to_solar};
}

}  // namespace letan::bench
