// How often signing in failed lately, and how long to wait because of it.
#ifndef LETAN_SERVICES_IDENTITY_ATTEMPTS_H_
#define LETAN_SERVICES_IDENTITY_ATTEMPTS_H_

#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

#include "services/core/booking/model.h"

namespace letan::services {

// By name, whether there is such a user or not: both are told to wait alike. After kFree failures
// the wait doubles with each, from a second to kLongest; it is forgotten kForgottenAfter the last
// one, or by success. Of each server: what is bounded here is guessing, which hashing bounds too.
class Attempts {
 public:
  static constexpr int kFree = 5;
  static constexpr booking::Micros kLongest = 60 * booking::kSecond;
  static constexpr booking::Micros kForgottenAfter = 15 * booking::kMinute;
  static constexpr std::size_t kMostNames = 10'000;

  // 0: may be tried now.
  booking::Micros Wait(const std::string& name, booking::Micros now);
  void Failed(const std::string& name, booking::Micros now);
  void Succeeded(const std::string& name);

 private:
  struct Failures {
    int count = 0;
    booking::Micros last = 0;
    std::list<std::string>::iterator place;
  };

  std::mutex mutex_;
  std::unordered_map<std::string, Failures> failures_;
  std::list<std::string> by_age_;  // the name that failed longest ago first
};

}  // namespace letan::services

#endif  // LETAN_SERVICES_IDENTITY_ATTEMPTS_H_
