// What one caller may ask of the server: how often, and how much at once. No gRPC.
#ifndef LETAN_SERVICES_RPC_CALLER_LIMITS_H_
#define LETAN_SERVICES_RPC_CALLER_LIMITS_H_

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/limits.h"
#include "services/core/token_bucket.h"
#include "storage/engine.h"

namespace letan::rpc {

// Safe for many threads. Callers lie in shards, so that calls of two seldom wait for each other;
// what is done under a shard's lock takes tens of nanoseconds.
//
// A caller is forgotten only when nothing is known of it that a new one would not have: its bucket
// is full and no call of it is under way. Where there are more that are not so than are kept, the
// others of the shard count as one caller.
class CallerLimits {
 public:
  enum class Kind { kUnary, kStream };
  struct Memory {
    std::size_t shards = 64;
    std::size_t callers_each = 1024;
  };

 private:
  struct Usage {
    TokenBucket bucket;
    std::int64_t calls = 0;
    std::int64_t streams = 0;
  };
  struct Shard;

 public:
  // The place of a call among those of its caller. Whoever holds it is gone before the limits are.
  class Place {
   public:
    Place() = default;
    Place(Place&& other) noexcept { *this = std::move(other); }
    Place& operator=(Place&& other) noexcept {
      std::swap(shard_, other.shard_);
      std::swap(usage_, other.usage_);
      std::swap(kind_, other.kind_);
      return *this;
    }
    ~Place();

   private:
    friend class CallerLimits;

    Shard* shard_ = nullptr;  // null: of nobody who is limited
    Usage* usage_ = nullptr;
    Kind kind_ = Kind::kUnary;
  };

  CallerLimits(const limits::Adjustable& limits, const Memory& memory);
  explicit CallerLimits(const limits::Adjustable& limits) : CallerLimits(limits, Memory()) {}
  ~CallerLimits();
  CallerLimits(const CallerLimits&) = delete;
  CallerLimits& operator=(const CallerLimits&) = delete;

  // One more call, which is one request. RESOURCE_EXHAUSTED, reason TOO_MANY_REQUESTS with the time
  // at which it is let in if the caller does nothing else; TOO_MANY_CALLS; TOO_MANY_WATCHERS. Each
  // with its limit.
  absl::StatusOr<Place> Enter(std::string_view caller, Kind kind, storage::Micros now);
  // The call turns out to be so many requests, the first of which Enter has counted. More than a
  // burst count as one. RESOURCE_EXHAUSTED, reason TOO_MANY_REQUESTS: the time told is that of the
  // whole.
  absl::Status CountAs(const Place& place, std::int64_t requests, storage::Micros now);

  // Callers of whom something is kept; for tests.
  std::size_t size() const;

 private:
  static std::int64_t& OpenOf(Usage& usage, Kind kind);
  std::int64_t MostOf(Kind kind) const;
  Usage& Find(Shard& shard, std::string_view caller, storage::Micros now);
  bool Forgettable(const Usage& usage, storage::Micros now) const;
  bool HasRate() const { return limits_.requests_per_second_per_caller > 0; }
  absl::Status TooManyRequests(std::int64_t wait) const;
  absl::Status TooManyOpen(Kind kind) const;

  const limits::Adjustable limits_;
  const std::size_t callers_each_;
  const BucketSize bucket_;
  std::vector<Shard> shards_;
};

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_CALLER_LIMITS_H_
