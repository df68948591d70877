// How often something may be done: so often at once, and so often a second.
#ifndef LETAN_SERVICES_CORE_TOKEN_BUCKET_H_
#define LETAN_SERVICES_CORE_TOKEN_BUCKET_H_

#include <algorithm>
#include <cstdint>

namespace letan {

// Both 1 to 1,000,000,000.
struct BucketSize {
  std::int64_t per_second = 1;  // tokens that come
  std::int64_t most = 1;        // that it holds
};

// Whatever the times of the calls: within any time t, at most `most` tokens are taken, and
// `per_second` for each second of t. Exact, for it counts in parts of a token of which `per_second`
// come in a microsecond. Times are microseconds of the server's clock. For one thread at a time.
class TokenBucket {
 public:
  // It begins full.
  TokenBucket(const BucketSize& size, std::int64_t now)
      : size_(size), parts_(size.most * kParts), filled_(now) {}

  // False, and nothing is taken, if there are not so many.
  bool Take(std::int64_t tokens, std::int64_t now) {
    Fill(now);
    if (parts_ < tokens * kParts) return false;
    parts_ -= tokens * kParts;
    return true;
  }
  // How long it is until so many can be taken (no more than it holds), if none are before: then and
  // not a microsecond sooner. 0: now.
  std::int64_t MicrosUntil(std::int64_t tokens, std::int64_t now) {
    Fill(now);
    const std::int64_t missing = std::min(tokens, size_.most) * kParts - parts_;
    const std::int64_t from_filled =
        missing <= 0 ? 0 : (missing + size_.per_second - 1) / size_.per_second;
    // Calls on several threads come with times that are not quite in order.
    return from_filled == 0 ? 0 : from_filled + (filled_ - now);
  }
  // As one that was just made.
  bool Full(std::int64_t now) const {
    TokenBucket then = *this;
    then.Fill(now);
    return then.parts_ == size_.most * kParts;
  }

 private:
  static constexpr std::int64_t kParts = 1'000'000;  // of a token
  static constexpr std::int64_t kSetBack = 1'000'000;

  void Fill(std::int64_t now) {
    if (now <= filled_) {
      // A clock that was set back: what it held it holds, and it fills from there.
      if (filled_ - now > kSetBack) filled_ = now;
      return;
    }
    const std::int64_t room = size_.most * kParts - parts_;
    const std::int64_t elapsed = now - filled_;
    filled_ = now;
    parts_ += elapsed > room / size_.per_second ? room : elapsed * size_.per_second;
  }

  BucketSize size_;
  std::int64_t parts_;   // that it holds
  std::int64_t filled_;  // when that was
};

}  // namespace letan

#endif  // LETAN_SERVICES_CORE_TOKEN_BUCKET_H_
