#include "tests/faults/support/pool.h"

#include <algorithm>
#include <cstdio>

namespace letan::faults {
namespace {

constexpr std::size_t kRemembered = 200;

}  // namespace

std::int64_t Pick(Random& random, std::int64_t least, std::int64_t most) {
  return std::uniform_int_distribution<std::int64_t>(least, most)(random);
}

bool Chance(Random& random, int percent) { return Pick(random, 1, 100) <= percent; }

std::string Pool::NextRequestId() {
  const std::lock_guard<std::mutex> lock(mutex_);
  char id[40];
  std::snprintf(id, sizeof(id), "%08llx-%010lld", static_cast<unsigned long long>(seed_),
                static_cast<long long>(++asked_count_));
  return id;
}

std::optional<Party> Pool::AnyParty(Random& random) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (parties_.empty()) return std::nullopt;
  return parties_[Pick(random, 0, static_cast<std::int64_t>(parties_.size()) - 1)];
}

std::optional<Ask> Pool::AnyAsked(Random& random) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (asked_.empty()) return std::nullopt;
  return asked_[Pick(random, 0, static_cast<std::int64_t>(asked_.size()) - 1)];
}

void Pool::Asked(const Ask& ask) {
  const std::lock_guard<std::mutex> lock(mutex_);
  asked_.push_back(ask);
  if (asked_.size() > kRemembered) asked_.pop_front();
}

Party* Pool::PartyOf(const std::string& booking) {
  for (Party& party : parties_) {
    for (const Booking& one : party.bookings) {
      if (one.name() == booking) return &party;
    }
  }
  return nullptr;
}

void Pool::Drop(const std::string& booking) {
  Party* party = PartyOf(booking);
  if (party == nullptr) return;
  std::erase_if(party->bookings, [&](const Booking& one) { return one.name() == booking; });
  if (!party->bookings.empty()) return;
  std::swap(*party, parties_.back());
  parties_.pop_back();
}

void Pool::Learn(const Operation& answer) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (answer.outcome() == Operation::NOT_FOUND) {
    for (const std::string& name : answer.names()) Drop(name);
    for (const Change& change : answer.changes()) Drop(change.name());
    Drop(answer.movement().booking());
    return;
  }
  if (answer.outcome() != Operation::OK) return;
  if (!answer.request_id().empty() && !learned_.insert(answer.request_id()).second) return;
  switch (answer.kind()) {
    case Operation::BOOK:
    case Operation::HOLD:
      parties_.push_back({{answer.bookings().begin(), answer.bookings().end()}});
      break;
    case Operation::CONFIRM:
    case Operation::MOVE:
      for (const Booking& booking : answer.bookings()) {
        Party* party = PartyOf(booking.name());
        if (party == nullptr) continue;
        for (Booking& one : party->bookings) {
          if (one.name() == booking.name()) one = booking;
        }
      }
      break;
    case Operation::RELEASE:
      for (const std::string& name : answer.names()) Drop(name);
      break;
    case Operation::MOVEMENT:
      Drop(answer.movement().booking());
      break;
    default:
      break;
  }
}

}  // namespace letan::faults
