#include "clients/cli/retry.h"

#include <algorithm>

#include "clients/cli/caller.h"

namespace letan::cli {

std::optional<absl::Duration> PauseBeforeRetry(int attempt, const google::rpc::Status& status,
                                               double uniform) {
  const std::optional<absl::Duration> asked = RetryDelay(status);
  const bool passes =
      status.code() == kUnavailable || (status.code() == kResourceExhausted && asked.has_value());
  if (!passes || attempt >= kMaxAttempts) return std::nullopt;
  const absl::Duration full =
      std::min(absl::Milliseconds(100) * (1 << (attempt - 1)), absl::Seconds(2));
  const absl::Duration pause = full * (0.5 + uniform / 2);
  return std::max(pause, std::min(asked.value_or(absl::ZeroDuration()), kLongestPause));
}

bool MayHaveTakenEffect(const google::rpc::Status& status) {
  if (status.code() == kDeadlineExceeded) return true;
  const std::string reason = Reason(status);
  return status.code() == kUnavailable && reason != "DRAINING" && reason != "SERVER_STOPPING";
}

google::rpc::Status WithRetries(const std::function<google::rpc::Status()>& attempt,
                                absl::Time deadline, const RetryWorld& world) {
  for (int number = 1;; ++number) {
    google::rpc::Status status = attempt();
    const auto pause = PauseBeforeRetry(number, status, world.uniform());
    if (!pause || world.now() + *pause >= deadline) return status;
    world.sleep(*pause);
  }
}

}  // namespace letan::cli
