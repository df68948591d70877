// Activities, what they need, and what is booked for them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/entity/time_codec.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;
using ItineraryStub = v1::ItineraryService::Stub;

v1::Requirement Needs(v1::ResourceKind kind, const std::string& language = "",
                      std::int64_t party_size = 0) {
  v1::Requirement requirement;
  requirement.set_kind(kind);
  requirement.set_language(language);
  requirement.set_party_size(party_size);
  return requirement;
}

v1::Requirement NeedsStock(const std::string& item, std::int64_t quantity) {
  v1::Requirement requirement;
  requirement.set_resource(item);
  requirement.set_quantity(quantity);
  return requirement;
}

class ItineraryTest : public ::testing::Test {
 protected:
  Answer<v1::BookActivityResponse> BookActivity(const std::string& name) {
    v1::BookActivityRequest request;
    request.set_name(name);
    return Call(world_.itinerary(), &ItineraryStub::BookActivity, request);
  }
  Answer<v1::MoveActivityResponse> Move(const std::string& name, double from_hour, double to_hour,
                                        const std::string& place = "") {
    v1::MoveActivityRequest request;
    request.set_name(name);
    *request.mutable_interval() = Span(from_hour, to_hour);
    request.set_place(place);
    return Call(world_.itinerary(), &ItineraryStub::MoveActivity, request);
  }
  static std::vector<std::string> Resources(
      const google::protobuf::RepeatedPtrField<v1::Booking>& bookings) {
    std::vector<std::string> resources;
    for (const auto& booking : bookings) resources.push_back(booking.leg().resource());
    return resources;
  }

  TestServer server_;
  SmallWorld world_{server_};
  v1::Delegation delegation_ = world_.NewDelegation("Guests", 0, 72);
};

TEST_F(ItineraryTest, BooksWhatTheRequirementsAskFor) {
  const auto activity = world_.NewActivity(
      delegation_.name(), "Talks", 10, 12, "places/office",
      {Needs(v1::RESOURCE_KIND_INTERPRETER, "ko"), Needs(v1::RESOURCE_KIND_VEHICLE, "", 20),
       Needs(v1::RESOURCE_KIND_DRIVER), NeedsStock("stockItems/gift-box", 4)});
  const auto booked = BookActivity(activity.name());
  ASSERT_TRUE(booked.ok()) << booked.message();
  EXPECT_THAT(Resources(booked.response.bookings()),
              UnorderedElementsAre("resources/interpreter-ko", "resources/coach",
                                   "resources/driver-1", "stockItems/gift-box"));
  for (const auto& booking : booked.response.bookings()) {
    EXPECT_EQ(booking.owner(), delegation_.name());
    EXPECT_EQ(booking.activity(), activity.name());
    EXPECT_EQ(booking.leg().place(), "places/office");
  }
  const auto again = BookActivity(activity.name());
  ASSERT_TRUE(again.ok()) << again.message();
  EXPECT_THAT(again.response.bookings(), SizeIs(4)) << "what is booked already stays as it is";
}

TEST_F(ItineraryTest, TakesTheNextFreeOneOfAKind) {
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-en-1", 10, 12)}).ok());
  const auto activity = world_.NewActivity(delegation_.name(), "Talks", 10, 12, "",
                                           {Needs(v1::RESOURCE_KIND_INTERPRETER, "en")});
  const auto booked = BookActivity(activity.name());
  ASSERT_TRUE(booked.ok()) << booked.message();
  EXPECT_THAT(Resources(booked.response.bookings()), ElementsAre("resources/interpreter-en-2"));
}

// Not the coach for two people because its name comes first.
TEST_F(ItineraryTest, TakesTheSmallestThatIsLargeEnough) {
  world_.MakeResource("a-minibus", v1::RESOURCE_KIND_VEHICLE,
                      [](v1::Resource& resource) { resource.set_seats(16); });
  const auto booked_for = [&](std::int64_t party, double hour) {
    const auto activity = world_.NewActivity(
        delegation_.name(), "Drive", hour, hour + 1, "places/office",
        {Needs(v1::RESOURCE_KIND_VEHICLE, "", party), Needs(v1::RESOURCE_KIND_DRIVER)});
    const auto booked = BookActivity(activity.name());
    EXPECT_TRUE(booked.ok()) << booked.message();
    return Resources(booked.response.bookings());
  };
  EXPECT_THAT(booked_for(2, 10), Contains("resources/car-1"));
  EXPECT_THAT(booked_for(0, 20), Contains("resources/car-1"));
  EXPECT_THAT(booked_for(10, 30), Contains("resources/a-minibus"));
  EXPECT_THAT(booked_for(17, 40), Contains("resources/coach"));
}

TEST_F(ItineraryTest, SeatsOfASharedHallAreOneBooking) {
  world_.MakeResource("hall", v1::RESOURCE_KIND_HALL, [](v1::Resource& resource) {
    resource.set_capacity_model(v1::CAPACITY_MODEL_SHARED);
    resource.set_capacity(100);
  });
  v1::Requirement seats = Needs(v1::RESOURCE_KIND_HALL);
  seats.set_quantity(60);
  const auto first = world_.NewActivity(delegation_.name(), "Show", 10, 12, "", {seats});
  for (int repeated = 0; repeated < 2; ++repeated) {
    const auto booked = BookActivity(first.name());
    ASSERT_TRUE(booked.ok()) << booked.message();
    ASSERT_THAT(booked.response.bookings(), SizeIs(1));
    EXPECT_EQ(booked.response.bookings(0).leg().quantity(), 60);
  }
  // Whoever says how many come needs as many seats.
  const auto second = world_.NewActivity(delegation_.name(), "Talk", 10, 12, "",
                                         {Needs(v1::RESOURCE_KIND_HALL, "", 50)});
  const auto refused = BookActivity(second.name());
  EXPECT_EQ(ReasonOf(refused.status), "BOOKING_CONFLICT") << refused.message();
  EXPECT_THAT(RulesOf(ConflictOf(refused.status).legs(0)), ElementsAre(v1::BOOKING_RULE_CAPACITY));
  const auto third = world_.NewActivity(delegation_.name(), "Talk", 10, 12, "",
                                        {Needs(v1::RESOURCE_KIND_HALL, "", 40)});
  const auto booked = BookActivity(third.name());
  ASSERT_TRUE(booked.ok()) << booked.message();
  EXPECT_EQ(booked.response.bookings(0).leg().quantity(), 40);
}

v1::Requirement Needs(v1::ResourceKind kind, std::int64_t quantity, std::int64_t party_size) {
  v1::Requirement requirement = Needs(kind, "", party_size);
  requirement.set_quantity(quantity);
  return requirement;
}

// The guests' car is not mistaken for the coach that is booked already, nor booked twice.
TEST_F(ItineraryTest, WhatIsAddedLaterIsBookedBesideWhatIsThere) {
  auto activity = world_.NewActivity(
      delegation_.name(), "Drive", 10, 12, "places/office",
      {Needs(v1::RESOURCE_KIND_VEHICLE, 1, 30), Needs(v1::RESOURCE_KIND_DRIVER, 2, 0)});
  ASSERT_TRUE(BookActivity(activity.name()).ok());
  v1::UpdateActivityRequest update;
  *update.mutable_activity() = activity;
  update.mutable_activity()->clear_requirements();
  for (const auto& requirement :
       {Needs(v1::RESOURCE_KIND_VEHICLE, 1, 2), Needs(v1::RESOURCE_KIND_VEHICLE, 1, 30),
        Needs(v1::RESOURCE_KIND_DRIVER, 2, 0)}) {
    *update.mutable_activity()->add_requirements() = requirement;
  }
  update.mutable_update_mask()->add_paths("requirements");
  ASSERT_TRUE(Call(world_.itinerary(), &ItineraryStub::UpdateActivity, update).ok());
  for (int repeated = 0; repeated < 2; ++repeated) {
    const auto booked = BookActivity(activity.name());
    ASSERT_TRUE(booked.ok()) << booked.message();
    EXPECT_THAT(Resources(booked.response.bookings()),
                UnorderedElementsAre("resources/coach", "resources/car-1", "resources/driver-1",
                                     "resources/driver-2"));
  }
}

TEST_F(ItineraryTest, RoomsAreCountedInRoomsWhateverElseThereIs) {
  world_.MakeResource("a-villa", v1::RESOURCE_KIND_HOTEL_ROOM_BLOCK, [](v1::Resource& villa) {
    villa.set_capacity_model(v1::CAPACITY_MODEL_EXCLUSIVE);
    villa.set_seats(4);
  });
  auto activity = world_.NewActivity(delegation_.name(), "Stay", 10, 30, "",
                                     {Needs(v1::RESOURCE_KIND_HOTEL_ROOM_BLOCK, 2, 0)});
  const auto expect_rooms = [&](const std::vector<std::int64_t>& rooms) {
    const auto booked = BookActivity(activity.name());
    ASSERT_TRUE(booked.ok()) << booked.message();
    std::vector<std::int64_t> found;
    for (const auto& booking : booked.response.bookings()) {
      EXPECT_EQ(booking.leg().resource(), "resources/hotel");
      found.push_back(booking.leg().quantity());
    }
    EXPECT_THAT(found, UnorderedElementsAreArray(rooms));
  };
  expect_rooms({2});
  expect_rooms({2});
  v1::UpdateActivityRequest update;
  *update.mutable_activity() = activity;
  update.mutable_activity()->mutable_requirements(0)->set_quantity(3);
  update.mutable_update_mask()->add_paths("requirements");
  ASSERT_TRUE(Call(world_.itinerary(), &ItineraryStub::UpdateActivity, update).ok());
  expect_rooms({2, 1});
  // What is booked counts, even when it could not be booked now.
  v1::UpdateResourceRequest closed;
  closed.mutable_resource()->set_name("resources/hotel");
  closed.mutable_resource()->set_out_of_service(true);
  closed.mutable_update_mask()->add_paths("out_of_service");
  ASSERT_TRUE(Call(world_.resources(), &v1::ResourceService::Stub::UpdateResource, closed).ok());
  expect_rooms({2, 1});
}

v1::Requirement NeedsNamed(v1::ResourceKind kind, const std::string& resource) {
  v1::Requirement requirement;
  requirement.set_kind(kind);
  requirement.set_resource(resource);
  return requirement;
}

// "Any interpreter" does not take the booking of the one who is named.
TEST_F(ItineraryTest, BookingAgainFillsWhatWasReleasedOnly) {
  const auto activity =
      world_.NewActivity(delegation_.name(), "Talks", 10, 12, "",
                         {Needs(v1::RESOURCE_KIND_INTERPRETER, "en"),
                          NeedsNamed(v1::RESOURCE_KIND_INTERPRETER, "resources/interpreter-en-1")});
  const auto booked = BookActivity(activity.name());
  ASSERT_TRUE(booked.ok()) << booked.message();
  for (const auto& booking : booked.response.bookings()) {
    if (booking.leg().resource() != "resources/interpreter-en-2") continue;
    ASSERT_TRUE(world_.Release({booking.name()}).ok());
  }
  const auto again = BookActivity(activity.name());
  ASSERT_TRUE(again.ok()) << again.message();
  EXPECT_THAT(Resources(again.response.bookings()),
              UnorderedElementsAre("resources/interpreter-en-1", "resources/interpreter-en-2"));
}

TEST_F(ItineraryTest, WhoIsNamedMustBeWhatIsAskedFor) {
  auto korean = NeedsNamed(v1::RESOURCE_KIND_INTERPRETER, "resources/interpreter-en-1");
  korean.set_language("ko");
  for (const auto& requirement :
       {korean, NeedsNamed(v1::RESOURCE_KIND_INTERPRETER, "resources/car-1")}) {
    const auto activity =
        world_.NewActivity(delegation_.name(), "Talks", 10, 12, "", {requirement});
    const auto answer = BookActivity(activity.name());
    EXPECT_EQ(answer.code(), grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_EQ(ReasonOf(answer.status), "WRONG_RESOURCE");
  }
  EXPECT_THAT(world_.BookingsOf(delegation_.name()), IsEmpty());
}

TEST_F(ItineraryTest, BooksNothingWhenOneRequirementCannotBeMet) {
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 10, 12)}).ok());
  const auto activity = world_.NewActivity(
      delegation_.name(), "Talks", 10, 12, "",
      {Needs(v1::RESOURCE_KIND_MEETING_ROOM), Needs(v1::RESOURCE_KIND_INTERPRETER, "ko")});
  const v1::ConflictDetails details = ConflictOf(BookActivity(activity.name()).status);
  ASSERT_EQ(details.legs_size(), 1);
  EXPECT_EQ(details.legs(0).leg(), 1);
  EXPECT_EQ(details.legs(0).resource(), "resources/interpreter-ko");
  EXPECT_THAT(world_.BookingsOf(delegation_.name()), IsEmpty());
}

TEST_F(ItineraryTest, SaysWhenNobodyCanEverDoIt) {
  const auto activity = world_.NewActivity(delegation_.name(), "Talks", 10, 12, "",
                                           {Needs(v1::RESOURCE_KIND_INTERPRETER, "lo")});
  const auto answer = BookActivity(activity.name());
  EXPECT_EQ(answer.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(answer.status), "NO_SUCH_RESOURCE");
}

TEST_F(ItineraryTest, MovingAnActivityMovesItsBookings) {
  const auto activity = world_.NewActivity(delegation_.name(), "Talks", 10, 12, "places/office",
                                           {Needs(v1::RESOURCE_KIND_INTERPRETER, "ko")});
  ASSERT_TRUE(BookActivity(activity.name()).ok());
  const auto moved = Move(activity.name(), 14, 17, "places/airport");
  ASSERT_TRUE(moved.ok()) << moved.message();
  ASSERT_THAT(moved.response.bookings(), SizeIs(1));
  EXPECT_EQ(entity::ToInterval(moved.response.bookings(0).leg().interval()),
            (booking::Interval{Hour(14), Hour(17)}));
  EXPECT_EQ(moved.response.bookings(0).leg().place(), "places/airport");
  EXPECT_EQ(moved.response.activity().place(), "places/airport");
  EXPECT_NE(moved.response.activity().etag(), activity.etag());
}

TEST_F(ItineraryTest, AMoveThatClashesChangesNothing) {
  const auto activity = world_.NewActivity(delegation_.name(), "Talks", 10, 12, "",
                                           {Needs(v1::RESOURCE_KIND_INTERPRETER, "ko")});
  ASSERT_TRUE(BookActivity(activity.name()).ok());
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 14, 15)}).ok());
  ConflictOf(Move(activity.name(), 13, 15).status);
  v1::GetActivityRequest get;
  get.set_name(activity.name());
  const auto still = Call(world_.itinerary(), &ItineraryStub::GetActivity, get);
  EXPECT_EQ(still.response.SerializeAsString(), activity.SerializeAsString());
  EXPECT_EQ(entity::ToInterval(world_.BookingsOf(delegation_.name())[0].leg().interval()),
            (booking::Interval{Hour(10), Hour(12)}));
}

TEST_F(ItineraryTest, DeletingAnActivityReleasesItsBookings) {
  const auto activity = world_.NewActivity(delegation_.name(), "Talks", 10, 12, "",
                                           {NeedsStock("stockItems/gift-box", 4)});
  ASSERT_TRUE(BookActivity(activity.name()).ok());
  EXPECT_EQ(world_.Stock("stockItems/gift-box", 12).lowest(), 6);
  v1::DeleteActivityRequest request;
  request.set_name(activity.name());
  ASSERT_TRUE(Call(world_.itinerary(), &ItineraryStub::DeleteActivity, request).ok());
  EXPECT_EQ(world_.Stock("stockItems/gift-box", 12).lowest(), 10);
  EXPECT_THAT(world_.BookingsOf(delegation_.name()), IsEmpty());
}

TEST_F(ItineraryTest, NothingIsAddedToAClosedEvent) {
  v1::CancelEventRequest cancel;
  cancel.set_name(delegation_.name());
  cancel.set_text("postponed by the guests");
  ASSERT_TRUE(Call(world_.lifecycle(), &v1::LifecycleService::Stub::CancelEvent, cancel).ok());
  v1::CreateActivityRequest request;
  request.set_parent(delegation_.name());
  request.mutable_activity()->set_title("late");
  *request.mutable_activity()->mutable_interval() = Span(1, 2);
  const auto answer = Call(world_.itinerary(), &ItineraryStub::CreateActivity, request);
  EXPECT_EQ(answer.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(answer.status), "STATE_TRANSITION");
  const auto booked = world_.Book({LegOf("resources/room", 10, 11)}, delegation_.name());
  EXPECT_EQ(booked.code(), grpc::StatusCode::FAILED_PRECONDITION);
}

}  // namespace
}  // namespace letan::testing
