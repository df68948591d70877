// The days off and the deadline rules of this deployment, as the pure calendar takes them.
#ifndef LETAN_SERVICES_OPERATIONS_CALENDAR_DATA_H_
#define LETAN_SERVICES_OPERATIONS_CALENDAR_DATA_H_

#include <vector>

#include "absl/status/statusor.h"
#include "letan/v1/calendar.pb.h"
#include "services/core/calendar/deadlines.h"
#include "services/core/calendar/working_days.h"
#include "storage/transaction.h"

namespace letan::operations {

// By day, without deleted ones.
absl::StatusOr<std::vector<v1::DayOverride>> LoadDayOverrides(storage::ReadTransaction& read);
absl::StatusOr<calendar::WorkingDays> LoadWorkingDays(storage::ReadTransaction& read);

// By name, without deleted ones; `id` is the rule's name.
absl::StatusOr<std::vector<calendar::DeadlineRule>> LoadDeadlineRules(
    storage::ReadTransaction& read);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_CALENDAR_DATA_H_
