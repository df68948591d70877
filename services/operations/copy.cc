#include "services/operations/copy.h"

#include <utility>

#include "services/core/limits.h"
#include "services/entity/dead_references.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/operations/activity_traits.h"
#include "services/operations/events.h"

namespace letan::operations {
namespace {

// One whose resource is gone asks for any of its kind; without a kind it asks for nothing.
void DropEmptyRequirements(v1::Activity& activity) {
  auto* requirements = activity.mutable_requirements();
  for (int i = 0; i < requirements->size();) {
    const v1::Requirement& one = requirements->Get(i);
    if (one.kind() == v1::RESOURCE_KIND_UNSPECIFIED && one.resource().empty()) {
      requirements->DeleteSubrange(i, 1);
    } else {
      ++i;
    }
  }
}

absl::StatusOr<v1::Activity> CopyOne(storage::WriteTransaction& write,
                                     const storage::EntityRow& event, const v1::Activity& original,
                                     const ActivityCopies& copies, std::size_t number,
                                     std::vector<std::string>& left_out) {
  const std::string field = "activities[" + std::to_string(number) + "]";
  v1::Activity copy = original;
  entity::ClearRowFields(copy);
  absl::Status status = ShiftInterval(field + ".interval", copies.delta, *copy.mutable_interval());
  if (status.ok()) status = entity::DropDeadReferences(write, field, copy, left_out);
  if (!status.ok()) return status;
  DropEmptyRequirements(copy);
  InheritLevel(event, copy);
  entity::Identity identity;
  identity.uid = copies.ids[number];
  identity.parent = event.name;
  identity.name = event.name + "/activities/" + identity.uid;
  return entity::Insert<v1::Activity>(write, identity, std::move(copy));
}

}  // namespace

absl::StatusOr<std::vector<v1::Activity>> ActivitiesWithin(
    storage::ReadTransaction& read, const std::string& event,
    const std::optional<booking::Interval>& window) {
  const auto rows = ActivitiesOf(read, event);
  if (!rows.ok()) return rows.status();
  std::vector<v1::Activity> activities;
  for (const storage::EntityRow& row : *rows) {
    if (window.has_value() && (row.start < window->start || row.start >= window->end)) continue;
    auto activity = entity::FromRow<v1::Activity>(row);
    if (!activity.ok()) return activity.status();
    activities.push_back(*std::move(activity));
  }
  return activities;
}

absl::Status ShiftInterval(const std::string& field, booking::Micros delta,
                           v1::TimeInterval& interval) {
  booking::Interval shifted = entity::ToInterval(interval);
  shifted.start += delta;
  shifted.end += delta;
  if (shifted.start < limits::kMinInstantMicros || shifted.end > limits::kMaxInstantMicros) {
    return errors::InvalidField(field, "would lie outside the years 1900 to 2199");
  }
  interval = entity::FromInterval(shifted);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::Activity>> CopyActivities(storage::WriteTransaction& write,
                                                         const storage::EntityRow& event,
                                                         const ActivityCopies& copies,
                                                         std::vector<std::string>& left_out) {
  auto originals = ActivitiesWithin(write, copies.from, copies.window);
  if (!originals.ok()) return originals.status();
  std::vector<v1::Activity> made;
  for (std::size_t i = 0; i < originals->size(); ++i) {
    if (absl::Status room = CheckRoomForActivities(write, event.name, 1); !room.ok()) return room;
    auto copy = CopyOne(write, event, (*originals)[i], copies, i, left_out);
    if (!copy.ok()) return copy.status();
    write.NoteShown((*originals)[i].name());
    made.push_back(*std::move(copy));
  }
  return made;
}

}  // namespace letan::operations
