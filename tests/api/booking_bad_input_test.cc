// Bad input of the booking calls: each row its status, its field, and nothing changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "services/entity/time_codec.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using BookingStub = v1::BookingService::Stub;

struct BadLeg {
  std::string what;
  std::function<void(v1::BookingLeg&)> spoil;
  grpc::StatusCode code;
  std::string field;
};

class BookingBadInputTest : public ::testing::TestWithParam<BadLeg> {
 protected:
  int Bookings() {
    v1::ListBookingsRequest request;
    *request.mutable_interval() = Span(-1000, 1000);
    request.set_page_size(1000);
    return Call(world_.bookings(), &BookingStub::ListBookings, request).response.bookings_size();
  }

  TestServer server_;
  SmallWorld world_{server_};
};

TEST_P(BookingBadInputTest, IsRefusedByFieldAndChangesNothing) {
  v1::BookingLeg leg = LegOf("resources/room", 10, 11);
  GetParam().spoil(leg);
  // A sound leg before the bad one: it must not be booked either.
  const auto answer = world_.Book({LegOf("resources/interpreter-ko", 10, 11), leg});
  EXPECT_EQ(answer.code(), GetParam().code) << answer.message();
  EXPECT_THAT(FieldsOf(answer.status), Contains(GetParam().field)) << answer.message();
  EXPECT_EQ(Bookings(), 0);
}

constexpr auto kInvalid = grpc::StatusCode::INVALID_ARGUMENT;

// A function, not a list of arguments: GoogleTest's template for many arguments compiles slowly.
std::vector<BadLeg> BadLegs() {
  return {
      BadLeg{"reversed", [](v1::BookingLeg& leg) { *leg.mutable_interval() = Span(11, 10); },
             kInvalid, "legs[1].interval"},
      BadLeg{"empty", [](v1::BookingLeg& leg) { *leg.mutable_interval() = Span(10, 10); }, kInvalid,
             "legs[1].interval"},
      BadLeg{"long", [](v1::BookingLeg& leg) { *leg.mutable_interval() = Span(0, 400 * 24); },
             kInvalid, "legs[1].interval"},
      BadLeg{"no_interval", [](v1::BookingLeg& leg) { leg.clear_interval(); }, kInvalid,
             "legs[1].interval"},
      BadLeg{"no_end", [](v1::BookingLeg& leg) { leg.mutable_interval()->clear_end_time(); },
             kInvalid, "legs[1].interval.end_time"},
      BadLeg{
          "nanos",
          [](v1::BookingLeg& leg) { leg.mutable_interval()->mutable_start_time()->set_nanos(-1); },
          kInvalid, "legs[1].interval.start_time"},
      BadLeg{"no_resource", [](v1::BookingLeg& leg) { leg.clear_resource(); }, kInvalid,
             "legs[1].resource"},
      BadLeg{"unknown_resource", [](v1::BookingLeg& leg) { leg.set_resource("resources/nobody"); },
             grpc::StatusCode::NOT_FOUND, "legs[1].resource"},
      BadLeg{"wrong_kind", [](v1::BookingLeg& leg) { leg.set_resource("places/office"); }, kInvalid,
             "legs[1].resource"},
      BadLeg{"path", [](v1::BookingLeg& leg) { leg.set_resource("resources/../room"); }, kInvalid,
             "legs[1].resource"},
      BadLeg{"unknown_place", [](v1::BookingLeg& leg) { leg.set_place("places/nowhere"); },
             kInvalid, "legs[1].place"},
      BadLeg{"negative", [](v1::BookingLeg& leg) { leg.set_quantity(-1); }, kInvalid,
             "legs[1].quantity"},
      BadLeg{"huge", [](v1::BookingLeg& leg) { leg.set_quantity(1'000'001); }, kInvalid,
             "legs[1].quantity"},
      BadLeg{"reasonless",
             [](v1::BookingLeg& leg) { leg.mutable_override()->set_authority("agencies/x"); },
             kInvalid, "legs[1].override.reason"}};
}

INSTANTIATE_TEST_SUITE_P(Rows, BookingBadInputTest, ::testing::ValuesIn(BadLegs()),
                         [](const auto& row) { return row.param.what; });

// The cases below need no row; they share the world.
class BookingCalls : public ::testing::Test {
 protected:
  TestServer server_;
  SmallWorld world_{server_};
};

TEST_F(BookingCalls, NoLegs) {
  const auto answer = world_.Book({});
  EXPECT_EQ(answer.code(), kInvalid);
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre("legs"));
}

TEST_F(BookingCalls, TenThousandAndOneLegs) {
  v1::BookRequest request;
  for (int i = 0; i < 10'001; ++i) *request.add_legs() = LegOf("resources/room", i, i + 1);
  const auto answer = Call(world_.bookings(), &BookingStub::Book, request);
  EXPECT_EQ(answer.code(), kInvalid);
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre("legs"));
  EXPECT_TRUE(world_.Book({LegOf("resources/room", 0, 1)}).ok()) << "nothing was booked";
}

TEST_F(BookingCalls, UnknownOwnerAndForeignActivity) {
  const auto unknown = world_.Book({LegOf("resources/room", 10, 11)},
                                   "delegations/00000000-0000-7000-8000-000000000000");
  EXPECT_EQ(unknown.code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(FieldsOf(unknown.status), ElementsAre("owner"));
  const auto wrong = world_.Book({LegOf("resources/room", 10, 11)}, "places/office");
  EXPECT_EQ(wrong.code(), kInvalid);
  EXPECT_THAT(FieldsOf(wrong.status), ElementsAre("owner"));
  const auto mine = world_.NewDelegation("Mine", 0, 10);
  const auto other = world_.NewDelegation("Other", 0, 10);
  const auto activity = world_.NewActivity(other.name(), "Talks", 1, 2);
  const auto foreign = world_.Book({LegOf("resources/room", 10, 11)}, mine.name(), activity.name());
  EXPECT_EQ(foreign.code(), kInvalid);
  EXPECT_THAT(FieldsOf(foreign.status), ElementsAre("activity"));
}

TEST_F(BookingCalls, StaleEtagOfAMove) {
  const auto booked = world_.Book({LegOf("resources/room", 10, 11)});
  v1::MoveRequest request;
  auto* move = request.add_moves();
  move->set_name(booked.response.bookings(0).name());
  *move->mutable_interval() = Span(12, 13);
  move->set_etag("stale");
  const auto answer = Call(world_.bookings(), &BookingStub::Move, request);
  EXPECT_EQ(answer.code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(ReasonOf(answer.status), "STALE_ETAG");
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre("moves[0].etag"));
  v1::GetBookingRequest get;
  get.set_name(move->name());
  const auto still = Call(world_.bookings(), &BookingStub::GetBooking, get);
  EXPECT_EQ(still.response.SerializeAsString(), booked.response.bookings(0).SerializeAsString());
}

TEST_F(BookingCalls, ListOfWhatDoesNotExist) {
  v1::ListBookingsRequest request;
  request.set_resource("resources/none");
  auto answer = Call(world_.bookings(), &BookingStub::ListBookings, request);
  EXPECT_EQ(answer.code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre("resource"));
  request.clear_resource();
  request.set_owner("delegations/00000000-0000-7000-8000-000000000000");
  answer = Call(world_.bookings(), &BookingStub::ListBookings, request);
  EXPECT_EQ(answer.code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre("owner"));
}

TEST_F(BookingCalls, ListWithoutAnyConditionAndForeignPageTokens) {
  v1::ListBookingsRequest request;
  EXPECT_EQ(Call(world_.bookings(), &BookingStub::ListBookings, request).code(), kInvalid);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", i, i + 1)}).ok());
  }
  request.set_resource("resources/interpreter-ko");
  request.set_page_size(1);
  const auto page = Call(world_.bookings(), &BookingStub::ListBookings, request);
  ASSERT_TRUE(page.ok());
  const std::string token = page.response.next_page_token();
  request.set_resource("resources/room");
  request.set_page_token(token);
  const auto foreign = Call(world_.bookings(), &BookingStub::ListBookings, request);
  EXPECT_EQ(foreign.code(), kInvalid);
  EXPECT_EQ(ReasonOf(foreign.status), "INVALID_PAGE_TOKEN");
  EXPECT_THAT(FieldsOf(foreign.status), ElementsAre("page_token"));
  request.set_resource("resources/interpreter-ko");
  std::string tampered = token;
  tampered[tampered.size() / 2] = tampered[tampered.size() / 2] == 'A' ? 'B' : 'A';
  request.set_page_token(tampered);
  EXPECT_EQ(ReasonOf(Call(world_.bookings(), &BookingStub::ListBookings, request).status),
            "INVALID_PAGE_TOKEN");
  request.set_page_token(token);
  EXPECT_TRUE(Call(world_.bookings(), &BookingStub::ListBookings, request).ok());
}

TEST_F(BookingCalls, HoldsHaveALimit) {
  v1::HoldRequest request;
  *request.add_legs() = LegOf("resources/room", 10, 11);
  for (const booking::Micros duration : {-booking::kHour, booking::Micros{0}, 8 * booking::kDay}) {
    *request.mutable_hold_duration() = entity::ToDuration(duration);
    const auto answer = Call(world_.bookings(), &BookingStub::Hold, request);
    EXPECT_EQ(answer.code(), kInvalid) << duration;
    EXPECT_THAT(FieldsOf(answer.status), SizeIs(1)) << duration;
  }
}

}  // namespace
}  // namespace letan::testing
