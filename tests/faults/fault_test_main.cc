// letan_fault_test fight|kill --server=LETAND …: lets many clients fight over a few resources, with
// or without killing the server, and judges what they saw.
//
// With --sabotaged=LETAND2 --expect=FINDING the same is done twice: the server must pass, and the
// sabotaged one must be caught with that finding. Exit code 0: as expected; 1: not; 2: usage.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "tests/faults/checker/history_file.h"
#include "tests/faults/support/fight.h"

namespace letan::faults {
namespace {

struct Flags {
  bool kill = false;
  FightOptions fight;
  KillOptions killing;
  std::string server;
  std::string sabotaged;
  std::string expect;
  std::uint64_t seed = 0;
  std::string history;
};

// LETAN_SEED and LETAN_KILLS stand in for flags that are not given.
std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

Outcome Run(const Flags& flags, const std::string& server) {
  if (flags.kill) {
    KillOptions options = flags.killing;
    options.server = server;
    options.seed = flags.seed;
    return FightWithKills(options);
  }
  FightOptions options = flags.fight;
  options.server = server;
  options.seed = flags.seed;
  return Fight(options);
}

// A run that shows nothing proves nothing: there must have been enough of everything.
absl::Status CheckSubstance(const Flags& flags, const Outcome& outcome) {
  Tally tally;
  std::set<std::string> ids;
  int repeated = 0;
  for (const Operation& operation : outcome.history.operations) {
    tally.Count(operation);
    if (IsWrite(operation.kind()) && !ids.insert(operation.request_id()).second) ++repeated;
  }
  const int made =
      tally.Of(Operation::BOOK, Operation::OK) + tally.Of(Operation::HOLD, Operation::OK);
  const int refused = tally.Of(Operation::REFUSED);
  const int changes = tally.Of(Operation::RELEASE) + tally.Of(Operation::MOVE);
  int writes = 0;
  for (int kind = Operation::BOOK; kind <= Operation::MOVEMENT; ++kind) {
    writes += tally.Of(static_cast<Operation::Kind>(kind));
  }
  std::printf("  %d writes: %d made, %d refused, %d %% cancellations and moves, %d repeated\n",
              writes, made, refused, writes > 0 ? 100 * changes / writes : 0, repeated);
  if (made * 10 < writes || refused * 10 < writes || changes * 4 < writes ||
      repeated * 20 < writes) {
    return absl::FailedPreconditionError("too little of something happened");
  }
  const int unknown = tally.Of(Operation::UNKNOWN);
  if (!flags.kill && unknown + tally.Of(Operation::OVERLOADED) > 0) {
    return absl::FailedPreconditionError("calls were cut off or turned away");
  }
  if (flags.kill && unknown < flags.killing.kills) {
    return absl::FailedPreconditionError("no call was cut off");
  }
  return absl::OkStatus();
}

bool Passes(const Flags& flags) {
  const Outcome outcome = Run(flags, flags.server);
  std::printf("%s: %s\n%s", flags.server.c_str(), outcome.sound() ? "sound" : "NOT SOUND",
              outcome.ToString().c_str());
  const absl::Status substance = CheckSubstance(flags, outcome);
  if (!substance.ok()) std::printf("%s\n", substance.ToString().c_str());
  const bool passed = outcome.sound() && substance.ok();
  if (passed && flags.history.empty()) return true;
  const std::string path = flags.history.empty() ? "failed_history.jsonl" : flags.history;
  const absl::Status written = WriteHistory(path, outcome.history);
  std::printf("the history: %s\n", written.ok() ? path.c_str() : written.ToString().c_str());
  return passed;
}

bool IsCaught(const Flags& flags) {
  const Outcome outcome = Run(flags, flags.sabotaged);
  std::printf("%s\n%s", flags.sabotaged.c_str(), outcome.ToString().c_str());
  for (const Report::Item& item : outcome.report.items()) {
    if (NameOf(item.finding) == flags.expect) return true;
  }
  std::printf("NOT CAUGHT: expected \"%s\"\n", flags.expect.c_str());
  return false;
}

int Main(int argc, char** argv) {
  Flags flags;
  flags.seed = FromEnvironment("LETAN_SEED", std::random_device()());
  flags.killing.kills = static_cast<int>(FromEnvironment("LETAN_KILLS", 20));
  CLI::App app("Fights over a few resources, and judges what the clients saw", "letan_fault_test");
  app.require_subcommand(1);
  CLI::App* fight = app.add_subcommand("fight", "Nobody is killed");
  CLI::App* kill = app.add_subcommand("kill", "The server is killed again and again");
  for (CLI::App* command : {fight, kill}) {
    command->add_option("--server", flags.server, "A letand")->required();
    command->add_option("--sabotaged", flags.sabotaged, "One that must be caught");
    command->add_option("--expect", flags.expect, "With this finding");
    command->add_option("--seed", flags.seed);
    command->add_option("--history", flags.history, "Where to write the history");
  }
  fight->add_option("--clients", flags.fight.clients)->check(CLI::Range(1, 1000));
  fight->add_option("--attempts", flags.fight.attempts)->check(CLI::Range(1, 10'000'000));
  kill->add_option("--clients", flags.killing.clients)->check(CLI::Range(1, 1000));
  kill->add_option("--kills", flags.killing.kills)->check(CLI::Range(1, 100'000));
  kill->add_flag("--restricted", flags.killing.restricted, "Everything that is written is sealed");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  flags.kill = kill->parsed();
  std::printf("LETAN_SEED=%llu\n", static_cast<unsigned long long>(flags.seed));
  std::fflush(stdout);
  if (!Passes(flags)) return 1;
  return flags.sabotaged.empty() || IsCaught(flags) ? 0 : 1;
}

}  // namespace
}  // namespace letan::faults

int main(int argc, char** argv) { return letan::faults::Main(argc, argv); }
