// Asking what is free, through the public API.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using BookingStub = v1::BookingService::Stub;

class FreeResourcesTest : public ::testing::Test {
 protected:
  static v1::FindFreeResourcesRequest Best(v1::ResourceKind kind, double from_hour,
                                           double to_hour) {
    v1::FindFreeResourcesRequest request;
    request.set_kind(kind);
    *request.mutable_interval() = Span(from_hour, to_hour);
    request.set_order(v1::FindFreeResourcesRequest::ORDER_BEST_FIT);
    return request;
  }
  Answer<v1::FindFreeResourcesResponse> Find(const v1::FindFreeResourcesRequest& request) {
    return Call(world_.bookings(), &BookingStub::FindFreeResources, request);
  }

  TestServer server_;
  SmallWorld world_{server_};
};

std::vector<std::string> Names(const v1::FindFreeResourcesResponse& response) {
  std::vector<std::string> names;
  for (const auto& candidate : response.candidates()) names.push_back(candidate.resource().name());
  return names;
}

TEST_F(FreeResourcesTest, FindsTheFreeOnesOfAKindAndSaysWhyOthersAreNot) {
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-en-1", 10, 12)}).ok());
  v1::FindFreeResourcesRequest request;
  request.set_kind(v1::RESOURCE_KIND_INTERPRETER);
  request.set_language("en");
  *request.mutable_interval() = Span(11, 12);
  const auto free = Call(world_.bookings(), &BookingStub::FindFreeResources, request);
  ASSERT_TRUE(free.ok()) << free.message();
  EXPECT_THAT(Names(free.response), ElementsAre("resources/interpreter-en-2"));
  request.set_include_busy(true);
  const auto all = Call(world_.bookings(), &BookingStub::FindFreeResources, request);
  ASSERT_THAT(all.response.candidates(), SizeIs(2));
  EXPECT_THAT(RulesOf(all.response.candidates(0).conflict()),
              ElementsAre(v1::BOOKING_RULE_OVERLAP));
  EXPECT_FALSE(all.response.candidates(1).has_conflict());
}

TEST_F(FreeResourcesTest, ASearchForACarDoesNotAskForItsDriver) {
  v1::FindFreeResourcesRequest request;
  request.set_kind(v1::RESOURCE_KIND_VEHICLE);
  request.set_party_size(10);
  *request.mutable_interval() = Span(11, 12);
  const auto free = Call(world_.bookings(), &BookingStub::FindFreeResources, request);
  ASSERT_TRUE(free.ok()) << free.message();
  EXPECT_THAT(Names(free.response), ElementsAre("resources/coach"));
}

TEST_F(FreeResourcesTest, TheBestIsTheSmallestThatIsEnough) {
  world_.MakeResource("bus", v1::RESOURCE_KIND_VEHICLE,
                      [](v1::Resource& bus) { bus.set_seats(29); });
  world_.MakeResource("any-size", v1::RESOURCE_KIND_VEHICLE);
  auto request = Best(v1::RESOURCE_KIND_VEHICLE, 11, 12);
  EXPECT_THAT(Names(Find(request).response),
              ElementsAre("resources/car-1", "resources/car-2", "resources/bus", "resources/coach",
                          "resources/any-size"));
  request.set_party_size(5);
  request.set_page_size(2);
  const auto two = Find(request);
  EXPECT_THAT(Names(two.response), ElementsAre("resources/bus", "resources/coach"));
  EXPECT_EQ(two.response.next_page_token(), "");
}

TEST_F(FreeResourcesTest, OfEqualOnesTheBestHasTheLeastToDoInThoseDays) {
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-en-1", 30, 32)}).ok());
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-en-2", 30, 31)}).ok());
  // Long before.
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", -200, -150)}).ok());
  EXPECT_THAT(Names(Find(Best(v1::RESOURCE_KIND_INTERPRETER, 11, 12)).response),
              ElementsAre("resources/interpreter-ko", "resources/interpreter-en-2",
                          "resources/interpreter-en-1"));
}

TEST_F(FreeResourcesTest, BehindTheFreeOnesComeThoseThatAreFreeSoonest) {
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-en-1", 11, 20)}).ok());
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-en-2", 11, 13)}).ok());
  auto request = Best(v1::RESOURCE_KIND_INTERPRETER, 12, 13);
  request.set_include_busy(true);
  EXPECT_THAT(Names(Find(request).response),
              ElementsAre("resources/interpreter-ko", "resources/interpreter-en-2",
                          "resources/interpreter-en-1"));
}

TEST_F(FreeResourcesTest, TheBestHaveOnePage) {
  auto request = Best(v1::RESOURCE_KIND_INTERPRETER, 12, 13);
  request.set_page_token("next");
  const auto answer = Find(request);
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre("page_token"));
}

}  // namespace
}  // namespace letan::testing
