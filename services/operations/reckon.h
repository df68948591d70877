// One deadline, from its rule and the moment that it counts from.
#ifndef LETAN_SERVICES_OPERATIONS_RECKON_H_
#define LETAN_SERVICES_OPERATIONS_RECKON_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "letan/v1/calendar.pb.h"
#include "services/core/calendar/deadlines.h"
#include "services/core/calendar/working_days.h"
#include "services/entity/procedure.h"
#include "storage/entity_table.h"

namespace letan::operations {

// Fills what the rule says and the dates, of a deadline that has its anchor_time, time_zone and
// audience. FAILED_PRECONDITION, reason NOT_COUNTABLE: its working days cannot be counted.
absl::Status Reckon(const calendar::DeadlineRule& rule, const calendar::WorkingDays& days,
                    v1::Deadline& deadline);

// Whether days off of that year could move it.
bool DependsOn(const v1::Deadline& deadline, absl::CivilYear year);

// The day that decides which rule is in force (Procedure::started). `anchor`: of the deadline.
absl::CivilDay StartedOn(const entity::Procedure& procedure, storage::Micros anchor,
                         storage::Micros now);

// The last part of its name: the same for one procedure and anchor, whatever rule is in force.
std::string DeadlineIdOf(const std::string& procedure, const std::string& anchor);

// The anchors that the rules of a procedure know, each once, in order.
std::vector<std::string> AnchorsOf(const std::vector<calendar::DeadlineRule>& rules,
                                   const std::string& procedure);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_RECKON_H_
