// letan_bench: what a call of Letan costs, measured against what a call of gRPC costs.
#include <sys/vfs.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>

#include "tests/bench/echo_server.h"
#include "tests/bench/load.h"
#include "tests/bench/report.h"
#include "tests/bench/workload.h"
#include "tests/support/child_process.h"

namespace letan::bench {
namespace {

constexpr int kChannels = 4;
constexpr long kTmpfsMagic = 0x01021994;
constexpr char kListening[] = "listening on ";

struct Options {
  bool json = false;
  bool quick = false;
  double seconds = 2;
  int rounds = 5;
  int bookings = 100'000;
  std::vector<int> levels{1, 16, 64, 256};
  std::string only;
  std::string directory;
  bool echo_server = false;
  std::size_t echo_point_bytes = 0;
  std::size_t echo_booking_bytes = 0;
};

// A directory on a disk: what is written to memory would make fsync free.
class ScratchDirectory {
 public:
  explicit ScratchDirectory(const std::string& wanted) {
    std::vector<std::string> parents{wanted};
    if (wanted.empty()) parents = {std::filesystem::temp_directory_path(), "/var/tmp", "."};
    for (const std::string& parent : parents) {
      struct statfs info {};
      if (statfs(parent.c_str(), &info) != 0 || info.f_type == kTmpfsMagic) continue;
      std::string pattern = parent + "/letan_bench.XXXXXX";
      if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
      if (!path_.empty()) return;
    }
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }  // empty: there is no disk

 private:
  std::string path_;
};

// A server as a child; its address.
struct Target {
  std::unique_ptr<testing::ChildProcess> process;
  std::string address;
};

std::optional<Target> StartServer(const std::vector<std::string>& arguments) {
  Target target;
  target.process = std::make_unique<testing::ChildProcess>(arguments);
  const auto line = target.process->ReadLine();
  if (!line.has_value() || line->rfind(kListening, 0) != 0) {
    std::fprintf(stderr, "%s does not start: %s\n", arguments[0].c_str(),
                 target.process->ReadErrors().c_str());
    return std::nullopt;
  }
  target.address = line->substr(sizeof(kListening) - 1);
  return target;
}

// What is measured: a name, where, and which calls.
struct Series {
  std::string name;
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  NextRequest next;
  std::string echo;  // the series it is compared with
  pid_t process = 0;
  bool on_database = false;
};

class Bench {
 public:
  explicit Bench(const Options& options) : options_(options) {}

  int Run(const std::string& binary_directory) {
    const ScratchDirectory scratch(options_.directory);
    if (scratch.path().empty()) {
      std::fprintf(stderr, "no directory on a disk; say --directory\n");
      return 1;
    }
    auto server = StartServer({binary_directory + "/letand", "--anonymous", "--listen=127.0.0.1:0",
                               "--storage=sqlite:" + scratch.path() + "/letan.db"});
    if (!server.has_value() || !Prepare(server->address)) return 1;
    auto echo = StartServer({binary_directory + "/letan_bench", "--echo-server",
                             "--echo-point-bytes=" + std::to_string(point_.response),
                             "--echo-booking-bytes=" + std::to_string(booking_.response)});
    if (!echo.has_value()) return 1;
    AddSeries(*server, *echo);
    if (series_.empty()) {
      std::fprintf(stderr, "nothing is called %s\n", options_.only.c_str());
      return 2;
    }
    MeasureAll();
    return Report();
  }

 private:
  bool Prepare(const std::string& address) {
    std::fprintf(stderr, "preloading %d bookings\n", options_.bookings);
    const auto channel = OpenChannels(address, 1).front();
    Payload resource;
    Payload booking;
    if (!workload_.Preload(channel, options_.bookings) ||
        !MeasurePayload(channel, workload_.NextPointRead(), resource) ||
        !MeasurePayload(channel, workload_.NextPointRead(), booking) ||
        !MeasurePayload(channel, workload_.NextBooking(), booking_)) {
      return false;
    }
    point_ = {(resource.request + booking.request) / 2, (resource.response + booking.response) / 2};
    std::fprintf(stderr, "bytes of request and answer: point_read %zu %zu, booking %zu %zu\n",
                 point_.request, point_.response, booking_.request, booking_.response);
    return true;
  }

  void AddSeries(const Target& server, const Target& echo) {
    const auto echo_channels = OpenChannels(echo.address, kChannels);
    const auto channels = OpenChannels(server.address, kChannels);
    const pid_t server_process = server.process->pid();
    const pid_t echo_process = echo.process->pid();
    const std::string point_bytes(point_.request, 'p');
    const std::string booking_bytes(booking_.request, 'b');
    const auto wanted = [this](const std::string& name) {
      return options_.only.empty() || options_.only == name;
    };
    if (wanted("echo") || wanted("point_read")) {
      series_.push_back({"echo", echo_channels,
                         [point_bytes] {
                           return Request{kEchoPointMethod, point_bytes};
                         },
                         "echo", echo_process, false});
    }
    if (wanted("point_read")) {
      series_.push_back({"point_read", channels, [this] { return workload_.NextPointRead(); },
                         "echo", server_process, true});
    }
    if (wanted("booking") || wanted("echo_booking")) {
      series_.push_back({"echo_booking", echo_channels,
                         [booking_bytes] {
                           return Request{kEchoBookingMethod, booking_bytes};
                         },
                         "echo_booking", echo_process, false});
    }
    if (wanted("booking")) {
      series_.push_back({"booking", channels, [this] { return workload_.NextBooking(); },
                         "echo_booking", server_process, true});
    }
  }

  // All series alternate within each round, so that a slow moment of the machine meets all.
  void MeasureAll() {
    const std::chrono::milliseconds window(static_cast<int>(options_.seconds * 1000));
    for (const Series& series : series_)
      Drive(series.channels, series.process, series.next, 16, window / 4);
    for (int round = 0; round < options_.rounds; ++round) {
      for (const int level : options_.levels) {
        std::fprintf(stderr, "round %d of %d, %d in flight\n", round + 1, options_.rounds, level);
        for (const Series& series : series_) {
          measured_[{series.name, level}].push_back(
              Drive(series.channels, series.process, series.next, level, window));
        }
      }
    }
  }

  int Report() {
    std::vector<Result> results;
    std::map<std::pair<std::string, int>, double> rates;
    bool sound = true;
    for (const Series& series : series_) {
      for (const int level : options_.levels) {
        Result result = Summarize(series.name, level, series.on_database ? options_.bookings : 0,
                                  measured_[{series.name, level}]);
        rates[{series.name, level}] = result.per_second;
        const double echo = rates[{series.echo, level}];
        if (echo > 0) result.ratio_to_echo = result.per_second / echo;
        if (result.failed > 0 || result.per_second <= 0) {
          std::fprintf(stderr, "%s at %d: %lld calls failed, first: %s\n", result.name.c_str(),
                       level, static_cast<long long>(result.failed), result.first_failure.c_str());
          sound = false;
        }
        results.push_back(std::move(result));
      }
    }
    std::fputs((options_.json ? ToJson(results) : ToTable(results)).c_str(), stdout);
    return sound ? 0 : 1;
  }

  const Options& options_;
  Workload workload_;
  Payload point_;
  Payload booking_;
  std::vector<Series> series_;
  std::map<std::pair<std::string, int>, std::vector<Measurement>> measured_;
};

void Declare(CLI::App& app, Options& options) {
  app.add_flag("--json", options.json, "Print JSON instead of a table");
  app.add_flag("--quick", options.quick,
               "One short round on little data, 64 in flight: a smoke test");
  app.add_option("--seconds", options.seconds, "Length of each measurement")
      ->check(CLI::Range(0.05, 600.0))
      ->capture_default_str();
  app.add_option("--only", options.only, "echo, point_read, echo_booking or booking");
  app.add_option("--levels", options.levels, "Calls in flight")
      ->delimiter(',')
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  app.add_option("--rounds", options.rounds, "Of each, the median counts")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--bookings", options.bookings, "In the database at the beginning")
      ->check(CLI::Range(1000, 10'000'000))
      ->capture_default_str();
  app.add_option("--directory", options.directory, "Where the database is made");
  app.add_flag("--echo-server", options.echo_server)->group("");
  app.add_option("--echo-point-bytes", options.echo_point_bytes)->group("");
  app.add_option("--echo-booking-bytes", options.echo_booking_bytes)->group("");
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
  if (options.quick) {
    options.seconds = 0.5;
    options.rounds = 1;
    options.bookings = 2000;
    options.levels = {64};
  }
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  return letan::bench::Bench(options).Run(std::filesystem::path(self).parent_path().string());
}
