// What must not be promised, must not be lost and must not come back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/faults/checker/checker.h"
#include "tests/faults/checker/history_builder.h"

namespace letan::faults {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CheckerPromises, ASoundHistoryHasNoFindings) {
  HistoryBuilder history;
  history.Receive(1, "gift", 10, 0);
  history.Book(2, "a", {At("room", 1, 3), At("hall", 1, 3, 2)});
  history.Book(3, "b", {At("room", 3, 5), At("car", 1, 2), At("driver", 1, 2)});
  history.Book(4, "g", {At("gift", 2, 3, 10)});
  history.RefuseBook(4, At("room", 2, 4), Violation::OVERLAP, {"a0", "b0"});
  history.List(4, "room", {"a0", "b0"});
  history.Move(5, "a0", At("room", 5, 7));
  history.List(5, "", {"a0", "a1", "b0", "b1", "b2", "g0"});
  history.Release(6, {"b1", "b2"});
  history.List(6, "car", {});
  EXPECT_EQ(Check(history.history()).ToString(), "");
}

TEST(CheckerPromises, TwoAcknowledgedBookingsOverlap) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  history.Book(2, "b", {At("room", 2, 4)});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kOverlap));
}

TEST(CheckerPromises, TouchingBookingsDoNotOverlapUnlessAGapIsNeeded) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3), At("desk", 1, 3)});
  history.Book(2, "b", {At("room", 3, 4)});
  EXPECT_THAT(Found(history), IsEmpty());
  history.Book(3, "c", {At("desk", 3, 4)});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kOverlap));
}

TEST(CheckerPromises, AMoveOntoAnotherOverlaps) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  history.Book(2, "b", {At("room", 4, 5)});
  history.Move(3, "b0", At("room", 2, 3));
  EXPECT_THAT(Found(history), ElementsAre(Finding::kOverlap));
}

TEST(CheckerPromises, MoreUnitsThanThereAre) {
  HistoryBuilder history;
  history.Book(1, "a", {At("hall", 1, 3, 2)});
  history.Book(2, "b", {At("hall", 3, 5, 2)});
  EXPECT_THAT(Found(history), IsEmpty());
  history.Book(3, "c", {At("hall", 2, 4, 2)});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kCapacity));
}

TEST(CheckerPromises, NightsAreTakenWhole) {
  HistoryBuilder history;
  // The night from hour 5 of one day to hour 5 of the next.
  history.Book(1, "a", {At("hotel", 6, 8, 1)});
  history.Book(2, "b", {At("hotel", 20, 29, 1)});
  history.Book(3, "c", {At("hotel", 29, 30, 2)});
  EXPECT_THAT(Found(history), IsEmpty());
  history.Book(4, "d", {At("hotel", 12, 13, 1)});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kCapacity));
}

TEST(CheckerPromises, StockIsGoneForEverAndComesBackIfReturnable) {
  HistoryBuilder history;
  history.Receive(1, "gift", 5, 0);
  history.Receive(2, "flag", 5, 0);
  history.Book(3, "a", {At("gift", 1, 2, 3), At("flag", 1, 2, 3)});
  history.Book(4, "b", {At("flag", 2, 3, 5)});
  EXPECT_THAT(Found(history), IsEmpty());
  history.Book(5, "c", {At("gift", 5, 6, 3)});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kStock));
}

TEST(CheckerPromises, GoodsMayNotLeaveThatArePromised) {
  HistoryBuilder history;
  history.Receive(1, "gift", 5, 0);
  history.Book(2, "a", {At("gift", 4, 5, 3)});
  history.Receive(3, "gift", -3, 1);
  EXPECT_THAT(Found(history), ElementsAre(Finding::kStock));
}

TEST(CheckerPromises, AnIssueSettlesTheBookingThatItNames) {
  HistoryBuilder history;
  history.Receive(1, "gift", 5, 0);
  history.Book(2, "a", {At("gift", 4, 5, 5)});
  history.Receive(3, "gift", -5, 4).mutable_movement()->set_booking("a0");
  history.List(3, "gift", {});
  EXPECT_THAT(Found(history), IsEmpty());
}

TEST(CheckerPromises, AnIssueOfLessLeavesTheRestPromised) {
  HistoryBuilder history;
  history.Receive(1, "gift", 5, 0);
  history.Book(2, "a", {At("gift", 4, 5, 5)});
  history.Receive(3, "gift", -3, 4).mutable_movement()->set_booking("a0");
  history.List(3, "gift", {"a0"}).mutable_bookings(0)->mutable_leg()->set_quantity(2);
  EXPECT_THAT(Found(history), IsEmpty());
  history.List(3, "gift", {});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kLost));
}

TEST(CheckerPromises, AVehicleNeedsADriverOfItsGroup) {
  HistoryBuilder history;
  history.Book(1, "a", {At("car", 1, 3), At("driver", 1, 3)});
  EXPECT_THAT(Found(history), IsEmpty());
  history.Release(2, {"a1"});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kDriver));
}

TEST(CheckerPromises, ASnapshotThatShowsAnOverlap) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  history.LoseBook("lost", {At("room", 2, 4)});
  Operation& list = history.List(2, "room", {"a0"});
  Booking* other = list.add_bookings();
  other->set_name("x");
  other->set_label("lost");
  *other->mutable_leg() = At("room", 2, 4);
  EXPECT_THAT(Found(history), ElementsAre(Finding::kOverlap));
}

TEST(CheckerPromises, AnAcknowledgedBookingIsMissing) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  history.List(1, "room", {});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kLost));
}

TEST(CheckerPromises, ABookingIsMissingFromAWindowOnlyIfItMeetsIt) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  Scope* scope = history.List(1, "room", {}).mutable_scope();
  scope->set_start(3 * kHour);
  scope->set_end(4 * kHour);
  EXPECT_THAT(Found(history), IsEmpty());
  scope->set_start(2 * kHour);
  EXPECT_THAT(Found(history), ElementsAre(Finding::kLost));
}

TEST(CheckerPromises, AReadOfTheStateBeforeDoesNotShowIt) {
  HistoryBuilder history;
  Operation& list = history.Add(Operation::LIST, Operation::OK, 1);
  list.set_returned(1000);  // under way while the booking is made
  history.Book(2, "a", {At("room", 1, 3)});
  EXPECT_THAT(Found(history), IsEmpty());
}

TEST(CheckerPromises, AnAcknowledgedMoveIsLost) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  const Booking before = history.Known("a0");
  history.Move(2, "a0", At("room", 5, 7));
  *history.List(2, "room", {}).add_bookings() = before;
  EXPECT_THAT(Found(history), ElementsAre(Finding::kLost));
}

TEST(CheckerPromises, AReleasedBookingIsShown) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  history.Release(2, {"a0"});
  history.List(2, "room", {"a0"});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kRevived));
}

TEST(CheckerPromises, ABookingNobodyAskedForIsShown) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  Booking* stray = history.List(1, "hall", {}).add_bookings();
  stray->set_name("stray");
  *stray->mutable_leg() = At("hall", 1, 2);
  EXPECT_THAT(Found(history), ElementsAre(Finding::kPhantom));
}

TEST(CheckerPromises, ABookingReleasedTwice) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  history.Release(2, {"a0"});
  history.Release(3, {"a0"});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kRevived));
}

TEST(CheckerPromises, FreeBusyAgreesWithWhatIsBooked) {
  HistoryBuilder history;
  history.Book(1, "a", {At("hall", 1, 3, 2), At("hall", 2, 4, 1)});
  Operation& busy = history.Add(Operation::BUSY, Operation::OK, 1);
  busy.mutable_scope()->set_resource("hall");
  busy.mutable_scope()->set_end(10 * kHour);
  const auto add = [&](std::int64_t from, std::int64_t to, std::int64_t quantity) {
    BusySpan* span = busy.add_busy();
    span->set_start(from * kHour);
    span->set_end(to * kHour);
    span->set_quantity(quantity);
  };
  add(1, 2, 2);
  add(2, 3, 3);
  EXPECT_THAT(Found(history), Contains(Finding::kLost));
  add(3, 4, 1);
  EXPECT_THAT(Found(history), IsEmpty());
  add(4, 5, 1);
  EXPECT_THAT(Found(history), ElementsAre(Finding::kRevived));
}

TEST(CheckerPromises, StockLevelsAgreeWithMovementsAndBookings) {
  HistoryBuilder history;
  history.Receive(1, "gift", 5, 0);
  history.Book(2, "a", {At("gift", 4, 5, 3)});
  Operation& read = history.Add(Operation::STOCK_LEVEL, Operation::OK, 2);
  StockLevel& level = *read.mutable_stock_level();
  level.set_item("gift");
  level.set_at(2 * kHour);
  level.set_on_hand(5);
  level.set_available(5);
  level.set_lowest(2);
  EXPECT_THAT(Found(history), IsEmpty());
  level.set_lowest(3);
  EXPECT_THAT(Found(history), ElementsAre(Finding::kLost));
  level.set_lowest(2);
  level.set_available(4);
  EXPECT_THAT(Found(history), ElementsAre(Finding::kRevived));
}

TEST(CheckerPromises, AHoldLapsesAtItsTimeAndNotBefore) {
  HistoryBuilder history;
  history.Hold(1, "a", {At("room", 1, 3)}, 100);  // event 2, second 2
  Operation& early = history.List(1, "room", {});
  early.set_invoke_time(98'000'000);
  early.set_return_time(99'000'000);
  EXPECT_THAT(Found(history), ElementsAre(Finding::kLost));
  early.set_return_time(101'000'000);  // either will do
  EXPECT_THAT(Found(history), IsEmpty());
  Operation& late = history.List(1, "room", {"a0"});
  late.set_invoke_time(99'000'000);
  late.set_return_time(102'000'000);
  EXPECT_THAT(Found(history), IsEmpty());
  late.set_invoke_time(100'000'000);
  EXPECT_THAT(Found(history), ElementsAre(Finding::kRevived));
}

TEST(CheckerPromises, AConfirmedHoldDoesNotLapse) {
  HistoryBuilder history;
  history.Hold(1, "a", {At("room", 1, 3)}, 100);
  history.Confirm(2, "a0");
  Operation& late = history.List(2, "room", {});
  late.set_invoke_time(200'000'000);
  late.set_return_time(200'000'000);
  EXPECT_THAT(Found(history), ElementsAre(Finding::kLost));
}

}  // namespace
}  // namespace letan::faults
