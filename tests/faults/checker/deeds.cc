#include "tests/faults/checker/deeds.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

#include "google/protobuf/util/message_differencer.h"

namespace letan::faults {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

// The operations by `invoked`.
std::vector<int> ByInvocation(const History& history) {
  std::vector<int> order(history.operations.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int left, int right) {
    return history.operations[left].invoked() < history.operations[right].invoked();
  });
  return order;
}

// What was known when: the greatest revision that had been shown before some event.
class Shown {
 public:
  explicit Shown(const History& history) {
    for (const Operation& operation : history.operations) {
      if (ShowsState(operation)) greatest_[operation.returned()] = operation.revision();
    }
    std::int64_t greatest = 0;
    for (auto& [event, revision] : greatest_) revision = greatest = std::max(greatest, revision);
  }

  std::int64_t Before(std::int64_t event) const {
    auto next = greatest_.lower_bound(event);
    return next == greatest_.begin() ? 0 : std::prev(next)->second;
  }

 private:
  std::map<std::int64_t, std::int64_t> greatest_;
};

bool IsRepetition(const Deed& deed, int call) { return deed.calls.front() != call; }

// The least revision that was shown by calls after the first restart after `event`.
std::int64_t ShownAfterRestart(const History& history, const std::vector<Deed>& deeds,
                               std::int64_t event) {
  std::int64_t restart = kNever;
  for (const Operation& operation : history.operations) {
    if (operation.kind() == Operation::RESTART && operation.invoked() > event) {
      restart = std::min(restart, operation.invoked());
    }
  }
  if (restart == kNever) return kNever;
  std::int64_t least = kNever;
  for (const Operation& operation : history.operations) {
    const bool write = IsWrite(operation.kind()) && operation.outcome() == Operation::OK;
    if (write || !ShowsState(operation) || operation.invoked() < restart) continue;
    least = std::min(least, operation.revision());
  }
  for (const Deed& deed : deeds) {
    if (deed.fate != Deed::Fate::kDone || IsRepetition(deed, deed.done)) continue;
    const Operation& operation = history.operations[deed.done];
    if (operation.invoked() > restart) least = std::min(least, operation.revision());
  }
  return least;
}

std::string IdOf(const Operation& operation) { return "request_id " + operation.request_id(); }

bool SameAnswer(const Operation& left, const Operation& right) {
  if (left.revision() != right.revision() || left.bookings_size() != right.bookings_size()) {
    return false;
  }
  for (int i = 0; i < left.bookings_size(); ++i) {
    if (!google::protobuf::util::MessageDifferencer::Equals(left.bookings(i), right.bookings(i))) {
      return false;
    }
  }
  return true;
}

// What becomes of a deed, from its calls in order.
void Judge(const History& history, Deed* deed, Report* report) {
  const std::vector<Operation>& operations = history.operations;
  for (const int call : deed->calls) {
    const Operation& operation = operations[call];
    if (operation.outcome() != Operation::OK) continue;
    if (deed->done < 0 || operation.returned() < operations[deed->done].returned()) {
      deed->done = call;
    }
  }
  std::int64_t unknown_returned = -1;  // when the last unknown outcome was given up on
  for (const int call : deed->calls) {
    const Operation& operation = operations[call];
    if (operation.outcome() == Operation::UNKNOWN) {
      unknown_returned = std::max(unknown_returned, operation.returned());
    }
    if (deed->done < 0 || call == deed->done) continue;
    const Operation& done = operations[deed->done];
    if (operation.outcome() == Operation::OK && !SameAnswer(done, operation)) {
      report->Add(Finding::kRepeated, call, IdOf(operation) + " was answered in two ways");
    }
    const bool refused =
        operation.outcome() == Operation::REFUSED || operation.outcome() == Operation::NOT_FOUND;
    if (refused && operation.invoked() > done.returned()) {
      report->Add(Finding::kRepeated, call,
                  IdOf(operation) + " was refused after it had been acknowledged");
    }
  }
  if (deed->done >= 0) {
    deed->fate = Deed::Fate::kDone;
    deed->until = operations[deed->done].revision();
    return;
  }
  if (unknown_returned < 0) return;
  // A refusal given later settles that the calls before it came to nothing.
  const bool settled = std::any_of(deed->calls.begin(), deed->calls.end(), [&](int call) {
    const auto outcome = operations[call].outcome();
    return (outcome == Operation::REFUSED || outcome == Operation::NOT_FOUND) &&
           operations[call].invoked() > unknown_returned;
  });
  if (!settled) deed->fate = Deed::Fate::kUnknown;
}

void CheckOrder(const History& history, const Shown& shown, const std::vector<Deed>& deeds,
                Report* report) {
  const auto complain = [&](int call, std::int64_t before) {
    report->Add(Finding::kStale, call,
                "shows revision " + std::to_string(history.operations[call].revision()) + ", but " +
                    std::to_string(before) + " had been answered before the call");
  };
  for (std::size_t i = 0; i < history.operations.size(); ++i) {
    const Operation& operation = history.operations[i];
    const bool write = IsWrite(operation.kind()) && operation.outcome() == Operation::OK;
    if (write || !ShowsState(operation)) continue;
    const std::int64_t before = shown.Before(operation.invoked());
    if (operation.revision() < before) complain(static_cast<int>(i), before);
  }
  for (const Deed& deed : deeds) {
    if (deed.fate == Deed::Fate::kDone && deed.until < deed.after) complain(deed.done, deed.after);
  }
}

}  // namespace

bool IsWrite(Operation::Kind kind) {
  switch (kind) {
    case Operation::BOOK:
    case Operation::HOLD:
    case Operation::CONFIRM:
    case Operation::RELEASE:
    case Operation::MOVE:
    case Operation::MOVEMENT:
      return true;
    default:
      return false;
  }
}

bool ShowsState(const Operation& operation) {
  switch (operation.outcome()) {
    case Operation::OK:
    case Operation::REFUSED:
    case Operation::NOT_FOUND:
      return operation.kind() != Operation::RESTART;
    default:
      return false;
  }
}

std::vector<Deed> FindDeeds(const History& history, Report* report) {
  std::vector<Deed> deeds;
  std::map<std::string, std::size_t> by_id;
  for (const int call : ByInvocation(history)) {
    const Operation& operation = history.operations[call];
    if (!IsWrite(operation.kind())) continue;
    if (operation.request_id().empty()) {
      report->Add(Finding::kMalformed, call, "a write without a request_id");
      continue;
    }
    const auto [found, added] = by_id.emplace(operation.request_id(), deeds.size());
    if (added) deeds.emplace_back();
    deeds[found->second].calls.push_back(call);
  }
  const Shown shown(history);
  for (Deed& deed : deeds) {
    Judge(history, &deed, report);
    deed.after = shown.Before(history.operations[deed.calls.front()].invoked());
  }
  for (Deed& deed : deeds) {
    if (deed.fate != Deed::Fate::kUnknown) continue;
    const std::int64_t last = history.operations[deed.calls.back()].invoked();
    deed.until = ShownAfterRestart(history, deeds, last);
  }
  CheckOrder(history, shown, deeds, report);
  return deeds;
}

}  // namespace letan::faults
