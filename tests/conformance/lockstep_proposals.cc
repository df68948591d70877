// Proposals of an engine, held against the oracle, which makes none itself.
#include <algorithm>
#include <limits>

#include "tests/conformance/lockstep.h"

namespace letan::storage::conformance {

// Whether, for the oracle, nothing but a driver is missing there.
bool Lockstep::FitsAt(std::size_t index, Micros start) {
  BookingChange change = *last_change_;
  Interval& interval = change.change.put[index].interval;
  interval = {start, start + interval.length()};
  const auto verdict = Read(oracle_)->TryBookings(change);
  if (!verdict.ok()) return false;
  const auto& violations = verdict->verdict.legs[index].violations;
  return std::all_of(violations.begin(), violations.end(), [](const booking::Violation& one) {
    return one.rule == Rule::kDriverRequired;
  });
}

std::string Lockstep::CheckProposal(std::size_t index, int steps) {
  const Leg& leg = last_change_->change.put[index];
  const booking::LegVerdict& verdict = last_verdict_->verdict.legs[index];
  const std::string what = "leg " + std::to_string(index) + " of " + Describe(*last_change_);
  const Micros asked = leg.interval.start;
  // A wish for the future is not answered with the past.
  const Micros present = Read(oracle_)->now();
  const std::vector<Leg>& legs = last_change_->change.put;
  const bool late = std::any_of(legs.begin(), legs.end(),
                                [&](const Leg& one) { return one.interval.start < present; });
  const Micros earliest = late ? std::numeric_limits<Micros>::min() : present;
  Micros within = steps * 15 * kMinute;
  if (verdict.nearest_fit) {
    ++proposals_;
    const Interval& fit = *verdict.nearest_fit;
    if (fit.length() != leg.interval.length()) return "another length is proposed for " + what;
    if (fit.start < earliest) return "the past is proposed for " + what;
    if (!FitsAt(index, fit.start)) {
      return "what is proposed does not fit: " + std::to_string(fit.start) + " for " + what;
    }
    within = std::min(within, std::abs(fit.start - asked) - 1);
  }
  for (Micros shift = 15 * kMinute; shift <= within; shift += 15 * kMinute) {
    for (const Micros start : {asked + shift, asked - shift}) {
      if (start < earliest || !FitsAt(index, start)) continue;
      return "nearer than what is proposed: " + std::to_string(start) + " for " + what;
    }
  }
  return "";
}

std::string Lockstep::CheckProposals(int steps) {
  if (!engine_.capabilities().proposes || !last_verdict_ || last_verdict_->verdict.fits())
    return "";
  for (std::size_t i = 0; i < last_verdict_->verdict.legs.size(); ++i) {
    const booking::LegVerdict& leg = last_verdict_->verdict.legs[i];
    if (leg.violations.empty()) continue;
    const bool hopeless = std::any_of(
        leg.violations.begin(), leg.violations.end(), [](const booking::Violation& violation) {
          return violation.rule == Rule::kInactive || violation.rule == Rule::kPartyTooLarge ||
                 violation.rule == Rule::kDriverRequired;
        });
    if (hopeless && !leg.nearest_fit) continue;
    const std::string wrong = CheckProposal(i, steps);
    if (!wrong.empty()) return wrong;
  }
  return "";
}

}  // namespace letan::storage::conformance
