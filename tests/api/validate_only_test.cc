// validate_only: every write answers what would come of it and changes nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::IsEmpty;
using BookingStub = v1::BookingService::Stub;
using DelegationStub = v1::DelegationService::Stub;
using DirectoryStub = v1::DirectoryService::Stub;
using ItineraryStub = v1::ItineraryService::Stub;

class ValidateOnlyTest : public ::testing::Test {
 protected:
  ValidateOnlyTest() : event_(world_.NewDelegation("Đoàn Đức", 24, 48)) {}

  storage::Revision Revision() {
    return (*server_.engine().BeginRead(storage::Viewer::Administrator()))->revision();
  }
  v1::BookRequest BookRoom(bool validate_only) {
    v1::BookRequest request;
    *request.add_legs() = LegOf("resources/room", 25, 26);
    request.set_owner(event_.name());
    request.set_validate_only(validate_only);
    return request;
  }

  TestServer server_;
  SmallWorld world_{server_};
  v1::Delegation event_;
};

// From the schema: what has a request_id is a write.
TEST_F(ValidateOnlyTest, EveryWriteHasIt) {
  int writes = 0;
  for (const auto* method : EveryMethod()) {
    const auto* request = method->input_type();
    const bool write = request->FindFieldByName("request_id") != nullptr;
    EXPECT_EQ(write, request->FindFieldByName("validate_only") != nullptr) << request->name();
    writes += write ? 1 : 0;
  }
  EXPECT_GT(writes, 40);
}

TEST_F(ValidateOnlyTest, ACreationIsShownAndNotMade) {
  const auto before = Revision();
  v1::CreateDelegationRequest request;
  *request.mutable_delegation() = event_;
  request.mutable_delegation()->set_title("Đoàn khác");
  request.set_validate_only(true);
  const auto shown = Call(world_.delegations(), &DelegationStub::CreateDelegation, request);
  ASSERT_TRUE(shown.ok()) << shown.message();
  EXPECT_EQ(shown.response.title(), "Đoàn khác");
  EXPECT_NE(shown.response.etag(), "");
  EXPECT_EQ(Revision(), before);
  v1::GetDelegationRequest get;
  get.set_name(shown.response.name());
  EXPECT_EQ(Call(world_.delegations(), &DelegationStub::GetDelegation, get).code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(ValidateOnlyTest, ABookingIsJudgedAndLeavesRoom) {
  const auto before = Revision();
  const auto fits = Call(world_.bookings(), &BookingStub::Book, BookRoom(true));
  ASSERT_TRUE(fits.ok()) << fits.message();
  EXPECT_EQ(fits.response.bookings_size(), 1);
  EXPECT_EQ(Revision(), before);
  EXPECT_THAT(world_.BookingsOf(event_.name()), IsEmpty());

  ASSERT_TRUE(Call(world_.bookings(), &BookingStub::Book, BookRoom(false)).ok());
  const auto booked = Revision();
  const auto clash = Call(world_.bookings(), &BookingStub::Book, BookRoom(true));
  EXPECT_EQ(clash.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ConflictOf(clash.status).legs_size(), 1);
  EXPECT_EQ(Revision(), booked);
}

TEST_F(ValidateOnlyTest, AMoveOfEverythingIsUndone) {
  const v1::Activity activity = world_.NewActivity(event_.name(), "Hội đàm", 25, 26);
  ASSERT_TRUE(Call(world_.bookings(), &BookingStub::Book, BookRoom(false)).ok());
  const auto before = Revision();
  v1::MoveDelegationRequest move;
  move.set_name(event_.name());
  *move.mutable_start_time() = Span(48, 49).start_time();
  move.set_validate_only(true);
  const auto shown = Call(world_.delegations(), &DelegationStub::MoveDelegation, move);
  ASSERT_TRUE(shown.ok()) << shown.message();
  ASSERT_EQ(shown.response.activities_size(), 1);
  EXPECT_EQ(shown.response.activities(0).interval().start_time().seconds(),
            Span(49, 50).start_time().seconds());
  EXPECT_EQ(Revision(), before);
  const auto bookings = world_.BookingsOf(event_.name());
  ASSERT_EQ(bookings.size(), 1U);
  EXPECT_EQ(bookings[0].leg().interval().start_time().seconds(),
            Span(25, 26).start_time().seconds());
}

// What the engine keeps in memory is undone, too: the ways that were longer for a moment.
TEST_F(ValidateOnlyTest, TravelTimesAreAsBefore) {
  v1::GetPlaceRequest get;
  get.set_name("places/airport");
  v1::UpdatePlaceRequest update;
  *update.mutable_place() = Call(world_.directory(), &DirectoryStub::GetPlace, get).response;
  for (auto& travel : *update.mutable_place()->mutable_travel_times()) {
    travel.mutable_duration()->set_seconds(std::int64_t{20} * 3600);
  }
  const auto fits = [&](const std::string& interpreter) {
    return world_
        .Book({LegOf(interpreter, 30, 31, 0, "places/office"),
               LegOf(interpreter, 34, 35, 0, "places/airport")},
              event_.name())
        .ok();
  };
  update.set_validate_only(true);
  ASSERT_TRUE(Call(world_.directory(), &DirectoryStub::UpdatePlace, update).ok());
  EXPECT_TRUE(fits("resources/interpreter-ko"));
  update.set_validate_only(false);
  ASSERT_TRUE(Call(world_.directory(), &DirectoryStub::UpdatePlace, update).ok());
  EXPECT_FALSE(fits("resources/interpreter-en-1"));
}

TEST_F(ValidateOnlyTest, RefusalsAreThoseOfTheCallItself) {
  v1::UpdateDelegationRequest update;
  update.mutable_delegation()->set_name(event_.name());
  update.mutable_delegation()->set_etag("stale");
  update.mutable_delegation()->set_title("Khác");
  update.set_validate_only(true);
  EXPECT_EQ(Call(world_.delegations(), &DelegationStub::UpdateDelegation, update).code(),
            grpc::StatusCode::ABORTED);
  v1::DeleteActivityRequest remove;
  remove.set_name(event_.name() + "/activities/none");
  remove.set_validate_only(true);
  EXPECT_EQ(Call(world_.itinerary(), &ItineraryStub::DeleteActivity, remove).code(),
            grpc::StatusCode::NOT_FOUND);
}

// A trial does not use up the request_id.
TEST_F(ValidateOnlyTest, TheSameRequestIdCanFollow) {
  v1::BookRequest request = BookRoom(true);
  request.set_request_id("one");
  ASSERT_TRUE(Call(world_.bookings(), &BookingStub::Book, request).ok());
  request.set_validate_only(false);
  ASSERT_TRUE(Call(world_.bookings(), &BookingStub::Book, request).ok());
  EXPECT_EQ(world_.BookingsOf(event_.name()).size(), 1U);
}

}  // namespace
}  // namespace letan::testing
