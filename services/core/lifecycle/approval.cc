#include "services/core/lifecycle/approval.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "services/core/lifecycle/edit.h"
#include "services/core/lifecycle/progress.h"
#include "services/core/lifecycle/taking.h"

namespace letan::lifecycle {
namespace {

bool IsRouteOf(const Process& process, const Route& route) {
  return process.route == route.name && process.notification == route.notification &&
         std::equal(process.steps.begin(), process.steps.end(), route.steps.begin(),
                    route.steps.end(),
                    [](const StepRecord& record, const Step& step) { return record.step == step; });
}

void KeepAgreed(Process& process) {
  ResetTouched(process, process.edited_topics);
  for (StepRecord& record : process.steps) {
    const bool agreed =
        record.status == StepStatus::kAgreed || record.status == StepStatus::kDeemed;
    if (!agreed) ResetStep(record);
  }
}

void BeginAnew(Process& process, const Route& route) {
  process.route = route.name;
  process.notification = route.notification;
  process.steps.clear();
  for (const Step& step : route.steps) {
    StepRecord record;
    record.step = step;
    process.steps.push_back(std::move(record));
  }
}

absl::Status DoSubmit(Process& process, const Route& route, const Act& act) {
  if (absl::Status status = CheckVerb(process, verb::kSubmit); !status.ok()) return status;
  if (IsRouteOf(process, route)) {
    KeepAgreed(process);
  } else {
    BeginAnew(process, route);
  }
  process.report_required = route.report_required;
  process.edited_topics.clear();
  ++process.submissions;
  TimelineEntry entry;
  entry.verb = verb::kSubmit;
  absl::Status status = Enter(process, act, std::move(entry), state::kSubmitted);
  return status.ok() ? OpenNextStage(process, act.at, act.due_of) : status;
}

TimelineEntry EntryOf(const Taken& taken, std::string_view verb) {
  TimelineEntry entry;
  entry.verb = std::string(verb);
  entry.step = taken.record->step.id;
  entry.acting_for = taken.right.agency;
  entry.appointment = taken.right.appointment;
  return entry;
}

// Gives the step its answer and returns the line that tells so.
TimelineEntry Answer(const Taken& taken, const Act& act, std::string_view verb, StepStatus status) {
  StepRecord& record = *taken.record;
  record.status = status;
  record.decided_at = act.at;
  record.decided_by = act.actor.subject;
  record.appointment = taken.right.appointment;
  record.text = act.text;
  TimelineEntry entry = EntryOf(taken, verb);
  entry.answer = status;
  return entry;
}

absl::Status DoReceive(Process& process, const Act& act) {
  const auto taken = TakeNotification(process, act);
  if (!taken.ok()) return taken.status();
  absl::Status status = Enter(process, act, EntryOf(*taken, verb::kReceive), state::kNotified);
  return status.ok() ? OpenStep(*taken->record, act.at, act.due_of) : status;
}

// An answer after which the process goes on.
absl::Status Agree(Process& process, const Act& act, std::string_view verb, StepKind kind,
                   StepStatus answer) {
  const auto taken = TakeOpenStep(process, act, verb, kind);
  if (!taken.ok()) return taken.status();
  TimelineEntry entry = Answer(*taken, act, verb, answer);
  const std::string_view to = AllAnswered(process) ? state::kApproved : state::kConsulting;
  absl::Status status = Enter(process, act, std::move(entry), to);
  return status.ok() ? OpenNextStage(process, act.at, act.due_of) : status;
}

absl::Status DoReturn(Process& process, const Act& act) {
  const auto taken = TakeOpenStep(process, act, verb::kReturn, std::nullopt);
  if (!taken.ok()) return taken.status();
  TimelineEntry entry = Answer(*taken, act, verb::kReturn, StepStatus::kReturned);
  CloseOpenSteps(process);
  ResetLaterStages(process, taken->record->step.stage);
  return Enter(process, act, std::move(entry), state::kReturned);
}

absl::Status DoReject(Process& process, const Act& act) {
  const auto taken = TakeOpenStep(process, act, verb::kReject, StepKind::kDecision);
  if (!taken.ok()) return taken.status();
  TimelineEntry entry = Answer(*taken, act, verb::kReject, StepStatus::kRefused);
  CloseOpenSteps(process);
  return Enter(process, act, std::move(entry), state::kRejected);
}

}  // namespace

absl::Status Submit(Process& process, const Route& route, const Act& act) {
  if (absl::Status status = CheckRoute(route); !status.ok()) return status;
  return Attempt(process, act, [&](Process& changed) { return DoSubmit(changed, route, act); });
}

absl::Status Receive(Process& process, const Act& act) {
  return Attempt(process, act, [&](Process& changed) { return DoReceive(changed, act); });
}

absl::Status GiveOpinion(Process& process, bool agree, const Act& act) {
  if (absl::Status status = CheckSaysWhy(act.text); !agree && !status.ok()) return status;
  const StepStatus answer = agree ? StepStatus::kAgreed : StepStatus::kDisagreed;
  return Attempt(process, act, [&](Process& changed) {
    return Agree(changed, act, verb::kGiveOpinion, StepKind::kOpinion, answer);
  });
}

absl::Status Approve(Process& process, const Act& act) {
  return Attempt(process, act, [&](Process& changed) {
    return Agree(changed, act, verb::kApprove, StepKind::kDecision, StepStatus::kAgreed);
  });
}

absl::Status Return(Process& process, const Act& act) {
  if (absl::Status status = CheckSaysWhy(act.text); !status.ok()) return status;
  return Attempt(process, act, [&](Process& changed) { return DoReturn(changed, act); });
}

absl::Status Reject(Process& process, const Act& act) {
  if (absl::Status status = CheckSaysWhy(act.text); !status.ok()) return status;
  return Attempt(process, act, [&](Process& changed) { return DoReject(changed, act); });
}

absl::StatusOr<bool> Lapse(Process& process, Micros at, const DueOf& due_of) {
  Process changed = process;
  auto any = ApplySilences(changed, at, due_of);
  if (any.ok() && *any) process = std::move(changed);
  return any;
}

}  // namespace letan::lifecycle
