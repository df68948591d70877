// Whose turn it is in an approval: offices, their roles, and who stands in for whom.
#include <gmock/gmock.h>

#include "tests/support/identity_world.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using grpc::StatusCode;
using ::testing::HasSubstr;
using Lifecycle = v1::LifecycleService::Stub;

class LifecycleOfficesTest : public ::testing::Test {
 protected:
  LifecycleOfficesTest() {
    for (const char* agency : {"so-ngoai-vu", "so-tai-chinh", "vp-ubnd"}) {
      identity_.AddAgency(agency);
    }
    identity_.AddUser("ngoai-vu", {"so-ngoai-vu=planner"});
    identity_.AddUser("tai-chinh", {"so-tai-chinh=finance"});
    identity_.AddUser("chanh-vp", {"vp-ubnd=approver"});
    identity_.AddUser("pho-vp", {"vp-ubnd=planner,approver"});
    identity_.AddUser("lanh-dao-khac", {"so-tai-chinh=approver"});
    AddRoute();
    delegation_ = NewDelegation();
  }
  void AddRoute() {
    v1::CreateApprovalRouteRequest request;
    v1::ApprovalRoute& route = *request.mutable_approval_route();
    request.set_approval_route_id("doan-vao");
    route.set_display_name("Đón đoàn vào");
    route.set_procedure("delegation.inbound");
    const auto add = [&](const std::string& id, int stage, v1::RouteStep::Kind kind,
                         const std::string& role) {
      v1::RouteStep& step = *route.add_steps();
      step.set_id(id);
      step.set_stage(stage);
      step.set_kind(kind);
      step.set_agency("agencies/" + id);
      step.set_role(role);
    };
    add("so-tai-chinh", 1, v1::RouteStep::KIND_OPINION, "finance");
    add("vp-ubnd", 2, v1::RouteStep::KIND_DECISION, "approver");
    const auto made = Call(small_.lifecycle(), &Lifecycle::CreateApprovalRoute, request);
    EXPECT_TRUE(made.ok()) << made.message();
  }
  std::string NewDelegation() {
    v1::CreateDelegationRequest request;
    v1::Delegation& delegation = *request.mutable_delegation();
    delegation.set_title("Đoàn khách");
    delegation.set_direction(v1::Delegation::DIRECTION_INBOUND);
    *delegation.mutable_interval() = Span(24, 72);
    const auto add = [&](const std::string& agency, v1::Participation::Role role) {
      delegation.add_participations()->set_agency("agencies/" + agency);
      delegation.mutable_participations(delegation.participations_size() - 1)->set_role(role);
    };
    add("so-ngoai-vu", v1::Participation::ROLE_LEAD);
    add("so-tai-chinh", v1::Participation::ROLE_ADVISE);
    add("vp-ubnd", v1::Participation::ROLE_APPROVE);
    const auto made =
        Call(small_.delegations(), &v1::DelegationService::Stub::CreateDelegation, request);
    EXPECT_TRUE(made.ok()) << made.message();
    return made.response.name();
  }
  template <class Request>
  Answer<v1::EventStatus> Act(const std::string& user,
                              grpc::Status (Lifecycle::*method)(grpc::ClientContext*,
                                                                const Request&, v1::EventStatus*),
                              const std::string& text = "") {
    const auto stub =
        v1::LifecycleService::NewStub(server_.NewChannel(WithToken(identity_.TokenOf(user))));
    Request request;
    request.set_name(delegation_);
    if constexpr (requires { request.set_text(text); }) request.set_text(text);
    if constexpr (requires { request.set_agree(true); }) request.set_agree(true);
    return Call(*stub, method, request);
  }
  Answer<v1::Appointment> Appoint(double from_hour, double to_hour) {
    v1::CreateAppointmentRequest request;
    v1::Appointment& appointment = *request.mutable_appointment();
    request.set_appointment_id("thay-chanh-vp");
    appointment.set_display_name("Ký thay Chánh Văn phòng");
    appointment.set_agency("agencies/vp-ubnd");
    appointment.set_role("approver");
    appointment.set_deputy("users/lanh-dao-khac");
    *appointment.mutable_interval() = Span(from_hour, to_hour);
    return Call(small_.lifecycle(), &Lifecycle::CreateAppointment, request);
  }

  TestServer server_{AskingOptions()};
  IdentityWorld identity_{server_};
  SmallWorld small_{server_};
  std::string delegation_;
};

TEST_F(LifecycleOfficesTest, EachTakesItsOwnStep) {
  ASSERT_TRUE(Act("ngoai-vu", &Lifecycle::SubmitEvent).ok());
  const auto early = Act("chanh-vp", &Lifecycle::ApproveEvent);
  EXPECT_EQ(early.code(), StatusCode::FAILED_PRECONDITION) << early.message();
  const auto others = Act("ngoai-vu", &Lifecycle::GiveOpinion);
  EXPECT_EQ(others.code(), StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(others.message(), HasSubstr("agencies/so-tai-chinh as finance may take it"));
  const auto advised = Act("tai-chinh", &Lifecycle::GiveOpinion, "đúng định mức");
  ASSERT_TRUE(advised.ok()) << advised.message();
  EXPECT_EQ(advised.response.process().timeline(1).by(), "users/tai-chinh");
  EXPECT_EQ(advised.response.process().timeline(1).acting_for(), "agencies/so-tai-chinh");
  EXPECT_EQ(Act("lanh-dao-khac", &Lifecycle::ApproveEvent).code(), StatusCode::PERMISSION_DENIED);
  const auto approved = Act("pho-vp", &Lifecycle::ApproveEvent);
  ASSERT_TRUE(approved.ok()) << approved.message();
  EXPECT_EQ(approved.response.state(), v1::EVENT_STATE_APPROVED);
}

TEST_F(LifecycleOfficesTest, ADeputyActsInTheirPeriodOnly) {
  ASSERT_TRUE(Act("ngoai-vu", &Lifecycle::SubmitEvent).ok());
  ASSERT_TRUE(Act("tai-chinh", &Lifecycle::GiveOpinion).ok());
  ASSERT_TRUE(Appoint(10, 20).ok());
  EXPECT_EQ(Act("lanh-dao-khac", &Lifecycle::ApproveEvent).code(), StatusCode::PERMISSION_DENIED);
  server_.clock().Set(Hour(10));
  const auto approved = Act("lanh-dao-khac", &Lifecycle::ApproveEvent);
  ASSERT_TRUE(approved.ok()) << approved.message();
  const auto& entry = *approved.response.process().timeline().rbegin();
  EXPECT_EQ(entry.appointment(), "appointments/thay-chanh-vp");
  EXPECT_EQ(entry.by(), "users/lanh-dao-khac");
  EXPECT_EQ(entry.acting_for(), "agencies/vp-ubnd");
}

TEST_F(LifecycleOfficesTest, APeriodThatIsOverCountsNoMore) {
  ASSERT_TRUE(Act("ngoai-vu", &Lifecycle::SubmitEvent).ok());
  ASSERT_TRUE(Act("tai-chinh", &Lifecycle::GiveOpinion).ok());
  ASSERT_TRUE(Appoint(1, 2).ok());
  server_.clock().Set(Hour(2));
  EXPECT_EQ(Act("lanh-dao-khac", &Lifecycle::ApproveEvent).code(), StatusCode::PERMISSION_DENIED);
  v1::GetAppointmentRequest get;
  get.set_name("appointments/thay-chanh-vp");
  EXPECT_EQ(Call(small_.lifecycle(), &Lifecycle::GetAppointment, get).response.deputy(),
            "users/lanh-dao-khac");
  v1::UpdateAppointmentRequest update;
  update.mutable_appointment()->set_name(get.name());
  *update.mutable_appointment()->mutable_interval() = Span(1, 3);
  ASSERT_TRUE(Call(small_.lifecycle(), &Lifecycle::UpdateAppointment, update).ok());
  EXPECT_EQ(Call(small_.lifecycle(), &Lifecycle::ListAppointments, v1::ListAppointmentsRequest())
                .response.appointments_size(),
            1);
  v1::DeleteAppointmentRequest remove;
  remove.set_name(get.name());
  ASSERT_TRUE(Call(small_.lifecycle(), &Lifecycle::DeleteAppointment, remove).ok());
  EXPECT_EQ(Act("lanh-dao-khac", &Lifecycle::ApproveEvent).code(), StatusCode::PERMISSION_DENIED);
  v1::UndeleteAppointmentRequest undelete;
  undelete.set_name(get.name());
  ASSERT_TRUE(Call(small_.lifecycle(), &Lifecycle::UndeleteAppointment, undelete).ok());
  EXPECT_TRUE(Act("lanh-dao-khac", &Lifecycle::ApproveEvent).ok());
}

}  // namespace
}  // namespace letan::testing
