// Booking, holding, confirming, moving, releasing and asking, through the public API.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "services/entity/time_codec.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using BookingStub = v1::BookingService::Stub;

class BookingLifecycleTest : public ::testing::Test {
 protected:
  Answer<v1::HoldResponse> Hold(const v1::BookingLeg& leg, booking::Micros duration) {
    v1::HoldRequest request;
    *request.add_legs() = leg;
    *request.mutable_hold_duration() = entity::ToDuration(duration);
    return Call(world_.bookings(), &BookingStub::Hold, request);
  }
  Answer<v1::ConfirmResponse> Confirm(const std::vector<std::string>& names) {
    v1::ConfirmRequest request;
    for (const std::string& name : names) request.add_names(name);
    return Call(world_.bookings(), &BookingStub::Confirm, request);
  }
  Answer<v1::MoveResponse> MoveTo(const std::string& name, double from_hour, double to_hour) {
    v1::MoveRequest request;
    request.add_moves()->set_name(name);
    *request.mutable_moves(0)->mutable_interval() = Span(from_hour, to_hour);
    return Call(world_.bookings(), &BookingStub::Move, request);
  }
  Answer<v1::Booking> Get(const std::string& name) {
    v1::GetBookingRequest request;
    request.set_name(name);
    return Call(world_.bookings(), &BookingStub::GetBooking, request);
  }

  TestServer server_;
  SmallWorld world_{server_};
};

TEST_F(BookingLifecycleTest, AHoldTakesTheResourceUntilItLapses) {
  const auto held = Hold(LegOf("resources/room", 10, 11), booking::kHour);
  ASSERT_TRUE(held.ok()) << held.message();
  EXPECT_EQ(held.response.bookings(0).state(), v1::Booking::STATE_HELD);
  EXPECT_EQ(entity::ToMicros(held.response.bookings(0).expire_time()), Hour(1));
  const auto conflict = ConflictOf(world_.Book({LegOf("resources/room", 10, 11)}).status);
  EXPECT_EQ(entity::ToMicros(conflict.legs(0).violations(0).blocking(0).expire_time()), Hour(1))
      << "whoever is refused is told how long";
  server_.clock().Advance(booking::kHour);
  const auto gone = Get(held.response.bookings(0).name());
  EXPECT_EQ(gone.code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(gone.message(), HasSubstr("lapsed"));
  EXPECT_TRUE(world_.Book({LegOf("resources/room", 10, 11)}).ok());
  EXPECT_EQ(Confirm({held.response.bookings(0).name()}).code(), grpc::StatusCode::NOT_FOUND);
}

// The same words, however the caller's system composes letters.
TEST_F(BookingLifecycleTest, TextIsKeptInOneNormalForm) {
  const std::string composed = "Ti\u1ebfp \u0111o\u00e0n";
  const std::string decomposed = "Tie\u0302\u0301p \u0111oa\u0300n";
  v1::BookRequest request;
  *request.add_legs() = LegOf("resources/room", 10, 11);
  request.set_owner_label(decomposed);
  request.set_request_id("r");
  const auto booked = Call(world_.bookings(), &BookingStub::Book, request);
  ASSERT_TRUE(booked.ok()) << booked.message();
  EXPECT_EQ(booked.response.bookings(0).owner_label(), composed);
  request.set_owner_label(composed);
  const auto again = Call(world_.bookings(), &BookingStub::Book, request);
  ASSERT_TRUE(again.ok()) << again.message() << ": it is the same request";
  EXPECT_EQ(again.response.bookings(0).name(), booked.response.bookings(0).name());
}

TEST_F(BookingLifecycleTest, AVehicleIsNotConfirmedWithoutItsDriver) {
  v1::HoldRequest request;
  *request.add_legs() = LegOf("resources/car-1", 10, 11);
  *request.add_legs() = LegOf("resources/driver-1", 10, 11);
  const auto held = Call(world_.bookings(), &BookingStub::Hold, request);
  ASSERT_TRUE(held.ok()) << held.message();
  const std::string car = held.response.bookings(0).name();
  const std::string driver = held.response.bookings(1).name();
  const v1::ConflictDetails details = ConflictOf(Confirm({car}).status);
  ASSERT_EQ(details.legs_size(), 1);
  EXPECT_THAT(RulesOf(details.legs(0)), ElementsAre(v1::BOOKING_RULE_DRIVER_REQUIRED));
  ASSERT_TRUE(Confirm({driver}).ok());
  EXPECT_TRUE(Confirm({car}).ok());
}

TEST_F(BookingLifecycleTest, AnEventHasRoomForAThousandBookingsAndCancelsThemAll) {
  const auto guests = world_.NewDelegation("Guests", 0, 2000);
  std::vector<v1::BookingLeg> legs;
  for (int i = 0; i < 1000; ++i) legs.push_back(LegOf("resources/interpreter-ko", i, i + 1));
  ASSERT_TRUE(world_.Book(legs, guests.name()).ok());
  const auto refused = world_.Book({LegOf("resources/room", 1, 2)}, guests.name());
  EXPECT_EQ(refused.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(refused.status), "TOO_MANY");
  v1::CancelEventRequest cancel;
  cancel.set_name(guests.name());
  cancel.set_text("cannot come");
  const auto cancelled = Call(world_.lifecycle(), &v1::LifecycleService::Stub::CancelEvent, cancel);
  ASSERT_TRUE(cancelled.ok()) << cancelled.message();
  EXPECT_TRUE(world_.Book(legs).ok()) << "all of it is free again";
}

TEST_F(BookingLifecycleTest, ABookingOfAClosedEventStays) {
  const auto guests = world_.NewDelegation("Guests", 0, 72);
  const auto talks = world_.NewActivity(guests.name(), "Talks", 1, 2);
  const auto booked = world_.Book({LegOf("resources/room", 1, 2)}, guests.name(), talks.name());
  ASSERT_TRUE(booked.ok()) << booked.message();
  const std::string name = booked.response.bookings(0).name();
  world_.Advance(guests.name(), "submit approve start complete");
  EXPECT_EQ(ReasonOf(MoveTo(name, 5, 6).status), "STATE_TRANSITION");
  EXPECT_EQ(ReasonOf(Confirm({name}).status), "STATE_TRANSITION");
  v1::DeleteActivityRequest remove;
  remove.set_name(talks.name());
  EXPECT_EQ(
      ReasonOf(
          Call(world_.itinerary(), &v1::ItineraryService::Stub::DeleteActivity, remove).status),
      "STATE_TRANSITION");
  server_.clock().Advance(booking::kDay);
  EXPECT_EQ(ReasonOf(world_.Release({name}).status), "STATE_TRANSITION");
  EXPECT_TRUE(Get(name).ok());
}

TEST_F(BookingLifecycleTest, AConfirmedHoldStays) {
  const auto held = Hold(LegOf("resources/room", 10, 11), booking::kHour);
  const auto confirmed = Confirm({held.response.bookings(0).name()});
  ASSERT_TRUE(confirmed.ok()) << confirmed.message();
  EXPECT_EQ(confirmed.response.bookings(0).state(), v1::Booking::STATE_CONFIRMED);
  EXPECT_FALSE(confirmed.response.bookings(0).has_expire_time());
  server_.clock().Advance(booking::kDay);
  EXPECT_TRUE(Get(held.response.bookings(0).name()).ok());
}

TEST_F(BookingLifecycleTest, MoveKeepsTheNameAndFreesTheOldTime) {
  const auto booked = world_.Book({LegOf("resources/room", 10, 11)});
  const std::string name = booked.response.bookings(0).name();
  const auto moved = MoveTo(name, 14, 15);
  ASSERT_TRUE(moved.ok()) << moved.message();
  EXPECT_EQ(moved.response.bookings(0).name(), name);
  EXPECT_NE(moved.response.bookings(0).etag(), booked.response.bookings(0).etag());
  EXPECT_TRUE(world_.Book({LegOf("resources/room", 10, 11)}).ok());
  EXPECT_TRUE(MoveTo(name, 14.25, 15.25).ok()) << "its own old time is not in the way";
}

TEST_F(BookingLifecycleTest, TwoBookingsOfACallCanSwapTimes) {
  const auto booked = world_.Book(
      {LegOf("resources/interpreter-ko", 10, 11), LegOf("resources/interpreter-ko", 12, 13)});
  ASSERT_TRUE(booked.ok());
  v1::MoveRequest request;
  for (int i = 0; i < 2; ++i) {
    auto* move = request.add_moves();
    move->set_name(booked.response.bookings(i).name());
    *move->mutable_interval() = booked.response.bookings(1 - i).leg().interval();
  }
  const auto moved = Call(world_.bookings(), &BookingStub::Move, request);
  EXPECT_TRUE(moved.ok()) << moved.message();
}

TEST_F(BookingLifecycleTest, ARefusedMoveLeavesEverythingAsItWas) {
  const auto a = world_.Book({LegOf("resources/room", 10, 11)});
  const auto b = world_.Book({LegOf("resources/room", 14, 15)});
  ConflictOf(MoveTo(b.response.bookings(0).name(), 10.5, 11.5).status);
  const auto still = Get(b.response.bookings(0).name());
  EXPECT_EQ(still.response.SerializeAsString(), b.response.bookings(0).SerializeAsString());
}

TEST_F(BookingLifecycleTest, ReleasedIsGoneAndFree) {
  const auto booked = world_.Book({LegOf("resources/room", 10, 11)});
  ASSERT_TRUE(world_.Release({booked.response.bookings(0).name()}).ok());
  EXPECT_EQ(Get(booked.response.bookings(0).name()).code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(world_.Release({booked.response.bookings(0).name()}).code(),
            grpc::StatusCode::NOT_FOUND);
  EXPECT_TRUE(world_.Book({LegOf("resources/room", 10, 11)}).ok());
}

TEST_F(BookingLifecycleTest, ARepeatedRequestHasOneEffect) {
  v1::BookRequest request;
  *request.add_legs() = LegOf("stockItems/gift-box", 10, 11, 3);
  request.set_request_id("first");
  const auto once = Call(world_.bookings(), &BookingStub::Book, request);
  const auto twice = Call(world_.bookings(), &BookingStub::Book, request);
  ASSERT_TRUE(once.ok() && twice.ok()) << twice.message();
  EXPECT_EQ(once.response.SerializeAsString(), twice.response.SerializeAsString());
  EXPECT_EQ(once.revision, twice.revision);
  EXPECT_EQ(world_.Stock("stockItems/gift-box", 10).lowest(), 7);
  request.mutable_legs(0)->set_quantity(4);
  const auto other = Call(world_.bookings(), &BookingStub::Book, request);
  EXPECT_EQ(other.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(other.status), "REQUEST_ID_REUSED");
  EXPECT_THAT(FieldsOf(other.status), ElementsAre("request_id"));
}

TEST_F(BookingLifecycleTest, ARefusalIsNotKeptForItsRequestId) {
  const auto taken = world_.Book({LegOf("resources/room", 10, 11)});
  v1::BookRequest request;
  *request.add_legs() = LegOf("resources/room", 10, 11);
  request.set_request_id("again");
  ConflictOf(Call(world_.bookings(), &BookingStub::Book, request).status);
  ASSERT_TRUE(world_.Release({taken.response.bookings(0).name()}).ok());
  EXPECT_TRUE(Call(world_.bookings(), &BookingStub::Book, request).ok());
}

TEST_F(BookingLifecycleTest, ListsPageByPageWithoutGapOrRepeat) {
  std::set<std::string> booked;
  for (int i = 0; i < 7; ++i) {
    const auto answer = world_.Book({LegOf("resources/interpreter-ko", 10 + i, 11 + i)});
    booked.insert(answer.response.bookings(0).name());
  }
  v1::ListBookingsRequest request;
  request.set_resource("resources/interpreter-ko");
  request.set_page_size(3);
  std::set<std::string> listed;
  int pages = 0;
  do {
    const auto page = Call(world_.bookings(), &BookingStub::ListBookings, request);
    ASSERT_TRUE(page.ok()) << page.message();
    for (const auto& booking : page.response.bookings()) {
      EXPECT_TRUE(listed.insert(booking.name()).second);
    }
    request.set_page_token(page.response.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(listed, booked);
  EXPECT_EQ(pages, 3);
}

TEST_F(BookingLifecycleTest, FreeBusyShowsTimesOnly) {
  ASSERT_TRUE(world_.Book({LegOf("resources/hotel", 7, 28, 1)}).ok());
  v1::QueryFreeBusyRequest request;
  request.add_resources("resources/hotel");
  request.add_resources("resources/room");
  *request.mutable_interval() = Span(0, 100);
  const auto answer = Call(world_.bookings(), &BookingStub::QueryFreeBusy, request);
  ASSERT_TRUE(answer.ok()) << answer.message();
  ASSERT_THAT(answer.response.resources(), SizeIs(2));
  ASSERT_THAT(answer.response.resources(0).busy(), SizeIs(1));
  EXPECT_EQ(entity::ToInterval(answer.response.resources(0).busy(0).interval()),
            (booking::Interval{Hour(7), Hour(28)}));
  EXPECT_THAT(answer.response.resources(1).busy(), IsEmpty());
}

TEST_F(BookingLifecycleTest, EverythingSurvivesARestart) {
  const auto booked = world_.Book({LegOf("resources/room", 10, 11)});
  server_.Restart();
  world_.Connect(server_);
  const auto again = Get(booked.response.bookings(0).name());
  ASSERT_TRUE(again.ok()) << again.message();
  EXPECT_EQ(again.response.SerializeAsString(), booked.response.bookings(0).SerializeAsString());
}

}  // namespace
}  // namespace letan::testing
