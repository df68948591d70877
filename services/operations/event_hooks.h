// What every kind of event does alike when it is written, deleted, brought back and moved.
#ifndef LETAN_SERVICES_OPERATIONS_EVENT_HOOKS_H_
#define LETAN_SERVICES_OPERATIONS_EVENT_HOOKS_H_

#include <algorithm>
#include <string>
#include <vector>

#include "letan/v1/itinerary.pb.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/time_codec.h"
#include "services/operations/edits.h"

namespace letan::operations {

// Its activities and bookings are seen by those who see it; deleted ones too, which may come back.
// Before the event itself changes: who changes it may not see it afterwards. `columns`: level and
// list of the event as it will be.
absl::Status Relevel(storage::WriteTransaction& write, const std::string& event,
                     const storage::EntityRow& columns);

// Releases what is booked for it and deletes its activities. FAILED_PRECONDITION, reason
// STATE_TRANSITION, unless it is DRAFT or CANCELLED.
absl::Status EmptyForDeletion(storage::WriteTransaction& write, const std::string& event,
                              v1::EventState state);

// The activities that went with it come back with it.
absl::Status BringBackActivities(storage::WriteTransaction& write, const std::string& event,
                                 storage::Micros delete_time);

// Shifts its activities, bookings aside; by start time. The second: an interval.
absl::StatusOr<std::vector<v1::Activity>> ShiftActivities(storage::WriteTransaction& write,
                                                          const std::string& event,
                                                          storage::Micros delta);
void ShiftInterval(v1::TimeInterval& interval, storage::Micros delta);

template <class Event>
bool SameSight(const Event& a, const Event& b) {
  return a.handling_level() == b.handling_level() &&
         std::equal(a.need_to_know().begin(), a.need_to_know().end(), b.need_to_know().begin(),
                    b.need_to_know().end());
}

// A new one is a DRAFT; an edit undoes what depends on it, and takes activities and bookings along
// where it changes who sees it.
template <class Event>
absl::Status BeforeEventWrite(storage::WriteTransaction& write, const Event* before, Event& after) {
  if (before == nullptr) {
    after.set_state(v1::EVENT_STATE_DRAFT);
    return absl::OkStatus();
  }
  const auto procedures = entity::EntityTraits<Event>::Procedures(after);
  absl::Status noted = NoteEdit(write, *before, after, procedures.front());
  if (!noted.ok() || SameSight(*before, after)) return noted;
  storage::EntityRow columns;
  entity::EntityTraits<Event>::Extract(after, columns);
  return Relevel(write, after.name(), columns);
}

// The hooks that a kind of event starts from. Its List request has an `interval`.
template <class Event>
entity::EntityHooks<Event> EventHooks() {
  entity::EntityHooks<Event> hooks;
  hooks.before_write = BeforeEventWrite<Event>;
  hooks.before_delete = [](storage::WriteTransaction& write, const Event& event) {
    return EmptyForDeletion(write, event.name(), event.state());
  };
  hooks.after_undelete = [](storage::WriteTransaction& write, const Event& event,
                            booking::Micros delete_time) {
    return BringBackActivities(write, event.name(), delete_time);
  };
  hooks.narrow_list = [](const typename entity::EntityTraits<Event>::ListRequest& request,
                         storage::EntityQuery& query) {
    if (request.has_interval()) {
      query.within_window = true;
      query.window = entity::ToInterval(request.interval());
    }
    return absl::OkStatus();
  };
  return hooks;
}

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_EVENT_HOOKS_H_
