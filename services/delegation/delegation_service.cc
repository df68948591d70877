#include "services/delegation/delegation_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "services/core/limits.h"
#include "services/delegation/delegation_methods.h"
#include "services/delegation/delegation_traits.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/operations/activity_traits.h"
#include "services/operations/edits.h"
#include "services/operations/events.h"
#include "services/operations/process_codec.h"
#include "services/operations/reserve.h"

namespace letan::services {
namespace {

using storage::WriteTransaction;

bool SameSight(const v1::Delegation& a, const v1::Delegation& b) {
  return a.handling_level() == b.handling_level() &&
         std::equal(a.need_to_know().begin(), a.need_to_know().end(), b.need_to_know().begin(),
                    b.need_to_know().end());
}

// Activities and bookings are seen by those who see their event; deleted ones too, which may come
// back. Before the event itself changes: who changes it may not see it afterwards.
absl::Status Relevel(WriteTransaction& write, const v1::Delegation& delegation) {
  storage::EntityRow event;
  entity::EntityTraits<v1::Delegation>::Extract(delegation, event);
  storage::EntityQuery query;
  query.kind = entity::EntityTraits<v1::Activity>::kKind;
  query.any_parent = false;
  query.parent = delegation.name();
  query.show_deleted = true;
  // Twice: of those that were deleted there may be as many again, and more are rare.
  auto rows = operations::AllEntities(write, query, 2 * limits::kMaxActivitiesPerEvent);
  if (!rows.ok()) return rows.status();
  for (storage::EntityRow& row : *rows) {
    auto activity = entity::FromRow<v1::Activity>(row);
    if (!activity.ok()) return activity.status();
    operations::InheritLevel(event, *activity);
    const std::int64_t version = row.version;
    const storage::EntityRow before = row;
    entity::internal::ResetColumns(row);
    entity::FillRow(*activity, row);
    if (entity::internal::SameContent(before, row)) continue;
    row.version = version + 1;
    // When a deleted one was last changed tells with what it was deleted.
    if (!row.deleted()) row.update_time = write.now();
    if (absl::Status status = write.UpdateEntity(row, version); !status.ok()) return status;
  }
  return write.RelevelBookings(delegation.name(), event.level, event.need_to_know);
}

absl::Status BeforeWrite(WriteTransaction& write, const v1::Delegation* before,
                         v1::Delegation& after) {
  if (before == nullptr) {
    after.set_state(v1::EVENT_STATE_DRAFT);
    return absl::OkStatus();
  }
  const auto procedures = entity::EntityTraits<v1::Delegation>::Procedures(after);
  absl::Status noted = operations::NoteEdit(write, *before, after, procedures.front());
  if (!noted.ok()) return noted;
  return SameSight(*before, after) ? absl::OkStatus() : Relevel(write, after);
}

absl::Status BeforeDelete(WriteTransaction& write, const v1::Delegation& delegation) {
  if (delegation.state() != v1::EVENT_STATE_DRAFT &&
      delegation.state() != v1::EVENT_STATE_CANCELLED) {
    return errors::Precondition(errors::kStateTransition, delegation.name(),
                                "is " + operations::StateName(delegation.state()) +
                                    "; only what is DRAFT or CANCELLED can be deleted");
  }
  if (absl::Status status = operations::ReleaseEvent(write, delegation.name()); !status.ok()) {
    return status;
  }
  auto rows = operations::ActivitiesOf(write, delegation.name());
  if (!rows.ok()) return rows.status();
  for (storage::EntityRow& row : *rows) {
    const std::int64_t version = row.version;
    row.version = version + 1;
    row.update_time = write.now();
    row.delete_time = write.now();
    if (absl::Status status = write.UpdateEntity(row, version); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// The activities that went with it come back with it.
absl::Status AfterUndelete(WriteTransaction& write, const v1::Delegation& delegation,
                           booking::Micros delete_time) {
  storage::EntityQuery query;
  query.kind = entity::EntityTraits<v1::Activity>::kKind;
  query.any_parent = false;
  query.parent = delegation.name();
  query.show_deleted = true;
  query.order = storage::EntityOrder::kUpdateTime;
  query.has_range = true;
  query.range = {delete_time, delete_time + 1};
  auto rows = operations::AllEntities(write, query, limits::kMaxActivitiesPerEvent);
  if (!rows.ok()) return rows.status();
  for (storage::EntityRow& row : *rows) {
    if (row.delete_time != delete_time) continue;
    const std::int64_t version = row.version;
    row.version = version + 1;
    row.update_time = write.now();
    row.delete_time = 0;
    if (absl::Status status = write.UpdateEntity(row, version); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status NarrowList(const v1::ListDelegationsRequest& request, storage::EntityQuery& query) {
  if (request.has_interval()) {
    query.within_window = true;
    query.window = entity::ToInterval(request.interval());
  }
  return absl::OkStatus();
}

}  // namespace

call::ServiceTable MakeDelegationService(const entity::ServiceDeps& deps) {
  call::ServiceTable table(google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      "letan.v1.DelegationService"));
  entity::EntityHooks<v1::Delegation> hooks;
  hooks.before_write = BeforeWrite;
  hooks.before_delete = BeforeDelete;
  hooks.after_undelete = AfterUndelete;
  hooks.narrow_list = NarrowList;
  entity::AddStandardMethods<v1::Delegation>(table, *deps.page_tokens, hooks);
  AddDelegationMethods(table);
  return table;
}

}  // namespace letan::services
