// Deadlines follow what they are reckoned from: events, rules and days off.
#ifndef LETAN_SERVICES_OPERATIONS_DEADLINE_KEEPER_H_
#define LETAN_SERVICES_OPERATIONS_DEADLINE_KEEPER_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "letan/v1/calendar.pb.h"
#include "services/core/calendar/deadlines.h"
#include "services/core/calendar/working_days.h"
#include "services/entity/stored_kinds.h"
#include "storage/engine.h"
#include "storage/transaction.h"

namespace letan::operations {

// The body, and in the same write what follows for deadlines from what it changed, whichever
// service it is of and whether or not the caller sees them. `kinds` must outlive it. Besides the
// body's own errors, FAILED_PRECONDITION: reason TOO_MANY, more than limits::kMaxFollowing would
// follow; reason NOT_COUNTABLE, one cannot be reckoned any more.
storage::WriteBody KeepDeadlines(const std::vector<entity::StoredKind>& kinds,
                                 storage::WriteBody body);

// In a transaction with sight of everything.
class DeadlineKeeper {
 public:
  DeadlineKeeper(storage::WriteTransaction& write, const std::vector<entity::StoredKind>& kinds)
      : write_(write), kinds_(kinds) {}

  // An event was written: its deadlines are those that its procedures have by the rules in force.
  // Those that are done stay as they are; those that nothing asks for any more are void.
  absl::Status RefreshEvent(const std::string& name);
  // Rules changed: every event that is not over.
  absl::Status RefreshEvents();
  // Days off of these years changed: every open deadline that could depend on them.
  absl::Status Recount(const std::set<absl::CivilYear>& years);

 private:
  absl::Status Learn();  // rules and days off, once
  absl::Status Refresh(const storage::EntityRow& event, const entity::StoredKind& kind);
  absl::StatusOr<std::vector<v1::Deadline>> Wanted(const storage::EntityRow& event,
                                                   const entity::StoredKind& kind);
  absl::Status Put(const storage::EntityRow& event, storage::EntityRow* row, v1::Deadline deadline);

  storage::WriteTransaction& write_;
  const std::vector<entity::StoredKind>& kinds_;
  std::vector<calendar::DeadlineRule> rules_;
  std::optional<calendar::WorkingDays> days_;
};

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_DEADLINE_KEEPER_H_
