// The lifecycle of events over the API: approvals through the offices, silence, deputies, returns,
// edits after approval, reports.
#include "tests/api/calendar_world.h"

namespace letan::testing {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Lifecycle = v1::LifecycleService::Stub;

class LifecycleTest : public CalendarTest {
 protected:
  template <class Request>
  Answer<v1::EventStatus> Act(grpc::Status (Lifecycle::*method)(grpc::ClientContext*,
                                                                const Request&, v1::EventStatus*),
                              const std::function<void(Request&)>& edit = {},
                              Lifecycle* as = nullptr) {
    Request request;
    request.set_name(delegation_.name());
    if (edit) edit(request);
    return Call(as == nullptr ? world_.lifecycle() : *as, method, request);
  }
  template <class Request>
  Answer<v1::EventStatus> Why(grpc::Status (Lifecycle::*method)(grpc::ClientContext*,
                                                                const Request&, v1::EventStatus*),
                              const std::string& why = "vì sao") {
    return Act<Request>(method, [&](Request& request) { request.set_text(why); });
  }
  Answer<v1::EventStatus> Submit(const std::function<void(v1::SubmitEventRequest&)>& edit = {}) {
    return Act<v1::SubmitEventRequest>(&Lifecycle::SubmitEvent, edit);
  }
  Answer<v1::EventStatus> Approve(const std::string& step = "") {
    return Act<v1::ApproveEventRequest>(&Lifecycle::ApproveEvent,
                                        [&](auto& request) { request.set_step(step); });
  }
  Answer<v1::EventStatus> Opinion(const std::string& step, bool agree = true,
                                  const std::string& text = "") {
    return Act<v1::GiveOpinionRequest>(&Lifecycle::GiveOpinion, [&](auto& request) {
      request.set_step(step);
      request.set_agree(agree);
      request.set_text(text);
    });
  }
  v1::EventStatus Status() {
    v1::GetEventStatusRequest request;
    request.set_name(delegation_.name());
    const auto status = Call(world_.lifecycle(), &Lifecycle::GetEventStatus, request);
    EXPECT_TRUE(status.ok()) << status.message();
    return status.response;
  }
  std::string State() { return v1::EventState_Name(Status().state()).substr(12); }
  // "submit SUBMITTED" of each entry.
  std::vector<std::string> History() {
    std::vector<std::string> lines;
    const v1::EventStatus status = Status();
    for (const auto& entry : status.process().timeline()) {
      lines.push_back(entry.verb() + " " + v1::EventState_Name(entry.to()).substr(12));
    }
    return lines;
  }

  static v1::RouteStep Step(const std::string& id, int stage, v1::RouteStep::Kind kind,
                            int days = 0, bool silence = false) {
    v1::RouteStep step;
    step.set_id(id);
    step.set_stage(stage);
    step.set_kind(kind);
    step.set_days(days);
    step.set_silence_consents(silence);
    return step;
  }
  Answer<v1::ApprovalRoute> AddRoute(const std::vector<v1::RouteStep>& steps,
                                     const std::function<void(v1::ApprovalRoute&)>& edit = {}) {
    v1::CreateApprovalRouteRequest request;
    request.set_approval_route_id("doan-vao");
    request.mutable_approval_route()->set_display_name("Đón đoàn vào");
    request.mutable_approval_route()->set_procedure("delegation.inbound");
    for (const v1::RouteStep& step : steps) *request.mutable_approval_route()->add_steps() = step;
    if (edit) edit(*request.mutable_approval_route());
    return Call(world_.lifecycle(), &Lifecycle::CreateApprovalRoute, request);
  }
  // Finance advises and may object when costs change; the office of the committee decides.
  void AddTwoOffices() {
    v1::RouteStep finance = Step("tai-chinh", 1, v1::RouteStep::KIND_OPINION, 5, true);
    finance.add_reopened_by("cost_lines");
    v1::RouteStep office = Step("vp-ubnd", 2, v1::RouteStep::KIND_DECISION);
    office.add_reopened_by("interval");
    const auto added =
        AddRoute({finance, office}, [](auto& route) { route.set_report_required(true); });
    ASSERT_TRUE(added.ok()) << added.message();
  }
  Answer<v1::Delegation> Update(const v1::Delegation& delegation, const std::string& path) {
    v1::UpdateDelegationRequest request;
    *request.mutable_delegation() = delegation;
    request.mutable_update_mask()->add_paths(path);
    return Call(world_.delegations(), &v1::DelegationService::Stub::UpdateDelegation, request);
  }
  void PassDays(int days) { server_.clock().Advance(days * 24 * booking::kHour); }

  v1::Delegation delegation_ = NewDelegation(CivilDay(2017, 3, 20), CivilDay(2017, 3, 22));
};

TEST_F(LifecycleTest, WithoutARouteAnyApproverDecides) {
  EXPECT_EQ(delegation_.state(), v1::EVENT_STATE_DRAFT);
  const auto early = Act<v1::StartEventRequest>(&Lifecycle::StartEvent);
  EXPECT_EQ(ReasonOf(early.status), "STATE_TRANSITION");
  EXPECT_THAT(early.message(), HasSubstr("cannot start what is DRAFT; possible now: submit"));
  ASSERT_TRUE(Submit().ok());
  EXPECT_EQ(Status().process().steps(0).step().role(), "approver");
  ASSERT_TRUE(Approve().ok());
  ASSERT_TRUE(Act<v1::PrepareEventRequest>(&Lifecycle::PrepareEvent).ok());
  ASSERT_TRUE(Act<v1::StartEventRequest>(&Lifecycle::StartEvent).ok());
  ASSERT_TRUE(Act<v1::CompleteEventRequest>(&Lifecycle::CompleteEvent).ok());
  EXPECT_EQ(ReasonOf(Why<v1::CancelEventRequest>(&Lifecycle::CancelEvent).status),
            "STATE_TRANSITION");
  ASSERT_TRUE(Act<v1::ReportEventRequest>(&Lifecycle::ReportEvent).ok());
  ASSERT_TRUE(Act<v1::ArchiveEventRequest>(&Lifecycle::ArchiveEvent).ok());
  EXPECT_THAT(History(), ElementsAre("submit SUBMITTED", "approve APPROVED", "prepare PREPARING",
                                     "start IN_PROGRESS", "complete COMPLETED", "report REPORTED",
                                     "archive ARCHIVED"));
  EXPECT_EQ(Status().possible_verbs_size(), 0);
}

TEST_F(LifecycleTest, GoesThroughTheOfficesInTheirOrder) {
  AddTwoOffices();
  ASSERT_TRUE(Submit().ok());
  const auto early = Approve("vp-ubnd");
  EXPECT_EQ(ReasonOf(early.status), "STATE_TRANSITION");
  EXPECT_THAT(FieldsOf(Opinion("khong-co").status), ElementsAre("step"));
  EXPECT_THAT(FieldsOf(Opinion("tai-chinh", false).status), ElementsAre("text"));
  ASSERT_TRUE(Opinion("tai-chinh", false, "vượt định mức").ok());
  EXPECT_EQ(State(), "CONSULTING");
  EXPECT_EQ(Status().process().steps(0).status(), v1::Process::Step::STATUS_DISAGREED);
  ASSERT_TRUE(Approve().ok());
  EXPECT_EQ(State(), "APPROVED");
}

TEST_F(LifecycleTest, SilenceCountsWhenTheClockSaysSo) {
  AddTwoOffices();
  ASSERT_TRUE(Submit().ok());
  PassDays(6);
  server_.server().Tick();
  EXPECT_EQ(State(), "SUBMITTED");
  PassDays(2);
  server_.server().Tick();
  NewDelegation(CivilDay(2017, 4, 3), CivilDay(2017, 4, 4));  // written after what the tick wrote
  EXPECT_EQ(State(), "CONSULTING");
  EXPECT_EQ(Status().process().steps(0).status(), v1::Process::Step::STATUS_DEEMED);
  EXPECT_EQ(Status().process().steps(1).status(), v1::Process::Step::STATUS_OPEN);
  EXPECT_EQ(ReasonOf(Opinion("tai-chinh").status), "STATE_TRANSITION") << "too late";
}

TEST_F(LifecycleTest, ANotificationIsDeemedAccepted) {
  const auto added = AddRoute({Step("so-vhttdl", 0, v1::RouteStep::KIND_DECISION, 15, true)},
                              [](auto& route) { route.set_notification(true); });
  ASSERT_TRUE(added.ok()) << added.message();
  ASSERT_TRUE(Submit().ok());
  ASSERT_TRUE(Act<v1::ReceiveEventRequest>(&Lifecycle::ReceiveEvent).ok());
  EXPECT_EQ(State(), "NOTIFIED");
  PassDays(22);
  // Whoever acts first finds that the silence has counted.
  ASSERT_TRUE(Act<v1::PrepareEventRequest>(&Lifecycle::PrepareEvent).ok());
  EXPECT_THAT(History(), ElementsAre("submit SUBMITTED", "receive NOTIFIED",
                                     "lapse DEEMED_ACCEPTED", "prepare PREPARING"));
}

TEST_F(LifecycleTest, IsReturnedAndSubmittedAgain) {
  AddTwoOffices();
  ASSERT_TRUE(Submit().ok());
  ASSERT_TRUE(Opinion("tai-chinh").ok());
  EXPECT_THAT(FieldsOf(Why<v1::ReturnEventRequest>(&Lifecycle::ReturnEvent, "").status),
              ElementsAre("text"));
  ASSERT_TRUE(Why<v1::ReturnEventRequest>(&Lifecycle::ReturnEvent, "thiếu chương trình").ok());
  EXPECT_EQ(State(), "RETURNED");
  EXPECT_EQ(Status().state_reason(), "thiếu chương trình");
  ASSERT_TRUE(Submit().ok());
  EXPECT_EQ(Status().process().steps(0).status(), v1::Process::Step::STATUS_AGREED) << "stays";
  EXPECT_EQ(Status().process().steps(1).status(), v1::Process::Step::STATUS_OPEN);
  EXPECT_EQ(Status().process().submissions(), 2);
}

TEST_F(LifecycleTest, AnEditAfterApprovalReturnsWhatDependsOnIt) {
  AddTwoOffices();
  ASSERT_TRUE(Submit().ok());
  ASSERT_TRUE(Opinion("tai-chinh").ok());
  ASSERT_TRUE(Approve().ok());
  v1::Delegation edited = delegation_;
  edited.clear_etag();
  edited.set_purpose("khác");
  ASSERT_TRUE(Update(edited, "purpose").ok());
  EXPECT_EQ(State(), "APPROVED") << "nothing depends on it";
  edited.add_cost_lines()->set_description("Ăn trưa");
  const auto updated = Update(edited, "cost_lines");
  ASSERT_TRUE(updated.ok()) << updated.message();
  EXPECT_EQ(updated.response.state(), v1::EVENT_STATE_SUBMITTED);
  EXPECT_EQ(Status().process().steps(0).status(), v1::Process::Step::STATUS_OPEN);
  EXPECT_EQ(Status().process().steps(1).status(), v1::Process::Step::STATUS_WAITING);
  ASSERT_TRUE(Opinion("tai-chinh").ok());
  ASSERT_TRUE(Approve().ok());
  v1::MoveDelegationRequest move;
  move.set_name(delegation_.name());
  *move.mutable_start_time() = Days(CivilDay(2017, 3, 27), CivilDay(2017, 3, 27)).start_time();
  const auto moved = Call(world_.delegations(), &v1::DelegationService::Stub::MoveDelegation, move);
  ASSERT_TRUE(moved.ok()) << moved.message();
  EXPECT_EQ(moved.response.delegation().state(), v1::EVENT_STATE_CONSULTING);
  EXPECT_EQ(Status().process().steps(1).status(), v1::Process::Step::STATUS_OPEN);
}

TEST_F(LifecycleTest, IsNotClosedWithoutItsReport) {
  AddTwoOffices();
  ASSERT_TRUE(Submit().ok());
  ASSERT_TRUE(Opinion("tai-chinh").ok());
  ASSERT_TRUE(Approve().ok());
  world_.Advance(delegation_.name(), "start complete");
  EXPECT_EQ(ReasonOf(Act<v1::ReportEventRequest>(&Lifecycle::ReportEvent).status),
            "REPORT_MISSING");
  const auto reported = Act<v1::ReportEventRequest>(
      &Lifecycle::ReportEvent,
      [](v1::ReportEventRequest& request) { request.mutable_report()->set_number("BC 45/SNgV"); });
  ASSERT_TRUE(reported.ok()) << reported.message();
  v1::GetDelegationRequest get;
  get.set_name(delegation_.name());
  const auto stored =
      Call(world_.delegations(), &v1::DelegationService::Stub::GetDelegation, get).response;
  ASSERT_EQ(stored.documents_size(), 1);
  EXPECT_EQ(stored.documents(0).number(), "BC 45/SNgV");
  EXPECT_EQ(stored.state(), v1::EVENT_STATE_REPORTED);
}

TEST_F(LifecycleTest, RejectingReleasesWhatWasBooked) {
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 0, 1)}, delegation_.name()).ok());
  ASSERT_TRUE(Submit().ok());
  ASSERT_TRUE(Why<v1::RejectEventRequest>(&Lifecycle::RejectEvent, "trùng lịch").ok());
  EXPECT_EQ(State(), "REJECTED");
  EXPECT_THAT(world_.BookingsOf(delegation_.name()), IsEmpty());
}

TEST_F(LifecycleTest, IsPostponedAndResumed) {
  ASSERT_TRUE(Submit().ok());
  ASSERT_TRUE(Why<v1::PostponeEventRequest>(&Lifecycle::PostponeEvent, "chờ thư mời").ok());
  EXPECT_EQ(State(), "POSTPONED");
  EXPECT_EQ(Status().process().state_before(), v1::EVENT_STATE_SUBMITTED);
  ASSERT_TRUE(Act<v1::ResumeEventRequest>(&Lifecycle::ResumeEvent).ok());
  EXPECT_EQ(State(), "SUBMITTED");
  ASSERT_TRUE(Why<v1::SuspendEventRequest>(&Lifecycle::SuspendEvent).ok());
  ASSERT_TRUE(Why<v1::CancelEventRequest>(&Lifecycle::CancelEvent).ok());
  EXPECT_EQ(State(), "CANCELLED");
}

TEST_F(LifecycleTest, TooLateToSubmitIsRefusedWithTheDaysThatMadeItSo) {
  AddTet();
  v1::DeadlineRule rule = Rule("delegation.inbound", 10, v1::DeadlineRule::UNIT_WORKING_DAY);
  rule.set_legal_ref("NĐ 88/2012/NĐ-CP");
  rule.set_completed_by("submit");
  ASSERT_TRUE(AddRule("inbound", rule).ok());
  delegation_ = NewDelegation(CivilDay(2017, 2, 8), CivilDay(2017, 2, 10));
  server_.clock().Set(
      absl::ToUnixMicros(absl::FromCivil(absl::CivilSecond(2017, 1, 18, 17), absl::UTCTimeZone())));
  const auto late = Submit();
  EXPECT_EQ(ReasonOf(late.status), "DEADLINE_MISSED");
  EXPECT_THAT(late.message(), HasSubstr("due by 2017-01-18: 10 working days before start, "
                                        "2017-02-08 (NĐ 88/2012/NĐ-CP); off in between: "
                                        "2017-01-26 tet-2017-01-26"));
  EXPECT_EQ(State(), "DRAFT");
  const auto in_time = Submit([](v1::SubmitEventRequest& request) {
    *request.mutable_time() = Days(CivilDay(2017, 1, 18), CivilDay(2017, 1, 18)).start_time();
  });
  ASSERT_TRUE(in_time.ok()) << in_time.message();
  EXPECT_THAT(DueOf(delegation_.name()), ElementsAre("2017-01-18 DONE"));
  EXPECT_FALSE(DeadlinesOf(delegation_.name())[0].late());
  delegation_ = NewDelegation(CivilDay(2017, 2, 7), CivilDay(2017, 2, 10));
  const auto knowingly =
      Submit([](v1::SubmitEventRequest& request) { request.set_late_reason("UBND tỉnh đồng ý"); });
  ASSERT_TRUE(knowingly.ok()) << knowingly.message();
  EXPECT_EQ(knowingly.response.process().timeline(0).text(), "UBND tỉnh đồng ý");
  EXPECT_TRUE(DeadlinesOf(delegation_.name())[0].late());
}

TEST_F(LifecycleTest, TimesOfPapersLieBetweenTheEntryBeforeAndNow) {
  ASSERT_TRUE(Submit().ok());
  const auto at = [&](booking::Micros time) {
    return Act<v1::ApproveEventRequest>(&Lifecycle::ApproveEvent,
                                        [&](v1::ApproveEventRequest& request) {
                                          *request.mutable_time() = entity::ToTimestamp(time);
                                        });
  };
  EXPECT_THAT(FieldsOf(at(server_.clock().now() + 1).status), ElementsAre("time"));
  EXPECT_THAT(FieldsOf(at(server_.clock().now() - 1).status), ElementsAre("time"));
  EXPECT_TRUE(at(server_.clock().now()).ok());
}

TEST_F(LifecycleTest, BadInputChangesNothing) {
  const std::string before = Status().SerializeAsString();
  EXPECT_EQ(Submit([](auto& request) { request.set_etag("0000"); }).code(), StatusCode::ABORTED);
  EXPECT_EQ(Submit([](auto& request) { request.set_name("delegations/none"); }).code(),
            StatusCode::NOT_FOUND);
  EXPECT_THAT(FieldsOf(Submit([](auto& request) { request.set_name("agencies/x"); }).status),
              ElementsAre("name"));
  EXPECT_THAT(FieldsOf(Submit([](auto& request) { request.set_name("../x"); }).status),
              ElementsAre("name"));
  EXPECT_THAT(FieldsOf(Submit([](auto& request) { request.set_text("\xff"); }).status),
              ::testing::Contains("text"));
  ASSERT_TRUE(Submit([](auto& request) { request.set_validate_only(true); }).ok());
  EXPECT_EQ(Status().SerializeAsString(), before);
}

TEST_F(LifecycleTest, RoutesThatCannotWorkAreRefused) {
  using Kind = v1::RouteStep;
  EXPECT_THAT(FieldsOf(AddRoute({}).status), ElementsAre("approval_route.steps"));
  EXPECT_THAT(
      FieldsOf(
          AddRoute({Step("a", 1, Kind::KIND_DECISION), Step("a", 2, Kind::KIND_DECISION)}).status),
      ElementsAre("approval_route.steps[1].id"));
  EXPECT_FALSE(AddRoute({Step("a", 1, Kind::KIND_OPINION)}).ok());
  EXPECT_FALSE(AddRoute({Step("a", 1, Kind::KIND_DECISION, 0, true)}).ok());
  ASSERT_TRUE(AddRoute({Step("a", 1, Kind::KIND_DECISION)}).ok());
  v1::CreateApprovalRouteRequest second;
  second.set_approval_route_id("again");
  second.mutable_approval_route()->set_display_name("x");
  second.mutable_approval_route()->set_procedure("delegation.inbound");
  *second.mutable_approval_route()->add_steps() = Step("a", 1, Kind::KIND_DECISION);
  EXPECT_EQ(Call(world_.lifecycle(), &Lifecycle::CreateApprovalRoute, second).code(),
            StatusCode::ALREADY_EXISTS);
}

TEST_F(LifecycleTest, RoutesAndAppointmentsAreCatalogueData) {
  ASSERT_TRUE(AddRoute({Step("a", 1, v1::RouteStep::KIND_DECISION)}).ok());
  v1::GetApprovalRouteRequest get;
  get.set_name("approvalRoutes/doan-vao");
  EXPECT_EQ(Call(world_.lifecycle(), &Lifecycle::GetApprovalRoute, get).response.steps_size(), 1);
  v1::UpdateApprovalRouteRequest update;
  update.mutable_approval_route()->set_name(get.name());
  update.mutable_approval_route()->set_report_required(true);
  ASSERT_TRUE(Call(world_.lifecycle(), &Lifecycle::UpdateApprovalRoute, update).ok());
  v1::DeleteApprovalRouteRequest remove;
  remove.set_name(get.name());
  ASSERT_TRUE(Call(world_.lifecycle(), &Lifecycle::DeleteApprovalRoute, remove).ok());
  EXPECT_EQ(
      Call(world_.lifecycle(), &Lifecycle::ListApprovalRoutes, v1::ListApprovalRoutesRequest())
          .response.approval_routes_size(),
      0);
  v1::UndeleteApprovalRouteRequest undelete;
  undelete.set_name(get.name());
  EXPECT_TRUE(Call(world_.lifecycle(), &Lifecycle::UndeleteApprovalRoute, undelete).ok());
}

}  // namespace
}  // namespace letan::testing
