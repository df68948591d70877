// What comes after the approval, and what may interrupt or end an event at any time. Pure.
//
// Who may do it is not judged here, and `act.step` is not looked at. Each first applies silences
// and changes nothing when it refuses, as in approval.h. FAILED_PRECONDITION: not in this state,
// and the message says what is possible; the history is full. INVALID_ARGUMENT: no text where one
// is needed.
#ifndef LETAN_SERVICES_CORE_LIFECYCLE_COURSE_H_
#define LETAN_SERVICES_CORE_LIFECYCLE_COURSE_H_

#include "absl/status/status.h"
#include "services/core/lifecycle/process.h"

namespace letan::lifecycle {

absl::Status Prepare(Process& process, const Act& act);   // APPROVED, DEEMED_ACCEPTED → PREPARING
absl::Status Start(Process& process, const Act& act);     // those three → IN_PROGRESS
absl::Status Complete(Process& process, const Act& act);  // IN_PROGRESS → COMPLETED
// COMPLETED → REPORTED. FAILED_PRECONDITION too: the route asks for a report of results, and
// `has_report` says that there is none.
absl::Status Report(Process& process, bool has_report, const Act& act);
absl::Status Archive(Process& process, const Act& act);  // REPORTED → ARCHIVED

// From DRAFT to IN_PROGRESS, RETURNED too, with a text. Meanwhile no days are counted.
absl::Status Postpone(Process& process, const Act& act);
absl::Status Suspend(Process& process, const Act& act);
// POSTPONED, SUSPENDED → the state before. The open steps have all their days again.
absl::Status Resume(Process& process, const Act& act);
// From the same states, POSTPONED and SUSPENDED, with a text. Nothing stays open.
absl::Status Cancel(Process& process, const Act& act);

}  // namespace letan::lifecycle

#endif  // LETAN_SERVICES_CORE_LIFECYCLE_COURSE_H_
