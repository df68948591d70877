// The way of an event to its approval: submission, the answers of the offices, and their silence.
// Pure.
//
// Each first applies the silences that have lapsed by `act.at`, so that an answer after them comes
// too late. What refuses changes nothing, not even by those: Lapse does. Who may submit is not
// judged here.
//
// INVALID_ARGUMENT: no text where one is needed ("text: must say why"); `act.step` is no step of
// the route, or is empty where several open steps are the actor's ("step: must say which one: …");
// no `act.due_of` where a step with days opens. FAILED_PRECONDITION: the state, or that step, does
// not take such an act now, and the message says what it takes; the history is full.
// PERMISSION_DENIED: the step is not the actor's; the message says whose it is. Errors of
// `act.due_of` pass through.
#ifndef LETAN_SERVICES_CORE_LIFECYCLE_APPROVAL_H_
#define LETAN_SERVICES_CORE_LIFECYCLE_APPROVAL_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/lifecycle/process.h"

namespace letan::lifecycle {

// DRAFT or RETURNED → SUBMITTED; opens the first stage, but a notification opens when received.
// After a return, what was agreed, also by silence, stays so unless edits since then touched it;
// who returned it and who disagreed are asked again. If the route has another name or other steps
// than at the submission before, all are asked. Errors of CheckRoute too.
absl::Status Submit(Process& process, const Route& route, const Act& act);

// A notification has arrived at the authority, who says so itself: SUBMITTED → NOTIFIED; its days
// begin.
absl::Status Receive(Process& process, const Act& act);

// → CONSULTING. Against it only with a text. It does not block: who decides sees it.
absl::Status GiveOpinion(Process& process, bool agree, const Act& act);

// A decision. The last one → APPROVED, one before it → CONSULTING.
absl::Status Approve(Process& process, const Act& act);

// By who may take any open step, with a text: → RETURNED. Nothing stays open.
absl::Status Return(Process& process, const Act& act);

// A decision, with a text: → REJECTED.
absl::Status Reject(Process& process, const Act& act);

// Every open step with silence_consents whose due has come by `at` counts as agreed from its due
// on; the stage after it opens at that moment. → CONSULTING, or DEEMED_ACCEPTED where it was the
// last decision. Answers whether anything changed. A full history does not stop it.
absl::StatusOr<bool> Lapse(Process& process, Micros at, const DueOf& due_of);

}  // namespace letan::lifecycle

#endif  // LETAN_SERVICES_CORE_LIFECYCLE_APPROVAL_H_
