#include "tests/bench/instructions.h"

#include <signal.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>

#include "tests/bench/calls.h"
#include "tests/bench/load.h"
#include "tests/bench/workload.h"

namespace letan::bench {
namespace {

constexpr int kBookedFirst = 2000;
constexpr char kTotals[] = "totals: ";

struct Calls {
  int few = 0;
  int many = 0;
};

// What callgrind counted in the whole life of the server.
std::optional<double> Total(const std::string& file) {
  std::ifstream lines(file);
  std::string line;
  while (std::getline(lines, line)) {
    if (line.rfind(kTotals, 0) == 0) return std::stod(line.substr(sizeof(kTotals) - 1));
  }
  std::fprintf(stderr, "%s has no total\n", file.c_str());
  return std::nullopt;
}

// What is counted: a call, by anybody or by a dispatcher whom the server asks for a token.
struct Counted {
  std::string name;
  bool asks = false;
  std::function<Request(Workload&)> next;
};

// The data, by a server that is not counted: callgrind makes one slow.
bool MakeData(const std::string& program, const std::string& database,
              const ScratchDirectory& scratch, Workload& workload) {
  auto server = StartServer(LetandArguments(program, scratch, database));
  if (!server.has_value()) return false;
  if (!workload.Preload(OpenChannels(server->address, 1).front(), kBookedFirst)) return false;
  server->process->Signal(SIGTERM);
  return server->process->Wait() == 0;
}

// One life of the server: start, `calls` calls, stop.
std::optional<double> Live(const std::string& program, const Counted& counted,
                           const ScratchDirectory& scratch, int calls) {
  std::fprintf(stderr, "%s: %s, %d calls\n", program.c_str(), counted.name.c_str(), calls);
  const std::string database = "instructions-" + counted.name + "-" + std::to_string(calls);
  const std::string output = scratch.path() + "/" + database + ".callgrind";
  const std::string token_file = scratch.path() + "/" + database + ".token";
  Workload workload;
  if (!MakeData(program, database, scratch, workload)) return std::nullopt;
  auto arguments = counted.asks ? AskingLetandArguments(program, scratch, database, token_file)
                                : LetandArguments(program, scratch, database);
  arguments.insert(arguments.begin(), {"/usr/bin/valgrind", "--quiet", "--tool=callgrind",
                                       "--callgrind-out-file=" + output});
  auto server = StartServer(arguments);
  if (!server.has_value()) return std::nullopt;
  const auto channel = OpenChannels(server->address, 1).front();
  std::optional<std::string> token = "";
  if (counted.asks) token = TokenOfNewUser(channel, ReadWord(token_file), "dispatcher");
  if (!token.has_value()) return std::nullopt;
  for (int i = 0; i < calls; ++i) {
    if (!CallOnce(channel, counted.next(workload), *token).has_value()) return std::nullopt;
  }
  server->process->Signal(SIGTERM);
  server->process->Wait();
  std::filesystem::remove(scratch.path() + "/" + database + ".db");
  return Total(output);
}

std::optional<double> OfCall(const std::string& program, const Counted& counted,
                             const ScratchDirectory& scratch, Calls calls) {
  const auto few = Live(program, counted, scratch, calls.few);
  if (!few.has_value()) return std::nullopt;
  const auto many = Live(program, counted, scratch, calls.many);
  if (!many.has_value()) return std::nullopt;
  return (*many - *few) / (calls.many - calls.few);
}

}  // namespace

std::optional<Instructions> CountInstructions(const std::string& program, bool quick,
                                              const ScratchDirectory& scratch) {
  const Calls calls = quick ? Calls{50, 100} : Calls{1000, 5000};
  const auto read = [](Workload& workload) { return workload.NextPointRead(); };
  const auto book = [](Workload& workload) { return workload.NextBooking(); };
  Instructions found;
  for (const Counted& counted : {Counted{"point_read", false, read},
                                 {"booking", false, book},
                                 {"point_read_identity", true, read},
                                 {"booking_identity", true, book}}) {
    const auto count = OfCall(program, counted, scratch, calls);
    if (!count.has_value()) return std::nullopt;
    found[counted.name] = *count;
  }
  return found;
}

int ReportInstructions(const Options& options, const ScratchDirectory& scratch) {
  const auto here = CountInstructions(options.letand, options.quick, scratch);
  if (!here.has_value()) return 1;
  std::optional<Instructions> there;
  if (!options.against.empty()) {
    const ScratchDirectory other(options.directory);
    there = CountInstructions(options.against, options.quick, other);
    if (!there.has_value()) return 1;
  }
  std::printf("%-20s %20s %20s %8s\n", "name", "instructions a call", "the other's", "ratio");
  for (const auto& [name, count] : *here) {
    if (there.has_value()) {
      const double other = there->at(name);
      std::printf("%-20s %20.0f %20.0f %8.3f\n", name.c_str(), count, other, count / other);
    } else {
      std::printf("%-20s %20.0f %20s %8s\n", name.c_str(), count, "-", "-");
    }
  }
  return 0;
}

}  // namespace letan::bench
