// The seed of a random test.
#ifndef LETAN_TESTS_SUPPORT_SEED_H_
#define LETAN_TESTS_SUPPORT_SEED_H_

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>

namespace letan::testing {

// LETAN_SEED if it is set, else a fresh one. Printed, so that a failure can be repeated.
inline std::uint64_t TestSeed() {
  const char* given = std::getenv("LETAN_SEED");
  const std::uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::cout << "LETAN_SEED=" << seed << std::endl;
  return seed;
}

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_SEED_H_
