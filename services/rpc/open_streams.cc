#include "services/rpc/open_streams.h"

#include <string>
#include <utility>

#include "services/errors/errors.h"
#include "services/rpc/stream_call.h"

namespace letan::rpc {
namespace {

constexpr std::int64_t kRetryMicros = 5'000'000;  // they end when their readers want

}  // namespace

absl::Status OpenStreams::Add(std::shared_ptr<StreamCall> call) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (ended_) return errors::Stopping();
  if (static_cast<std::int64_t>(calls_.size()) >= most_) {
    return errors::RetryAfter(
        errors::LimitReached(
            {"max_watchers", most_}, errors::kTooManyWatchers,
            "as many streams are open already as may be: " + std::to_string(most_)),
        kRetryMicros);
  }
  calls_.insert(std::move(call));
  return absl::OkStatus();
}

void OpenStreams::Remove(const std::shared_ptr<StreamCall>& call) {
  const std::lock_guard<std::mutex> lock(mutex_);
  calls_.erase(call);
  if (calls_.empty()) none_.notify_all();
}

std::size_t OpenStreams::size() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return calls_.size();
}

std::vector<std::shared_ptr<StreamCall>> OpenStreams::All() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return {calls_.begin(), calls_.end()};
}

void OpenStreams::Tick() {
  for (const auto& call : All()) call->Tick();
}

void OpenStreams::End() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ended_ = true;
  }
  for (const auto& call : All()) call->End(errors::Stopping());
}

void OpenStreams::WaitNone(std::chrono::steady_clock::time_point until) {
  std::unique_lock<std::mutex> lock(mutex_);
  none_.wait_until(lock, until, [this] { return calls_.empty(); });
}

}  // namespace letan::rpc
