// Which open step an act is about, and by which right. Of this folder only.
#ifndef LETAN_SERVICES_CORE_LIFECYCLE_TAKING_H_
#define LETAN_SERVICES_CORE_LIFECYCLE_TAKING_H_

#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/lifecycle/process.h"

namespace letan::lifecycle {

struct Taken {
  StepRecord* record = nullptr;  // in the process
  Right right;
};

// `kind` empty: of either. The errors of approval.h.
absl::StatusOr<Taken> TakeOpenStep(Process& process, const Act& act, std::string_view verb,
                                   std::optional<StepKind> kind);
// The step of a notification that nobody has received yet.
absl::StatusOr<Taken> TakeNotification(Process& process, const Act& act);

}  // namespace letan::lifecycle

#endif  // LETAN_SERVICES_CORE_LIFECYCLE_TAKING_H_
