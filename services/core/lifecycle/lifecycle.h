// Lifecycles as data: which verb leads from which states to which. Pure.
#ifndef LETAN_SERVICES_CORE_LIFECYCLE_LIFECYCLE_H_
#define LETAN_SERVICES_CORE_LIFECYCLE_LIFECYCLE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace letan::lifecycle {

struct Transition {
  std::string verb;               // "approve"
  std::vector<std::string> from;  // "DRAFT", …
  std::string to;
  bool automatic = false;  // follows from something else (silence, an edit): nobody asks for it
};

class Lifecycle {
 public:
  // The first state is that of a new entity.
  Lifecycle(std::vector<std::string> states, std::vector<Transition> transitions);

  const std::string& initial() const { return states_.front(); }
  // The state that `verb` leads to from `state`, or nothing if it may not be used there. Where it
  // leads to several, the first in the table.
  std::optional<std::string> Next(std::string_view state, std::string_view verb) const;
  // Whether the table has that very transition.
  bool Permits(std::string_view from, std::string_view verb, std::string_view to) const;
  // Verbs that may be used in `state`, in table order, each once: what a refusal can offer.
  std::vector<std::string> Verbs(std::string_view state) const;
  const std::vector<std::string>& states() const { return states_; }

 private:
  std::vector<std::string> states_;
  std::vector<Transition> transitions_;
};

// The states of EventLifecycle().
namespace state {
inline constexpr char kDraft[] = "DRAFT";
inline constexpr char kSubmitted[] = "SUBMITTED";    // nobody has answered yet
inline constexpr char kReturned[] = "RETURNED";      // to be amended and submitted again
inline constexpr char kConsulting[] = "CONSULTING";  // some have answered
inline constexpr char kNotified[] = "NOTIFIED";      // received; the authority may object in time
inline constexpr char kApproved[] = "APPROVED";
inline constexpr char kDeemedAccepted[] = "DEEMED_ACCEPTED";  // nobody objected in time
inline constexpr char kRejected[] = "REJECTED";
inline constexpr char kPreparing[] = "PREPARING";
inline constexpr char kInProgress[] = "IN_PROGRESS";
inline constexpr char kCompleted[] = "COMPLETED";
inline constexpr char kReported[] = "REPORTED";
inline constexpr char kArchived[] = "ARCHIVED";
inline constexpr char kPostponed[] = "POSTPONED";
inline constexpr char kSuspended[] = "SUSPENDED";
inline constexpr char kCancelled[] = "CANCELLED";
}  // namespace state

// The verbs of EventLifecycle(). The last two are automatic.
namespace verb {
inline constexpr char kSubmit[] = "submit";
inline constexpr char kReceive[] = "receive";
inline constexpr char kGiveOpinion[] = "give-opinion";
inline constexpr char kApprove[] = "approve";
inline constexpr char kReturn[] = "return";
inline constexpr char kReject[] = "reject";
inline constexpr char kPrepare[] = "prepare";
inline constexpr char kStart[] = "start";
inline constexpr char kComplete[] = "complete";
inline constexpr char kReport[] = "report";
inline constexpr char kArchive[] = "archive";
inline constexpr char kPostpone[] = "postpone";
inline constexpr char kSuspend[] = "suspend";
inline constexpr char kResume[] = "resume";
inline constexpr char kCancel[] = "cancel";
inline constexpr char kLapse[] = "lapse";  // the days of a step have passed in silence
inline constexpr char kEdit[] = "edit";    // of what had been agreed
}  // namespace verb

// Of all kinds of events:
//   DRAFT → SUBMITTED (→ RETURNED → SUBMITTED) → CONSULTING → APPROVED or REJECTED → PREPARING →
//   IN_PROGRESS → COMPLETED → REPORTED → ARCHIVED
// and, where a notification will do, SUBMITTED → NOTIFIED → DEEMED_ACCEPTED → PREPARING. What has
// not ended can be POSTPONED or SUSPENDED, resumed to the state before, and CANCELLED. What a step
// or a route forbids is not in the table: approval.h judges that.
const Lifecycle& EventLifecycle();

// Whether somebody may use it in some state.
bool IsVerb(std::string_view verb);

// Whether an event in this state takes no new bookings or activities, whatever its kind.
bool IsClosed(std::string_view state);

}  // namespace letan::lifecycle

#endif  // LETAN_SERVICES_CORE_LIFECYCLE_LIFECYCLE_H_
