// Undelete: deleted entities come back, with what belongs to them.
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

class UndeleteTest : public ::testing::Test {
 protected:
  UndeleteTest()
      : event_(world_.NewDelegation("Đoàn Đức", 24, 48)),
        talks_(world_.NewActivity(event_.name(), "Hội đàm", 25, 26)),
        dinner_(world_.NewActivity(event_.name(), "Chiêu đãi", 30, 32)) {
    server_.clock().Advance(booking::kMinute);
  }

  Answer<v1::Delegation> Delete(const std::string& name) {
    v1::DeleteDelegationRequest request;
    request.set_name(name);
    return Call(world_.delegations(), &DelegationStub::DeleteDelegation, request);
  }
  Answer<v1::Delegation> Undelete(const std::string& name, const std::string& etag = "") {
    v1::UndeleteDelegationRequest request;
    request.set_name(name);
    request.set_etag(etag);
    return Call(world_.delegations(), &DelegationStub::UndeleteDelegation, request);
  }
  Answer<v1::Activity> DeleteActivity(const std::string& name) {
    v1::DeleteActivityRequest request;
    request.set_name(name);
    return Call(world_.itinerary(), &ItineraryStub::DeleteActivity, request);
  }
  Answer<v1::Activity> UndeleteActivity(const std::string& name) {
    v1::UndeleteActivityRequest request;
    request.set_name(name);
    return Call(world_.itinerary(), &ItineraryStub::UndeleteActivity, request);
  }
  std::vector<std::string> Activities() {
    v1::ListActivitiesRequest request;
    request.set_parent(event_.name());
    std::vector<std::string> titles;
    const auto listed = Call(world_.itinerary(), &ItineraryStub::ListActivities, request);
    for (const auto& one : listed.response.activities()) titles.push_back(one.title());
    return titles;
  }

  TestServer server_;
  SmallWorld world_{server_};
  v1::Delegation event_;
  v1::Activity talks_;
  v1::Activity dinner_;
};

TEST_F(UndeleteTest, ADelegationComesBackWithTheActivitiesDeletedWithIt) {
  ASSERT_TRUE(DeleteActivity(dinner_.name()).ok());
  server_.clock().Advance(booking::kMinute);
  const auto deleted = Delete(event_.name());
  ASSERT_TRUE(deleted.ok()) << deleted.message();
  server_.clock().Advance(booking::kMinute);
  const auto back = Undelete(event_.name(), deleted.response.etag());
  ASSERT_TRUE(back.ok()) << back.message();
  EXPECT_FALSE(back.response.has_delete_time());
  EXPECT_EQ(back.response.state(), v1::EVENT_STATE_DRAFT);
  EXPECT_NE(back.response.etag(), deleted.response.etag());
  EXPECT_THAT(Activities(), ElementsAre("Hội đàm"));
  v1::Delegation content = back.response;
  content.set_etag(event_.etag());
  *content.mutable_update_time() = event_.update_time();
  EXPECT_EQ(content.SerializeAsString(), event_.SerializeAsString());
}

TEST_F(UndeleteTest, BookingsStayReleased) {
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 25, 26)}, event_.name(), talks_.name()).ok());
  ASSERT_TRUE(Delete(event_.name()).ok());
  ASSERT_TRUE(Undelete(event_.name()).ok());
  EXPECT_THAT(world_.BookingsOf(event_.name()), IsEmpty());
  EXPECT_TRUE(world_.Book({LegOf("resources/room", 25, 26)}, event_.name(), talks_.name()).ok());
}

TEST_F(UndeleteTest, WhatIsThereOrNeverWasIsRefused) {
  EXPECT_EQ(Undelete(event_.name()).code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(Undelete("delegations/none").code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Undelete("agencies/x").code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Undelete("").code(), grpc::StatusCode::INVALID_ARGUMENT);
  ASSERT_TRUE(Delete(event_.name()).ok());
  EXPECT_EQ(Undelete(event_.name(), event_.etag()).code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(UndeleteActivity(talks_.name()).code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(UndeleteTest, AnActivityNeedsAnOpenEvent) {
  ASSERT_TRUE(DeleteActivity(talks_.name()).ok());
  v1::CancelEventRequest cancel;
  cancel.set_name(event_.name());
  cancel.set_text("hoãn");
  ASSERT_TRUE(Call(world_.lifecycle(), &v1::LifecycleService::Stub::CancelEvent, cancel).ok());
  const auto refused = UndeleteActivity(talks_.name());
  EXPECT_EQ(refused.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(refused.status), "STATE_TRANSITION");
}

TEST_F(UndeleteTest, AnActivityComesBackAlone) {
  ASSERT_TRUE(DeleteActivity(talks_.name()).ok());
  EXPECT_THAT(Activities(), ElementsAre("Chiêu đãi"));
  ASSERT_TRUE(UndeleteActivity(talks_.name()).ok());
  EXPECT_THAT(Activities(), ElementsAre("Hội đàm", "Chiêu đãi"));
}

TEST_F(UndeleteTest, WhatItRefersToMustBeThere) {
  v1::CreateAgencyRequest create;
  create.set_agency_id("above");
  create.mutable_agency()->set_display_name("Sở cũ");
  ASSERT_TRUE(Call(world_.directory(), &DirectoryStub::CreateAgency, create).ok());
  create.set_agency_id("below");
  create.mutable_agency()->set_parent_agency("agencies/above");
  ASSERT_TRUE(Call(world_.directory(), &DirectoryStub::CreateAgency, create).ok());
  v1::DeleteAgencyRequest remove;
  for (const char* name : {"agencies/below", "agencies/above"}) {
    remove.set_name(name);
    ASSERT_TRUE(Call(world_.directory(), &DirectoryStub::DeleteAgency, remove).ok());
  }
  v1::UndeleteAgencyRequest undelete;
  undelete.set_name("agencies/below");
  const auto refused = Call(world_.directory(), &DirectoryStub::UndeleteAgency, undelete);
  EXPECT_EQ(refused.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(FieldsOf(refused.status), ElementsAre("agency.parent_agency"));
  undelete.set_name("agencies/above");
  ASSERT_TRUE(Call(world_.directory(), &DirectoryStub::UndeleteAgency, undelete).ok());
  undelete.set_name("agencies/below");
  EXPECT_TRUE(Call(world_.directory(), &DirectoryStub::UndeleteAgency, undelete).ok());
}

TEST_F(UndeleteTest, AResourceCanBeBookedAgain) {
  v1::DeleteResourceRequest remove;
  remove.set_name("resources/room");
  ASSERT_TRUE(Call(world_.resources(), &ResourceStub::DeleteResource, remove).ok());
  EXPECT_FALSE(world_.Book({LegOf("resources/room", 25, 26)}, event_.name()).ok());
  v1::UndeleteResourceRequest undelete;
  undelete.set_name("resources/room");
  ASSERT_TRUE(Call(world_.resources(), &ResourceStub::UndeleteResource, undelete).ok());
  EXPECT_TRUE(world_.Book({LegOf("resources/room", 25, 26)}, event_.name()).ok());
}

TEST_F(UndeleteTest, APersonAPlaceAndAStockItemComeBack) {
  v1::CreatePersonRequest person;
  person.set_person_id("interpreter");
  person.mutable_person()->set_role_title("Phiên dịch");
  ASSERT_TRUE(Call(world_.directory(), &DirectoryStub::CreatePerson, person).ok());
  v1::DeletePersonRequest remove_person;
  remove_person.set_name("people/interpreter");
  ASSERT_TRUE(Call(world_.directory(), &DirectoryStub::DeletePerson, remove_person).ok());
  v1::UndeletePersonRequest undelete_person;
  undelete_person.set_name("people/interpreter");
  EXPECT_TRUE(Call(world_.directory(), &DirectoryStub::UndeletePerson, undelete_person).ok());

  v1::CreatePlaceRequest place;
  place.set_place_id("hall");
  place.mutable_place()->set_display_name("Nhà văn hoá");
  ASSERT_TRUE(Call(world_.directory(), &DirectoryStub::CreatePlace, place).ok());
  v1::DeletePlaceRequest remove_place;
  remove_place.set_name("places/hall");
  ASSERT_TRUE(Call(world_.directory(), &DirectoryStub::DeletePlace, remove_place).ok());
  v1::UndeletePlaceRequest undelete_place;
  undelete_place.set_name("places/hall");
  EXPECT_TRUE(Call(world_.directory(), &DirectoryStub::UndeletePlace, undelete_place).ok());

  v1::DeleteStockItemRequest remove_item;
  remove_item.set_name("stockItems/flag");
  ASSERT_TRUE(Call(world_.resources(), &ResourceStub::DeleteStockItem, remove_item).ok());
  v1::UndeleteStockItemRequest undelete_item;
  undelete_item.set_name("stockItems/flag");
  EXPECT_TRUE(Call(world_.resources(), &ResourceStub::UndeleteStockItem, undelete_item).ok());
  EXPECT_EQ(world_.Stock("stockItems/flag", 10).on_hand(), 2);
}

}  // namespace
}  // namespace letan::testing
