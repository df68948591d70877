#include "tests/faults/checker/unknown_effects.h"

#include <algorithm>
#include <utility>

namespace letan::faults {
namespace {

using State = std::optional<Standing>;

Transition Making(const Leg& leg, bool held, const std::string& label) {
  Standing made{leg, held ? kForever : 0, label, ""};
  made.leg.set_quantity(std::max<std::int64_t>(leg.quantity(), 1));
  return [made](const State& before) -> std::optional<State> {
    if (before.has_value()) return std::nullopt;
    return State(made);
  };
}

Transition Ending() {
  return [](const State& before) -> std::optional<State> {
    if (!before.has_value()) return std::nullopt;
    return State();
  };
}

Transition Confirming() {
  return [](const State& before) -> std::optional<State> {
    if (!before.has_value()) return std::nullopt;
    State after = before;
    after->expire_time = 0;
    return after;
  };
}

Transition Moving(const Leg& change) {
  return [change](const State& before) -> std::optional<State> {
    if (!before.has_value()) return std::nullopt;
    State after = before;
    ChangeLeg(change, &after->leg);
    return after;
  };
}

}  // namespace

UnknownEffects::UnknownEffects(const History& history, const std::vector<Deed>& deeds, Model* model,
                               Report* report)
    : history_(history), deeds_(deeds), model_(*model), report_(*report) {
  for (std::size_t i = 0; i < deeds_.size(); ++i) {
    if (deeds_[i].fate != Deed::Fate::kUnknown) continue;
    const Operation& operation = history_.operations[deeds_[i].calls[0]];
    if (operation.kind() != Operation::BOOK && operation.kind() != Operation::HOLD) continue;
    unknown_makers_[operation.request_id()] = static_cast<int>(i);
    names_[operation.request_id()].resize(static_cast<std::size_t>(operation.legs_size()));
  }
  if (unknown_makers_.empty()) return;
  for (const Operation& operation : history_.operations) {
    for (const Booking& booking : operation.bookings()) {
      Sight(booking.label(), booking.name(), booking.leg());
    }
    for (const LegRefusal& refusal : operation.leg_refusals()) {
      for (const Violation& violation : refusal.violations()) {
        for (const Blocking& blocking : violation.blocking()) {
          Leg leg;
          leg.set_start(blocking.start());
          leg.set_end(blocking.end());
          Sight(blocking.label(), blocking.name(), leg);
        }
      }
    }
  }
}

void UnknownEffects::Sight(const std::string& label, const std::string& name, const Leg& leg) {
  const auto maker = unknown_makers_.find(label);
  if (maker == unknown_makers_.end() || !sighted_.insert(name).second) return;
  const int call = deeds_[maker->second].calls[0];
  const Operation& operation = history_.operations[call];
  std::vector<std::string>& names = names_[label];
  bool taken = false;
  for (int i = 0; i < operation.legs_size(); ++i) {
    const Leg& asked = operation.legs(i);
    if (asked.start() != leg.start() || asked.end() != leg.end()) continue;
    if (!leg.resource().empty() && leg.resource() != asked.resource()) continue;
    if (names[i].empty()) {
      // A refusal does not say of which resource it speaks: wait for an answer that does.
      if (leg.resource().empty() && operation.legs_size() > 1) {
        sighted_.erase(name);
        return;
      }
      names[i] = name;
      return;
    }
    taken = true;
  }
  if (taken) {
    report_.Add(Finding::kRepeated, call, "request_id " + label + " made " + name + " too");
  }
}

std::map<std::string, Transition> UnknownEffects::TargetsOf(const Operation& operation) const {
  std::map<std::string, Transition> targets;
  switch (operation.kind()) {
    case Operation::BOOK:
    case Operation::HOLD: {
      const std::vector<std::string>& names = names_.at(operation.request_id());
      for (int i = 0; i < operation.legs_size(); ++i) {
        const std::string name =
            names[i].empty() ? operation.request_id() + " leg " + std::to_string(i) : names[i];
        targets[name] =
            Making(operation.legs(i), operation.kind() == Operation::HOLD, operation.request_id());
      }
      break;
    }
    case Operation::RELEASE:
      for (const std::string& name : operation.names()) targets[name] = Ending();
      break;
    case Operation::CONFIRM:
      for (const std::string& name : operation.names()) targets[name] = Confirming();
      break;
    case Operation::MOVE:
      for (const Change& change : operation.changes()) {
        targets[change.name()] = Moving(change.leg());
      }
      break;
    default:
      if (!operation.movement().booking().empty()) {
        targets[operation.movement().booking()] = Settling(-operation.movement().delta());
      }
  }
  return targets;
}

void UnknownEffects::Begin(int deed) {
  const int call = deeds_[deed].calls[0];
  const Operation& operation = history_.operations[call];
  if (operation.kind() == Operation::MOVEMENT) {
    const Movement& movement = operation.movement();
    model_.AddSupply(movement.item(), {movement.at(), movement.delta(), false});
  }
  const EffectId effect = model_.AddEffect(TargetsOf(operation));
  effects_[deed] = effect;
  torn_call_[effect] = call;
}

void UnknownEffects::End(int deed) { model_.EndEffect(effects_.at(deed)); }

void UnknownEffects::ReportTorn(EffectId effect) {
  const int call = torn_call_.at(effect);
  report_.Add(Finding::kUnresolved, call,
              "request_id " + history_.operations[call].request_id() +
                  ", whose outcome is unknown, is seen in part only");
}

}  // namespace letan::faults
