// An engine and the oracle, doing the same and compared after each step.
#ifndef LETAN_TESTS_CONFORMANCE_LOCKSTEP_H_
#define LETAN_TESTS_CONFORMANCE_LOCKSTEP_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/conformance/fixture.h"
#include "tests/conformance/random_world.h"

namespace letan::storage::conformance {

class Lockstep {
 public:
  Lockstep(EngineHarness& engine, EngineHarness& oracle) : engine_(engine), oracle_(oracle) {}

  // Each answers with what differs, as text; empty where nothing does.

  // Performs the operation on both.
  std::string Perform(const Operation& operation);
  // All bookings, stock, busy time, standing conflicts, entities, roads.
  std::string CompareState(const RandomWorld& world);
  // Records since the last call, field by field.
  std::string CompareChanges();
  // What this viewer is shown.
  std::string CompareSight(const Viewer& viewer, const BookingQuery& query,
                           const BookingChange& wish);
  // The proposals of the engine in the last verdict that did not fit.
  std::string CheckProposals(int steps);

  // Live bookings of the oracle, by (start, name).
  std::vector<BookingRow> Live(const RandomWorld& world);
  Micros now() { return oracle_.clock().Now(); }

  int committed() const { return committed_; }
  int refused() const { return refused_; }
  int proposals() const { return proposals_; }
  int refused_releases() const { return refused_releases_; }
  // How often each rule was violated.
  const std::map<Rule, int>& violated() const { return violated_; }

 private:
  struct Side {
    WriteResult result;
    Findings findings;
  };
  static std::unique_ptr<ReadTransaction> Read(EngineHarness& harness,
                                               const Viewer& viewer = Viewer::Administrator());
  Side Run(EngineHarness& harness, const Operation& operation);
  void Count(const std::optional<BookingVerdict>& verdict);
  std::string CheckProposal(std::size_t index, int steps);
  bool FitsAt(std::size_t index, Micros start);

  EngineHarness& engine_;
  EngineHarness& oracle_;
  std::optional<BookingChange> last_change_;
  std::optional<BookingVerdict> last_verdict_;  // the engine's
  std::int64_t compared_ = 0;                   // sequence of the last record compared
  int committed_ = 0;
  int refused_ = 0;
  int proposals_ = 0;
  int refused_releases_ = 0;
  std::map<Rule, int> violated_;
};

// What a verdict says, without proposals; violations of one rule are one.
std::string Text(const BookingVerdict& verdict);
std::string Text(const ChangeRecord& record);

}  // namespace letan::storage::conformance

#endif  // LETAN_TESTS_CONFORMANCE_LOCKSTEP_H_
