#include "services/auth/token_tag.h"

#include <sodium.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace letan::auth {

static_assert(crypto_shorthash_siphashx24_KEYBYTES == 16);
static_assert(crypto_shorthash_siphashx24_BYTES == sizeof(TokenTag));

TokenTags::TokenTags() : key_{} {
  if (sodium_init() < 0) {
    std::fprintf(stderr, "letan: there is no randomness\n");
    std::abort();
  }
  randombytes_buf(key_.data(), key_.size());
}

TokenTag TokenTags::Of(std::string_view text) const {
  std::array<unsigned char, crypto_shorthash_siphashx24_BYTES> bytes;
  crypto_shorthash_siphashx24(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                              text.size(), key_.data());
  TokenTag tag;
  std::memcpy(&tag.low, bytes.data(), sizeof(tag.low));
  std::memcpy(&tag.high, bytes.data() + sizeof(tag.low), sizeof(tag.high));
  return tag;
}

}  // namespace letan::auth
