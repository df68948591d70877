#include "services/auth/password.h"

#include <sodium.h>

#include <array>

#include "absl/status/status.h"
#include "services/core/fault.h"

namespace letan::auth {

Passwords::Passwords(PasswordCost cost) : cost_(cost) {
  if (sodium_init() < 0) return;  // no randomness: nothing matches
  std::array<char, 32> nobody_knows{};
  randombytes_buf(nobody_knows.data(), nobody_knows.size());
  auto hash = Hash(std::string(nobody_knows.data(), nobody_knows.size()));
  if (hash.ok()) dummy_ = *std::move(hash);
}

absl::StatusOr<std::string> Passwords::Hash(const std::string& password) const {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost_.passes,
                            cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Fault(absl::StatusCode::kResourceExhausted, "no memory to hash a password");
  }
  return std::string(text.data());
}

bool Passwords::Matches(const std::string& hash, const std::string& password) const {
  if (hash.size() >= crypto_pwhash_STRBYTES) return false;
  std::array<char, crypto_pwhash_STRBYTES> text{};
  hash.copy(text.data(), hash.size());
  return crypto_pwhash_str_verify(text.data(), password.data(), password.size()) == 0;
}

}  // namespace letan::auth
