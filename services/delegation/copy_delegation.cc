#include "services/delegation/copy_delegation.h"

#include <string>
#include <utility>
#include <vector>

#include "letan/v1/delegation_service.pb.h"
#include "services/core/lifecycle/lifecycle.h"
#include "services/core/limits.h"
#include "services/delegation/delegation_traits.h"
#include "services/entity/dead_references.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/time_codec.h"
#include "services/operations/copy.h"
#include "services/operations/events.h"

namespace letan::services {
namespace {

using booking::Micros;
using storage::WriteTransaction;

// Of the new one and, in case, its activities.
using FreshIds = std::vector<std::string>;

void ShiftMembers(Micros delta, v1::Delegation& copy) {
  for (v1::Delegation::Member& member : *copy.mutable_members()) {
    for (google::protobuf::Timestamp* time :
         {member.has_arrival_time() ? member.mutable_arrival_time() : nullptr,
          member.has_departure_time() ? member.mutable_departure_time() : nullptr}) {
      if (time != nullptr) *time = entity::ToTimestamp(entity::ToMicros(*time) + delta);
    }
  }
}

// What belongs to the visit that was, not to the one to come.
void ClearHistory(v1::Delegation& copy) {
  entity::ClearRowFields(copy);
  copy.clear_documents();
  copy.clear_gifts();
  copy.clear_state_reason();
  copy.clear_process();
  if (copy.has_outbound()) {
    copy.mutable_outbound()->clear_decision_number();
    copy.mutable_outbound()->clear_passports_issued();
    copy.mutable_outbound()->clear_passports_returned();
  }
  copy.set_state(v1::EVENT_STATE_DRAFT);
}

absl::StatusOr<v1::CopyDelegationResponse> ApplyCopy(WriteTransaction& write,
                                                     const v1::CopyDelegationRequest& request,
                                                     const FreshIds& ids) {
  auto copy = entity::Load<v1::Delegation>(write, request.name());
  if (!copy.ok()) return copy.status();
  write.NoteShown(request.name());
  const Micros delta =
      entity::ToMicros(request.start_time()) - entity::ToMicros(copy->interval().start_time());
  ClearHistory(*copy);
  if (!request.title().empty()) copy->set_title(request.title());
  if (request.without_members()) copy->clear_members();
  std::vector<std::string> left_out;
  absl::Status status = operations::ShiftInterval("start_time", delta, *copy->mutable_interval());
  ShiftMembers(delta, *copy);
  if (status.ok()) status = entity::DropDeadReferences(write, "", *copy, left_out);
  if (!status.ok()) return status;
  const entity::Identity identity = {"delegations/" + ids.front(), ids.front(), ""};
  auto made = entity::Insert<v1::Delegation>(write, identity, *std::move(copy));
  if (!made.ok()) return made.status();
  v1::CopyDelegationResponse response;
  if (!request.without_activities()) {
    auto event = operations::FindOpenEvent(write, identity.name, "name");
    if (!event.ok()) return event.status();
    const operations::ActivityCopies copies = {request.name(), std::nullopt, delta,
                                               FreshIds(ids.begin() + 1, ids.end())};
    auto activities = operations::CopyActivities(write, *event, copies, left_out);
    if (!activities.ok()) return activities.status();
    for (v1::Activity& activity : *activities) *response.add_activities() = std::move(activity);
  }
  *response.mutable_delegation() = *std::move(made);
  for (std::string& one : left_out) response.add_left_out(std::move(one));
  return response;
}

absl::StatusOr<call::Apply<v1::CopyDelegationResponse>> PrepareCopy(
    const call::CallContext& context, const v1::CopyDelegationRequest& request) {
  FreshIds ids;
  for (int i = 0; i <= limits::kMaxActivitiesPerEvent; ++i) ids.push_back(context.new_id());
  return [request, ids = std::move(ids)](WriteTransaction& write) {
    return ApplyCopy(write, request, ids);
  };
}

}  // namespace

void AddCopyDelegation(call::ServiceTable& table) {
  table.Write<v1::CopyDelegationRequest, v1::CopyDelegationResponse>("CopyDelegation", PrepareCopy);
}

}  // namespace letan::services
