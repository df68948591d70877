#include "services/rpc/caller_limits.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <unordered_map>

#include "services/errors/errors.h"

namespace letan::rpc {
namespace {

constexpr std::size_t kFirstSweep = 64;  // callers of a shard
constexpr storage::Micros kCallsRetry = 200'000;
constexpr storage::Micros kStreamsRetry = 5'000'000;  // they end when their reader wants
constexpr storage::Micros kSweepEvery = 1'000'000;    // where there is no room

// "0.004 s": never less than it is.
std::string Seconds(std::int64_t micros) {
  const std::int64_t millis = (micros + 999) / 1000;
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%03lld s", static_cast<long long>(millis / 1000),
                static_cast<long long>(millis % 1000));
  return text;
}

}  // namespace

struct alignas(64) CallerLimits::Shard {
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  mutable std::mutex mutex;
  // All below guarded by mutex.
  std::unordered_map<std::string, Usage, Hash, std::equal_to<>> callers;
  std::unique_ptr<Usage> others;       // those for whom there was no room
  std::size_t sweep_at = kFirstSweep;  // so many callers
  storage::Micros swept = 0;           // when there was no room
};

CallerLimits::Place::~Place() {
  if (shard_ == nullptr) return;
  const std::lock_guard<std::mutex> lock(shard_->mutex);
  --OpenOf(*usage_, kind_);
}

CallerLimits::CallerLimits(const limits::Adjustable& limits, const Memory& memory)
    : limits_(limits),
      callers_each_(memory.callers_each),
      bucket_{std::max<std::int64_t>(limits.requests_per_second_per_caller, 1),
              limits.request_burst_per_caller},
      shards_(memory.shards) {}

CallerLimits::~CallerLimits() = default;

std::int64_t& CallerLimits::OpenOf(Usage& usage, Kind kind) {
  return kind == Kind::kUnary ? usage.calls : usage.streams;
}

std::int64_t CallerLimits::MostOf(Kind kind) const {
  return kind == Kind::kUnary ? limits_.max_calls_per_caller : limits_.max_watchers_per_caller;
}

bool CallerLimits::Forgettable(const Usage& usage, storage::Micros now) const {
  return usage.calls == 0 && usage.streams == 0 && (!HasRate() || usage.bucket.Full(now));
}

CallerLimits::Usage& CallerLimits::Find(Shard& shard, std::string_view caller,
                                        storage::Micros now) {
  const auto found = shard.callers.find(caller);
  if (found != shard.callers.end()) return found->second;
  const bool no_room = shard.callers.size() >= callers_each_;
  // Without room not at each call: it looks at all of them.
  if (no_room ? std::abs(now - shard.swept) > kSweepEvery
              : shard.callers.size() >= shard.sweep_at) {
    std::erase_if(shard.callers, [&](const auto& one) { return Forgettable(one.second, now); });
    shard.sweep_at = std::max(kFirstSweep, 2 * shard.callers.size());
    if (no_room) shard.swept = now;
  }
  if (shard.callers.size() < callers_each_) {
    return shard.callers.try_emplace(std::string(caller), Usage{TokenBucket(bucket_, now)})
        .first->second;
  }
  if (shard.others == nullptr)
    shard.others = std::make_unique<Usage>(Usage{TokenBucket(bucket_, now)});
  return *shard.others;
}

absl::StatusOr<CallerLimits::Place> CallerLimits::Enter(std::string_view caller, Kind kind,
                                                        storage::Micros now) {
  Shard& shard = shards_[Shard::Hash()(caller) % shards_.size()];
  std::int64_t wait = 0;
  {
    const std::lock_guard<std::mutex> lock(shard.mutex);
    Usage& usage = Find(shard, caller, now);
    std::int64_t& open = OpenOf(usage, kind);
    if (HasRate() && !usage.bucket.Take(1, now)) {
      wait = usage.bucket.MicrosUntil(1, now);
    } else if (open < MostOf(kind)) {
      ++open;
      Place place;
      place.shard_ = &shard;
      place.usage_ = &usage;
      place.kind_ = kind;
      return place;
    }
  }
  // Not under the lock: it takes longer than all the rest.
  return wait > 0 ? TooManyRequests(wait) : TooManyOpen(kind);
}

absl::Status CallerLimits::CountAs(const Place& place, std::int64_t requests, storage::Micros now) {
  const std::int64_t counted = std::min(requests, bucket_.most);
  if (place.shard_ == nullptr || !HasRate() || counted <= 1) return absl::OkStatus();
  std::int64_t wait = 0;
  {
    const std::lock_guard<std::mutex> lock(place.shard_->mutex);
    TokenBucket& bucket = place.usage_->bucket;
    if (bucket.Take(counted - 1, now)) return absl::OkStatus();
    wait = bucket.MicrosUntil(counted, now);
  }
  return TooManyRequests(wait);
}

absl::Status CallerLimits::TooManyRequests(std::int64_t wait) const {
  const std::int64_t rate = limits_.requests_per_second_per_caller;
  return errors::RetryAfter(
      errors::LimitReached({"requests_per_second_per_caller", rate}, errors::kTooManyRequests,
                           "this user asks for more than " + std::to_string(rate) +
                               " requests a second: try again in " + Seconds(wait)),
      wait);
}

absl::Status CallerLimits::TooManyOpen(Kind kind) const {
  const std::string most = std::to_string(MostOf(kind));
  if (kind == Kind::kUnary) {
    return errors::RetryAfter(
        errors::LimitReached({"max_calls_per_caller", MostOf(kind)}, errors::kTooManyCalls,
                             "as many calls of this user are under way as may be: " + most),
        kCallsRetry);
  }
  return errors::RetryAfter(
      errors::LimitReached({"max_watchers_per_caller", MostOf(kind)}, errors::kTooManyWatchers,
                           "as many streams of this user are open already as may be: " + most),
      kStreamsRetry);
}

std::size_t CallerLimits::size() const {
  std::size_t callers = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard<std::mutex> lock(shard.mutex);
    callers += shard.callers.size();
  }
  return callers;
}

}  // namespace letan::rpc
