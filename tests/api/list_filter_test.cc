// Filtered listings through the API: pages, tokens, other fields of the request beside the filter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using DelegationStub = v1::DelegationService::Stub;
using ResourceStub = v1::ResourceService::Stub;

class ListFilterTest : public ::testing::Test {
 protected:
  ListFilterTest() {
    world_.NewDelegation("Đoàn Hàn Quốc", 24, 48);
    world_.NewDelegation("Đoàn Nhật Bản", 48, 72);
    world_.NewDelegation("Hội chợ Lạng Sơn", 72, 96);
    world_.NewDelegation("Đoàn Đức thăm Lạng Sơn", 96, 120);
  }

  Answer<v1::ListDelegationsResponse> List(const std::string& filter, int page_size = 0,
                                           const std::string& token = "") {
    v1::ListDelegationsRequest request;
    request.set_filter(filter);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Call(world_.delegations(), &DelegationStub::ListDelegations, request);
  }

  // Titles of all pages.
  std::vector<std::string> Titles(const std::string& filter, int page_size) {
    std::vector<std::string> titles;
    std::string token;
    do {
      const auto page = List(filter, page_size, token);
      EXPECT_TRUE(page.ok()) << page.message();
      EXPECT_LE(page.response.delegations_size(), page_size);
      for (const auto& delegation : page.response.delegations())
        titles.push_back(delegation.title());
      token = page.response.next_page_token();
    } while (!token.empty());
    return titles;
  }

  TestServer server_;
  SmallWorld world_{server_};
};

TEST_F(ListFilterTest, KeepsOrderOnPagesOfAnySize) {
  for (const int size : {1, 2, 3, 50}) {
    EXPECT_THAT(Titles("doan", size),
                ElementsAre("Đoàn Hàn Quốc", "Đoàn Nhật Bản", "Đoàn Đức thăm Lạng Sơn"))
        << size;
    EXPECT_THAT(Titles("title:\"lang son\" -title:duc", size), ElementsAre("Hội chợ Lạng Sơn"));
    EXPECT_THAT(Titles("state = COMPLETED", size), IsEmpty());
  }
}

TEST_F(ListFilterTest, TheLastFullPageHasNoToken) {
  EXPECT_EQ(List("lang", 2).response.next_page_token(), "");
  EXPECT_NE(List("lang", 1).response.next_page_token(), "");
}

TEST_F(ListFilterTest, SeesWhatTheServerSets) {
  const auto all = List("").response;
  EXPECT_THAT(Titles("uid = " + all.delegations(1).uid(), 5), ElementsAre("Đoàn Nhật Bản"));
  EXPECT_THAT(Titles("create_time > 2000-01-01T00:00:00Z delete_time:*", 5), IsEmpty());
}

TEST_F(ListFilterTest, NarrowsWhatTheOtherFieldsAskFor) {
  v1::ListResourcesRequest request;
  request.set_kind(v1::RESOURCE_KIND_VEHICLE);
  request.set_filter("name = \"*car-*\" OR seats >= 45");
  const auto found = Call(world_.resources(), &ResourceStub::ListResources, request);
  ASSERT_TRUE(found.ok()) << found.message();
  std::vector<std::string> names;
  for (const auto& resource : found.response.resources()) names.push_back(resource.name());
  EXPECT_THAT(names, ElementsAre("resources/car-1", "resources/car-2", "resources/coach"));
}

TEST_F(ListFilterTest, ATokenBelongsToItsFilter) {
  const std::string token = List("doan", 1).response.next_page_token();
  const auto other = List("lang", 1, token);
  EXPECT_EQ(other.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(other.status), "INVALID_PAGE_TOKEN");
}

TEST_F(ListFilterTest, BookingsAgendasAndMovementsTakeOneToo) {
  const std::string event = List("duc").response.delegations(0).name();
  world_.NewActivity(event, "Hội đàm", 97, 98);
  world_.NewActivity(event, "Chiêu đãi", 99, 100);
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 97, 98)}, event).ok());
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 97, 98)}, event).ok());
  v1::ListBookingsRequest bookings;
  bookings.set_owner(event);
  bookings.set_page_size(1);
  bookings.set_filter("state = CONFIRMED AND leg.resource = \"*room\"");
  const auto booked = Call(world_.bookings(), &v1::BookingService::Stub::ListBookings, bookings);
  ASSERT_EQ(booked.response.bookings_size(), 1) << booked.message();
  EXPECT_EQ(booked.response.bookings(0).leg().resource(), "resources/room");
  EXPECT_EQ(booked.response.next_page_token(), "");

  v1::QueryAgendaRequest agenda;
  *agenda.mutable_interval() = Span(0, 200);
  agenda.set_page_size(1);
  agenda.set_filter("chieu");
  const auto day = Call(world_.itinerary(), &v1::ItineraryService::Stub::QueryAgenda, agenda);
  ASSERT_EQ(day.response.entries_size(), 1) << day.message();
  EXPECT_EQ(day.response.entries(0).activity().title(), "Chiêu đãi");
  agenda.set_filter("event_title = x");
  EXPECT_EQ(Call(world_.itinerary(), &v1::ItineraryService::Stub::QueryAgenda, agenda).code(),
            grpc::StatusCode::INVALID_ARGUMENT);

  v1::ListStockMovementsRequest movements;
  movements.set_parent("stockItems/gift-box");
  movements.set_filter("kind = ISSUE");
  const auto issued = Call(world_.resources(), &ResourceStub::ListStockMovements, movements);
  EXPECT_TRUE(issued.ok()) << issued.message();
  EXPECT_EQ(issued.response.stock_movements_size(), 0);
  movements.set_filter("kind = RECEIPT quantity >= 10");
  EXPECT_EQ(Call(world_.resources(), &ResourceStub::ListStockMovements, movements)
                .response.stock_movements_size(),
            1);
}

TEST_F(ListFilterTest, SaysWhereItIsWrong) {
  const auto refused = List("doan AND colour = red");
  EXPECT_EQ(refused.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(refused.status), "INVALID_FILTER");
  EXPECT_THAT(FieldsOf(refused.status), ElementsAre("filter"));
  EXPECT_THAT(refused.message(), HasSubstr("at character 10"));
}

}  // namespace
}  // namespace letan::testing
