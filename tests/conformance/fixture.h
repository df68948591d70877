// The fixture of all conformance cases: a fresh engine, and short words for what cases do with it.
// After each case the engine must find itself sound.
#ifndef LETAN_TESTS_CONFORMANCE_FIXTURE_H_
#define LETAN_TESTS_CONFORMANCE_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/conformance/harness.h"
#include "tests/conformance/rows.h"

namespace letan::storage::conformance {

using absl::StatusCode;

// What became of a change of bookings.
struct Booked {
  WriteResult result;
  BookingVerdict verdict;  // empty when the status is not that of a verdict

  bool fits() const { return result.outcome == WriteOutcome::kCommitted; }
  StatusCode code() const { return result.status.code(); }
};

class ConformanceTest : public ::testing::TestWithParam<HarnessParam> {
 protected:
  // Sunday noon, half a day before the week of the cases.
  static constexpr Micros kStart = kMonday - 12 * kHour;

  void SetUp() override;
  void TearDown() override;

  EngineHarness& harness() { return *harness_; }
  Engine& engine() { return harness_->engine(); }
  ManualClock& clock() { return harness_->clock(); }
  Micros now() { return clock().Now(); }

  WriteResult Write(WriteBody body, const Viewer& viewer = Viewer::Administrator());
  // The body's only step.
  WriteResult Do(const std::function<absl::Status(WriteTransaction&)>& step,
                 const Viewer& viewer = Viewer::Administrator());
  std::unique_ptr<ReadTransaction> Read(const Viewer& viewer = Viewer::Administrator());

  // Each fails the running test where it is refused.
  void Put(const ResourceRow& row);
  void Put(const EntityRow& row);
  void PutRoads(const std::string& from, const std::vector<booking::TravelTime>& edges);
  void Receive(const MovementRow& row);
  void MustBook(const BookingChange& change);

  // Applies it; a verdict that does not fit becomes FAILED_PRECONDITION, as services do.
  Booked Apply(const BookingChange& change, const Viewer& viewer = Viewer::Administrator());
  BookingVerdict Try(const BookingChange& change, const Viewer& viewer = Viewer::Administrator());

  // Names of the live bookings of a resource, without "bookings/", by (start, name).
  std::vector<std::string> BookingsOf(const ResourceRow& resource,
                                      const Viewer& viewer = Viewer::Administrator());
  std::optional<BookingRow> Find(const std::string& id);
  // Standing conflicts of the week as "booking:RULE".
  std::vector<std::string> StandingOf(const ResourceRow& resource);
  std::vector<ChangeRecord> Changes(std::int64_t after = 0);

  void ExpectSound();

 private:
  std::unique_ptr<EngineHarness> harness_;
};

std::string RuleName(Rule rule);
// "RULE,RULE" of one leg, in the order of the rules; "" if it fits.
std::string RulesOf(const BookingVerdict& verdict, std::size_t leg = 0);
// The first violation of that rule; fails the test if there is none.
booking::Violation ViolationOf(const BookingVerdict& verdict, Rule rule, std::size_t leg = 0);
// "bookings/x" and so on to "x".
std::string Id(const std::string& name);
std::vector<std::string> Ids(const std::vector<std::string>& names);
template <class Row>
std::vector<std::string> NamesOf(const std::vector<Row>& rows) {
  std::vector<std::string> names;
  for (const Row& row : rows) names.push_back(row.name);
  return names;
}
BookingQuery OfResource(const ResourceRow& resource);
booking::TravelTime Road(const std::string& from, const std::string& to, Micros duration);

#define LETAN_FOR_ENGINES(Engines, Suite, engines)  \
  INSTANTIATE_TEST_SUITE_P(                         \
      Engines, Suite, ::testing::ValuesIn(engines), \
      [](const ::testing::TestParamInfo<HarnessParam>& info) { return info.param.name; })
#define LETAN_FOR_EVERY_ENGINE(Suite) \
  LETAN_FOR_ENGINES(EveryEngine, Suite, ::letan::storage::conformance::AllEngines())
// LETAN_FOR_ENGINES_WITH(durable, Durability)
#define LETAN_FOR_ENGINES_WITH(capability, Suite)    \
  LETAN_FOR_ENGINES(EnginesWith_##capability, Suite, \
                    ::letan::storage::conformance::EnginesWith(&Capabilities::capability))

}  // namespace letan::storage::conformance

#endif  // LETAN_TESTS_CONFORMANCE_FIXTURE_H_
