// How long a call may take. No gRPC.
#ifndef LETAN_SERVICES_RPC_DEADLINE_H_
#define LETAN_SERVICES_RPC_DEADLINE_H_

#include <algorithm>
#include <chrono>

#include "services/core/limits.h"

namespace letan::rpc {

// `asked`: what the caller said; time_point::max() if nothing.
inline std::chrono::system_clock::time_point EffectiveDeadline(
    std::chrono::system_clock::time_point asked, std::chrono::system_clock::time_point now,
    const limits::Adjustable& limits) {
  if (asked == std::chrono::system_clock::time_point::max()) {
    asked = now + std::chrono::seconds(limits.default_deadline_seconds);
  }
  return std::min(asked, now + std::chrono::seconds(limits.max_deadline_seconds));
}

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_DEADLINE_H_
