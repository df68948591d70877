// Stock: what comes in, goes out, and can still be promised.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/entity/names.h"
#include "services/entity/time_codec.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ResourceStub = v1::ResourceService::Stub;
using Movement = v1::StockMovement;

class ResourceStockTest : public ::testing::Test {
 protected:
  v1::CreateStockMovementRequest RequestOf(Movement::Kind kind, std::int64_t quantity,
                                           double hour = -1) {
    v1::CreateStockMovementRequest request;
    request.set_parent(kItem);
    request.mutable_stock_movement()->set_kind(kind);
    request.mutable_stock_movement()->set_quantity(quantity);
    if (hour >= 0) {
      *request.mutable_stock_movement()->mutable_effective_time() = entity::ToTimestamp(Hour(hour));
    }
    return request;
  }
  Answer<Movement> Move(const v1::CreateStockMovementRequest& request) {
    return Call(world_.resources(), &ResourceStub::CreateStockMovement, request);
  }
  Answer<Movement> Move(Movement::Kind kind, std::int64_t quantity, double hour = -1) {
    return Move(RequestOf(kind, quantity, hour));
  }
  Answer<v1::ListStockMovementsResponse> List(int page_size, const std::string& token) {
    v1::ListStockMovementsRequest request;
    request.set_parent(kItem);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Call(world_.resources(), &ResourceStub::ListStockMovements, request);
  }
  std::int64_t OnHand(double hour) { return world_.Stock(kItem, hour).on_hand(); }

  static constexpr char kItem[] = "stockItems/gift-box";  // ten to begin with
  TestServer server_;
  SmallWorld world_{server_};
};

TEST_F(ResourceStockTest, MovementsAddUp) {
  ASSERT_TRUE(Move(Movement::KIND_RECEIPT, 5, 1).ok());
  ASSERT_TRUE(Move(Movement::KIND_ISSUE, 3, 2).ok());
  ASSERT_TRUE(Move(Movement::KIND_RETURN, 1, 3).ok());
  ASSERT_TRUE(Move(Movement::KIND_WRITE_OFF, 2, 4).ok());
  EXPECT_EQ(OnHand(0.5), 10);
  EXPECT_EQ(OnHand(1), 15);
  EXPECT_EQ(OnHand(2), 12);
  EXPECT_EQ(OnHand(3), 13);
  EXPECT_EQ(OnHand(4), 11);
}

TEST_F(ResourceStockTest, AMovementIsAnsweredWithItsNameAndTime) {
  auto request = RequestOf(Movement::KIND_ISSUE, 2);
  request.mutable_stock_movement()->set_reason("La\xCC\xA3ng");
  request.mutable_stock_movement()->set_name("stockItems/forged/movements/forged");
  const auto answer = Move(request);
  ASSERT_TRUE(answer.ok()) << answer.message();
  EXPECT_TRUE(entity::IsName(answer.response.name(), "movement")) << answer.response.name();
  EXPECT_EQ(entity::ParentOfName(answer.response.name()), kItem);
  EXPECT_EQ(answer.response.quantity(), 2);
  EXPECT_EQ(answer.response.kind(), Movement::KIND_ISSUE);
  EXPECT_EQ(answer.response.reason(), "L\xE1\xBA\xA1ng");
  EXPECT_GE(entity::ToMicros(answer.response.effective_time()), kTestStart);
  EXPECT_EQ(entity::ToMicros(answer.response.effective_time()),
            entity::ToMicros(answer.response.create_time()));
}

TEST_F(ResourceStockTest, StockNeverFallsBelowZero) {
  const auto refused = Move(Movement::KIND_ISSUE, 11);
  EXPECT_EQ(refused.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(refused.status), "STOCK_BELOW_ZERO");
  // Eight are promised for later: now only two can go.
  ASSERT_TRUE(world_.Book({LegOf(kItem, 20, 21, 8)}).ok());
  EXPECT_EQ(ReasonOf(Move(Movement::KIND_WRITE_OFF, 3).status), "STOCK_BELOW_ZERO");
  EXPECT_TRUE(Move(Movement::KIND_WRITE_OFF, 2).ok());
  // What comes in too late does not help.
  ASSERT_TRUE(Move(Movement::KIND_RECEIPT, 5, 21).ok());
  EXPECT_EQ(ReasonOf(Move(Movement::KIND_ISSUE, 1, 20.5).status), "STOCK_BELOW_ZERO");
  EXPECT_TRUE(Move(Movement::KIND_ISSUE, 1, 22).ok());
}

TEST_F(ResourceStockTest, AnIssueSettlesItsBooking) {
  const auto booked = world_.Book({LegOf(kItem, 20, 21, 4)});
  ASSERT_TRUE(booked.ok()) << booked.message();
  auto request = RequestOf(Movement::KIND_ISSUE, 4, 20);
  request.mutable_stock_movement()->set_booking(booked.response.bookings(0).name());
  const auto issued = Move(request);
  ASSERT_TRUE(issued.ok()) << issued.message();
  EXPECT_EQ(issued.response.booking(), booked.response.bookings(0).name());
  const v1::StockLevel level = world_.Stock(kItem, 30);
  EXPECT_EQ(level.on_hand(), 6);
  EXPECT_EQ(level.available(), 6);
  // It is settled now.
  EXPECT_EQ(Move(request).code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ResourceStockTest, OnlyABookingOfTheItemIsSettledAndOnlyByAnIssue) {
  const auto flag = world_.Book({LegOf("stockItems/flag", 20, 21, 1)});
  ASSERT_TRUE(flag.ok()) << flag.message();
  const auto settle = [&](Movement::Kind kind, const std::string& booking) {
    auto request = RequestOf(kind, 1);
    request.mutable_stock_movement()->set_booking(booking);
    return Move(request);
  };
  for (const std::string& booking : {flag.response.bookings(0).name(), std::string("bookings/../x"),
                                     std::string("places/office")}) {
    EXPECT_THAT(FieldsOf(settle(Movement::KIND_ISSUE, booking).status),
                ElementsAre("stock_movement.booking"))
        << booking;
  }
  EXPECT_EQ(settle(Movement::KIND_ISSUE, "bookings/none").code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(FieldsOf(settle(Movement::KIND_RETURN, "bookings/none").status),
              ElementsAre("stock_movement.booking"));
}

TEST_F(ResourceStockTest, BadMovementsAreRefusedByField) {
  EXPECT_THAT(FieldsOf(Move(Movement::KIND_UNSPECIFIED, 1).status),
              ElementsAre("stock_movement.kind"));
  for (const std::int64_t bad : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1'000'001},
                                 std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_THAT(FieldsOf(Move(Movement::KIND_RECEIPT, bad).status),
                ElementsAre("stock_movement.quantity"));
  }
  auto request = RequestOf(Movement::KIND_RECEIPT, 1);
  request.mutable_stock_movement()->mutable_effective_time()->set_nanos(1);
  EXPECT_THAT(FieldsOf(Move(request).status), ElementsAre("stock_movement.effective_time"));
  request = RequestOf(Movement::KIND_RECEIPT, 1);
  request.set_parent("resources/room");
  EXPECT_THAT(FieldsOf(Move(request).status), ElementsAre("parent"));
  request.set_parent("stockItems/none");
  EXPECT_EQ(Move(request).code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ResourceStockTest, TheEpochIsATimeLikeAnyOther) {
  auto request = RequestOf(Movement::KIND_RECEIPT, 1);
  request.mutable_stock_movement()->mutable_effective_time();
  const auto answer = Move(request);
  ASSERT_TRUE(answer.ok()) << answer.message();
  EXPECT_EQ(entity::ToMicros(answer.response.effective_time()), 0);
}

TEST_F(ResourceStockTest, ARepeatedMovementMovesOnce) {
  auto request = RequestOf(Movement::KIND_ISSUE, 4);
  request.set_request_id("issue-1");
  const auto first = Move(request);
  ASSERT_TRUE(first.ok()) << first.message();
  EXPECT_EQ(Move(request).response.SerializeAsString(), first.response.SerializeAsString());
  EXPECT_EQ(OnHand(1), 6);
}

TEST_F(ResourceStockTest, MovementsAreListedByTheirTimePageByPage) {
  std::vector<std::string> names;
  for (const double hour : {5.0, 3.0, 4.0, 3.0}) {
    const auto moved = Move(Movement::KIND_RECEIPT, 1, hour);
    ASSERT_TRUE(moved.ok()) << moved.message();
    names.push_back(moved.response.name());
  }
  std::vector<std::string> listed;
  std::string token;
  do {
    const auto page = List(2, token);
    ASSERT_TRUE(page.ok()) << page.message();
    EXPECT_LE(page.response.stock_movements_size(), 2);
    for (const Movement& movement : page.response.stock_movements()) {
      listed.push_back(movement.name());
    }
    token = page.response.next_page_token();
  } while (!token.empty());
  ASSERT_EQ(listed.size(), 5u);  // the first receipt made the ten
  EXPECT_THAT(std::vector<std::string>(listed.begin() + 1, listed.end()),
              ElementsAre(names[1], names[3], names[2], names[0]));
  EXPECT_EQ(ReasonOf(List(2, "nonsense").status), "INVALID_PAGE_TOKEN");
  EXPECT_THAT(FieldsOf(List(-1, "").status), ElementsAre("page_size"));
}

TEST_F(ResourceStockTest, LevelsTellWhatCanStillBePromised) {
  ASSERT_TRUE(world_.Book({LegOf(kItem, 10, 11, 4)}).ok());
  ASSERT_TRUE(world_.Book({LegOf(kItem, 20, 21, 3)}).ok());
  const v1::StockLevel before = world_.Stock(kItem, 5);
  EXPECT_EQ(before.stock_item(), kItem);
  EXPECT_EQ(entity::ToMicros(before.time()), Hour(5));
  EXPECT_EQ(before.on_hand(), 10);
  EXPECT_EQ(before.available(), 10);
  EXPECT_EQ(before.lowest(), 3);
  EXPECT_EQ(world_.Stock(kItem, 15).available(), 6);
  v1::GetStockLevelRequest request;
  request.set_name("stockItems/none");
  EXPECT_EQ(Call(world_.resources(), &ResourceStub::GetStockLevel, request).code(),
            grpc::StatusCode::NOT_FOUND);
  request.set_name(kItem);
  const auto now = Call(world_.resources(), &ResourceStub::GetStockLevel, request);
  ASSERT_TRUE(now.ok()) << now.message();
  EXPECT_GE(entity::ToMicros(now.response.time()), kTestStart);
}

TEST_F(ResourceStockTest, ABookedItemIsNotDeleted) {
  const auto booked = world_.Book({LegOf("stockItems/flag", 20, 21, 1)});
  ASSERT_TRUE(booked.ok()) << booked.message();
  v1::DeleteStockItemRequest request;
  request.set_name("stockItems/flag");
  EXPECT_EQ(ReasonOf(Call(world_.resources(), &ResourceStub::DeleteStockItem, request).status),
            "IN_USE");
  ASSERT_TRUE(world_.Release({booked.response.bookings(0).name()}).ok());
  ASSERT_TRUE(Call(world_.resources(), &ResourceStub::DeleteStockItem, request).ok());
  EXPECT_THAT(
      RulesOf(ConflictOf(world_.Book({LegOf("stockItems/flag", 20, 21, 1)}).status).legs(0)),
      ElementsAre(v1::BOOKING_RULE_INACTIVE));
}

TEST_F(ResourceStockTest, WhetherItComesBackIsFixed) {
  v1::UpdateStockItemRequest request;
  request.mutable_stock_item()->set_name("stockItems/gift-box");
  request.mutable_stock_item()->set_returnable(true);
  EXPECT_THAT(FieldsOf(Call(world_.resources(), &ResourceStub::UpdateStockItem, request).status),
              ElementsAre("stock_item.returnable"));
}

}  // namespace
}  // namespace letan::testing
