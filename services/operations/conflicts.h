// From the engine's verdicts to what the API says of them.
#ifndef LETAN_SERVICES_OPERATIONS_CONFLICTS_H_
#define LETAN_SERVICES_OPERATIONS_CONFLICTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "letan/v1/conflict.pb.h"
#include "storage/transaction.h"

namespace letan::operations {

// Every leg and release that does not fit, with the reasons. `change` is what was judged.
absl::StatusOr<v1::ConflictDetails> ToConflictDetails(storage::ReadTransaction& read,
                                                      const storage::BookingChange& change,
                                                      const storage::BookingVerdict& verdict);

// Violations of rule kDriverRequired left out: searches for a vehicle do not ask for its driver.
void DropDriverRule(booking::Verdict& verdict);

absl::StatusOr<v1::StandingConflict> StandingConflictToProto(
    storage::ReadTransaction& read, const std::string& resource,
    const booking::StandingConflict& conflict);

// Standing conflicts of `resource` in `window`, appended.
absl::Status AppendStandingConflicts(
    storage::ReadTransaction& read, const std::string& resource, const booking::Interval& window,
    google::protobuf::RepeatedPtrField<v1::StandingConflict>* conflicts);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_CONFLICTS_H_
