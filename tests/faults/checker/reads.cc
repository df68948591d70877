#include <algorithm>

#include "tests/faults/checker/replay.h"

namespace letan::faults {
namespace {

bool InScope(const Scope& scope, const Leg& leg) {
  if (!scope.resource().empty() && scope.resource() != leg.resource()) return false;
  if (scope.start() == 0 && scope.end() == 0) return true;
  return Span{leg.start(), leg.end()}.Meets({scope.start(), scope.end()});
}

// Units taken within a span.
std::int64_t TakenIn(const Scene& scene, const Span& span, Counting count) {
  Amount taken;
  for (const Occupant& occupant : scene.occupants) {
    if (occupant.certain || count == Counting::kPossible) {
      taken.Take(occupant.span, occupant.quantity);
    }
  }
  return -taken.Lowest(span);
}

}  // namespace

void Reads::Complain(Finding finding, const std::string& text) {
  report_.Add(finding, call_, text);
}

void Reads::Check(int call) {
  call_ = call;
  const Operation& operation = history_.operations[call];
  moment_ = MomentOf(model_.world(), operation);
  switch (operation.kind()) {
    case Operation::LIST:
    case Operation::GET:
      return CheckShown(operation);
    case Operation::BUSY:
      return CheckBusy(operation);
    case Operation::STOCK_LEVEL:
      return CheckStock(operation.stock_level());
    default:
      return;
  }
}

void Reads::CheckShown(const Operation& operation) {
  std::set<std::string> shown;
  if (operation.kind() == Operation::LIST) CheckSnapshot(operation);
  for (const Booking& booking : operation.bookings()) {
    if (!shown.insert(booking.name()).second) {
      Complain(Finding::kWrongAnswer, booking.name() + " is shown twice");
    }
    if (operation.kind() == Operation::LIST && !InScope(operation.scope(), booking.leg())) {
      Complain(Finding::kWrongAnswer, booking.name() + " was not asked for");
    }
    CheckOne(booking);
  }
  CheckMissing(shown, operation);
}

void Reads::CheckOne(const Booking& booking) {
  const Standing standing = StandingOf(booking);
  const Entry* entry = model_.Find(booking.name());
  if (entry == nullptr) {
    return Complain(Finding::kPhantom, booking.name() + " on " + Describe(standing) +
                                           " comes from no acknowledged operation");
  }
  if (model_.IsLive(booking.name(), moment_) == Certainty::kNo) {
    return Complain(Finding::kRevived, booking.name() + " on " + Describe(standing) +
                                           " was released or has lapsed, but is shown");
  }
  if (HasLapsed(standing, moment_) == Certainty::kYes) {
    return Complain(Finding::kRevived, booking.name() + " has lapsed, but is shown");
  }
  if (model_.Observe(booking.name(), standing)) return;
  const Standing* expected = model_.Only(booking.name());
  Complain(Finding::kLost, booking.name() + " is shown on " + Describe(standing) + " instead of " +
                               (expected == nullptr ? "where it may be" : Describe(*expected)));
}

// What has to be in the answer and is not.
void Reads::CheckMissing(const std::set<std::string>& shown, const Operation& operation) {
  const bool get = operation.kind() == Operation::GET;
  const std::vector<std::string> names =
      get ? std::vector<std::string>(operation.names().begin(), operation.names().end())
          : model_.NamesOn(operation.scope().resource());
  const auto asked = [&](const Possibility& one) {
    return one.standing.has_value() && (get || InScope(operation.scope(), one.standing->leg));
  };
  for (const std::string& name : names) {
    if (shown.count(name) > 0 || model_.Find(name) == nullptr) continue;
    const bool possible = model_.Narrow(name, [&](const Possibility& one) {
      return !asked(one) || HasLapsed(*one.standing, moment_) != Certainty::kNo;
    });
    if (possible) continue;
    const Standing* standing = model_.Only(name);
    Complain(Finding::kLost,
             name + " is missing" + (standing == nullptr ? "" : " from " + Describe(*standing)));
  }
}

// No snapshot shows anything promised twice, whatever was acknowledged.
void Reads::CheckSnapshot(const Operation& operation) {
  std::map<std::string, std::vector<Occupant>> on;
  for (const Booking& booking : operation.bookings()) {
    const Wish wish = WishOf(booking.leg());
    on[booking.leg().resource()].push_back({booking.name(), -1, wish.span, wish.quantity, true});
  }
  for (auto& [name, occupants] : on) {
    const World::Resource* resource = model_.FindResource(name);
    if (resource == nullptr) {
      Complain(Finding::kPhantom, "there is no " + name);
      continue;
    }
    Scene scene = model_.SceneOf(*resource, moment_);
    scene.occupants = occupants;
    if (resource->model() == World::EXCLUSIVE) {
      std::sort(occupants.begin(), occupants.end(),
                [](const Occupant& left, const Occupant& right) {
                  return left.span.start < right.span.start;
                });
      for (std::size_t i = 1; i < occupants.size(); ++i) {
        if (occupants[i].span.start - occupants[i - 1].span.end >= resource->gap()) continue;
        Complain(Finding::kOverlap, occupants[i - 1].name + " and " + occupants[i].name +
                                        " are both shown on " + name + " at " +
                                        std::to_string(occupants[i].span.start));
      }
      continue;
    }
    const Span ever{std::numeric_limits<std::int64_t>::min(), kForever};
    const std::int64_t left = UnitsLeft(scene, Counting::kCertain).Lowest(ever);
    if (left >= 0) continue;
    const bool stock = resource->model() != World::SHARED && resource->model() != World::PER_NIGHT;
    Complain(stock ? Finding::kStock : Finding::kCapacity,
             "what is shown on " + name + " is " + std::to_string(-left) + " too many");
  }
}

void Reads::CheckBusy(const Operation& operation) {
  const Scope& scope = operation.scope();
  const World::Resource* resource = model_.FindResource(scope.resource());
  if (resource == nullptr) return Complain(Finding::kMalformed, "no resource in a BUSY");
  const Scene scene = model_.SceneOf(*resource, moment_);
  // Compared on every part between two instants at which something changes.
  std::set<std::int64_t> instants{scope.start(), scope.end()};
  const auto add = [&](std::int64_t at) {
    if (at > scope.start() && at < scope.end()) instants.insert(at);
  };
  Amount shown;
  for (const BusySpan& span : operation.busy()) {
    shown.Take({span.start(), span.end()}, span.quantity());
    add(span.start());
    add(span.end());
  }
  for (const Occupant& occupant : scene.occupants) {
    add(occupant.span.start);
    add(occupant.span.end);
  }
  for (auto at = instants.begin(); std::next(at) != instants.end(); ++at) {
    const Span part{*at, *std::next(at)};
    const std::int64_t taken = -shown.Lowest(part);
    const std::int64_t least = TakenIn(scene, part, Counting::kCertain);
    const std::int64_t most = TakenIn(scene, part, Counting::kPossible);
    if (taken >= least && taken <= most) continue;
    const std::string text = std::to_string(taken) + " of " + scope.resource() + " taken at " +
                             std::to_string(part.start) + ", not " + std::to_string(least);
    Complain(taken < least ? Finding::kLost : Finding::kRevived, text);
  }
}

void Reads::CheckStock(const StockLevel& level) {
  const World::Resource* item = model_.FindResource(level.item());
  if (item == nullptr) return Complain(Finding::kMalformed, "no item in a STOCK_LEVEL");
  if (level.lowest() < 0) {
    Complain(Finding::kStock,
             "stock of " + level.item() + " falls to " + std::to_string(level.lowest()));
  }
  const Scene scene = model_.SceneOf(*item, moment_);
  Scene store = scene;
  store.occupants.clear();
  const auto compare = [&](const char* what, std::int64_t shown, const Scene& of,
                           const Span& span) {
    const std::int64_t least = UnitsLeft(of, Counting::kPossible).Lowest(span);
    const std::int64_t most = UnitsLeft(of, Counting::kCertain).Lowest(span);
    if (shown >= least && shown <= most) return;
    Complain(shown > most ? Finding::kLost : Finding::kRevived,
             std::string(what) + " of " + level.item() + " is " + std::to_string(shown) + ", not " +
                 std::to_string(most));
  };
  const Span now{level.at(), level.at() + 1};
  compare("on hand", level.on_hand(), store, now);
  compare("available", level.available(), scene, now);
  compare("lowest", level.lowest(), scene, {level.at(), kForever});
}

}  // namespace letan::faults
