// Whether an event is handed in in time.
#ifndef LETAN_SERVICES_LIFECYCLE_LATE_SUBMISSION_H_
#define LETAN_SERVICES_LIFECYCLE_LATE_SUBMISSION_H_

#include <string>

#include "absl/status/status.h"
#include "storage/transaction.h"

namespace letan::services {

// FAILED_PRECONDITION, reason DEADLINE_MISSED, if `verb` at that moment is too late for an open
// deadline of the event that it would meet; says which rule, and which days off it is that make it
// so early.
absl::Status RequireInTime(storage::ReadTransaction& read, const std::string& event,
                           const std::string& verb, storage::Micros at);

}  // namespace letan::services

#endif  // LETAN_SERVICES_LIFECYCLE_LATE_SUBMISSION_H_
