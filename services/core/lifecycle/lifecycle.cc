#include "services/core/lifecycle/lifecycle.h"

#include <algorithm>
#include <utility>

namespace letan::lifecycle {
namespace {

bool Holds(const std::vector<std::string>& states, std::string_view state) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

}  // namespace

Lifecycle::Lifecycle(std::vector<std::string> states, std::vector<Transition> transitions)
    : states_(std::move(states)), transitions_(std::move(transitions)) {}

std::optional<std::string> Lifecycle::Next(std::string_view state, std::string_view verb) const {
  for (const Transition& transition : transitions_) {
    if (transition.verb == verb && Holds(transition.from, state)) return transition.to;
  }
  return std::nullopt;
}

bool Lifecycle::Permits(std::string_view from, std::string_view verb, std::string_view to) const {
  return std::any_of(transitions_.begin(), transitions_.end(), [&](const Transition& transition) {
    return transition.verb == verb && transition.to == to && Holds(transition.from, from);
  });
}

std::vector<std::string> Lifecycle::Verbs(std::string_view state) const {
  std::vector<std::string> verbs;
  for (const Transition& transition : transitions_) {
    if (transition.automatic || !Holds(transition.from, state)) continue;
    if (!Holds(verbs, transition.verb)) verbs.push_back(transition.verb);
  }
  return verbs;
}

bool IsVerb(std::string_view verb) {
  const Lifecycle& lifecycle = EventLifecycle();
  return std::any_of(lifecycle.states().begin(), lifecycle.states().end(),
                     [&](const std::string& state) {
                       const std::vector<std::string> verbs = lifecycle.Verbs(state);
                       return Holds(verbs, verb);
                     });
}

bool IsClosed(std::string_view state) {
  return state == "CANCELLED" || state == "COMPLETED" || state == "REJECTED" ||
         state == "REPORTED" || state == "ARCHIVED";
}

}  // namespace letan::lifecycle
