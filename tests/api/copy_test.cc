// Copies of delegations, copies and shifts of days.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using DelegationStub = v1::DelegationService::Stub;
using DirectoryStub = v1::DirectoryService::Stub;
using ItineraryStub = v1::ItineraryService::Stub;
using ResourceStub = v1::ResourceService::Stub;

std::int64_t SecondsAt(double hour) { return Span(hour, hour + 1).start_time().seconds(); }

class CopyTest : public ::testing::Test {
 protected:
  CopyTest() : event_(world_.NewDelegation("Đoàn Đức", 24, 72)) {
    v1::Requirement room;
    room.set_kind(v1::RESOURCE_KIND_MEETING_ROOM);
    room.set_resource("resources/room");
    talks_ = world_.NewActivity(event_.name(), "Hội đàm", 25, 27, "places/village", {room});
    dinner_ = world_.NewActivity(event_.name(), "Chiêu đãi", 30, 32);
    farewell_ = world_.NewActivity(event_.name(), "Chia tay", 49, 50);
    server_.clock().Advance(booking::kMinute);
  }

  Answer<v1::CopyDelegationResponse> Copy(const v1::CopyDelegationRequest& request) {
    return Call(world_.delegations(), &DelegationStub::CopyDelegation, request);
  }
  Answer<v1::ShiftActivitiesResponse> Shift(double from, double to, double hours) {
    v1::ShiftActivitiesRequest request;
    request.set_parent(event_.name());
    *request.mutable_interval() = Span(from, to);
    request.mutable_offset()->set_seconds(static_cast<std::int64_t>(hours * 3600));
    return Call(world_.itinerary(), &ItineraryStub::ShiftActivities, request);
  }
  // Title and hour of each activity, "Hội đàm 25".
  std::vector<std::string> Plan(const std::string& event) {
    v1::ListActivitiesRequest request;
    request.set_parent(event);
    std::vector<std::string> plan;
    const auto listed = Call(world_.itinerary(), &ItineraryStub::ListActivities, request);
    for (const auto& one : listed.response.activities()) {
      const auto seconds = one.interval().start_time().seconds() - SecondsAt(0);
      plan.push_back(one.title() + " " + std::to_string(seconds / 3600));
    }
    return plan;
  }
  storage::Revision Revision() {
    return (*server_.engine().BeginRead(storage::Viewer::Administrator()))->revision();
  }

  TestServer server_;
  SmallWorld world_{server_};
  v1::Delegation event_;
  v1::Activity talks_;
  v1::Activity dinner_;
  v1::Activity farewell_;
};

TEST_F(CopyTest, ANewDraftLikeTheOtherWithItsItinerary) {
  v1::UpdateDelegationRequest update;
  auto* delegation = update.mutable_delegation();
  delegation->set_name(event_.name());
  delegation->set_purpose("Trao đổi về đào tạo nghề");
  delegation->add_documents()->set_document_type("Chương trình");
  auto* member = delegation->add_members();
  member->set_role_title("Trưởng đoàn");
  *member->mutable_arrival_time() = Span(26, 27).start_time();
  ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::UpdateDelegation, update).ok());
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 25, 27)}, event_.name(), talks_.name()).ok());
  v1::CancelEventRequest cancel;
  cancel.set_name(event_.name());
  cancel.set_text("hoãn");
  ASSERT_TRUE(Call(world_.lifecycle(), &v1::LifecycleService::Stub::CancelEvent, cancel).ok());

  v1::CopyDelegationRequest request;
  request.set_name(event_.name());
  request.set_title("Đoàn Đức năm sau");
  *request.mutable_start_time() = Span(124, 125).start_time();
  const auto copy = Copy(request);
  ASSERT_TRUE(copy.ok()) << copy.message();
  const v1::Delegation& made = copy.response.delegation();
  EXPECT_NE(made.name(), event_.name());
  EXPECT_EQ(made.title(), "Đoàn Đức năm sau");
  EXPECT_EQ(made.state(), v1::EVENT_STATE_DRAFT);
  EXPECT_EQ(made.purpose(), "Trao đổi về đào tạo nghề");
  EXPECT_EQ(made.state_reason(), "");
  EXPECT_EQ(made.documents_size(), 0);
  EXPECT_EQ(made.interval().end_time().seconds(), SecondsAt(172));
  ASSERT_EQ(made.members_size(), 1);
  EXPECT_EQ(made.members(0).arrival_time().seconds(), SecondsAt(126));
  EXPECT_EQ(copy.response.activities_size(), 3);
  EXPECT_THAT(copy.response.left_out(), IsEmpty());
  EXPECT_THAT(Plan(made.name()), ElementsAre("Hội đàm 125", "Chiêu đãi 130", "Chia tay 149"));
  EXPECT_THAT(Plan(event_.name()), ElementsAre("Hội đàm 25", "Chiêu đãi 30", "Chia tay 49"));
  EXPECT_THAT(world_.BookingsOf(made.name()), IsEmpty());
  EXPECT_EQ(copy.response.activities(0).requirements(0).resource(), "resources/room");
  v1::GetDelegationRequest get;
  get.set_name(made.name());
  EXPECT_EQ(
      Call(world_.delegations(), &DelegationStub::GetDelegation, get).response.SerializeAsString(),
      made.SerializeAsString());
}

TEST_F(CopyTest, WhatIsGoneIsLeftOutAndNamed) {
  v1::CreateAgencyRequest agency;
  for (const char* id : {"stays", "goes"}) {
    agency.set_agency_id(id);
    agency.mutable_agency()->set_display_name("Sở");
    ASSERT_TRUE(Call(world_.directory(), &DirectoryStub::CreateAgency, agency).ok());
  }
  v1::UpdateDelegationRequest update;
  update.mutable_delegation()->set_name(event_.name());
  for (const char* id : {"goes", "stays"}) {
    auto* participation = update.mutable_delegation()->add_participations();
    participation->set_agency(std::string("agencies/") + id);
    participation->set_role(v1::Participation::ROLE_LEAD);
  }
  ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::UpdateDelegation, update).ok());
  v1::DeleteAgencyRequest remove_agency;
  remove_agency.set_name("agencies/goes");
  ASSERT_TRUE(Call(world_.directory(), &DirectoryStub::DeleteAgency, remove_agency).ok());
  v1::DeleteResourceRequest remove_room;
  remove_room.set_name("resources/room");
  ASSERT_TRUE(Call(world_.resources(), &ResourceStub::DeleteResource, remove_room).ok());

  v1::CopyDelegationRequest request;
  request.set_name(event_.name());
  *request.mutable_start_time() = Span(124, 125).start_time();
  const auto copy = Copy(request);
  ASSERT_TRUE(copy.ok()) << copy.message();
  EXPECT_THAT(copy.response.left_out(),
              ElementsAre("participations[0].agency: agencies/goes",
                          "activities[0].requirements[0].resource: resources/room"));
  ASSERT_EQ(copy.response.delegation().participations_size(), 1);
  EXPECT_EQ(copy.response.delegation().participations(0).agency(), "agencies/stays");
  const v1::Requirement& requirement = copy.response.activities(0).requirements(0);
  EXPECT_EQ(requirement.kind(), v1::RESOURCE_KIND_MEETING_ROOM);
  EXPECT_EQ(requirement.resource(), "");
}

TEST_F(CopyTest, PartsCanBeLeftOutAndATrialMakesNothing) {
  v1::CopyDelegationRequest request;
  request.set_name(event_.name());
  *request.mutable_start_time() = Span(124, 125).start_time();
  request.set_without_activities(true);
  request.set_validate_only(true);
  const auto before = Revision();
  EXPECT_TRUE(Copy(request).ok());
  EXPECT_EQ(Revision(), before);
  request.set_validate_only(false);
  const auto copy = Copy(request);
  EXPECT_EQ(copy.response.delegation().title(), event_.title());
  EXPECT_THAT(Plan(copy.response.delegation().name()), IsEmpty());
}

TEST_F(CopyTest, BadInputIsRefusedAndMakesNothing) {
  const auto before = Revision();
  v1::CopyDelegationRequest request;
  EXPECT_EQ(Copy(request).code(), grpc::StatusCode::INVALID_ARGUMENT);
  request.set_name("delegations/none");
  *request.mutable_start_time() = Span(124, 125).start_time();
  EXPECT_EQ(Copy(request).code(), grpc::StatusCode::NOT_FOUND);
  request.set_name(event_.name());
  request.mutable_start_time()->set_seconds(7'258'118'400 - 60);
  const auto late = Copy(request);
  EXPECT_EQ(late.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(FieldsOf(late.status), ElementsAre("start_time"));
  EXPECT_EQ(Shift(24, 48, 0).code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Shift(24, 48, 24.0 * 367).code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Shift(24, 48, -24.0 * 367).code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Shift(48, 24, 1).code(), grpc::StatusCode::INVALID_ARGUMENT);
  v1::CopyActivitiesRequest copy;
  copy.set_parent(event_.name());
  copy.set_destination("agencies/none");
  EXPECT_EQ(Call(world_.itinerary(), &ItineraryStub::CopyActivities, copy).code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Revision(), before);
}

// Each takes the place of the next: moved one by one they would clash.
TEST_F(CopyTest, ADayShiftsAsAWhole) {
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 25, 27)}, event_.name(), talks_.name()).ok());
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 30, 32)}, event_.name(), dinner_.name()).ok());
  const auto shifted = Shift(24, 48, 5);
  ASSERT_TRUE(shifted.ok()) << shifted.message();
  EXPECT_EQ(shifted.response.activities_size(), 2);
  EXPECT_EQ(shifted.response.bookings_size(), 2);
  EXPECT_THAT(Plan(event_.name()), ElementsAre("Hội đàm 30", "Chiêu đãi 35", "Chia tay 49"));
  const auto bookings = world_.BookingsOf(event_.name());
  ASSERT_EQ(bookings.size(), 2U);
  EXPECT_EQ(bookings[0].leg().interval().start_time().seconds(), SecondsAt(30));
  EXPECT_EQ(bookings[1].leg().interval().start_time().seconds(), SecondsAt(35));
}

TEST_F(CopyTest, AShiftThatDoesNotFitChangesNothing) {
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 25, 27)}, event_.name(), talks_.name()).ok());
  const auto other = world_.NewDelegation("Đoàn khác", 24, 72);
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 40, 42)}, other.name()).ok());
  const auto before = Revision();
  const auto refused = Shift(24, 48, 15);
  EXPECT_EQ(refused.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ConflictOf(refused.status).legs_size(), 1);
  EXPECT_EQ(Revision(), before);
  const auto earlier = Shift(24, 48, -1);
  EXPECT_TRUE(earlier.ok()) << earlier.message();
}

TEST_F(CopyTest, ADayIsCopiedIntoAnotherEvent) {
  const auto other = world_.NewDelegation("Đoàn khác", 100, 148);
  v1::CopyActivitiesRequest request;
  request.set_parent(event_.name());
  request.set_destination(other.name());
  *request.mutable_interval() = Span(24, 48);
  request.mutable_offset()->set_seconds(std::int64_t{76} * 3600);
  const auto copied = Call(world_.itinerary(), &ItineraryStub::CopyActivities, request);
  ASSERT_TRUE(copied.ok()) << copied.message();
  EXPECT_THAT(Plan(other.name()), ElementsAre("Hội đàm 101", "Chiêu đãi 106"));
  request.clear_destination();
  request.mutable_offset()->set_seconds(3600);
  ASSERT_TRUE(Call(world_.itinerary(), &ItineraryStub::CopyActivities, request).ok());
  EXPECT_THAT(Plan(event_.name()), ElementsAre("Hội đàm 25", "Hội đàm 26", "Chiêu đãi 30",
                                               "Chiêu đãi 31", "Chia tay 49"));
}

}  // namespace
}  // namespace letan::testing
