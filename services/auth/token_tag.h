// A short stand-in for a secret under which things are found in memory, without the secret itself
// being kept there.
#ifndef LETAN_SERVICES_AUTH_TOKEN_TAG_H_
#define LETAN_SERVICES_AUTH_TOKEN_TAG_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace letan::auth {

struct TokenTag {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  friend bool operator==(const TokenTag&, const TokenTag&) = default;

  struct Hash {
    std::size_t operator()(const TokenTag& tag) const { return tag.low; }
  };
};

// SipHash-2-4 of 128 bits under a random key of its own, so that nobody can make two texts whose
// tags are equal, nor learn one from how long a search took. Several times cheaper than SHA-256 for
// a text as short as a token. Safe for many threads.
class TokenTags {
 public:
  TokenTags();

  TokenTag Of(std::string_view text) const;

 private:
  std::array<unsigned char, 16> key_;
};

}  // namespace letan::auth

#endif  // LETAN_SERVICES_AUTH_TOKEN_TAG_H_
