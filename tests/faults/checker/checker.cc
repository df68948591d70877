#include "tests/faults/checker/checker.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "tests/faults/checker/model.h"
#include "tests/faults/checker/replay.h"
#include "tests/faults/checker/unknown_effects.h"

namespace letan::faults {
namespace {

// What happens at a revision, in this order.
enum class Phase { kEffectBegins, kEffectEnds, kWrite, kAnswer };

struct Step {
  std::int64_t revision = 0;
  Phase phase = Phase::kAnswer;
  std::int64_t order = 0;  // among equals
  int index = 0;           // of the deed, or for kAnswer of the operation
};

class Replay {
 public:
  Replay(const History& history, Report* report)
      : history_(history),
        report_(*report),
        deeds_(FindDeeds(history, report)),
        model_(history.world),
        effects_(history, deeds_, &model_, report),
        writes_(history, &model_, report),
        refusals_(history, &model_, report),
        reads_(history, &model_, report) {}

  void Run() {
    CheckOutcomes();
    for (const Step& step : Steps()) Take(step);
  }

 private:
  void CheckOutcomes() {
    for (std::size_t i = 0; i < history_.operations.size(); ++i) {
      const Operation& operation = history_.operations[i];
      const int index = static_cast<int>(i);
      if (operation.outcome() == Operation::ERROR) {
        report_.Add(Finding::kError, index, operation.error());
      }
      if (ShowsState(operation) && operation.revision() <= 0) {
        report_.Add(Finding::kMalformed, index, "an answer without a revision");
      }
    }
  }

  std::vector<Step> Steps() const {
    std::vector<Step> steps;
    for (std::size_t i = 0; i < deeds_.size(); ++i) {
      const Deed& deed = deeds_[i];
      const int index = static_cast<int>(i);
      if (deed.fate == Deed::Fate::kDone) {
        const std::int64_t order = history_.operations[deed.done].invoked();
        steps.push_back({deed.until, Phase::kWrite, order, index});
      }
      if (deed.fate != Deed::Fate::kUnknown || deed.after >= deed.until) continue;
      steps.push_back({deed.after + 1, Phase::kEffectBegins, 0, index});
      steps.push_back({deed.until, Phase::kEffectEnds, 0, index});
    }
    for (std::size_t i = 0; i < history_.operations.size(); ++i) {
      const Operation& operation = history_.operations[i];
      const bool write = IsWrite(operation.kind()) && operation.outcome() == Operation::OK;
      if (write || !ShowsState(operation)) continue;
      const auto index = static_cast<int>(i);
      steps.push_back({operation.revision(), Phase::kAnswer, operation.invoked(), index});
    }
    std::sort(steps.begin(), steps.end(), [](const Step& left, const Step& right) {
      return std::tie(left.revision, left.phase, left.order) <
             std::tie(right.revision, right.phase, right.order);
    });
    return steps;
  }

  void Take(const Step& step) {
    if (step.revision != revision_) model_.Advance();
    revision_ = step.revision;
    switch (step.phase) {
      case Phase::kEffectBegins:
        effects_.Begin(step.index);
        break;
      case Phase::kEffectEnds:
        effects_.End(step.index);
        break;
      case Phase::kWrite:
        CheckAlone(step);
        writes_.Apply(deeds_[step.index]);
        break;
      case Phase::kAnswer:
        Answer(step.index);
    }
    for (const EffectId effect : model_.TakeTorn()) effects_.ReportTorn(effect);
  }

  void Answer(int call) {
    const Operation& operation = history_.operations[call];
    if (operation.kind() == Operation::GET || operation.outcome() == Operation::OK) {
      reads_.Check(call);
    } else {
      refusals_.Check(call);
    }
  }

  // Two writes never share a revision. One that changes nothing, such as a move to where the
  // booking is, may have none of its own.
  void CheckAlone(const Step& step) {
    const int call = deeds_[step.index].done;
    const Operation::Kind kind = history_.operations[call].kind();
    const bool changes = kind != Operation::MOVE && kind != Operation::CONFIRM;
    if (!changes) return;
    if (step.revision == last_revision_) {
      report_.Add(Finding::kWrongAnswer, call,
                  "revision " + std::to_string(step.revision) + " is that of another write");
    }
    last_revision_ = step.revision;
  }

  const History& history_;
  Report& report_;
  const std::vector<Deed> deeds_;
  Model model_;
  UnknownEffects effects_;
  Writes writes_;
  Refusals refusals_;
  Reads reads_;
  std::int64_t revision_ = -1;
  std::int64_t last_revision_ = -1;  // of a write that changed something
};

}  // namespace

Report Check(const History& history) {
  Report report;
  Replay(history, &report).Run();
  return report;
}

}  // namespace letan::faults
