#include "services/operations/event_hooks.h"

#include <utility>

#include "services/core/limits.h"
#include "services/errors/errors.h"
#include "services/operations/activity_traits.h"
#include "services/operations/events.h"
#include "services/operations/process_codec.h"
#include "services/operations/reserve.h"

namespace letan::operations {
namespace {

using storage::WriteTransaction;

storage::EntityQuery ActivitiesUnder(const std::string& event) {
  storage::EntityQuery query;
  query.kind = entity::EntityTraits<v1::Activity>::kKind;
  query.any_parent = false;
  query.parent = event;
  query.show_deleted = true;
  return query;
}

// The next version of the row. When a deleted one was last changed tells with what it was deleted.
absl::Status Rewrite(WriteTransaction& write, storage::EntityRow& row) {
  const std::int64_t version = row.version;
  row.version = version + 1;
  if (!row.deleted()) row.update_time = write.now();
  return write.UpdateEntity(row, version);
}

}  // namespace

absl::Status Relevel(WriteTransaction& write, const std::string& event,
                     const storage::EntityRow& columns) {
  // Twice: of those that were deleted there may be as many again, and more are rare.
  auto rows = AllEntities(write, ActivitiesUnder(event), 2 * limits::kMaxActivitiesPerEvent);
  if (!rows.ok()) return rows.status();
  for (storage::EntityRow& row : *rows) {
    auto activity = entity::FromRow<v1::Activity>(row);
    if (!activity.ok()) return activity.status();
    InheritLevel(columns, *activity);
    const storage::EntityRow before = row;
    entity::internal::ResetColumns(row);
    entity::FillRow(*activity, row);
    if (entity::internal::SameContent(before, row)) continue;
    if (absl::Status status = Rewrite(write, row); !status.ok()) return status;
  }
  return write.RelevelBookings(event, columns.level, columns.need_to_know);
}

absl::Status EmptyForDeletion(WriteTransaction& write, const std::string& event,
                              v1::EventState state) {
  if (state != v1::EVENT_STATE_DRAFT && state != v1::EVENT_STATE_CANCELLED) {
    return errors::Precondition(
        errors::kStateTransition, event,
        "is " + StateName(state) + "; only what is DRAFT or CANCELLED can be deleted");
  }
  if (absl::Status status = ReleaseEvent(write, event); !status.ok()) return status;
  auto rows = ActivitiesOf(write, event);
  if (!rows.ok()) return rows.status();
  for (storage::EntityRow& row : *rows) {
    row.update_time = write.now();
    row.delete_time = write.now();
    if (absl::Status status = Rewrite(write, row); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status BringBackActivities(WriteTransaction& write, const std::string& event,
                                 storage::Micros delete_time) {
  storage::EntityQuery query = ActivitiesUnder(event);
  query.order = storage::EntityOrder::kUpdateTime;
  query.has_range = true;
  query.range = {delete_time, delete_time + 1};
  auto rows = AllEntities(write, query, limits::kMaxActivitiesPerEvent);
  if (!rows.ok()) return rows.status();
  for (storage::EntityRow& row : *rows) {
    if (row.delete_time != delete_time) continue;
    row.delete_time = 0;
    if (absl::Status status = Rewrite(write, row); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::Activity>> ShiftActivities(WriteTransaction& write,
                                                          const std::string& event,
                                                          storage::Micros delta) {
  auto rows = ActivitiesOf(write, event);
  if (!rows.ok()) return rows.status();
  std::vector<v1::Activity> shifted;
  for (const storage::EntityRow& row : *rows) {
    auto activity = entity::FromRow<v1::Activity>(row);
    if (!activity.ok()) return activity.status();
    ShiftInterval(*activity->mutable_interval(), delta);
    auto stored = entity::Store(write, *activity);
    if (!stored.ok()) return stored.status();
    shifted.push_back(*std::move(stored));
  }
  return shifted;
}

void ShiftInterval(v1::TimeInterval& interval, storage::Micros delta) {
  booking::Interval shifted = entity::ToInterval(interval);
  shifted.start += delta;
  shifted.end += delta;
  interval = entity::FromInterval(shifted);
}

}  // namespace letan::operations
