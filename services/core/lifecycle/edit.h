// What an edit undoes of what had been agreed. Pure.
#ifndef LETAN_SERVICES_CORE_LIFECYCLE_EDIT_H_
#define LETAN_SERVICES_CORE_LIFECYCLE_EDIT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/core/lifecycle/process.h"

namespace letan::lifecycle {

// The event was edited in these topics ("dates", "costs"). Who may edit is not judged here. Answers
// the steps that count no longer, in the order of the route; empty: the edit undid nothing.
//
// From SUBMITTED to PREPARING: a step that has answered is asked again if its reopened_by has one
// of the topics, and so are all later stages, as they built on its answer. One that is still open
// counts its days anew: silence about the old text is none about the new one. Back to SUBMITTED, or
// to CONSULTING if some answers still count. A notification goes back to SUBMITTED, also from
// NOTIFIED: it must be received again.
// POSTPONED, SUSPENDED: the same beneath, and it resumes to what that leads to.
// DRAFT, RETURNED: only remembered for the submission that follows. From IN_PROGRESS on nothing
// happens: what goes on, or is over, is not approved any more.
//
// FAILED_PRECONDITION: the history is full, and the edit would undo something. Silences are applied
// first, and their errors pass through, as in approval.h.
absl::StatusOr<std::vector<std::string>> Edited(Process& process,
                                                const std::vector<std::string>& topics,
                                                const Act& act);

// Resets the steps, answered or open, that the topics touch, and the stages after them; answers
// those. For Submit; others call Edited.
std::vector<std::string> ResetTouched(Process& process, const std::vector<std::string>& topics);

}  // namespace letan::lifecycle

#endif  // LETAN_SERVICES_CORE_LIFECYCLE_EDIT_H_
