// When would it fit?
#ifndef LETAN_SERVICES_CORE_BOOKING_NEAREST_FIT_H_
#define LETAN_SERVICES_CORE_BOOKING_NEAREST_FIT_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "services/core/booking/judge.h"
#include "services/core/booking/model.h"
#include "services/core/booking/overlay.h"

namespace letan::booking {

// The time nearest to what leg `index` asked for at which it would fit by itself, all else staying
// as it is; see LegVerdict::nearest_fit for when there is none. `violations` are the leg's own.
absl::StatusOr<std::optional<Interval>> NearestFit(const Overlay& overlay, int index,
                                                   const std::vector<Violation>& violations,
                                                   const JudgeOptions& options);

}  // namespace letan::booking

#endif  // LETAN_SERVICES_CORE_BOOKING_NEAREST_FIT_H_
