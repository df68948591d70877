#include "tests/faults/support/fight.h"

#include <atomic>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "tests/faults/checker/checker.h"
#include "tests/faults/support/fight_world.h"
#include "tests/faults/support/fighter.h"
#include "tests/faults/support/secret_registers.h"
#include "tests/faults/support/served_database.h"

namespace letan::faults {
namespace {

constexpr int kMostEventsBetweenKills = 600;
constexpr int kLeftUnresolved = 12;  // of 100
constexpr int kKilledAtStart = 10;   // of 100

constexpr std::size_t kSecretRegisters = 4;

absl::Status SetUp(ServedDatabase& served, Recorder& recorder, Pool& pool) {
  absl::Status status = served.Start();
  if (status.ok()) status = CreateFightWorld(served.address());
  if (!status.ok()) return status;
  RecordingClient client(0, served.address(), served.tokens(), recorder);
  for (const Operation& movement : FirstStock(pool)) {
    const Operation answer = client.Call(movement);
    if (answer.outcome() != Operation::OK) return absl::InternalError(answer.error());
  }
  return absl::OkStatus();
}

void Judge(const Recorder& recorder, Outcome* outcome) {
  outcome->history = recorder.history();
  outcome->report = Check(outcome->history);
  outcome->summary += recorder.Count().ToString();
}

// Kills one server after the other.
class Killing {
 public:
  explicit Killing(const KillOptions& options)
      : options_(options),
        served_(options.server, options.restricted),
        recorder_(FightWorld()),
        pool_(options.seed),
        random_(options.seed),
        secrets_(options.restricted ? kSecretRegisters : 0) {}

  Outcome Run() {
    outcome_.run = SetUp(served_, recorder_, pool_);
    if (outcome_.run.ok()) outcome_.run = secrets_.Create(served_.address());
    for (int kill = 0; kill < options_.kills && outcome_.run.ok(); ++kill) {
      LoadAndKill(kill);
      outcome_.integrity.Update(served_.CheckCopy());
      recorder_.Restarted();
      if (Chance(random_, kKilledAtStart)) served_.StartAndKill();
      outcome_.run.Update(served_.Start());
      if (!outcome_.run.ok()) break;
      outcome_.integrity.Update(secrets_.Check(served_.address()));
      Resolve();
    }
    if (outcome_.run.ok() && served_.Stop() != 0) {
      outcome_.run = absl::InternalError("the server did not end well");
    }
    if (outcome_.run.ok()) outcome_.integrity.Update(served_.CheckAtEnd());
    if (options_.restricted && secrets_.acknowledged() < options_.kills) {
      outcome_.run.Update(absl::FailedPreconditionError("too little was written in secret"));
    }
    Judge(recorder_, &outcome_);
    outcome_.summary += "  " + std::to_string(options_.kills) + " kills, " +
                        std::to_string(resolved_) + " unknown outcomes asked again, " +
                        std::to_string(unresolved_) + " left open, " +
                        std::to_string(secrets_.acknowledged()) + " writes of secrets\n";
    return std::move(outcome_);
  }

 private:
  void LoadAndKill(int kill) {
    const std::int64_t until = recorder_.events() + Pick(random_, 20, kMostEventsBetweenKills);
    std::vector<std::thread> threads;
    unknown_.assign(options_.clients, {});
    std::atomic<int> fighting{options_.clients};
    std::atomic<bool> killing{false};
    for (int i = 0; i < options_.clients; ++i) {
      const std::uint64_t seed = options_.seed + static_cast<std::uint64_t>(kill * 1000 + i);
      threads.emplace_back([&, i, seed] {
        RecordingClient client = Client(i + 1);
        Fighter fighter(client, pool_, seed);
        Ask ask;
        do {
          ask = fighter.Step();
        } while (ask.operation.outcome() != Operation::UNKNOWN);
        unknown_[static_cast<std::size_t>(i)] = ask;
        // A server that ends by itself must not be waited for.
        if (--fighting == 0 && !killing) recorder_.Hurry();
      });
    }
    for (std::size_t i = 0; i < secrets_.count(); ++i) {
      threads.emplace_back([this, i] { secrets_.WriteUntilCutOff(i, served_.address()); });
    }
    recorder_.WaitForEvents(until);
    killing = true;
    served_.Kill();
    for (std::thread& thread : threads) thread.join();
  }

  void Resolve() {
    RecordingClient client = Client(0);
    Fighter fighter(client, pool_, options_.seed);
    // In half of the cases a look at everything comes first.
    if (Chance(random_, 50)) fighter.ReadAll();
    for (const Ask& ask : unknown_) {
      if (Chance(random_, kLeftUnresolved)) {
        ++unresolved_;
      } else {
        fighter.Repeat(ask);
        ++resolved_;
      }
    }
    fighter.ReadAll();
  }

  RecordingClient Client(int number) {
    return {number, served_.address(), served_.tokens(), recorder_, options_.restricted};
  }

  const KillOptions options_;
  ServedDatabase served_;
  Recorder recorder_;
  Pool pool_;
  Random random_;
  SecretRegisters secrets_;
  Outcome outcome_;
  std::vector<Ask> unknown_;  // of each client, the call that the kill cut off
  int resolved_ = 0;
  int unresolved_ = 0;
};

}  // namespace

std::string Outcome::ToString() const {
  std::string text = summary;
  if (!run.ok()) text += "the run: " + run.ToString() + "\n";
  if (!integrity.ok()) text += "the integrity check: " + integrity.ToString() + "\n";
  return text + report.ToString();
}

Outcome Fight(const FightOptions& options) {
  Outcome outcome;
  ServedDatabase served(options.server);
  Recorder recorder(FightWorld());
  Pool pool(options.seed);
  outcome.run = SetUp(served, recorder, pool);
  if (!outcome.run.ok()) return outcome;
  std::atomic<int> attempts{options.attempts};
  std::vector<std::thread> threads;
  const std::int64_t begin = WallMicros();
  for (int i = 0; i < options.clients; ++i) {
    threads.emplace_back([&, i] {
      RecordingClient client(i + 1, served.address(), served.tokens(), recorder);
      Fighter fighter(client, pool, options.seed + static_cast<std::uint64_t>(i));
      while (attempts.fetch_sub(1) > 0) fighter.Step();
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::int64_t end = WallMicros();
  RecordingClient client(0, served.address(), served.tokens(), recorder);
  Fighter(client, pool, options.seed).ReadAll();
  if (served.Stop() != 0) outcome.run = absl::InternalError("the server did not end well");
  outcome.integrity = served.CheckAtEnd();
  outcome.summary = "  " + std::to_string(options.attempts) + " attempts in " +
                    std::to_string((end - begin) / 1000) + " ms\n";
  Judge(recorder, &outcome);
  return outcome;
}

Outcome FightWithKills(const KillOptions& options) { return Killing(options).Run(); }

}  // namespace letan::faults
