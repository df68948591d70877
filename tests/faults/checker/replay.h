// Replays what was acknowledged, in the order of revisions, and compares every answer on the way.
#ifndef LETAN_TESTS_FAULTS_CHECKER_REPLAY_H_
#define LETAN_TESTS_FAULTS_CHECKER_REPLAY_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/faults/checker/deeds.h"
#include "tests/faults/checker/model.h"
#include "tests/faults/checker/report.h"

namespace letan::faults {

// When the server may have looked at the clock for this answer. Reads and refusals of writes look
// while the call is under way; writes possibly when their batch began, so a little earlier.
Moment MomentOf(const World& world, const Operation& operation);

// Acknowledged writes: that the answer follows from the request and the state before, and that
// nothing is promised twice afterwards.
class Writes {
 public:
  Writes(const History& history, Model* model, Report* report)
      : history_(history), model_(*model), report_(*report) {}

  void Apply(const Deed& deed);

 private:
  void ApplyMade(const Operation& operation);
  void ApplyConfirmed(const Operation& operation);
  void ApplyReleased(const Operation& operation);
  void ApplyMoved(const Operation& operation);
  void ApplyMovement(const Operation& operation);
  // The booking must be live. Reports and returns false if it cannot be.
  bool RequireLive(const std::string& name);
  void Put(const Booking& booking);
  void CheckPromises();
  void CheckDrivers();
  void Complain(Finding finding, const std::string& text);

  const History& history_;
  Model& model_;
  Report& report_;
  // Of the deed being applied:
  int call_ = -1;
  Moment moment_;
  std::set<std::string> touched_;  // bookings written
  std::set<std::string> groups_;
};

// REFUSED and NOT_FOUND.
class Refusals {
 public:
  Refusals(const History& history, Model* model, Report* report)
      : history_(history), model_(*model), report_(*report) {}

  void Check(int call);

 private:
  void CheckNotFound(const Operation& operation);
  void CheckMovement(const Operation& operation);
  // What was asked for as legs; false if it cannot be told, because a booking to be moved is in an
  // unknown state.
  bool Wanted(const Operation& operation, std::vector<Leg>* legs, std::set<std::string>* gone);
  void CheckLeg(const LegRefusal* refusal, const std::vector<Leg>& legs, int index,
                const std::set<std::string>& gone, bool shortened);
  void CheckReasons(const Violation& violation, const Scene& scene, const std::vector<Leg>& legs,
                    int index);
  void CheckAllNamed(const Violation& violation, const Scene& scene, const Leg& leg);
  void CheckFit(const LegRefusal& refusal, const Scene& scene, const Leg& leg);
  void CheckLiveNamed(const Blocking& blocking);
  void CheckDrivers(const Operation& operation, const std::vector<Leg>& legs,
                    const std::set<std::string>& gone);
  std::set<std::string> GroupsOf(const std::set<std::string>& names) const;
  void Complain(Finding finding, const std::string& text);

  const History& history_;
  Model& model_;
  Report& report_;
  int call_ = -1;
  Moment moment_;
};

// LIST, GET, BUSY and STOCK_LEVEL.
class Reads {
 public:
  Reads(const History& history, Model* model, Report* report)
      : history_(history), model_(*model), report_(*report) {}

  void Check(int call);

 private:
  void CheckShown(const Operation& operation);
  void CheckOne(const Booking& booking);
  void CheckMissing(const std::set<std::string>& shown, const Operation& operation);
  void CheckSnapshot(const Operation& operation);
  void CheckBusy(const Operation& operation);
  void CheckStock(const StockLevel& level);
  void Complain(Finding finding, const std::string& text);

  const History& history_;
  Model& model_;
  Report& report_;
  int call_ = -1;
  Moment moment_;
};

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_CHECKER_REPLAY_H_
