#include "services/rpc/open_streams.h"

#include <string>
#include <utility>

#include "services/core/limits.h"
#include "services/errors/errors.h"
#include "services/rpc/stream_call.h"

namespace letan::rpc {
namespace {

absl::Status Stopping() {
  return errors::Make(absl::StatusCode::kUnavailable, errors::kServerStopping,
                      "the server is stopping: come back when it serves again");
}

}  // namespace

absl::Status OpenStreams::Add(std::shared_ptr<StreamCall> call) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (ended_) return Stopping();
  if (calls_.size() >= static_cast<std::size_t>(limits::kMaxWatchers)) {
    return errors::Make(absl::StatusCode::kResourceExhausted, errors::kTooManyWatchers,
                        std::to_string(limits::kMaxWatchers) + " streams are open already");
  }
  calls_.insert(std::move(call));
  return absl::OkStatus();
}

void OpenStreams::Remove(const std::shared_ptr<StreamCall>& call) {
  const std::lock_guard<std::mutex> lock(mutex_);
  calls_.erase(call);
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
  for (const auto& call : All()) call->End(Stopping());
}

}  // namespace letan::rpc
