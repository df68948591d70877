// Keys for tests.
#ifndef LETAN_TESTS_SUPPORT_TEST_KEYS_H_
#define LETAN_TESTS_SUPPORT_TEST_KEYS_H_

#include <memory>
#include <string>

#include "storage/key_ring.h"

namespace letan::testing {

// A line of a key file: the key is `digit`, which is hexadecimal, 64 times.
inline std::string KeyLine(const std::string& id, char digit, bool current) {
  return id + " RESTRICTED " + std::string(64, digit) + (current ? " current\n" : "\n");
}

inline std::shared_ptr<const storage::KeyRing> TestKeys() {
  return storage::KeyRing::Parse(KeyLine("test", '7', true)).value();
}

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_TEST_KEYS_H_
