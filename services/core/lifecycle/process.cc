#include "services/core/lifecycle/process.h"

#include <algorithm>

namespace letan::lifecycle {
namespace {

bool HasOpen(const Process& process) {
  return std::any_of(process.steps.begin(), process.steps.end(),
                     [](const StepRecord& record) { return record.open(); });
}

bool HasOpen(const Process& process, StepKind kind) {
  return std::any_of(process.steps.begin(), process.steps.end(), [kind](const StepRecord& record) {
    return record.open() && record.step.kind == kind;
  });
}

bool IsPossible(const Process& process, std::string_view verb) {
  if (verb == verb::kReceive) return process.notification;
  if (verb == verb::kGiveOpinion) return HasOpen(process, StepKind::kOpinion);
  if (verb == verb::kApprove || verb == verb::kReject) {
    return HasOpen(process, StepKind::kDecision);
  }
  return verb != verb::kReturn || HasOpen(process);
}

}  // namespace

std::string_view StepStatusName(StepStatus status) {
  switch (status) {
    case StepStatus::kWaiting:
      return "WAITING";
    case StepStatus::kOpen:
      return "OPEN";
    case StepStatus::kAgreed:
      return "AGREED";
    case StepStatus::kDisagreed:
      return "DISAGREED";
    case StepStatus::kDeemed:
      return "DEEMED";
    case StepStatus::kReturned:
      return "RETURNED";
    case StepStatus::kRefused:
      return "REFUSED";
  }
  return "UNKNOWN";
}

std::vector<std::string> PossibleVerbs(const Process& process) {
  std::vector<std::string> verbs = EventLifecycle().Verbs(process.state);
  std::erase_if(verbs, [&](const std::string& verb) { return !IsPossible(process, verb); });
  return verbs;
}

Micros NextDue(const Process& process) {
  Micros next = 0;
  for (const StepRecord& record : process.steps) {
    if (!record.open() || !record.step.silence_consents || record.due == 0) continue;
    if (next == 0 || record.due < next) next = record.due;
  }
  return next;
}

const std::string& StateBeneath(const Process& process) {
  return process.state_before.empty() ? process.state : process.state_before;
}

}  // namespace letan::lifecycle
