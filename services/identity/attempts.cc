#include "services/identity/attempts.h"

#include <algorithm>

namespace letan::services {

booking::Micros Attempts::Wait(const std::string& name, booking::Micros now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = failures_.find(name);
  if (found == failures_.end() || found->second.count < kFree) return 0;
  const int doublings = std::min(found->second.count - kFree, 6);
  const booking::Micros wait = std::min(booking::kSecond << doublings, kLongest);
  return std::max<booking::Micros>(found->second.last + wait - now, 0);
}

void Attempts::Failed(const std::string& name, booking::Micros now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  auto [found, added] = failures_.try_emplace(name);
  Failures& failures = found->second;
  if (!added) {
    by_age_.erase(failures.place);
    if (failures.last + kForgottenAfter < now) failures.count = 0;
  }
  ++failures.count;
  failures.last = now;
  failures.place = by_age_.insert(by_age_.end(), name);
  while (failures_.size() > kMostNames ||
         failures_.at(by_age_.front()).last + kForgottenAfter < now) {
    failures_.erase(by_age_.front());
    by_age_.pop_front();
  }
}

void Attempts::Succeeded(const std::string& name) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = failures_.find(name);
  if (found == failures_.end()) return;
  by_age_.erase(found->second.place);
  failures_.erase(found);
}

}  // namespace letan::services
