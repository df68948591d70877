// Places and the ways between them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/entity/time_codec.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using DirectoryStub = v1::DirectoryService::Stub;

class DirectoryPlaceTest : public ::testing::Test {
 protected:
  // The place with travel times replaced by one.
  static v1::Place PlaceWith(const std::string& id, const std::string& to, double minutes) {
    v1::Place place;
    place.set_name("places/" + id);
    auto* travel = place.add_travel_times();
    travel->set_place("places/" + to);
    *travel->mutable_duration() =
        entity::ToDuration(static_cast<booking::Micros>(minutes * booking::kMinute));
    return place;
  }
  Answer<v1::Place> Update(const v1::Place& place,
                           const std::vector<std::string>& paths = {"travel_times"}) {
    v1::UpdatePlaceRequest request;
    *request.mutable_place() = place;
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return Call(world_.directory(), &DirectoryStub::UpdatePlace, request);
  }
  Answer<v1::Place> Delete(const std::string& id) {
    v1::DeletePlaceRequest request;
    request.set_name("places/" + id);
    return Call(world_.directory(), &DirectoryStub::DeletePlace, request);
  }

  TestServer server_;
  SmallWorld world_{server_};
};

TEST_F(DirectoryPlaceTest, LongerWaysTellWhatTheyBreak) {
  ASSERT_TRUE(world_
                  .Book({LegOf("resources/interpreter-ko", 10, 11, 0, "places/office"),
                         LegOf("resources/interpreter-ko", 12, 13, 0, "places/airport"),
                         LegOf("resources/interpreter-en-1", 10, 11, 0, "places/office")})
                  .ok());
  const auto same = Update(PlaceWith("airport", "office", 60));
  ASSERT_TRUE(same.ok()) << same.message();
  EXPECT_THAT(same.response.standing_conflicts(), IsEmpty());
  const auto longer = Update(PlaceWith("airport", "office", 90));
  ASSERT_TRUE(longer.ok()) << longer.message();
  ASSERT_GE(longer.response.standing_conflicts_size(), 1);
  for (const auto& conflict : longer.response.standing_conflicts()) {
    EXPECT_EQ(conflict.resource(), "resources/interpreter-ko");
    EXPECT_EQ(conflict.violation().rule(), v1::BOOKING_RULE_TRAVEL_TIME);
    EXPECT_EQ(entity::ToMicros(conflict.violation().needed_gap()), 90 * booking::kMinute);
  }
  // They are told once, and not kept with the place.
  const auto longest = Update(PlaceWith("airport", "office", 95));
  EXPECT_THAT(longest.response.standing_conflicts(), IsEmpty());
  v1::GetPlaceRequest get;
  get.set_name("places/airport");
  EXPECT_THAT(Call(world_.directory(), &DirectoryStub::GetPlace, get).response.standing_conflicts(),
              IsEmpty());
}

TEST_F(DirectoryPlaceTest, NewWaysBindNewBookings) {
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 10, 11, 0, "places/office")}).ok());
  ASSERT_TRUE(Update(PlaceWith("airport", "office", 30)).ok());
  EXPECT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 11.5, 12, 0, "places/airport")}).ok());
  ASSERT_TRUE(Update(PlaceWith("village", "office", 31)).ok());
  EXPECT_FALSE(world_.Book({LegOf("resources/interpreter-ko", 9, 9.5, 0, "places/village")}).ok());
}

TEST_F(DirectoryPlaceTest, AWayLeadsToAnotherPlaceOnce) {
  v1::Place place = PlaceWith("airport", "airport", 10);
  EXPECT_THAT(FieldsOf(Update(place).status), ElementsAre("place.travel_times[0].place"));
  place = PlaceWith("airport", "office", 10);
  *place.add_travel_times() = place.travel_times(0);
  EXPECT_THAT(FieldsOf(Update(place).status), ElementsAre("place.travel_times[1].place"));
  EXPECT_THAT(FieldsOf(Update(PlaceWith("airport", "nowhere", 10)).status),
              ElementsAre("place.travel_times[0].place"));
  EXPECT_THAT(FieldsOf(Update(PlaceWith("airport", "office", -1)).status),
              ElementsAre("place.travel_times[0].duration"));
  place = PlaceWith("airport", "office", 10);
  place.mutable_travel_times(0)->clear_duration();
  EXPECT_THAT(FieldsOf(Update(place).status), ElementsAre("place.travel_times[0].duration"));
}

TEST_F(DirectoryPlaceTest, TimeZonesAreKnownOnes) {
  v1::Place place;
  place.set_name("places/office");
  place.set_time_zone("Asia/Nowhere");
  EXPECT_THAT(FieldsOf(Update(place, {}).status), ElementsAre("place.time_zone"));
  place.set_time_zone("Asia/Vientiane");
  EXPECT_TRUE(Update(place, {}).ok());
}

TEST_F(DirectoryPlaceTest, APlaceToWhichWaysLeadStays) {
  const auto refused = Delete("office");
  EXPECT_EQ(refused.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(refused.status), "IN_USE");
  ASSERT_TRUE(Delete("airport").ok());
  ASSERT_TRUE(Delete("village").ok());
  const auto home = Delete("office");
  EXPECT_EQ(ReasonOf(home.status), "IN_USE");
  EXPECT_THAT(home.message(), ::testing::HasSubstr("is the home of resources/"));
}

}  // namespace
}  // namespace letan::testing
