// Resources: what their documents may say, and what follows for bookings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/entity/time_codec.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ResourceStub = v1::ResourceService::Stub;

class ResourceRulesTest : public ::testing::Test {
 protected:
  Answer<v1::Resource> Create(const v1::Resource& resource, const std::string& id = "") {
    v1::CreateResourceRequest request;
    *request.mutable_resource() = resource;
    request.set_resource_id(id);
    return Call(world_.resources(), &ResourceStub::CreateResource, request);
  }
  Answer<v1::Resource> Update(const v1::Resource& resource,
                              const std::vector<std::string>& paths = {}) {
    v1::UpdateResourceRequest request;
    *request.mutable_resource() = resource;
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return Call(world_.resources(), &ResourceStub::UpdateResource, request);
  }
  Answer<v1::Resource> Delete(const std::string& name) {
    v1::DeleteResourceRequest request;
    request.set_name(name);
    return Call(world_.resources(), &ResourceStub::DeleteResource, request);
  }
  static v1::Resource Named(const std::string& id) {
    v1::Resource resource;
    resource.set_name("resources/" + id);
    return resource;
  }
  static v1::Resource Hall() {
    v1::Resource hall;
    hall.set_kind(v1::RESOURCE_KIND_HALL);
    hall.set_display_name("hall");
    return hall;
  }
  static void Open(v1::Resource& resource, int day, int open, int close) {
    auto* hours = resource.add_working_hours();
    hours->set_day_of_week(day);
    hours->set_open_minute(open);
    hours->set_close_minute(close);
  }

  TestServer server_;
  SmallWorld world_{server_};
};

TEST_F(ResourceRulesTest, TheCapacityModelFollowsTheKind) {
  EXPECT_EQ(Create(Hall()).response.capacity_model(), v1::CAPACITY_MODEL_EXCLUSIVE);
  v1::Resource block = Hall();
  block.set_kind(v1::RESOURCE_KIND_HOTEL_ROOM_BLOCK);
  EXPECT_THAT(FieldsOf(Create(block).status), ElementsAre("resource.capacity"));
  block.set_capacity(20);
  EXPECT_EQ(Create(block).response.capacity_model(), v1::CAPACITY_MODEL_PER_NIGHT);
}

TEST_F(ResourceRulesTest, BadDocumentsAreRefusedByField) {
  const auto fields = [&](const std::function<void(v1::Resource&)>& spoil) {
    v1::Resource resource = Hall();
    spoil(resource);
    return FieldsOf(Create(resource).status);
  };
  using R = v1::Resource;
  EXPECT_THAT(fields([](R& r) { r.clear_kind(); }), ElementsAre("resource.kind"));
  EXPECT_THAT(fields([](R& r) { r.set_kind(static_cast<v1::ResourceKind>(99)); }),
              ElementsAre("resource.kind"));
  EXPECT_THAT(fields([](R& r) { r.set_capacity(2); }), ElementsAre("resource.capacity"));
  EXPECT_THAT(fields([](R& r) { r.set_capacity_model(v1::CAPACITY_MODEL_SHARED); }),
              ElementsAre("resource.capacity"));
  EXPECT_THAT(fields([](R& r) {
                r.set_kind(v1::RESOURCE_KIND_DRIVER);
                r.set_capacity_model(v1::CAPACITY_MODEL_SHARED);
                r.set_capacity(2);
              }),
              ElementsAre("resource.capacity_model"));
  EXPECT_THAT(fields([](R& r) { r.set_seats(-1); }), ElementsAre("resource.seats"));
  EXPECT_THAT(fields([](R& r) { r.set_time_zone("Mars/Base"); }),
              ElementsAre("resource.time_zone"));
  EXPECT_THAT(fields([](R& r) { r.set_home_place("places/nowhere"); }),
              ElementsAre("resource.home_place"));
  EXPECT_THAT(fields([](R& r) { r.set_agency("places/office"); }), ElementsAre("resource.agency"));
  EXPECT_THAT(fields([](R& r) { *r.add_blackouts()->mutable_interval() = Span(5, 4); }),
              ElementsAre("resource.blackouts[0].interval"));
  EXPECT_THAT(fields([](R& r) { r.add_language_pairs()->set_source("vi"); }),
              ElementsAre("resource.language_pairs[0].target"));
}

TEST_F(ResourceRulesTest, WorkingHoursAreSpansOfAWeek) {
  const auto fields = [&](const std::vector<std::array<int, 3>>& hours) {
    v1::Resource resource = Hall();
    for (const auto& [day, open, close] : hours) Open(resource, day, open, close);
    return FieldsOf(Create(resource).status);
  };
  EXPECT_THAT(fields({{1, 480, 720}, {1, 780, 1020}, {7, 0, 1440}}), IsEmpty());
  EXPECT_THAT(fields({{8, 480, 720}}), ElementsAre("resource.working_hours[0].day_of_week"));
  EXPECT_THAT(fields({{1, 720, 720}}), ElementsAre("resource.working_hours[0].close_minute"));
  EXPECT_THAT(fields({{1, 720, 1441}}), ElementsAre("resource.working_hours[0].close_minute"));
  EXPECT_THAT(fields({{2, 480, 720}, {1, 480, 720}, {2, 719, 800}}),
              ElementsAre("resource.working_hours[2]"));
  EXPECT_THAT(fields({{1, 480, 720}, {1, 480, 720}}), ElementsAre("resource.working_hours[1]"));
}

TEST_F(ResourceRulesTest, SpansThatMeetAtMidnightAreOne) {
  v1::Resource hall = Hall();
  Open(hall, 2, 0, 120);
  Open(hall, 1, 1200, 1440);
  ASSERT_TRUE(Create(hall, "hall").ok());
  // Monday 23:00 to Tuesday 01:00 in Vietnam.
  EXPECT_TRUE(world_.Book({LegOf("resources/hall", 16, 18)}).ok());
  const auto late = world_.Book({LegOf("resources/hall", 18.5, 19.5)});
  EXPECT_THAT(RulesOf(ConflictOf(late.status).legs(0)),
              ElementsAre(v1::BOOKING_RULE_WORKING_HOURS));
}

TEST_F(ResourceRulesTest, KindAndModelStay) {
  v1::Resource room = Named("room");
  room.set_kind(v1::RESOURCE_KIND_VEHICLE);
  EXPECT_THAT(FieldsOf(Update(room).status), ElementsAre("resource.kind"));
  EXPECT_THAT(FieldsOf(Update(room, {"kind"}).status), ElementsAre("update_mask"));
  EXPECT_THAT(FieldsOf(Update(Named("room"), {"capacity_model"}).status),
              ElementsAre("update_mask"));
}

TEST_F(ResourceRulesTest, AnEditTellsWhichBookingsItBreaks) {
  const auto booked = world_.Book({LegOf("resources/room", 10, 11)});
  ASSERT_TRUE(booked.ok()) << booked.message();
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 20, 21)}).ok());
  v1::Resource room = Named("room");
  auto* blackout = room.add_blackouts();
  *blackout->mutable_interval() = Span(9, 12);
  blackout->set_reason("repairs");
  const auto answer = Update(room);
  ASSERT_TRUE(answer.ok()) << answer.message();
  ASSERT_EQ(answer.response.standing_conflicts_size(), 1);
  const v1::StandingConflict& conflict = answer.response.standing_conflicts(0);
  EXPECT_EQ(conflict.booking(), booked.response.bookings(0).name());
  EXPECT_EQ(conflict.resource(), "resources/room");
  EXPECT_EQ(conflict.violation().rule(), v1::BOOKING_RULE_BLACKOUT);
  EXPECT_NE(conflict.violation().message().find("repairs"), std::string::npos);
  // Another edit tells only of what it breaks itself.
  v1::Resource renamed = Named("room");
  renamed.set_display_name("large room");
  EXPECT_THAT(Update(renamed).response.standing_conflicts(), IsEmpty());
}

TEST_F(ResourceRulesTest, FewerUnitsThanAreBookedAreAConflict) {
  ASSERT_TRUE(world_.Book({LegOf("resources/hotel", 30, 50, 3)}).ok());
  v1::Resource hotel = Named("hotel");
  hotel.set_capacity(2);
  const auto answer = Update(hotel);
  ASSERT_EQ(answer.response.standing_conflicts_size(), 1) << answer.message();
  EXPECT_EQ(answer.response.standing_conflicts(0).violation().rule(), v1::BOOKING_RULE_CAPACITY);
}

TEST_F(ResourceRulesTest, OutOfServiceTakesNoBookings) {
  v1::Resource room = Named("room");
  room.set_out_of_service(true);
  ASSERT_TRUE(Update(room).ok());
  EXPECT_THAT(RulesOf(ConflictOf(world_.Book({LegOf("resources/room", 10, 11)}).status).legs(0)),
              ElementsAre(v1::BOOKING_RULE_INACTIVE));
  ASSERT_TRUE(Update(Named("room"), {"out_of_service"}).ok());
  EXPECT_TRUE(world_.Book({LegOf("resources/room", 10, 11)}).ok());
}

TEST_F(ResourceRulesTest, WhatIsBookedIsNotDeletedUntilItIsOver) {
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 10, 11)}).ok());
  const auto refused = Delete("resources/room");
  EXPECT_EQ(refused.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(refused.status), "IN_USE");
  server_.clock().Set(Hour(11));
  ASSERT_TRUE(Delete("resources/room").ok());
  EXPECT_THAT(RulesOf(ConflictOf(world_.Book({LegOf("resources/room", 30, 31)}).status).legs(0)),
              ElementsAre(v1::BOOKING_RULE_INACTIVE));
}

TEST_F(ResourceRulesTest, ListsOneKindPageByPage) {
  const auto list = [&](v1::ResourceKind kind, bool show_deleted) {
    std::vector<std::string> names;
    v1::ListResourcesRequest request;
    request.set_kind(kind);
    request.set_show_deleted(show_deleted);
    request.set_page_size(1);
    do {
      const auto page = Call(world_.resources(), &ResourceStub::ListResources, request);
      EXPECT_TRUE(page.ok()) << page.message();
      for (const auto& resource : page.response.resources()) names.push_back(resource.name());
      request.set_page_token(page.response.next_page_token());
    } while (!request.page_token().empty());
    return names;
  };
  EXPECT_THAT(list(v1::RESOURCE_KIND_VEHICLE, false),
              ElementsAre("resources/car-1", "resources/car-2", "resources/coach"));
  ASSERT_TRUE(Delete("resources/car-2").ok());
  v1::Resource coach = Named("coach");
  coach.set_out_of_service(true);
  ASSERT_TRUE(Update(coach).ok());
  EXPECT_THAT(list(v1::RESOURCE_KIND_VEHICLE, false),
              ElementsAre("resources/car-1", "resources/coach"));
  EXPECT_THAT(list(v1::RESOURCE_KIND_VEHICLE, true),
              ElementsAre("resources/car-1", "resources/car-2", "resources/coach"));
  EXPECT_THAT(list(v1::RESOURCE_KIND_BOOTH, true), IsEmpty());
}

TEST_F(ResourceRulesTest, PagesEndBeforeTheyAreTooLargeForAClient) {
  v1::Resource hall = Hall();
  hall.set_kind(v1::RESOURCE_KIND_BOOTH);
  for (int i = 0; i < 500; ++i) {
    auto* blackout = hall.add_blackouts();
    *blackout->mutable_interval() = Span(10 * i, 10 * i + 5);
    blackout->set_reason(std::string(300, 'x'));
  }
  constexpr int kBooths = 30;  // more than 4 MiB together
  for (int i = 0; i < kBooths; ++i) ASSERT_TRUE(Create(hall).ok());
  v1::ListResourcesRequest request;
  request.set_kind(v1::RESOURCE_KIND_BOOTH);
  request.set_page_size(1000);
  int shown = 0;
  int pages = 0;
  do {
    const auto page = Call(world_.resources(), &ResourceStub::ListResources, request);
    ASSERT_TRUE(page.ok()) << page.message();
    ASSERT_GT(page.response.resources_size(), 0);
    shown += page.response.resources_size();
    request.set_page_token(page.response.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(shown, kBooths);
  EXPECT_GT(pages, 1);
}

}  // namespace
}  // namespace letan::testing
