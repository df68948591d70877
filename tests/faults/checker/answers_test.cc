// What answers must say: reasons of refusals, order, repetitions, unknown outcomes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "google/protobuf/util/message_differencer.h"
#include "tests/faults/checker/checker.h"
#include "tests/faults/checker/history_builder.h"
#include "tests/faults/checker/history_file.h"

namespace letan::faults {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CheckerRefusals, NamesABookingThatWasNotLive) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  history.Release(2, {"a0"});
  history.RefuseBook(2, At("room", 2, 4), Violation::OVERLAP, {"a0"});
  EXPECT_THAT(Found(history), Contains(Finding::kFalseRefusal));
  history.history().operations.back().set_revision(1);
  history.history().operations.back().set_invoked(3);  // before the release was answered
  EXPECT_THAT(Found(history), IsEmpty());
}

TEST(CheckerRefusals, NamesABookingThatDoesNotClash) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3), At("room", 8, 9)});
  Operation& refused = history.RefuseBook(1, At("room", 2, 4), Violation::OVERLAP, {"a0", "a1"});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kFalseRefusal));
  refused.mutable_leg_refusals(0)->mutable_violations(0)->mutable_blocking()->RemoveLast();
  EXPECT_THAT(Found(history), IsEmpty());
}

TEST(CheckerRefusals, AClosedIntervalIsCaught) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  history.RefuseBook(1, At("room", 3, 4), Violation::OVERLAP, {"a0"});
  EXPECT_THAT(Found(history), Contains(Finding::kFalseRefusal));
}

TEST(CheckerRefusals, LeavesOutABookingThatIsInTheWay) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3), At("room", 3, 5)});
  history.RefuseBook(1, At("room", 2, 4), Violation::OVERLAP, {"a0"});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kHiddenReason));
}

TEST(CheckerRefusals, LeavesOutARuleThatIsBroken) {
  HistoryBuilder history;
  history.Book(1, "a", {At("desk", 1, 3), At("desk", 5, 6)});
  Operation& refused = history.RefuseBook(1, At("desk", 2, 5), Violation::OVERLAP, {"a0"});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kHiddenReason));
  Violation* gap = refused.mutable_leg_refusals(0)->add_violations();
  gap->set_rule(Violation::GAP);
  Blocking* blocking = gap->add_blocking();
  blocking->set_name("a1");
  blocking->set_start(5 * kHour);
  blocking->set_end(6 * kHour);
  EXPECT_THAT(Found(history), IsEmpty());
}

TEST(CheckerRefusals, GivesNoReason) {
  HistoryBuilder history;
  history.Add(Operation::BOOK, Operation::REFUSED, 1);
  EXPECT_THAT(Found(history), ElementsAre(Finding::kFalseRefusal));
}

TEST(CheckerRefusals, SaysHowManyUnitsAreLeft) {
  HistoryBuilder history;
  history.Book(1, "a", {At("hall", 1, 3, 2)});
  Operation& refused = history.RefuseBook(1, At("hall", 2, 4, 2), Violation::CAPACITY, {"a0"});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kWrongAnswer));
  refused.mutable_leg_refusals(0)->mutable_violations(0)->set_available(1);
  EXPECT_THAT(Found(history), IsEmpty());
}

TEST(CheckerRefusals, OneUnitTooFewIsCaught) {
  HistoryBuilder history;
  history.Book(1, "a", {At("hall", 1, 3, 2)});
  history.RefuseBook(1, At("hall", 1, 3, 1), Violation::CAPACITY, {"a0"});
  EXPECT_THAT(Found(history), Contains(Finding::kFalseRefusal));
}

TEST(CheckerRefusals, TheNearestFitMustFit) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3), At("room", 4, 6)});
  Operation& refused = history.RefuseBook(1, At("room", 2, 4), Violation::OVERLAP, {"a0"});
  refused.mutable_leg_refusals(0)->set_fit_start(3 * kHour);
  refused.mutable_leg_refusals(0)->set_fit_end(5 * kHour);
  EXPECT_THAT(Found(history), ElementsAre(Finding::kWrongAnswer));
  refused.mutable_leg_refusals(0)->set_fit_start(6 * kHour);
  refused.mutable_leg_refusals(0)->set_fit_end(8 * kHour);
  EXPECT_THAT(Found(history), IsEmpty());
}

TEST(CheckerRefusals, ADriverIsNeededOnlyByAVehicle) {
  HistoryBuilder history;
  history.Book(1, "a", {At("car", 1, 3), At("driver", 1, 3)});
  Operation& release = history.Add(Operation::RELEASE, Operation::REFUSED, 1);
  release.add_names("a1");
  ReleaseRefusal* reason = release.add_release_refusals();
  reason->set_driver("a1");
  reason->add_vehicles("a0");
  EXPECT_THAT(Found(history), IsEmpty());
  release.add_names("a0");
  EXPECT_THAT(Found(history), ElementsAre(Finding::kFalseRefusal));
}

TEST(CheckerRefusals, NotFoundAlthoughLive) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  history.Add(Operation::RELEASE, Operation::NOT_FOUND, 1).add_names("a0");
  EXPECT_THAT(Found(history), ElementsAre(Finding::kLost));
}

TEST(CheckerRefusals, AMovementThatLeavesEnough) {
  HistoryBuilder history;
  history.Receive(1, "gift", 5, 0);
  Operation& refused = history.Add(Operation::MOVEMENT, Operation::REFUSED, 1);
  refused.mutable_movement()->set_item("gift");
  refused.mutable_movement()->set_delta(-6);
  EXPECT_THAT(Found(history), IsEmpty());
  refused.mutable_movement()->set_delta(-5);
  EXPECT_THAT(Found(history), ElementsAre(Finding::kFalseRefusal));
}

TEST(CheckerOrder, AnAnswerOlderThanOneBeforeTheCall) {
  HistoryBuilder history;
  history.Book(5, "a", {At("room", 1, 3)});
  Operation& list = history.List(4, "room", {});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kStale));
  list.set_invoked(1);  // asked before the booking was answered
  EXPECT_THAT(Found(history), IsEmpty());
}

TEST(CheckerOrder, TwoWritesAtOneRevision) {
  HistoryBuilder history;
  history.Book(1, "a", {At("room", 1, 3)});
  history.Book(1, "b", {At("hall", 1, 3)});
  EXPECT_THAT(Found(history), ElementsAre(Finding::kWrongAnswer));
}

TEST(CheckerAnswers, ABookingThatWasNotAskedFor) {
  HistoryBuilder history;
  Operation& book = history.Book(1, "a", {At("room", 1, 3)});
  *book.mutable_bookings(0)->mutable_leg() = At("room", 1, 4);
  EXPECT_THAT(Found(history), ElementsAre(Finding::kWrongAnswer));
}

TEST(CheckerAnswers, AnErrorNobodyDeserves) {
  HistoryBuilder history;
  history.Add(Operation::BOOK, Operation::ERROR, 0).set_error("INTERNAL");
  EXPECT_THAT(Found(history), ElementsAre(Finding::kError));
}

TEST(CheckerRepetitions, OneEffectAndOneAnswer) {
  HistoryBuilder history;
  const Operation first = history.Book(1, "a", {At("room", 1, 3)});
  history.Book(2, "b", {At("hall", 1, 3)});
  Operation& again = history.Add(Operation::BOOK, Operation::OK, 1);
  again.set_request_id(first.request_id());
  *again.mutable_legs() = first.legs();
  *again.mutable_bookings() = first.bookings();
  history.List(2, "room", {"a0"});
  EXPECT_THAT(Found(history), IsEmpty());
}

TEST(CheckerRepetitions, ASecondEffect) {
  HistoryBuilder history;
  const Operation first = history.Book(1, "a", {At("room", 1, 3)});
  Operation& again = history.Book(2, "b", {At("room", 1, 3)});
  again.set_request_id(first.request_id());
  EXPECT_THAT(Found(history), ElementsAre(Finding::kRepeated));
}

TEST(CheckerRepetitions, RefusedAfterItWasAcknowledged) {
  HistoryBuilder history;
  const Operation first = history.Book(1, "a", {At("room", 1, 3)});
  Operation& again = history.RefuseBook(1, At("room", 1, 3), Violation::OVERLAP, {"a0"});
  again.set_request_id(first.request_id());
  EXPECT_THAT(Found(history), ElementsAre(Finding::kRepeated));
}

TEST(HistoryFile, ReadsWhatItWrote) {
  HistoryBuilder history;
  history.Hold(1, "a", {At("room", 1, 3)}, 50);
  history.RefuseBook(1, At("room", 2, 4), Violation::OVERLAP, {"a0"});
  const std::string path = ::testing::TempDir() + "history.jsonl";
  ASSERT_TRUE(WriteHistory(path, history.history()).ok());
  const auto read = ReadHistory(path);
  ASSERT_TRUE(read.ok()) << read.status();
  using google::protobuf::util::MessageDifferencer;
  EXPECT_TRUE(MessageDifferencer::Equals(read->world, history.history().world));
  ASSERT_EQ(read->operations.size(), history.history().operations.size());
  for (std::size_t i = 0; i < read->operations.size(); ++i) {
    EXPECT_TRUE(MessageDifferencer::Equals(read->operations[i], history.history().operations[i]));
  }
  std::ofstream(path, std::ios::app) << "{\"operation\": {\"kind\": \"DANCE\"}}\n";
  EXPECT_EQ(ReadHistory(path).status().code(), absl::StatusCode::kInvalidArgument);
  std::remove(path.c_str());
}

}  // namespace
}  // namespace letan::faults
