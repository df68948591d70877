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
};

class Lifecycle {
 public:
  // The first state is that of a new entity.
  Lifecycle(std::vector<std::string> states, std::vector<Transition> transitions);

  const std::string& initial() const { return states_.front(); }
  // The state that `verb` leads to from `state`, or nothing if it may not be used there.
  std::optional<std::string> Next(std::string_view state, std::string_view verb) const;
  // Verbs that may be used in `state`, in table order: what a refusal can offer.
  std::vector<std::string> Verbs(std::string_view state) const;
  const std::vector<std::string>& states() const { return states_; }

 private:
  std::vector<std::string> states_;
  std::vector<Transition> transitions_;
};

// DRAFT → APPROVED → IN_PROGRESS → COMPLETED; CANCELLED from any but COMPLETED.
const Lifecycle& DelegationLifecycle();

// Whether an event in this state takes no new bookings or activities, whatever its kind.
bool IsClosed(std::string_view state);

}  // namespace letan::lifecycle

#endif  // LETAN_SERVICES_CORE_LIFECYCLE_LIFECYCLE_H_
