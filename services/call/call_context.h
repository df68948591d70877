// What a handler knows of the call that it serves. No gRPC.
#ifndef LETAN_SERVICES_CALL_CALL_CONTEXT_H_
#define LETAN_SERVICES_CALL_CALL_CONTEXT_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "services/call/caller.h"
#include "services/core/booking/model.h"
#include "services/core/limits.h"
#include "storage/viewer.h"

namespace letan::call {

struct CallContext {
  storage::Viewer viewer;                        // the caller's
  std::shared_ptr<const Caller> caller;          // never null in a call
  std::shared_ptr<const access::Permit> permit;  // of this method
  std::string method;                            // "letan.v1.BookingService/Book"
  booking::Micros now = 0;  // when the call was taken up, from the server's clock
  // A fresh identifier, lower-case UUIDv7 text: minted before the write body, never inside it.
  std::function<std::string()> new_id;
  const limits::Adjustable* limits = &limits::kDefaults;  // of the server
  std::chrono::system_clock::time_point deadline = std::chrono::system_clock::time_point::max();

  // For reads that take long: DEADLINE_EXCEEDED once nobody waits for the answer any more.
  absl::Status CheckDeadline() const {
    if (std::chrono::system_clock::now() < deadline) return absl::OkStatus();
    return absl::DeadlineExceededError("the deadline passed before the answer was found");
  }
};

}  // namespace letan::call

#endif  // LETAN_SERVICES_CALL_CALL_CONTEXT_H_
