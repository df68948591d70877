// Delegations: their states, their move as a whole, their end, their gifts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/entity/time_codec.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using DelegationStub = v1::DelegationService::Stub;

class DelegationTest : public ::testing::Test {
 protected:
  Answer<v1::Delegation> Get(const std::string& name) {
    v1::GetDelegationRequest request;
    request.set_name(name);
    return Call(world_.delegations(), &DelegationStub::GetDelegation, request);
  }
  Answer<v1::EventStatus> Cancel() {
    v1::CancelEventRequest request;
    request.set_name(delegation_.name());
    request.set_text("guests cannot come");
    return Call(world_.lifecycle(), &v1::LifecycleService::Stub::CancelEvent, request);
  }
  Answer<v1::MoveDelegationResponse> MoveTo(double hour) {
    v1::MoveDelegationRequest request;
    request.set_name(delegation_.name());
    *request.mutable_start_time() = entity::ToTimestamp(Hour(hour));
    return Call(world_.delegations(), &DelegationStub::MoveDelegation, request);
  }

  // A gift out of the store.
  v1::RecordGiftRequest Tea(std::int64_t quantity) {
    v1::RecordGiftRequest request;
    request.set_name(delegation_.name());
    request.mutable_gift()->set_direction(v1::Delegation::Gift::DIRECTION_GIVEN);
    request.mutable_gift()->set_description("Tea");
    request.mutable_gift()->set_quantity(quantity);
    request.mutable_gift()->set_stock_item("stockItems/gift-box");
    return request;
  }

  TestServer server_;
  SmallWorld world_{server_};
  v1::Delegation delegation_ = world_.NewDelegation("Guests", 24, 72);
};

TEST_F(DelegationTest, StateAndTimesAreNotChangedByUpdates) {
  v1::UpdateDelegationRequest request;
  *request.mutable_delegation() = delegation_;
  for (const std::string field : {"state", "interval", "direction", "gifts"}) {
    request.mutable_update_mask()->clear_paths();
    request.mutable_update_mask()->add_paths(field);
    request.mutable_delegation()->set_direction(v1::Delegation::DIRECTION_OUTBOUND);
    *request.mutable_delegation()->mutable_interval() = Span(1, 2);
    const auto answer = Call(world_.delegations(), &DelegationStub::UpdateDelegation, request);
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << field;
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre(HasSubstr("update_mask"))) << field;
  }
  EXPECT_EQ(Get(delegation_.name()).response.SerializeAsString(), delegation_.SerializeAsString());
}

TEST_F(DelegationTest, MembersComeInOrderOfPrecedence) {
  v1::UpdateDelegationRequest request;
  request.mutable_delegation()->set_name(delegation_.name());
  const auto member = [&](const std::string& title, int rank) {
    auto* added = request.mutable_delegation()->add_members();
    added->set_role_title(title);
    added->set_precedence_rank(rank);
  };
  member("Driver", 0);
  member("Deputy director", 2);
  member("Governor", 1);
  member("Head of office", 2);
  const auto answer = Call(world_.delegations(), &DelegationStub::UpdateDelegation, request);
  ASSERT_TRUE(answer.ok()) << answer.message();
  std::vector<std::string> titles;
  for (const auto& found : answer.response.members()) titles.push_back(found.role_title());
  EXPECT_THAT(titles, ElementsAre("Governor", "Deputy director", "Head of office", "Driver"));
}

TEST_F(DelegationTest, MovesWithEverythingBookedForIt) {
  const auto activity = world_.NewActivity(delegation_.name(), "Talks", 34, 36);
  ASSERT_TRUE(
      world_.Book({LegOf("resources/interpreter-ko", 34, 36)}, delegation_.name(), activity.name())
          .ok());
  ASSERT_TRUE(world_.Book({LegOf("resources/hotel", 31, 52, 3)}, delegation_.name()).ok());
  const auto moved = MoveTo(48);
  ASSERT_TRUE(moved.ok()) << moved.message();
  EXPECT_EQ(entity::ToInterval(moved.response.delegation().interval()),
            (booking::Interval{Hour(48), Hour(96)}));
  ASSERT_THAT(moved.response.activities(), SizeIs(1));
  EXPECT_EQ(entity::ToInterval(moved.response.activities(0).interval()),
            (booking::Interval{Hour(58), Hour(60)}));
  ASSERT_THAT(moved.response.bookings(), SizeIs(2));
  EXPECT_EQ(entity::ToInterval(moved.response.bookings(0).leg().interval()),
            (booking::Interval{Hour(55), Hour(76)}));
  EXPECT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 34, 36)}).ok());
}

TEST_F(DelegationTest, AMoveThatClashesChangesNothing) {
  const auto activity = world_.NewActivity(delegation_.name(), "Talks", 34, 36);
  ASSERT_TRUE(
      world_.Book({LegOf("resources/interpreter-ko", 34, 36)}, delegation_.name(), activity.name())
          .ok());
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 58, 59)}).ok());
  const auto before = world_.BookingsOf(delegation_.name());
  const v1::ConflictDetails details = ConflictOf(MoveTo(48).status);
  ASSERT_EQ(details.legs_size(), 1);
  EXPECT_EQ(details.legs(0).resource(), "resources/interpreter-ko");
  EXPECT_EQ(Get(delegation_.name()).response.SerializeAsString(), delegation_.SerializeAsString());
  const auto after = world_.BookingsOf(delegation_.name());
  ASSERT_EQ(after.size(), before.size());
  EXPECT_EQ(after[0].SerializeAsString(), before[0].SerializeAsString());
}

TEST_F(DelegationTest, CancellingReleasesEverythingAndReturnsStock) {
  ASSERT_TRUE(
      world_
          .Book({LegOf("resources/car-1", 34, 36), LegOf("resources/driver-1", 34, 36),
                 LegOf("stockItems/gift-box", 34, 36, 10), LegOf("stockItems/flag", 34, 36, 2)},
                delegation_.name())
          .ok());
  const auto cancelled = Cancel();
  ASSERT_TRUE(cancelled.ok()) << cancelled.message();
  EXPECT_EQ(cancelled.response.state(), v1::EVENT_STATE_CANCELLED);
  EXPECT_EQ(cancelled.response.state_reason(), "guests cannot come");
  EXPECT_THAT(world_.BookingsOf(delegation_.name()), IsEmpty());
  EXPECT_EQ(world_.Stock("stockItems/gift-box", 34).lowest(), 10);
  EXPECT_EQ(world_.Stock("stockItems/flag", 34).available(), 2);
}

TEST_F(DelegationTest, GivenGiftsAreGoneEvenWhenTheDelegationIsCancelled) {
  const auto booked = world_.Book({LegOf("stockItems/gift-box", 34, 36, 5)}, delegation_.name());
  ASSERT_TRUE(booked.ok());
  v1::RecordGiftRequest request = Tea(5);
  request.mutable_gift()->set_booking(booked.response.bookings(0).name());
  const auto given = Call(world_.delegations(), &DelegationStub::RecordGift, request);
  ASSERT_TRUE(given.ok()) << given.message();
  ASSERT_THAT(given.response.gifts(), SizeIs(1));
  EXPECT_EQ(world_.Stock("stockItems/gift-box", 40).on_hand(), 5);
  EXPECT_EQ(world_.Stock("stockItems/gift-box", 40).lowest(), 5);
  ASSERT_TRUE(Cancel().ok());
  EXPECT_EQ(world_.Stock("stockItems/gift-box", 40).lowest(), 5);
}

TEST_F(DelegationTest, WhatIsGivenInPartStaysPromisedForTheRest) {
  const auto booked = world_.Book({LegOf("stockItems/gift-box", 34, 36, 5)}, delegation_.name());
  ASSERT_TRUE(booked.ok());
  v1::RecordGiftRequest request = Tea(2);
  request.mutable_gift()->set_booking(booked.response.bookings(0).name());
  ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::RecordGift, request).ok());
  EXPECT_EQ(world_.Stock("stockItems/gift-box", 40).lowest(), 5);
  request.mutable_gift()->set_quantity(3);
  ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::RecordGift, request).ok());
  EXPECT_EQ(world_.Stock("stockItems/gift-box", 40).lowest(), 5);
  EXPECT_THAT(world_.BookingsOf(delegation_.name()), IsEmpty());
}

TEST_F(DelegationTest, OfAPaperHandledOfflineNothingIsKeptButItsNumber) {
  v1::UpdateDelegationRequest request;
  request.mutable_delegation()->set_name(delegation_.name());
  auto* document = request.mutable_delegation()->add_documents();
  document->set_number("12/M");
  document->set_handled_offline(true);
  document->set_excerpt("what it says");
  const auto refused = Call(world_.delegations(), &DelegationStub::UpdateDelegation, request);
  EXPECT_EQ(refused.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(FieldsOf(refused.status), ElementsAre(HasSubstr("documents[0].excerpt")));
  EXPECT_EQ(Get(delegation_.name()).response.SerializeAsString(), delegation_.SerializeAsString());
  document->clear_excerpt();
  EXPECT_TRUE(Call(world_.delegations(), &DelegationStub::UpdateDelegation, request).ok());
}

TEST_F(DelegationTest, CodesAndPartsAreChecked) {
  v1::CreateDelegationRequest request;
  auto& delegation = *request.mutable_delegation();
  delegation.set_title("Guests");
  delegation.set_direction(v1::Delegation::DIRECTION_INBOUND);
  *delegation.mutable_interval() = Span(0, 24);
  delegation.mutable_inbound()->set_country("kr");
  delegation.mutable_inbound()->set_language("Korean");
  auto* member = delegation.add_members();
  member->set_role_title("Head");
  member->add_languages("k");
  for (int i = 0; i < 2; ++i) {
    auto* part = delegation.add_participations();
    part->set_agency("agencies/host");
    part->set_role(v1::Participation::ROLE_LEAD);
  }
  const auto answer = Call(world_.delegations(), &DelegationStub::CreateDelegation, request);
  EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(
      FieldsOf(answer.status),
      UnorderedElementsAre("delegation.inbound.country", "delegation.inbound.language",
                           "delegation.members[0].languages[0]", "delegation.participations[1]"));
}

TEST_F(DelegationTest, TimeZonesAreNamesAndNotPaths) {
  v1::UpdateDelegationRequest request;
  request.mutable_delegation()->set_name(delegation_.name());
  for (const std::string zone : {"/etc/localtime", "../Asia/Tokyo", "file:/etc/passwd", "Asia",
                                 "Asia/Nowhere", "localtime", "Asia/../UTC"}) {
    request.mutable_delegation()->set_time_zone(zone);
    const auto answer = Call(world_.delegations(), &DelegationStub::UpdateDelegation, request);
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << zone;
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre(HasSubstr("time_zone"))) << zone;
  }
  for (const std::string zone : {"Asia/Ho_Chi_Minh", "UTC", "Etc/GMT+7"}) {
    request.mutable_delegation()->set_time_zone(zone);
    EXPECT_TRUE(Call(world_.delegations(), &DelegationStub::UpdateDelegation, request).ok())
        << zone;
  }
}

TEST_F(DelegationTest, MoreGiftsThanThereAreAreNotGiven) {
  v1::RecordGiftRequest request = Tea(11);
  const auto answer = Call(world_.delegations(), &DelegationStub::RecordGift, request);
  EXPECT_EQ(answer.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(answer.status), "STOCK_BELOW_ZERO");
  EXPECT_THAT(Get(delegation_.name()).response.gifts(), IsEmpty());
}

TEST_F(DelegationTest, ARestrictedDelegationTakesItsBookingsAndActivitiesAlong) {
  const auto activity = world_.NewActivity(delegation_.name(), "Talks", 34, 36);
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 34, 36)}, delegation_.name()).ok());
  v1::UpdateDelegationRequest request;
  request.mutable_delegation()->set_name(delegation_.name());
  request.mutable_delegation()->set_handling_level(v1::HANDLING_LEVEL_RESTRICTED);
  ASSERT_TRUE(Call(world_.delegations(), &DelegationStub::UpdateDelegation, request).ok());
  v1::GetActivityRequest get;
  get.set_name(activity.name());
  EXPECT_EQ(Call(world_.itinerary(), &v1::ItineraryService::Stub::GetActivity, get)
                .response.handling_level(),
            v1::HANDLING_LEVEL_RESTRICTED);
  EXPECT_EQ(world_.BookingsOf(delegation_.name())[0].handling_level(),
            v1::HANDLING_LEVEL_RESTRICTED);
}

TEST_F(DelegationTest, DeletingADraftDeletesItsActivitiesAndReleasesItsBookings) {
  const auto activity = world_.NewActivity(delegation_.name(), "Talks", 34, 36);
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 34, 36)}, delegation_.name()).ok());
  v1::DeleteDelegationRequest request;
  request.set_name(delegation_.name());
  const auto deleted = Call(world_.delegations(), &DelegationStub::DeleteDelegation, request);
  ASSERT_TRUE(deleted.ok()) << deleted.message();
  EXPECT_TRUE(deleted.response.has_delete_time());
  EXPECT_TRUE(world_.Book({LegOf("resources/room", 34, 36)}).ok());
  v1::GetActivityRequest get;
  get.set_name(activity.name());
  EXPECT_TRUE(Call(world_.itinerary(), &v1::ItineraryService::Stub::GetActivity, get)
                  .response.has_delete_time());
}

TEST_F(DelegationTest, ListsThoseThatOverlapAWindow) {
  world_.NewDelegation("Later", 200, 210);
  v1::ListDelegationsRequest request;
  *request.mutable_interval() = Span(0, 100);
  const auto answer = Call(world_.delegations(), &DelegationStub::ListDelegations, request);
  ASSERT_TRUE(answer.ok()) << answer.message();
  ASSERT_THAT(answer.response.delegations(), SizeIs(1));
  EXPECT_EQ(answer.response.delegations(0).title(), "Guests");
}

}  // namespace
}  // namespace letan::testing
