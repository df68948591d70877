// When and how soon a call is repeated. Only what the server has not acted on, or will recognise by
// its request_id, is.
#ifndef LETAN_CLIENTS_CLI_RETRY_H_
#define LETAN_CLIENTS_CLI_RETRY_H_

#include <functional>
#include <optional>

#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"

namespace letan::cli {

inline constexpr int kMaxAttempts = 5;
// However long the server's RetryInfo is.
inline constexpr absl::Duration kLongestPause = absl::Minutes(1);

// The pause before the next attempt after `attempt` (from 1) ended in `status`; nothing if the call
// is not to be repeated: UNAVAILABLE is, and RESOURCE_EXHAUSTED where RetryInfo says that it
// passes. `uniform` is in [0, 1). The pause doubles from 0.1 s to 2 s and is cut to between half
// and whole by `uniform`; it is not shorter than RetryInfo asks, up to kLongestPause.
std::optional<absl::Duration> PauseBeforeRetry(int attempt, const google::rpc::Status& status,
                                               double uniform);

// Whether a write that ended so may have been done all the same: false for what the server refuses
// before it looks at the request.
bool MayHaveTakenEffect(const google::rpc::Status& status);

// Makes attempts until one succeeds, is not to be repeated, or the next would begin after
// `deadline`. `sleep` and `now` and `uniform` are the world.
struct RetryWorld {
  std::function<absl::Time()> now;
  std::function<void(absl::Duration)> sleep;
  std::function<double()> uniform;
};
google::rpc::Status WithRetries(const std::function<google::rpc::Status()>& attempt,
                                absl::Time deadline, const RetryWorld& world);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_RETRY_H_
