#include "services/core/lifecycle/course.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/core/lifecycle/progress.h"

namespace letan::lifecycle {
namespace {

absl::Status Go(Process& process, const Act& act, std::string_view verb, std::string_view to) {
  if (absl::Status status = CheckVerb(process, verb); !status.ok()) return status;
  TimelineEntry entry;
  entry.verb = std::string(verb);
  return Enter(process, act, std::move(entry), to);
}

absl::Status AttemptToGo(Process& process, const Act& act, std::string_view verb,
                         std::string_view to) {
  return Attempt(process, act, [&](Process& changed) { return Go(changed, act, verb, to); });
}

absl::Status Pause(Process& process, const Act& act, std::string_view verb, std::string_view to) {
  if (absl::Status status = CheckSaysWhy(act.text); !status.ok()) return status;
  return Attempt(process, act, [&](Process& changed) {
    std::string before = changed.state;
    if (absl::Status status = Go(changed, act, verb, to); !status.ok()) return status;
    changed.state_before = std::move(before);
    for (StepRecord& record : changed.steps) {
      if (record.open()) record.due = 0;
    }
    return absl::OkStatus();
  });
}

absl::Status CountDaysAnew(Process& process, const Act& act) {
  for (StepRecord& record : process.steps) {
    if (!record.open()) continue;
    const Micros opened_at = record.opened_at;
    if (absl::Status status = OpenStep(record, act.at, act.due_of); !status.ok()) return status;
    record.opened_at = opened_at;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Prepare(Process& process, const Act& act) {
  return AttemptToGo(process, act, verb::kPrepare, state::kPreparing);
}

absl::Status Start(Process& process, const Act& act) {
  return AttemptToGo(process, act, verb::kStart, state::kInProgress);
}

absl::Status Complete(Process& process, const Act& act) {
  return AttemptToGo(process, act, verb::kComplete, state::kCompleted);
}

absl::Status Report(Process& process, bool has_report, const Act& act) {
  return Attempt(process, act, [&](Process& changed) {
    absl::Status status = Go(changed, act, verb::kReport, state::kReported);
    if (!status.ok() || has_report || !changed.report_required) return status;
    return absl::FailedPreconditionError(
        absl::StrCat(changed.route, " asks for a report of results, and there is none yet"));
  });
}

absl::Status Archive(Process& process, const Act& act) {
  return AttemptToGo(process, act, verb::kArchive, state::kArchived);
}

absl::Status Postpone(Process& process, const Act& act) {
  return Pause(process, act, verb::kPostpone, state::kPostponed);
}

absl::Status Suspend(Process& process, const Act& act) {
  return Pause(process, act, verb::kSuspend, state::kSuspended);
}

absl::Status Resume(Process& process, const Act& act) {
  return Attempt(process, act, [&](Process& changed) {
    const std::string before = StateBeneath(changed);
    if (absl::Status status = Go(changed, act, verb::kResume, before); !status.ok()) return status;
    changed.state_before.clear();
    return CountDaysAnew(changed, act);
  });
}

absl::Status Cancel(Process& process, const Act& act) {
  if (absl::Status status = CheckSaysWhy(act.text); !status.ok()) return status;
  return Attempt(process, act, [&](Process& changed) {
    absl::Status status = Go(changed, act, verb::kCancel, state::kCancelled);
    changed.state_before.clear();
    changed.edited_topics.clear();
    CloseOpenSteps(changed);
    return status;
  });
}

}  // namespace letan::lifecycle
