#include "tests/bench/report.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

namespace letan::bench {
namespace {

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

template <class Member>
double MedianOf(const std::vector<Measurement>& rounds, Member member) {
  std::vector<double> values;
  for (const Measurement& round : rounds) values.push_back(round.*member);
  return Median(std::move(values));
}

__attribute__((format(printf, 1, 2))) std::string Format(const char* format, ...) {
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  return text;
}

}  // namespace

Result Summarize(const std::string& name, int in_flight, std::int64_t size,
                 const std::vector<Measurement>& rounds) {
  Result result;
  result.name = name;
  result.in_flight = in_flight;
  result.size = size;
  result.per_second = MedianOf(rounds, &Measurement::per_second);
  result.p50_us = MedianOf(rounds, &Measurement::p50_us);
  result.p99_us = MedianOf(rounds, &Measurement::p99_us);
  result.server_cpu_us = MedianOf(rounds, &Measurement::server_cpu_us);
  for (const Measurement& round : rounds) {
    if (result.failed == 0) result.first_failure = round.first_failure;
    result.failed += round.failed;
  }
  return result;
}

std::string ToJson(const std::vector<Result>& results) {
  std::string json = "{\"results\":[";
  for (const Result& result : results) {
    if (json.back() == '}') json += ',';
    json += Format(
        "{\"name\":\"%s\",\"in_flight\":%d,\"size\":%lld,\"per_second\":%.1f,\"p50_us\":%.1f,"
        "\"p99_us\":%.1f,\"server_cpu_us\":%.1f,\"failed\":%lld,\"resident_mib\":%.0f,"
        "\"ratio_to_echo\":",
        result.name.c_str(), result.in_flight, static_cast<long long>(result.size),
        result.per_second, result.p50_us, result.p99_us, result.server_cpu_us,
        static_cast<long long>(result.failed), result.resident_mib);
    json += result.ratio_to_echo > 0 ? Format("%.3f}", result.ratio_to_echo) : "null}";
  }
  return json + "]}\n";
}

std::string ToTable(const std::vector<Result>& results) {
  std::string table =
      Format("%-20s %9s %9s %9s %9s %9s %8s %7s %8s %8s\n", "name", "in flight", "rows", "per s",
             "p50 us", "p99 us", "cpu us", "failed", "MiB", "of echo");
  for (const Result& result : results) {
    table += Format("%-20s %9d %9lld %9.0f %9.0f %9.0f %8.1f %7lld %8.0f ", result.name.c_str(),
                    result.in_flight, static_cast<long long>(result.size), result.per_second,
                    result.p50_us, result.p99_us, result.server_cpu_us,
                    static_cast<long long>(result.failed), result.resident_mib);
    table +=
        result.ratio_to_echo > 0 ? Format("%8.2f\n", result.ratio_to_echo) : Format("%8s\n", "-");
  }
  return table;
}

}  // namespace letan::bench
