// Stock: never below zero at any moment, past or to come.
#include "storage/codec.h"
#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

using ::testing::ElementsAre;

class Stocks : public ConformanceTest {
 protected:
  void SetUp() override {
    ConformanceTest::SetUp();
    Put(tea_);
    Put(flags_);
    Put(room_);
  }
  StatusCode Add(const MovementRow& row) {
    return Do([&](WriteTransaction& write) { return write.AddMovement(row); }).status.code();
  }
  MovementRow Tea(const std::string& id, std::int64_t delta, Micros at) {
    return Movement(id, tea_, delta, at, now());
  }
  StockLevel Level(const ResourceRow& item, Micros at) {
    const auto level = Read()->Stock(item.profile.name, at);
    EXPECT_TRUE(level.ok()) << level.status();
    return level.ok() ? *level : StockLevel();
  }
  std::string Rules(const Leg& leg) { return RulesOf(Try(Change({leg}))); }
  void ExpectLevel(const ResourceRow& item, Micros at, std::int64_t on_hand, std::int64_t available,
                   std::int64_t lowest) {
    const StockLevel level = Level(item, at);
    EXPECT_EQ(level.on_hand, on_hand);
    EXPECT_EQ(level.available, available);
    EXPECT_EQ(level.lowest, lowest);
  }

  const ResourceRow tea_ = Stock("tea");
  const ResourceRow flags_ = Stock("flags", CapacityModel::kReturnable);
  const ResourceRow room_ = Resource("room");
};
LETAN_FOR_EVERY_ENGINE(Stocks);

TEST_P(Stocks, WhatIsReceivedIsThereFromThatInstant) {
  ExpectLevel(tea_, kMonday, 0, 0, 0);
  Receive(Tea("m", 10, At(0, 8)));
  ExpectLevel(tea_, At(0, 8) - 1, 0, 0, 0);
  ExpectLevel(tea_, At(0, 8), 10, 10, 10);
  ExpectLevel(tea_, At(5, 0), 10, 10, 10);
}

TEST_P(Stocks, WhatIsConsumedIsGoneForEver) {
  Receive(Tea("m", 10, kMonday));
  MustBook(Change({MakeLeg("b", tea_, Hours(8, 9), 4)}));
  ExpectLevel(tea_, At(0, 8) - 1, 10, 10, 6);
  ExpectLevel(tea_, At(0, 8), 10, 6, 6);
  ExpectLevel(tea_, At(6, 0), 10, 6, 6);
  EXPECT_EQ(Rules(MakeLeg("x", tea_, {At(5, 0), At(5, 1)}, 6)), "");
  EXPECT_EQ(Rules(MakeLeg("x", tea_, {At(5, 0), At(5, 1)}, 7)), "STOCK");
  const booking::Violation violation =
      ViolationOf(Try(Change({MakeLeg("x", tea_, {At(5, 0), At(5, 1)}, 7)})), Rule::kStock);
  EXPECT_EQ(violation.available, 6);
  EXPECT_THAT(violation.blocking, ElementsAre("bookings/b"));
}

TEST_P(Stocks, AnEarlierWishMayNotStarveALaterPromise) {
  Receive(Tea("m", 10, kMonday));
  MustBook(Change({MakeLeg("later", tea_, {At(4, 8), At(4, 9)}, 8)}));
  EXPECT_EQ(Rules(MakeLeg("x", tea_, Hours(8, 9), 2)), "");
  EXPECT_EQ(Rules(MakeLeg("x", tea_, Hours(8, 9), 3)), "STOCK");
}

TEST_P(Stocks, GoodsThatComeLaterServeOnlyLaterWishes) {
  Receive(Tea("m", 5, kMonday));
  Receive(Tea("n", 10, At(2, 0)));
  EXPECT_EQ(Rules(MakeLeg("x", tea_, Hours(8, 9), 6)), "STOCK");
  EXPECT_EQ(Rules(MakeLeg("x", tea_, {At(2, 0), At(2, 1)}, 15)), "");
  EXPECT_EQ(Rules(MakeLeg("x", tea_, {At(2, 0) - 1, At(2, 1)}, 6)), "STOCK");
  EXPECT_EQ(Rules(MakeLeg("x", tea_, {At(2, 0), At(2, 1)}, 16)), "STOCK");
}

TEST_P(Stocks, WhatIsReturnedCanGoOutAgainAtOnce) {
  Receive(Movement("m", flags_, 4, kMonday, now()));
  MustBook(Change({MakeLeg("b", flags_, Hours(8, 10), 3)}));
  ExpectLevel(flags_, At(0, 8), 4, 1, 1);
  ExpectLevel(flags_, At(0, 10), 4, 4, 4);
  ExpectLevel(flags_, At(0, 7), 4, 4, 1);
  EXPECT_EQ(Rules(MakeLeg("x", flags_, Hours(9, 11), 1)), "");
  EXPECT_EQ(Rules(MakeLeg("x", flags_, Hours(9, 11), 2)), "STOCK");
  EXPECT_EQ(Rules(MakeLeg("x", flags_, Hours(10, 11), 4)), "");
  EXPECT_EQ(Rules(MakeLeg("x", flags_, Hours(6, 8), 4)), "");
  EXPECT_EQ(Rules(MakeLeg("x", flags_, Hours(6, 20), 1)), "");
  EXPECT_EQ(Rules(MakeLeg("x", flags_, Hours(6, 20), 2)), "STOCK");
}

TEST_P(Stocks, LegsOfOneChangeDrawOnTheSameStock) {
  Receive(Tea("m", 10, kMonday));
  const BookingVerdict verdict =
      Try(Change({MakeLeg("x", tea_, Hours(8, 9), 6), MakeLeg("y", tea_, Hours(12, 13), 6)}));
  EXPECT_THAT(ViolationOf(verdict, Rule::kStock, 0).blocking_legs, ElementsAre(1));
  EXPECT_THAT(ViolationOf(verdict, Rule::kStock, 1).blocking_legs, ElementsAre(0));
}

TEST_P(Stocks, AMovedOrReleasedBookingGivesItsUnitsBack) {
  Receive(Tea("m", 10, kMonday));
  MustBook(Change({MakeLeg("b", tea_, Hours(8, 9), 8)}));
  EXPECT_TRUE(Apply(Change({MakeLeg("b", tea_, Hours(7, 9), 10)})).fits());
  EXPECT_FALSE(Apply(Change({MakeLeg("b", tea_, Hours(7, 9), 11)})).fits());
  ASSERT_TRUE(Apply(Release({"b"})).fits());
  ExpectLevel(tea_, At(1, 0), 10, 10, 10);
}

TEST_P(Stocks, NothingGoesOutThatIsNotThereOrIsPromised) {
  Receive(Tea("m", 10, kMonday));
  MustBook(Change({MakeLeg("b", tea_, {At(3, 0), At(3, 1)}, 7)}));
  EXPECT_EQ(Add(Tea("a", -4, At(1, 0))), StatusCode::kFailedPrecondition);
  EXPECT_EQ(Add(Tea("a", -4, At(5, 0))), StatusCode::kFailedPrecondition);
  EXPECT_EQ(Add(Tea("a", -1, kMonday - 1)), StatusCode::kFailedPrecondition);
  EXPECT_EQ(Add(Tea("a", -3, At(1, 0))), StatusCode::kOk);
  EXPECT_EQ(Add(Tea("b", -1, At(1, 0))), StatusCode::kFailedPrecondition);
  ExpectLevel(tea_, At(5, 0), 7, 0, 0);
  EXPECT_EQ(Changes().back().kind, kMovementRecord);
}

TEST_P(Stocks, ARefusedMovementIsNotThere) {
  EXPECT_EQ(Add(Tea("a", -1, At(1, 0))), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Read()->ListMovements(tea_.profile.name, "", 10)->empty());
  EXPECT_EQ(Add(Tea("a", 1, At(1, 0))), StatusCode::kOk);  // the name is free
}

TEST_P(Stocks, SettlingAConsumableEndsItsBooking) {
  Receive(Tea("m", 10, kMonday));
  MustBook(Change({MakeLeg("b", tea_, Hours(8, 9), 4)}));
  const std::string booked = EncodeBooking(*Find("b"));
  MovementRow given = Tea("given", -4, At(0, 8));
  given.booking = BookingName("b");
  ASSERT_EQ(Add(given), StatusCode::kOk);
  EXPECT_FALSE(Find("b").has_value());
  ExpectLevel(tea_, At(0, 8), 6, 6, 6);
  const std::vector<ChangeRecord> records = Changes();
  ASSERT_GE(records.size(), 2u);
  std::vector<std::string> kinds = {records[records.size() - 2].kind, records.back().kind};
  EXPECT_THAT(kinds, ::testing::UnorderedElementsAre(kBookingRecord, kMovementRecord));
  EXPECT_EQ(records[records.size() - 2].revision, records.back().revision);
  const ChangeRecord& ended =
      records.back().kind == kBookingRecord ? records.back() : records[records.size() - 2];
  EXPECT_EQ(ended.before, booked);
  EXPECT_EQ(ended.after, "");
}

TEST_P(Stocks, SettlingMoreThanWasPromisedStillKeepsTheOthers) {
  Receive(Tea("m", 10, kMonday));
  MustBook(Change({MakeLeg("b", tea_, Hours(8, 9), 4), MakeLeg("c", tea_, Hours(12, 13), 5)}));
  MovementRow given = Tea("given", -6, At(0, 8));
  given.booking = BookingName("b");
  EXPECT_EQ(Add(given), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Find("b").has_value());
  given.delta = -5;
  EXPECT_EQ(Add(given), StatusCode::kOk);
  ExpectLevel(tea_, At(0, 12), 5, 0, 0);
}

TEST_P(Stocks, WhatIsGivenInPartStaysPromisedForTheRest) {
  Receive(Tea("m", 10, kMonday));
  MustBook(Change({MakeLeg("b", tea_, Hours(8, 9), 4)}));
  MovementRow given = Tea("given", -1, At(0, 8));
  given.booking = BookingName("b");
  ASSERT_EQ(Add(given), StatusCode::kOk);
  ASSERT_TRUE(Find("b").has_value());
  EXPECT_EQ(Find("b")->occupancy.quantity, 3);
  EXPECT_EQ(Find("b")->version, 2);
  ExpectLevel(tea_, At(0, 8), 9, 6, 6);
  given.name += "2";
  given.delta = -3;
  ASSERT_EQ(Add(given), StatusCode::kOk);
  EXPECT_FALSE(Find("b").has_value());
  ExpectLevel(tea_, At(0, 8), 6, 6, 6);
}

// While it is booked it is out, and afterwards it is back: a movement would count it twice.
TEST_P(Stocks, ReturnablesAreNotSettled) {
  Receive(Movement("m", flags_, 4, kMonday, now()));
  MustBook(Change({MakeLeg("b", flags_, Hours(8, 10), 3)}));
  MovementRow issued = Movement("issued", flags_, -3, At(0, 8), now());
  issued.booking = BookingName("b");
  EXPECT_EQ(Add(issued), StatusCode::kInvalidArgument);
  EXPECT_TRUE(Find("b").has_value());
  ExpectLevel(flags_, At(0, 9), 4, 1, 1);
}

TEST_P(Stocks, WhatComesInSettlesNothing) {
  Receive(Tea("m", 10, kMonday));
  MustBook(Change({MakeLeg("b", tea_, Hours(8, 9), 4)}));
  MovementRow back = Tea("back", 4, At(0, 8));
  back.booking = BookingName("b");
  EXPECT_EQ(Add(back), StatusCode::kInvalidArgument);
  EXPECT_TRUE(Find("b").has_value());
}

TEST_P(Stocks, MovementsThatMakeNoSenseAreRefused) {
  Receive(Tea("m", 10, kMonday));
  MustBook(Change({MakeLeg("r", room_, Hours(8, 9))}));
  EXPECT_EQ(Add(Tea("zero", 0, kMonday)), StatusCode::kInvalidArgument);
  EXPECT_EQ(Add(Tea("m", 1, kMonday)), StatusCode::kAlreadyExists);
  EXPECT_EQ(Add(Movement("x", Stock("none"), 1, kMonday, now())), StatusCode::kNotFound);
  EXPECT_EQ(Add(Movement("x", room_, 1, kMonday, now())), StatusCode::kInvalidArgument);
  MovementRow settling = Tea("x", -1, kMonday);
  settling.booking = BookingName("none");
  EXPECT_EQ(Add(settling), StatusCode::kNotFound);
  settling.booking = BookingName("r");
  EXPECT_EQ(Add(settling), StatusCode::kInvalidArgument);
  ExpectLevel(tea_, kMonday, 10, 10, 10);
}

TEST_P(Stocks, StockOfWhatIsNoStockItem) {
  EXPECT_EQ(Read()->Stock(StockName("none"), kMonday).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Read()->Stock(room_.profile.name, kMonday).status().code(),
            StatusCode::kInvalidArgument);
}

TEST_P(Stocks, MovementsAreListedByTimeThenName) {
  Receive(Tea("c", 1, At(0, 2)));
  Receive(Tea("b", 2, At(0, 3)));
  Receive(Tea("a", 3, At(0, 3)));
  Receive(Tea("d", 4, At(0, 1)));
  Receive(Movement("e", flags_, 5, At(0, 1), now()));
  const auto list = [&](const std::string& after, int limit) {
    const std::string name = after.empty() ? "" : tea_.profile.name + "/movements/" + after;
    const auto rows = Read()->ListMovements(tea_.profile.name, name, limit);
    EXPECT_TRUE(rows.ok()) << rows.status();
    std::string order;
    for (const MovementRow& row : *rows) order += row.name.back();
    return order;
  };
  EXPECT_EQ(list("", 10), "dcab");
  EXPECT_EQ(list("", 2), "dc");
  EXPECT_EQ(list("c", 1), "a");
  EXPECT_EQ(list("a", 10), "b");
  EXPECT_EQ(list("b", 10), "");
}

TEST_P(Stocks, AMovementHasEveryFieldAsPut) {
  Receive(Tea("m", 10, kMonday));
  MustBook(Change({MakeLeg("b", tea_, Hours(8, 9), 4)}));
  MovementRow row = Tea("given", -3, At(0, 9));
  row.booking = BookingName("b");
  row.reason = "one box was damaged";
  ASSERT_EQ(Add(row), StatusCode::kOk);
  const auto rows = Read()->ListMovements(tea_.profile.name, "", 10);
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ(Text(rows->at(1)), Text(row));
}

TEST_P(Stocks, ManyConsumersAreNamedUpToTen) {
  Receive(Tea("m", 12, kMonday));
  std::vector<Leg> legs;
  for (int i = 10; i < 22; ++i) {
    legs.push_back(MakeLeg(std::to_string(i), tea_, {At(0, 0, i), At(0, 1)}, 1));
  }
  MustBook(Change(legs));
  const booking::Violation violation =
      ViolationOf(Try(Change({MakeLeg("x", tea_, Hours(8, 9), 1)})), Rule::kStock);
  EXPECT_EQ(violation.available, 0);
  ASSERT_EQ(violation.blocking.size(), 10u);
  EXPECT_EQ(violation.blocking.front(), "bookings/10");
  EXPECT_EQ(violation.blocking.back(), "bookings/19");
}

}  // namespace
}  // namespace letan::storage::conformance
