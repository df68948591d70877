// Passwords: Argon2id through libsodium.
#ifndef LETAN_SERVICES_AUTH_PASSWORD_H_
#define LETAN_SERVICES_AUTH_PASSWORD_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace letan::auth {

inline constexpr std::size_t kMinPasswordBytes = 12;
inline constexpr std::size_t kMaxPasswordBytes = 256;

// What one check costs. The defaults take about 0.1 s and 64 MiB; tests take less.
struct PasswordCost {
  std::uint64_t passes = 2;
  std::size_t memory_bytes = std::size_t{64} << 20;
};

class Passwords {
 public:
  explicit Passwords(PasswordCost cost = {});

  // Text with salt and cost in it. RESOURCE_EXHAUSTED when there is not so much memory.
  absl::StatusOr<std::string> Hash(const std::string& password) const;
  bool Matches(const std::string& hash, const std::string& password) const;
  // Takes as long as Matches does for a user that there is.
  void Waste(const std::string& password) const { (void)Matches(dummy_, password); }

 private:
  const PasswordCost cost_;
  std::string dummy_;  // of no password that anyone knows
};

}  // namespace letan::auth

#endif  // LETAN_SERVICES_AUTH_PASSWORD_H_
