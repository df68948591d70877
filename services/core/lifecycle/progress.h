// What the operations on a process share. Of this folder only.
#ifndef LETAN_SERVICES_CORE_LIFECYCLE_PROGRESS_H_
#define LETAN_SERVICES_CORE_LIFECYCLE_PROGRESS_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/lifecycle/process.h"

namespace letan::lifecycle {

// Changes a copy to which the silences up to `act.at` have been applied, and keeps it only if all
// of that went well.
absl::Status Attempt(Process& process, const Act& act,
                     const std::function<absl::Status(Process&)>& change);

// INVALID_ARGUMENT if it is blank.
absl::Status CheckSaysWhy(const std::string& text);
// FAILED_PRECONDITION if the table has no such verb in this state.
absl::Status CheckVerb(const Process& process, std::string_view verb);
// FAILED_PRECONDITION: "cannot approve what is DRAFT; possible now: submit, …".
absl::Status Impossible(const Process& process, std::string_view verb);
// " at 2017-03-09 00:00:00 UTC".
std::string AtTime(Micros at);

// The process comes to `to` and this is written into its history, with its state before and with
// who acts. FAILED_PRECONDITION: the history is full.
absl::Status Enter(Process& process, const Act& act, TimelineEntry entry, std::string_view to);

// Opens the steps that have no answer yet in the first stage with such steps; notifications open
// when they are received only. While postponed they have no due.
absl::Status OpenNextStage(Process& process, Micros at, const DueOf& due_of);
absl::Status OpenStep(StepRecord& record, Micros at, const DueOf& due_of);
// As if it had never been opened.
void ResetStep(StepRecord& record);
void CloseOpenSteps(Process& process);
// Resets those that build on what happens at `stage`.
void ResetLaterStages(Process& process, int stage);

bool AllAnswered(const Process& process);
bool AnyAnswered(const Process& process);

// Every open silence whose due has come is an answer, at its due; the stage after it opens then, so
// that it may lapse too. Answers whether there was one. On an error the process is left half-way.
absl::StatusOr<bool> ApplySilences(Process& process, Micros at, const DueOf& due_of);

}  // namespace letan::lifecycle

#endif  // LETAN_SERVICES_CORE_LIFECYCLE_PROGRESS_H_
