// Operations whose outcome nobody learned: what they may have done.
#ifndef LETAN_TESTS_FAULTS_CHECKER_UNKNOWN_EFFECTS_H_
#define LETAN_TESTS_FAULTS_CHECKER_UNKNOWN_EFFECTS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/faults/checker/deeds.h"
#include "tests/faults/checker/model.h"
#include "tests/faults/checker/report.h"

namespace letan::faults {

class UnknownEffects {
 public:
  // Looks through all answers for bookings that carry the label of an unknown operation.
  UnknownEffects(const History& history, const std::vector<Deed>& deeds, Model* model,
                 Report* report);

  // From now on the deed may have happened; from now on it cannot happen any more.
  void Begin(int deed);
  void End(int deed);

  void ReportTorn(EffectId effect);

 private:
  void Sight(const std::string& label, const std::string& name, const Leg& leg);
  std::map<std::string, Transition> TargetsOf(const Operation& operation) const;

  const History& history_;
  const std::vector<Deed>& deeds_;
  Model& model_;
  Report& report_;
  std::map<std::string, int> unknown_makers_;  // BOOK and HOLD deeds, by request_id
  // For each of them the names under which its legs were seen, by leg; "" where it was not seen.
  std::map<std::string, std::vector<std::string>> names_;
  std::set<std::string> sighted_;
  std::map<int, EffectId> effects_;    // by deed
  std::map<EffectId, int> torn_call_;  // the call to blame
};

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_CHECKER_UNKNOWN_EFFECTS_H_
