#include "services/rpc/id_source.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace letan::rpc {
namespace {

// Random bytes, drawn in bulk: one call of OpenSSL costs far more than eight bytes.
std::uint64_t RandomBits() {
  thread_local std::array<std::uint64_t, 64> pool;
  thread_local std::size_t left = 0;
  if (left == 0) {
    if (RAND_bytes(reinterpret_cast<unsigned char*>(pool.data()), sizeof(pool)) != 1) {
      std::fprintf(stderr, "letan: the system gives no random bytes\n");
      std::abort();
    }
    left = pool.size();
  }
  return pool[--left];
}

std::string Text(std::uint64_t high, std::uint64_t low) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(36, '-');
  std::size_t at = 0;
  for (int nibble = 0; nibble < 32; ++nibble) {
    if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) ++at;
    const std::uint64_t half = nibble < 16 ? high : low;
    text[at++] = kDigits[(half >> (60 - 4 * (nibble % 16))) & 0xf];
  }
  return text;
}

}  // namespace

std::string IdSource::Next() {
  const auto micros = static_cast<std::uint64_t>(std::max<storage::Micros>(clock_(), 0));
  // Microseconds within the millisecond fit the lower ten of the twelve bits; an id more in the
  // same microsecond takes the next value.
  const std::uint64_t now = (micros / 1000) << 12 | (micros % 1000) << 2;
  std::uint64_t last = last_.load(std::memory_order_relaxed);
  std::uint64_t stamp;
  do {
    stamp = std::max(now, last + 1);
  } while (!last_.compare_exchange_weak(last, stamp, std::memory_order_relaxed));
  const std::uint64_t high = (stamp >> 12) << 16 | 0x7000 | (stamp & 0xfff);
  const std::uint64_t low = 0x8000000000000000 | ((random_ ? random_() : RandomBits()) >> 2);
  return Text(high, low);
}

}  // namespace letan::rpc
