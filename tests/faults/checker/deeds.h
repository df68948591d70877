// Calls as their clients meant them: all calls with one request_id are one deed, with one effect or
// none.
#ifndef LETAN_TESTS_FAULTS_CHECKER_DEEDS_H_
#define LETAN_TESTS_FAULTS_CHECKER_DEEDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/faults/checker/history.pb.h"
#include "tests/faults/checker/report.h"

namespace letan::faults {

struct History {
  World world;
  std::vector<Operation> operations;
};

struct Deed {
  enum class Fate {
    kDone,     // acknowledged
    kNothing,  // known to be without effect
    kUnknown,
  };
  Fate fate = Fate::kNothing;
  std::vector<int> calls;  // operations, by when they were invoked
  int done = -1;           // kDone: the call that was acknowledged first
  // kDone: its revision is `until`. kUnknown: if it has an effect, then at a revision greater than
  // `after` and at most `until`.
  std::int64_t after = 0;
  std::int64_t until = 0;
};

bool IsWrite(Operation::Kind kind);
// Whether the answer shows a state.
bool ShowsState(const Operation& operation);

// Groups the writes, and reports repetitions that do not agree and answers that are older than what
// had been answered before the call.
std::vector<Deed> FindDeeds(const History& history, Report* report);

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_CHECKER_DEEDS_H_
