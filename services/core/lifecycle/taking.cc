#include "services/core/lifecycle/taking.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/core/lifecycle/progress.h"

namespace letan::lifecycle {
namespace {

std::string DeemedText(const StepRecord& record) {
  return absl::StrCat("step ", record.step.id, " was deemed to agree", AtTime(record.decided_at));
}

// What silence has answered in place of this act, or nothing.
std::string SilenceBefore(const Process& process, const Act& act) {
  const StepRecord* latest = nullptr;
  for (const StepRecord& record : process.steps) {
    if (record.status != StepStatus::kDeemed) continue;
    const bool meant = act.step.empty()
                           ? bool(MayTake(record.step, act.actor, act.appointments, act.at))
                           : act.step == record.step.id;
    if (meant && (latest == nullptr || record.decided_at >= latest->decided_at)) latest = &record;
  }
  return latest == nullptr ? "" : DeemedText(*latest);
}

std::string OpenSteps(const Process& process) {
  std::vector<std::string> lines;
  for (const StepRecord& record : process.steps) {
    if (!record.open()) continue;
    lines.push_back(absl::StrCat("step ", record.step.id, " is open: ", WhoMayTake(record.step)));
  }
  return absl::StrJoin(lines, "; ");
}

absl::Status NotNow(const Process& process, const std::string& why) {
  return absl::FailedPreconditionError(absl::StrCat(why, "; ", OpenSteps(process)));
}

absl::Status CheckAnswerable(const Process& process, const Act& act, std::string_view verb) {
  absl::Status status = CheckVerb(process, verb);
  if (status.ok() && OpenSteps(process).empty()) status = Impossible(process, verb);
  if (status.ok()) return status;
  // Who names no step is told of a silence only where that has just closed all.
  if (act.step.empty() && process.state != state::kDeemedAccepted) return status;
  const std::string silence = SilenceBefore(process, act);
  if (silence.empty()) return status;
  return absl::FailedPreconditionError(absl::StrCat(status.message(), "; ", silence));
}

absl::StatusOr<StepRecord*> FindStep(Process& process, const std::string& id) {
  std::vector<std::string> ids;
  for (StepRecord& record : process.steps) {
    if (record.step.id == id) return &record;
    ids.push_back(record.step.id);
  }
  return absl::InvalidArgumentError(absl::StrCat("step: ", process.route, " has no step ", id,
                                                 "; its steps: ", absl::StrJoin(ids, ", ")));
}

absl::Status CheckNamed(const Process& process, const StepRecord& record,
                        std::optional<StepKind> kind) {
  if (record.status == StepStatus::kDeemed) return NotNow(process, DeemedText(record));
  if (!record.open()) {
    return NotNow(process, absl::StrCat("step ", record.step.id, " is ",
                                        std::string(StepStatusName(record.status))));
  }
  if (!kind || record.step.kind == *kind) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("step ", record.step.id, " asks for ",
                                                    *kind == StepKind::kDecision
                                                        ? "an opinion, not for a decision"
                                                        : "a decision, not for an opinion"));
}

absl::StatusOr<Taken> TakeNamed(Process& process, const Act& act, std::optional<StepKind> kind) {
  auto record = FindStep(process, act.step);
  if (!record.ok()) return record.status();
  if (absl::Status status = CheckNamed(process, **record, kind); !status.ok()) return status;
  const Step& step = (*record)->step;
  const Right right = MayTake(step, act.actor, act.appointments, act.at);
  if (right) return Taken{*record, right};
  return absl::PermissionDeniedError(
      absl::StrCat("step ", step.id, " is open: ", WhoMayTake(step)));
}

// Of the open steps of that kind, the only one that is the actor's.
absl::StatusOr<Taken> TakeOnly(Process& process, const Act& act, std::string_view verb,
                               std::optional<StepKind> kind) {
  bool any_open = false;
  std::vector<Taken> mine;
  for (StepRecord& record : process.steps) {
    if (!record.open() || (kind && record.step.kind != *kind)) continue;
    any_open = true;
    const Right right = MayTake(record.step, act.actor, act.appointments, act.at);
    if (right) mine.push_back({&record, right});
  }
  if (mine.size() == 1) return mine.front();
  if (mine.size() > 1) {
    std::vector<std::string> ids;
    for (const Taken& one : mine) ids.push_back(one.record->step.id);
    return absl::InvalidArgumentError(
        absl::StrCat("step: must say which one: ", absl::StrJoin(ids, ", ")));
  }
  const std::string silence = SilenceBefore(process, act);
  if (!silence.empty()) return NotNow(process, silence);
  if (!any_open) return NotNow(process, absl::StrCat("cannot ", std::string(verb), " yet"));
  return absl::PermissionDeniedError(OpenSteps(process));
}

}  // namespace

absl::StatusOr<Taken> TakeOpenStep(Process& process, const Act& act, std::string_view verb,
                                   std::optional<StepKind> kind) {
  if (absl::Status status = CheckAnswerable(process, act, verb); !status.ok()) return status;
  return act.step.empty() ? TakeOnly(process, act, verb, kind) : TakeNamed(process, act, kind);
}

absl::StatusOr<Taken> TakeNotification(Process& process, const Act& act) {
  if (absl::Status status = CheckVerb(process, verb::kReceive); !status.ok()) return status;
  if (!process.notification) return Impossible(process, verb::kReceive);
  const std::string id = act.step.empty() ? process.steps.front().step.id : act.step;
  auto record = FindStep(process, id);
  if (!record.ok()) return record.status();
  const Right right = MayTake((*record)->step, act.actor, act.appointments, act.at);
  if (right) return Taken{*record, right};
  return absl::PermissionDeniedError(
      absl::StrCat("step ", id, " is not received yet: ", WhoMayTake((*record)->step)));
}

}  // namespace letan::lifecycle
