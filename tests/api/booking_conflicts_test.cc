// What does not fit is refused with the rule, the booking in the way, and the nearest time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/entity/time_codec.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

class BookingConflictsTest : public ::testing::Test {
 protected:
  TestServer server_;
  SmallWorld world_{server_};
};

TEST_F(BookingConflictsTest, TakenResourceNamesTheBookingAndTheNearestTime) {
  const auto first = world_.Book({LegOf("resources/interpreter-ko", 10, 12)});
  ASSERT_TRUE(first.ok()) << first.message();
  const auto second = world_.Book({LegOf("resources/interpreter-ko", 11, 13)});
  const v1::ConflictDetails details = ConflictOf(second.status);
  ASSERT_EQ(details.legs_size(), 1);
  EXPECT_THAT(RulesOf(details.legs(0)), ElementsAre(v1::BOOKING_RULE_OVERLAP));
  const auto& blocking = details.legs(0).violations(0).blocking(0);
  EXPECT_EQ(blocking.booking(), first.response.bookings(0).name());
  EXPECT_EQ(blocking.owner_label(), "test");
  EXPECT_EQ(entity::ToInterval(details.legs(0).nearest_fit()),
            (booking::Interval{Hour(12), Hour(14)}));
  EXPECT_FALSE(details.legs(0).violations(0).message().empty());
}

TEST_F(BookingConflictsTest, TheNearestTimeThatIsOfferedCanBeBooked) {
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 10, 12)}).ok());
  const auto refused = world_.Book({LegOf("resources/room", 11, 12)});
  const v1::ConflictDetails details = ConflictOf(refused.status);
  v1::BookingLeg leg = LegOf("resources/room", 0, 1);
  *leg.mutable_interval() = details.legs(0).nearest_fit();
  EXPECT_TRUE(world_.Book({leg}).ok());
}

TEST_F(BookingConflictsTest, TouchingBookingsFit) {
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 10, 12)}).ok());
  EXPECT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 12, 13)}).ok());
  EXPECT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 9, 10)}).ok());
}

TEST_F(BookingConflictsTest, EnclosingBookingIsRefused) {
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 10, 11)}).ok());
  ConflictOf(world_.Book({LegOf("resources/interpreter-ko", 9, 12)}).status);
}

TEST_F(BookingConflictsTest, OneLegThatDoesNotFitBooksNothing) {
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 10, 12)}).ok());
  const auto answer = world_.Book(
      {LegOf("resources/interpreter-en-1", 10, 12), LegOf("resources/interpreter-ko", 10, 12)});
  const v1::ConflictDetails details = ConflictOf(answer.status);
  ASSERT_EQ(details.legs_size(), 1);
  EXPECT_EQ(details.legs(0).leg(), 1);
  EXPECT_TRUE(world_.Book({LegOf("resources/interpreter-en-1", 10, 12)}).ok());
}

TEST_F(BookingConflictsTest, BuffersOfARoomAreKept) {
  ASSERT_TRUE(world_.Book({LegOf("resources/room", 10, 11)}).ok());
  const auto answer = world_.Book({LegOf("resources/room", 11.5, 12)});
  EXPECT_THAT(RulesOf(ConflictOf(answer.status).legs(0)), ElementsAre(v1::BOOKING_RULE_BUFFER));
  EXPECT_TRUE(world_.Book({LegOf("resources/room", 12, 13)}).ok());
}

TEST_F(BookingConflictsTest, AnInterpreterCannotBeInTwoPlacesAtOnce) {
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 10, 11, 0, "places/airport")}).ok());
  const auto answer = world_.Book({LegOf("resources/interpreter-ko", 12, 13, 0, "places/village")});
  const v1::ConflictDetails details = ConflictOf(answer.status);
  EXPECT_THAT(RulesOf(details.legs(0)), ElementsAre(v1::BOOKING_RULE_TRAVEL_TIME));
  // By the office: 60 + 120 minutes.
  EXPECT_EQ(entity::ToMicros(details.legs(0).violations(0).needed_gap()), 3 * booking::kHour);
  EXPECT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 14, 15, 0, "places/village")}).ok());
}

TEST_F(BookingConflictsTest, RoomsOfABlockAreCountedByNight) {
  // 07:00 + 7 h = 14:00 in Vietnam; 28 h later is 11:00 on the next day but one.
  ASSERT_TRUE(world_.Book({LegOf("resources/hotel", 7, 28, 2)}).ok());
  const auto refused = world_.Book({LegOf("resources/hotel", 10, 27, 2)});
  const v1::ConflictDetails details = ConflictOf(refused.status);
  EXPECT_THAT(RulesOf(details.legs(0)), ElementsAre(v1::BOOKING_RULE_CAPACITY));
  EXPECT_EQ(details.legs(0).violations(0).available(), 1);
  EXPECT_TRUE(world_.Book({LegOf("resources/hotel", 10, 27, 1)}).ok());
  EXPECT_TRUE(world_.Book({LegOf("resources/hotel", 31, 52, 3)}).ok());
}

TEST_F(BookingConflictsTest, StockIsNeverPromisedTwiceAtAnyFutureMoment) {
  ASSERT_TRUE(world_.Book({LegOf("stockItems/gift-box", 100, 101, 8)}).ok());
  const auto early = world_.Book({LegOf("stockItems/gift-box", 10, 11, 3)});
  const v1::ConflictDetails details = ConflictOf(early.status);
  EXPECT_THAT(RulesOf(details.legs(0)), ElementsAre(v1::BOOKING_RULE_STOCK));
  EXPECT_EQ(details.legs(0).violations(0).available(), 2);
  EXPECT_TRUE(world_.Book({LegOf("stockItems/gift-box", 10, 11, 2)}).ok());
  EXPECT_EQ(world_.Stock("stockItems/gift-box", 10).lowest(), 0);
}

TEST_F(BookingConflictsTest, FlagsComeBack) {
  ASSERT_TRUE(world_.Book({LegOf("stockItems/flag", 10, 12, 2)}).ok());
  EXPECT_THAT(
      RulesOf(ConflictOf(world_.Book({LegOf("stockItems/flag", 11, 13, 1)}).status).legs(0)),
      ElementsAre(v1::BOOKING_RULE_STOCK));
  EXPECT_TRUE(world_.Book({LegOf("stockItems/flag", 12, 13, 2)}).ok());
}

TEST_F(BookingConflictsTest, AVehicleNeedsADriver) {
  const auto alone = world_.Book({LegOf("resources/car-1", 10, 12)});
  EXPECT_THAT(RulesOf(ConflictOf(alone.status).legs(0)),
              ElementsAre(v1::BOOKING_RULE_DRIVER_REQUIRED));
  const auto both =
      world_.Book({LegOf("resources/car-1", 10, 12), LegOf("resources/driver-1", 10, 12)});
  ASSERT_TRUE(both.ok()) << both.message();
  const auto driver_only = world_.Release({both.response.bookings(1).name()});
  v1::ConflictDetails details = ConflictOf(driver_only.status);
  ASSERT_EQ(details.releases_size(), 1);
  EXPECT_THAT(details.releases(0).vehicle_bookings(),
              ElementsAre(both.response.bookings(0).name()));
  EXPECT_TRUE(
      world_.Release({both.response.bookings(0).name(), both.response.bookings(1).name()}).ok());
}

TEST_F(BookingConflictsTest, APartyLargerThanTheSeatsIsRefused) {
  v1::BookingLeg car = LegOf("resources/car-1", 10, 12);
  car.set_party_size(5);
  const auto answer = world_.Book({car, LegOf("resources/driver-1", 10, 12)});
  EXPECT_THAT(RulesOf(ConflictOf(answer.status).legs(0)),
              Contains(v1::BOOKING_RULE_PARTY_TOO_LARGE));
}

class HoursTest : public BookingConflictsTest {
 protected:
  void SetUp() override {
    v1::UpdateResourceRequest request;
    v1::Resource& resource = *request.mutable_resource();
    resource.set_name("resources/interpreter-ko");
    for (int day = 1; day <= 5; ++day) {
      auto* hours = resource.add_working_hours();
      hours->set_day_of_week(day);
      hours->set_open_minute(8 * 60);
      hours->set_close_minute(17 * 60);
    }
    auto* blackout = resource.add_blackouts();
    *blackout->mutable_interval() = Span(26, 34);
    blackout->set_reason("training");
    resource.add_override_authorities("agencies/leadership");
    request.mutable_update_mask()->add_paths("working_hours");
    request.mutable_update_mask()->add_paths("blackouts");
    request.mutable_update_mask()->add_paths("override_authorities");
    v1::CreateAgencyRequest agency;
    for (const std::string id : {"leadership", "other"}) {
      agency.set_agency_id(id);
      agency.mutable_agency()->set_display_name(id);
      ASSERT_TRUE(Call(world_.directory(), &v1::DirectoryService::Stub::CreateAgency, agency).ok());
    }
    const auto answer =
        Call(world_.resources(), &v1::ResourceService::Stub::UpdateResource, request);
    ASSERT_TRUE(answer.ok()) << answer.message();
  }

  static v1::BookingLeg Overridden(v1::BookingLeg leg, const std::string& authority) {
    leg.mutable_override()->set_authority("agencies/" + authority);
    leg.mutable_override()->set_reason("state banquet");
    return leg;
  }
};

TEST_F(HoursTest, OutsideWorkingHoursOnlyByThoseOnTheList) {
  // 07:00 + 11 h = 18:00, an hour after closing.
  const v1::BookingLeg evening = LegOf("resources/interpreter-ko", 11, 13);
  EXPECT_THAT(RulesOf(ConflictOf(world_.Book({evening}).status).legs(0)),
              ElementsAre(v1::BOOKING_RULE_WORKING_HOURS));
  ConflictOf(world_.Book({Overridden(evening, "other")}).status);
  const auto allowed = world_.Book({Overridden(evening, "leadership")});
  ASSERT_TRUE(allowed.ok()) << allowed.message();
  EXPECT_EQ(allowed.response.bookings(0).leg().override().reason(), "state banquet");
  // Overlap never.
  EXPECT_THAT(RulesOf(ConflictOf(world_.Book({Overridden(evening, "leadership")}).status).legs(0)),
              Contains(v1::BOOKING_RULE_OVERLAP));
}

TEST_F(HoursTest, TheTripFromHomeCountsAsWork) {
  // 08:00 in the village needs to leave at 06:00.
  const auto answer = world_.Book({LegOf("resources/interpreter-ko", 1, 3, 0, "places/village")});
  EXPECT_THAT(RulesOf(ConflictOf(answer.status).legs(0)),
              ElementsAre(v1::BOOKING_RULE_WORKING_HOURS));
  EXPECT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 3, 5, 0, "places/village")}).ok());
}

TEST_F(HoursTest, BlackoutSaysItsReason) {
  const auto answer = world_.Book({LegOf("resources/interpreter-ko", 27, 28)});
  const v1::ConflictDetails details = ConflictOf(answer.status);
  EXPECT_THAT(RulesOf(details.legs(0)), ElementsAre(v1::BOOKING_RULE_BLACKOUT));
  EXPECT_THAT(details.legs(0).violations(0).message(), ::testing::HasSubstr("training"));
}

TEST_F(BookingConflictsTest, EditingAResourceListsTheBookingsItLeavesInConflict) {
  const auto booked = world_.Book({LegOf("resources/interpreter-en-1", 11, 13)});
  ASSERT_TRUE(booked.ok());
  v1::UpdateResourceRequest request;
  request.mutable_resource()->set_name("resources/interpreter-en-1");
  auto* blackout = request.mutable_resource()->add_blackouts();
  *blackout->mutable_interval() = Span(12, 14);
  blackout->set_reason("ill");
  const auto answer = Call(world_.resources(), &v1::ResourceService::Stub::UpdateResource, request);
  ASSERT_TRUE(answer.ok()) << answer.message();
  ASSERT_EQ(answer.response.standing_conflicts_size(), 1);
  EXPECT_EQ(answer.response.standing_conflicts(0).booking(), booked.response.bookings(0).name());
  EXPECT_EQ(answer.response.standing_conflicts(0).violation().rule(), v1::BOOKING_RULE_BLACKOUT);
}

}  // namespace
}  // namespace letan::testing
