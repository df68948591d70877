// letan_bench: what a call of Letan costs, measured against what a call of gRPC costs.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/agenda_page.h"
#include "tests/bench/echo_comparison.h"
#include "tests/bench/echo_server.h"
#include "tests/bench/free_search.h"
#include "tests/bench/instructions.h"
#include "tests/bench/lunar.h"
#include "tests/bench/options.h"
#include "tests/bench/report.h"
#include "tests/bench/servers.h"
#include "tests/bench/watch_delivery.h"

namespace letan::bench {
namespace {

const std::vector<std::string> kEchoSeries{"echo",         "point_read", "point_read_identity",
                                           "echo_booking", "booking",    "booking_identity"};

bool WantsEchoes(const Options& options) {
  for (const std::string& name : kEchoSeries) {
    if (options.Wants(name)) return true;
  }
  return false;
}

int Run(const Options& options, const std::string& self) {
  const ScratchDirectory scratch(options.directory);
  if (scratch.path().empty()) {
    std::fprintf(stderr, "no directory on a disk; say --directory\n");
    return 1;
  }
  if (options.instructions) return ReportInstructions(options, scratch);
  std::vector<Result> results;
  const auto add = [&results](std::optional<std::vector<Result>> found) {
    if (!found.has_value()) return false;
    results.insert(results.end(), found->begin(), found->end());
    return true;
  };
  const bool sound = (!WantsEchoes(options) || add(CompareWithEcho(options, self, scratch))) &&
                     (!options.Wants("agenda_page") || add(MeasureAgendaPage(options, scratch))) &&
                     (!options.Wants("free_search") || add(MeasureFreeSearch(options, scratch))) &&
                     (!options.Wants("lunar") || add(MeasureLunar(options))) &&
                     (!options.Wants("watch") || add(MeasureWatchDelivery(options, scratch)));
  std::fputs((options.json ? ToJson(results) : ToTable(results)).c_str(), stdout);
  return sound ? 0 : 1;
}

void DeclareData(CLI::App& app, Options& options) {
  app.add_option("--bookings", options.bookings, "In the database of the comparison with the echo")
      ->check(CLI::Range(1000, 10'000'000))
      ->capture_default_str();
  app.add_option("--activities", options.activities, "In the database of agenda_page")
      ->check(CLI::Range(1000, 1'000'000))
      ->capture_default_str();
  app.add_option("--few-bookings", options.few_bookings, "In the first database of free_search")
      ->check(CLI::Range(1000, 10'000'000))
      ->capture_default_str();
  app.add_option("--many-bookings", options.many_bookings, "In the second")
      ->check(CLI::Range(1000, 10'000'000))
      ->capture_default_str();
  app.add_option("--watchers", options.watchers)->check(CLI::Range(1, 500))->capture_default_str();
  app.add_option("--writes", options.writes_per_second, "A second, while they watch")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
}

void Declare(CLI::App& app, Options& options) {
  app.add_flag("--json", options.json, "Print JSON instead of a table");
  app.add_flag("--quick", options.quick,
               "One short round on little data, 64 in flight: a smoke test");
  app.add_option("--seconds", options.seconds, "Length of each measurement")
      ->check(CLI::Range(0.05, 600.0))
      ->capture_default_str();
  std::vector<std::string> names = kEchoSeries;
  names.insert(names.end(), {"agenda_page", "free_search", "lunar", "watch"});
  app.add_option("--only", options.only)->check(CLI::IsMember(names));
  app.add_option("--levels", options.levels, "Calls in flight, beside the echo")
      ->delimiter(',')
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  app.add_option("--rounds", options.rounds, "Of each, the median counts")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  DeclareData(app, options);
  app.add_option("--directory", options.directory, "Where the databases are made");
  app.add_option("--letand", options.letand, "The program that is measured, if not the one beside");
  app.add_flag("--instructions", options.instructions,
               "Count instructions of a point read and of a booking, under valgrind");
  app.add_option("--against", options.against, "Another letand, to compare the instructions with");
  app.add_flag("--echo-server", options.echo_server)->group("");
  app.add_option("--echo-point-bytes", options.echo_point_bytes)->group("");
  app.add_option("--echo-booking-bytes", options.echo_booking_bytes)->group("");
}

void MakeQuick(Options& options) {
  options.seconds = 0.5;
  options.rounds = 1;
  options.bookings = 2000;
  options.activities = 2000;
  options.few_bookings = 2000;
  options.many_bookings = 4000;
  options.watchers = 20;
  options.writes_per_second = 100;
  options.levels = {64};
}

}  // namespace
}  // namespace letan::bench

int main(int argc, char** argv) {
  letan::bench::Options options;
  CLI::App app("letan_bench: calls per second and latency, beside those of a bare gRPC echo");
  letan::bench::Declare(app, options);
  CLI11_PARSE(app, argc, argv);
  if (options.echo_server) {
    return letan::bench::RunEchoServer(options.echo_point_bytes, options.echo_booking_bytes);
  }
  if (options.quick) letan::bench::MakeQuick(options);
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  if (options.letand.empty()) {
    options.letand = (std::filesystem::path(self).parent_path() / "letand").string();
  }
  return letan::bench::Run(options, self);
}
