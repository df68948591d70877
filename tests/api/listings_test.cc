// Listings that no other file asks for: activities of an event, standing conflicts of a resource.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ListingsTest : public ::testing::Test {
 protected:
  Answer<v1::ListActivitiesResponse> Activities(const std::string& parent, int page_size = 0,
                                                const std::string& token = "") {
    v1::ListActivitiesRequest request;
    request.set_parent(parent);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Call(world_.itinerary(), &v1::ItineraryService::Stub::ListActivities, request);
  }
  static std::vector<std::string> Titles(const v1::ListActivitiesResponse& listed) {
    std::vector<std::string> titles;
    for (const v1::Activity& activity : listed.activities()) titles.push_back(activity.title());
    return titles;
  }
  Answer<v1::ListStandingConflictsResponse> Standing(const std::string& resource,
                                                     const v1::TimeInterval& interval) {
    v1::ListStandingConflictsRequest request;
    request.set_resource(resource);
    *request.mutable_interval() = interval;
    return Call(world_.bookings(), &v1::BookingService::Stub::ListStandingConflicts, request);
  }
  void Close(const std::string& resource, double from_hour, double to_hour) {
    v1::UpdateResourceRequest request;
    request.mutable_resource()->set_name(resource);
    auto* blackout = request.mutable_resource()->add_blackouts();
    *blackout->mutable_interval() = Span(from_hour, to_hour);
    blackout->set_reason("repairs");
    const auto answer =
        Call(world_.resources(), &v1::ResourceService::Stub::UpdateResource, request);
    ASSERT_TRUE(answer.ok()) << answer.message();
  }

  TestServer server_;
  SmallWorld world_{server_};
};

TEST_F(ListingsTest, ActivitiesOfOneEventInTheOrderOfTheirStart) {
  const std::string guests = world_.NewDelegation("Guests", 0, 72).name();
  const std::string others = world_.NewDelegation("Others", 0, 72).name();
  world_.NewActivity(guests, "Dinner", 18, 20);
  world_.NewActivity(others, "Talks of others", 9, 10);
  world_.NewActivity(guests, "Arrival", 8, 9);
  const auto listed = Activities(guests);
  ASSERT_TRUE(listed.ok()) << listed.message();
  EXPECT_THAT(Titles(listed.response), ElementsAre("Arrival", "Dinner"));
  EXPECT_THAT(listed.response.next_page_token(), IsEmpty());
}

TEST_F(ListingsTest, ActivitiesPageByPage) {
  const std::string guests = world_.NewDelegation("Guests", 0, 72).name();
  for (const auto* title : {"One", "Two", "Three"}) world_.NewActivity(guests, title, 8, 9);
  const auto first = Activities(guests, 2);
  ASSERT_TRUE(first.ok()) << first.message();
  const auto second = Activities(guests, 2, first.response.next_page_token());
  ASSERT_TRUE(second.ok()) << second.message();
  EXPECT_THAT(second.response.next_page_token(), IsEmpty());
  std::vector<std::string> titles = Titles(first.response);
  EXPECT_EQ(titles.size(), 2u);
  for (const std::string& title : Titles(second.response)) titles.push_back(title);
  EXPECT_THAT(titles, ::testing::UnorderedElementsAre("One", "Two", "Three"));
}

TEST_F(ListingsTest, ActivitiesOfAnEventThatIsNotThere) {
  const auto listed = Activities("delegations/nowhere");
  EXPECT_EQ(listed.code(), grpc::StatusCode::NOT_FOUND) << listed.message();
}

TEST_F(ListingsTest, StandingConflictsAreThoseOfTheIntervalThatIsAsked) {
  const auto early = world_.Book({LegOf("resources/room", 10, 11)});
  const auto late = world_.Book({LegOf("resources/room", 34, 35)});
  ASSERT_TRUE(early.ok() && late.ok());
  EXPECT_THAT(Standing("resources/room", Span(0, 48)).response.standing_conflicts(), IsEmpty());
  Close("resources/room", 9, 36);
  const auto all = Standing("resources/room", Span(0, 48));
  ASSERT_TRUE(all.ok()) << all.message();
  EXPECT_EQ(all.response.standing_conflicts_size(), 2);
  const auto one = Standing("resources/room", Span(24, 48));
  ASSERT_TRUE(one.ok()) << one.message();
  ASSERT_EQ(one.response.standing_conflicts_size(), 1);
  const v1::StandingConflict& conflict = one.response.standing_conflicts(0);
  EXPECT_EQ(conflict.booking(), late.response.bookings(0).name());
  EXPECT_EQ(conflict.resource(), "resources/room");
  EXPECT_EQ(conflict.violation().rule(), v1::BOOKING_RULE_BLACKOUT);
}

TEST_F(ListingsTest, StandingConflictsOfAResourceThatIsNotThere) {
  const auto answer = Standing("resources/nowhere", Span(0, 48));
  EXPECT_EQ(answer.code(), grpc::StatusCode::NOT_FOUND) << answer.message();
}

}  // namespace
}  // namespace letan::testing
