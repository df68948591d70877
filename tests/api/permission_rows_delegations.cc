#include "letan/v1/batch_service.pb.h"
#include "services/entity/time_codec.h"
#include "tests/api/permission_rows.h"

namespace letan::testing {
namespace {

std::unique_ptr<v1::UpdateDelegationRequest> Update(const Event& event, const char* path) {
  auto request = std::make_unique<v1::UpdateDelegationRequest>();
  request->mutable_delegation()->set_name(event.delegation);
  request->mutable_update_mask()->add_paths(path);
  return request;
}

google::protobuf::Timestamp At(double hour) { return entity::ToTimestamp(Hour(hour)); }

}  // namespace

std::vector<Row> UpdateRows() {
  const Clause administrator = {"A", 0, kStates};
  const Clause planner = {"P", 2, kOpen};
  return {
      {"DelegationService.UpdateDelegation title",
       {administrator, planner},
       kStates,
       [](const Event& e) {
         auto request = Update(e, "title");
         request->mutable_delegation()->set_title("another");
         return request;
       }},
      {"DelegationService.UpdateDelegation cost_lines",
       {administrator, {"F", 0, kOpen}},
       kStates,
       [](const Event& e) {
         auto request = Update(e, "cost_lines");
         request->mutable_delegation()->add_cost_lines()->set_description("flowers");
         return request;
       }},
      {"DelegationService.UpdateDelegation handling_level",
       {administrator, {"S", 0, kStates}},
       kStates,
       [](const Event& e) {
         auto request = Update(e, "handling_level");
         request->mutable_delegation()->set_handling_level(
             e.level == Level::kPublic ? v1::HANDLING_LEVEL_INTERNAL : v1::HANDLING_LEVEL_PUBLIC);
         return request;
       }},
      {"DelegationService.UpdateDelegation need_to_know",
       {administrator, {"S", 0, kStates}},
       kStates,
       [](const Event& e) {
         auto request = Update(e, "need_to_know");
         request->mutable_delegation()->add_need_to_know("agencies/outside");
         return request;
       }},
      {"BatchService.ExecuteBatch of UpdateDelegation title",
       {administrator, planner},
       kStates,
       [](const Event& e) {
         auto request = std::make_unique<v1::ExecuteBatchRequest>();
         auto update = Update(e, "title");
         update->mutable_delegation()->set_title("another");
         request->add_requests()->PackFrom(*update);
         return request;
       }},
  };
}

std::vector<Row> DelegationRows() {
  const Clause administrator = {"A", 0, kStates};
  const Clause planner = {"P", 2, kOpen};
  return {
      {"DelegationService.GetDelegation",
       {{"ASUPVFDCRG", 0, kStates}},
       kStates,
       [](const Event& e) { return Named<v1::GetDelegationRequest>(e.delegation); }},
      {"DelegationService.DeleteDelegation",
       {administrator, {"P", 2, "D"}},
       "DX",
       [](const Event& e) { return Named<v1::DeleteDelegationRequest>(e.delegation); }},
      {"LifecycleService.SubmitEvent",
       {administrator, {"P", 2, kStates}},
       "D",
       [](const Event& e) { return Named<v1::SubmitEventRequest>(e.delegation); }},
      {"LifecycleService.ApproveEvent",
       {administrator, {"V", 1, kStates}},
       "S",
       [](const Event& e) { return Named<v1::ApproveEventRequest>(e.delegation); }},
      {"LifecycleService.StartEvent",
       {administrator, {"P", 2, kStates}},
       "A",
       [](const Event& e) { return Named<v1::StartEventRequest>(e.delegation); }},
      {"LifecycleService.CompleteEvent",
       {administrator, {"P", 2, kStates}},
       "I",
       [](const Event& e) { return Named<v1::CompleteEventRequest>(e.delegation); }},
      {"LifecycleService.CancelEvent",
       {administrator, {"V", 1, kStates}, {"P", 2, "D"}},
       "DSAI",
       [](const Event& e) {
         auto request = Named<v1::CancelEventRequest>(e.delegation);
         request->set_text("of the test");
         return request;
       }},
      {"DelegationService.MoveDelegation",
       {administrator, planner},
       kOpen,
       [](const Event& e) {
         auto request = Named<v1::MoveDelegationRequest>(e.delegation);
         *request->mutable_start_time() = At(6000);
         return request;
       }},
      {"DelegationService.CopyDelegation",
       {administrator, {"P", 2, kStates}},
       kStates,
       [](const Event& e) {
         auto request = Named<v1::CopyDelegationRequest>(e.delegation);
         *request->mutable_start_time() = At(7000);
         return request;
       }},
      {"DelegationService.RecordGift",
       {administrator, planner},
       "DSAIC",
       [](const Event& e) {
         auto request = Named<v1::RecordGiftRequest>(e.delegation);
         request->mutable_gift()->set_direction(v1::Delegation::Gift::DIRECTION_RECEIVED);
         request->mutable_gift()->set_description("a vase");
         request->mutable_gift()->set_quantity(1);
         return request;
       }},
  };
}

}  // namespace letan::testing
