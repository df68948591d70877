// How far an event has come on its route: its state, the answers of the offices, and its history.
// Kept with the event, copied in and out. What changes it is in approval.h, course.h and edit.h.
// Pure: the caller supplies the time.
#ifndef LETAN_SERVICES_CORE_LIFECYCLE_PROCESS_H_
#define LETAN_SERVICES_CORE_LIFECYCLE_PROCESS_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/core/lifecycle/actor.h"
#include "services/core/lifecycle/lifecycle.h"
#include "services/core/lifecycle/route.h"

namespace letan::lifecycle {

enum class StepStatus {
  kWaiting,    // for earlier stages, for a submission, or for the receipt of a notification
  kOpen,       // may be answered
  kAgreed,     // a good opinion, or a decision to approve
  kDisagreed,  // an opinion against; who decides sees it
  kDeemed,     // agreed by silence
  kReturned,   // sent back by this step
  kRefused,    // rejected by this step
};
// "WAITING", "OPEN", …
std::string_view StepStatusName(StepStatus status);

// A step of the route as it was at the submission, and its answer.
struct StepRecord {
  Step step;
  StepStatus status = StepStatus::kWaiting;
  Micros opened_at = 0;   // 0: it waits
  Micros due = 0;         // the first moment that is too late; 0: no limit, or none while postponed
  Micros decided_at = 0;  // kDeemed: due
  std::string decided_by;   // "users/…"; kDeemed: empty
  std::string appointment;  // by which the step was taken, if it was not by an own right
  std::string text;

  // It counts, for or against; kReturned does not, as it will be asked again.
  bool answered() const {
    return status == StepStatus::kAgreed || status == StepStatus::kDisagreed ||
           status == StepStatus::kDeemed;
  }
  bool open() const { return status == StepStatus::kOpen; }
  friend bool operator==(const StepRecord&, const StepRecord&) = default;
};

// One line of the history. `from` of each is `to` of the one before it.
struct TimelineEntry {
  Micros at = 0;
  std::string verb;
  std::string from;
  std::string to;
  std::string step;                          // verb "edit": all that it reopened, joined by ", "
  StepStatus answer = StepStatus::kWaiting;  // of the step; kWaiting: this was no answer
  std::string by;                            // "users/…"; verb "lapse": empty
  std::string acting_for;  // the agency, as the actor said or as the right to the step says
  std::string appointment;
  std::string text;  // verb "edit" without a text of its own: the topics, joined by ", "
  friend bool operator==(const TimelineEntry&, const TimelineEntry&) = default;
};

struct Process {
  std::string state = state::kDraft;
  std::string state_before;  // POSTPONED, SUSPENDED: what it resumes to; otherwise empty
  // Of the latest submission; empty and false before the first.
  std::string route;
  bool notification = false;
  bool report_required = false;
  int submissions = 0;
  std::vector<StepRecord> steps;           // in the order of the route
  std::vector<std::string> edited_topics;  // RETURNED: edited since, as far as steps ask; sorted
  std::vector<TimelineEntry> timeline;
  friend bool operator==(const Process&, const Process&) = default;
};

// Beyond it nothing more is done, but for silences that lapse.
inline constexpr std::size_t kMostEntries = 1000;

// When a step that was opened then, with so many working days, is late: the first such moment,
// after `opened`.
using DueOf = std::function<absl::StatusOr<Micros>(Micros opened, int working_days)>;

// What an operation is told of who does it, and when.
struct Act {
  Actor actor;
  Micros at = 0;     // not before the latest entry of the timeline
  std::string step;  // empty: the one open step that the actor may take
  std::string text;
  std::vector<Appointment> appointments;
  DueOf due_of;  // needed where a step with days opens
};

// The verbs that somebody may use now, in the order of the table: judged by the state and by the
// kind of the open steps. Silences that have lapsed must have been applied.
std::vector<std::string> PossibleVerbs(const Process& process);

// When the next silence consents: the earliest due of an open step that does so. 0: none.
Micros NextDue(const Process& process);

// The state that an event which is POSTPONED or SUSPENDED is in otherwise; else its state.
const std::string& StateBeneath(const Process& process);

}  // namespace letan::lifecycle

#endif  // LETAN_SERVICES_CORE_LIFECYCLE_PROCESS_H_
