// Ten thousand random operations on an engine and on the oracle, which must agree on all of it.
//
// LETAN_SEED reruns a seed that failed; LETAN_OPERATIONS changes their number.
#include <cstdlib>
#include <deque>
#include <iostream>
#include <sstream>

#include "tests/conformance/lockstep.h"

namespace letan::storage::conformance {
namespace {

std::uint64_t Number(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

class RandomOperations : public ::testing::TestWithParam<HarnessParam> {
 protected:
  // The week before the one at whose end Europe's clocks go forward.
  static constexpr Micros kBegin = kMonday + 35 * kDay;

  void SetUp() override {
    const auto adjust = [](EngineOptions& options) { options.judge.horizon = 5 * kDay; };
    for (const auto& harness : {engine_.get(), oracle_.get()}) harness->Open(adjust);
    lockstep_ = std::make_unique<Lockstep>(*engine_, *oracle_);
  }

  // What differs after this operation.
  std::string Step(RandomWorld& world, int number, const Operation& operation) {
    std::string difference = lockstep_->Perform(operation);
    if (difference.empty() && number % 3 == 0) difference = lockstep_->CheckProposals(8);
    if (difference.empty() && number % 20 == 0) difference = lockstep_->CompareState(world);
    if (difference.empty() && number % 50 == 0) difference = lockstep_->CompareChanges();
    if (difference.empty() && operation.change && number % 4 == 0) {
      difference = lockstep_->CompareSight(world.AnyViewer(), world.AnyQuery(lockstep_->now()),
                                           *operation.change);
    }
    return difference;
  }

  // Otherwise the world is not small enough to prove anything.
  void ExpectVariety(int count) {
    std::cout << lockstep_->committed() << " committed, " << lockstep_->refused() << " refused, "
              << lockstep_->refused_releases() << " of them releases, " << lockstep_->proposals()
              << " proposals checked; violated:";
    for (const auto& [rule, times] : lockstep_->violated()) {
      std::cout << " " << RuleName(rule) << " " << times;
    }
    std::cout << std::endl;
    if (count < 5'000) return;
    EXPECT_GT(lockstep_->committed(), count / 5);
    EXPECT_GT(lockstep_->refused(), count / 5);
    EXPECT_GT(lockstep_->refused_releases(), 0);
    EXPECT_EQ(lockstep_->violated().size(), 10u) << "not every rule was violated";
  }

  const std::unique_ptr<EngineHarness> engine_ = GetParam().make(kBegin);
  const std::unique_ptr<EngineHarness> oracle_ = NewMemoryHarness(kBegin);
  std::unique_ptr<Lockstep> lockstep_;
};
INSTANTIATE_TEST_SUITE_P(EveryEngine, RandomOperations, ::testing::ValuesIn(AllEngines()),
                         [](const ::testing::TestParamInfo<HarnessParam>& info) {
                           return info.param.name;
                         });

TEST_P(RandomOperations, AgreeWithTheOracle) {
  const std::uint64_t seed = Number("LETAN_SEED", std::random_device()());
  // The oracle against itself proves no more than that the same seed gives the same operations.
  // Under a sanitizer the oracle, which looks at everything each time, takes twenty times as long.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  const std::uint64_t enough = engine_->capabilities().proposes ? 1'500 : 300;
#else
  const std::uint64_t enough = engine_->capabilities().proposes ? 10'000 : 1'000;
#endif
  const int count = static_cast<int>(Number("LETAN_OPERATIONS", enough));
  std::cout << "LETAN_SEED=" << seed << std::endl;
  RandomWorld world(seed);
  for (const Operation& operation : world.Beginnings()) {
    ASSERT_EQ(lockstep_->Perform(operation), "") << operation.text;
  }
  std::deque<std::string> trace;
  for (int number = 1; number <= count; ++number) {
    const Operation operation = world.Next(lockstep_->now(), lockstep_->Live(world));
    trace.push_back(std::to_string(number) + " " + operation.text);
    if (trace.size() > 8) trace.pop_front();
    const std::string difference = Step(world, number, operation);
    if (difference.empty()) continue;
    std::ostringstream steps;
    for (const std::string& text : trace) steps << text << "\n";
    FAIL() << "LETAN_SEED=" << seed << " at operation " << number << " as "
           << operation.viewer.subject << ":\n"
           << difference << "last operations:\n"
           << steps.str();
  }
  EXPECT_EQ(lockstep_->CompareState(world), "");
  EXPECT_EQ(lockstep_->CompareChanges(), "");
  for (EngineHarness* harness : {engine_.get(), oracle_.get()}) {
    const auto report = harness->engine().CheckIntegrity();
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->findings, ::testing::IsEmpty());
  }
  ExpectVariety(count);
}

}  // namespace
}  // namespace letan::storage::conformance
