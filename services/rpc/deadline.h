// How long a call may take. No gRPC.
#ifndef LETAN_SERVICES_RPC_DEADLINE_H_
#define LETAN_SERVICES_RPC_DEADLINE_H_

#include <algorithm>
#include <chrono>

#include "services/core/limits.h"

namespace letan::rpc {

// `asked`: what the caller said; time_point::max() if nothing.
inline std::chrono::system_clock::time_point EffectiveDeadline(
    std::chrono::system_clock::time_point asked, std::chrono::system_clock::time_point now) {
  if (asked == std::chrono::system_clock::time_point::max()) {
    return now + std::chrono::seconds(limits::kDefaultDeadlineSeconds);
  }
  return std::min(asked, now + std::chrono::seconds(limits::kMaxDeadlineSeconds));
}

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_DEADLINE_H_
