// Operations whose outcome nobody learned.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/faults/checker/checker.h"
#include "tests/faults/checker/history_builder.h"

namespace letan::faults {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What a client learns who asks again after the server was killed.
TEST(CheckerUnknown, ARepetitionResolvesIt) {
  for (const bool happened : {true, false}) {
    HistoryBuilder history;
    history.Book(1, "a", {At("hall", 1, 3)});
    history.LoseBook("lost", {At("room", 1, 3)});
    history.Restart();
    const std::int64_t revision = happened ? 2 : 3;
    if (!happened) history.Book(2, "b", {At("desk", 1, 3)});
    Operation& again = history.Book(revision, "x", {At("room", 1, 3)});
    again.set_request_id("lost");
    history.Known("x0").set_label("lost");
    *again.mutable_bookings(0) = history.Known("x0");
    history.List(revision, "room", {"x0"});
    EXPECT_THAT(Found(history), IsEmpty()) << happened;
    history.List(revision, "room", {});
    EXPECT_THAT(Found(history), ElementsAre(Finding::kLost)) << happened;
  }
}

class CheckerUnresolved : public ::testing::Test {
 protected:
  CheckerUnresolved() {
    history_.Book(1, "a", {At("hall", 1, 3)});
    history_.LoseBook("lost", {At("room", 1, 3), At("desk", 1, 3)});
    history_.Restart();
    int leg = 0;
    for (const std::string resource : {"room", "desk"}) {
      Booking& booking = history_.Known("x" + std::to_string(leg++));
      booking.set_name("x" + std::to_string(leg - 1));
      booking.set_label("lost");
      *booking.mutable_leg() = At(resource, 1, 3);
    }
  }
  HistoryBuilder history_;
};

TEST_F(CheckerUnresolved, AllOfItOrNothing) {
  history_.List(1, "room", {});
  history_.List(1, "desk", {});
  EXPECT_THAT(Found(history_), IsEmpty());
}

TEST_F(CheckerUnresolved, AllOfIt) {
  history_.List(2, "room", {"x0"});
  history_.List(2, "desk", {"x1"});
  history_.RefuseBook(2, At("room", 1, 2), Violation::OVERLAP, {"x0"});
  EXPECT_THAT(Found(history_), IsEmpty());
}

TEST_F(CheckerUnresolved, SeenInPart) {
  history_.List(2, "room", {"x0"});
  history_.List(2, "desk", {});
  EXPECT_THAT(Found(history_), ElementsAre(Finding::kLost));
}

TEST_F(CheckerUnresolved, MissingInPart) {
  history_.List(2, "desk", {});
  history_.List(2, "room", {"x0"});
  EXPECT_FALSE(Found(history_).empty());
}

TEST_F(CheckerUnresolved, AppearsAfterItWasSeenNotToBeThere) {
  history_.List(2, "room", {});
  history_.Book(3, "b", {At("hall", 4, 5)});
  history_.List(3, "room", {"x0"});
  EXPECT_THAT(Found(history_), ElementsAre(Finding::kRevived));
}

TEST_F(CheckerUnresolved, HappensTwice) {
  Operation& list = history_.List(2, "room", {"x0"});
  *list.add_bookings() = list.bookings(0);
  list.mutable_bookings(1)->set_name("y0");
  EXPECT_THAT(Found(history_), Contains(Finding::kRepeated));
}

TEST(CheckerUnknown, AReleaseThatMayHaveHappened) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  history.Add(Operation::RELEASE, Operation::UNKNOWN, 0).add_names("a0");
  history.Restart();
  history.List(2, "room", {});
  EXPECT_THAT(Found(history), IsEmpty());
  history.List(2, "room", {"a0"});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kRevived));
}

TEST(CheckerUnknown, ItMayHappenAfterAReadOfTheStateBefore) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  history.Add(Operation::RELEASE, Operation::UNKNOWN, 0).add_names("a0");
  history.Book(2, "b", {At("hall", 1, 3)});
  history.List(2, "room", {"a0"});
  history.Restart();
  history.List(3, "room", {});
  EXPECT_THAT(Found(history), IsEmpty());
}

TEST(CheckerUnknown, ASettledReleaseCannotHappenLater) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  history.Add(Operation::RELEASE, Operation::UNKNOWN, 0).add_names("a0");
  history.Restart();
  history.List(1, "room", {"a0"});
  history.Book(2, "b", {At("hall", 1, 3)});
  history.List(2, "room", {});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kLost));
}

TEST(CheckerUnknown, AMoveThatMayHaveHappened) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  Operation& move = history.Add(Operation::MOVE, Operation::UNKNOWN, 0);
  move.add_changes()->set_name("a0");
  *move.mutable_changes(0)->mutable_leg() = At("room", 5, 7);
  *history.Known("a0").mutable_leg() = At("room", 5, 7);
  history.RefuseBook(2, At("room", 6, 8), Violation::OVERLAP, {"a0"});
  history.List(2, "room", {"a0"});
  EXPECT_THAT(Found(history), IsEmpty());
  *history.Known("a0").mutable_leg() = At("room", 1, 3);
  history.List(2, "room", {"a0"});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kLost));
}

}  // namespace
}  // namespace letan::faults
