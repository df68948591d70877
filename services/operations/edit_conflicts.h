// What an edit of a resource or of travel times put in conflict: what stands against the rules
// after it and did not before.
#ifndef LETAN_SERVICES_OPERATIONS_EDIT_CONFLICTS_H_
#define LETAN_SERVICES_OPERATIONS_EDIT_CONFLICTS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "letan/v1/conflict.pb.h"
#include "services/core/limits.h"
#include "storage/transaction.h"

namespace letan::operations {

// Made before the edit, asked after it, in one transaction.
class EditConflicts {
 public:
  // Looks from now on, as far ahead as a query may.
  static absl::StatusOr<EditConflicts> Before(storage::ReadTransaction& read,
                                              const std::vector<std::string>& resources);
  // Looks at each resource within its own window.
  static absl::StatusOr<EditConflicts> Before(storage::ReadTransaction& read,
                                              std::map<std::string, booking::Interval> windows);

  // Appends the conflicts that are new, at most limits::kMaxEditConflictsTold.
  absl::Status AppendNew(storage::ReadTransaction& read,
                         google::protobuf::RepeatedPtrField<v1::StandingConflict>* conflicts) const;

 private:
  // Which rule, and against which booking; hidden bookings have no name and are counted.
  using Key = std::pair<std::string, booking::Rule>;
  using Counts = std::map<Key, int>;

  std::map<std::string, booking::Interval> windows_;
  std::map<std::string, Counts> before_;
};

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_EDIT_CONFLICTS_H_
