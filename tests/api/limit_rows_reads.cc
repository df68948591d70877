// How much one request may ask for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "letan/v1/itinerary_service.grpc.pb.h"
#include "letan/v1/search_service.grpc.pb.h"
#include "tests/api/limit_rows.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::HasSubstr;

// Three delegations and three vehicles on a server with one flag.
class World {
 public:
  explicit World(const std::string& flag) : server_(WithLimit(flag)), world_(server_) {
    for (const char* title : {"Guests of May", "Guests of June", "Guests of July"}) {
      world_.NewDelegation(title, 24, 48);
    }
  }
  TestServer& server() { return server_; }
  SmallWorld* operator->() { return &world_; }

  Answer<v1::ListDelegationsResponse> List(const std::string& filter) {
    v1::ListDelegationsRequest request;
    request.set_filter(filter);
    request.set_show_total(filter.empty());
    return Call(world_.delegations(), &v1::DelegationService::Stub::ListDelegations, request);
  }

 private:
  TestServer server_;
  SmallWorld world_;
};

template <typename Response>
void ExpectPrecondition(const Answer<Response>& answer, const std::string& type) {
  EXPECT_EQ(answer.code(), grpc::StatusCode::FAILED_PRECONDITION) << answer.message();
  google::rpc::PreconditionFailure detail;
  ASSERT_TRUE(DetailOf(answer.status, &detail));
  EXPECT_EQ(detail.violations(0).type(), type);
}

void RowsOfAFilter() {
  ExpectPrecondition(World("--max-filtered-rows=2").List("inbound.head_count = 77"),
                     "FILTER_TOO_BROAD");
  EXPECT_TRUE(World("--max-filtered-rows=3").List("inbound.head_count = 77").ok());
}

Answer<v1::ListBookingsResponse> FilterOneBooking(World& world) {
  const auto booked = world->Book({LegOf("resources/interpreter-ko", 24, 26)});
  EXPECT_TRUE(booked.ok()) << booked.message();
  v1::ListBookingsRequest request;
  request.set_resource("resources/interpreter-ko");
  request.set_filter("leg.quantity = 77");
  return Call(world->bookings(), &v1::BookingService::Stub::ListBookings, request);
}

void BytesOfAFilter() {
  World strict("--max-filtered-bytes=20");
  ExpectPrecondition(FilterOneBooking(strict), "FILTER_TOO_BROAD");
  World roomy("--max-filtered-bytes=2000");
  const auto found = FilterOneBooking(roomy);
  EXPECT_TRUE(found.ok()) << found.message();
}

Answer<v1::SearchResponse> SearchGuests(World& world) {
  v1::SearchRequest request;
  request.set_query("guests");
  const auto search = v1::SearchService::NewStub(world.server().channel());
  return Call(*search, &v1::SearchService::Stub::Search, request);
}

// What is wrong with an itinerary at a place called "guests": an import searches for it.
std::string ObjectionToPlace(World& world) {
  v1::ImportActivitiesRequest request;
  request.set_parent(world->NewDelegation("Hosts", 24, 48).name());
  request.set_csv("date,start,end,title,place\n8/2/2017,8:00,9:00,a,guests\n");
  const auto refused =
      Call(world->itinerary(), &v1::ItineraryService::Stub::ImportActivities, request);
  EXPECT_EQ(refused.code(), grpc::StatusCode::INVALID_ARGUMENT);
  return refused.message();
}

void WordsOfASearch() {
  World strict("--max-searched-words=2");
  ExpectPrecondition(SearchGuests(strict), "SEARCH_TOO_BROAD");
  EXPECT_THAT(ObjectionToPlace(strict), HasSubstr("begins too many words"));
  World roomy("--max-searched-words=3");
  EXPECT_EQ(SearchGuests(roomy).response.results_size(), 3);
  EXPECT_THAT(ObjectionToPlace(roomy), HasSubstr("there is no place"));
}

void RowsOfATotal() {
  const auto without = World("--max-counted-rows=2").List("");
  EXPECT_EQ(without.response.delegations_size(), 3) << without.message();
  EXPECT_FALSE(without.response.has_total_size());
  EXPECT_EQ(World("--max-counted-rows=3").List("").response.total_size(), 3);
}

Answer<v1::FindFreeResourcesResponse> BestVehicle(World& world) {
  v1::FindFreeResourcesRequest request;
  request.set_kind(v1::RESOURCE_KIND_VEHICLE);
  *request.mutable_interval() = Span(24, 26);
  request.set_order(v1::FindFreeResourcesRequest::ORDER_BEST_FIT);
  return Call(world->bookings(), &v1::BookingService::Stub::FindFreeResources, request);
}

void CandidatesOfARanking() {
  World strict("--max-free-candidates=2");
  ExpectPrecondition(BestVehicle(strict), "TOO_MANY_CANDIDATES");
  World roomy("--max-free-candidates=3");
  EXPECT_EQ(BestVehicle(roomy).response.candidates_size(), 3);
}

Answer<v1::HoldResponse> HoldFor(World& world, int hours) {
  v1::HoldRequest request;
  request.set_owner_label("a guest house");
  *request.add_legs() = LegOf("resources/interpreter-ko", 24, 26);
  request.mutable_hold_duration()->set_seconds(hours * 3600LL);
  return Call(world->bookings(), &v1::BookingService::Stub::Hold, request);
}

void LongHolds() {
  World world("--max-hold-hours=2");
  const auto refused = HoldFor(world, 3);
  EXPECT_EQ(refused.code(), grpc::StatusCode::INVALID_ARGUMENT) << refused.message();
  EXPECT_THAT(refused.message(), HasSubstr("at most 2 h"));
  const auto held = HoldFor(world, 2);
  EXPECT_TRUE(held.ok()) << held.message();
}

}  // namespace

LimitRows ReadRows() {
  return {
      {"max_filtered_rows", RowsOfAFilter},          {"max_filtered_bytes", BytesOfAFilter},
      {"max_searched_words", WordsOfASearch},        {"max_counted_rows", RowsOfATotal},
      {"max_free_candidates", CandidatesOfARanking}, {"max_hold_hours", LongHolds},
  };
}

}  // namespace letan::testing
