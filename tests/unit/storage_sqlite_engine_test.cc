// Writes and reads of the SQLite engine, from the inside: batches, revisions, undoing, queues.
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "tests/unit/storage_sqlite_fixture.h"

namespace letan::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SqliteEngineTest : public SqliteTest {
 protected:
  void SetUp() override {
    SqliteTest::SetUp();
    Open();
  }

  void Put(const ResourceRow& row) {
    const WriteResult result = Write(PutBody(row));
    ASSERT_TRUE(result.status.ok()) << result.status;
  }

  std::vector<ChangeRecord> Changes() {
    auto changes = Read()->ListChanges(0, 1000);
    EXPECT_TRUE(changes.ok()) << changes.status();
    return *std::move(changes);
  }
};

TEST_F(SqliteEngineTest, WhatIsWrittenIsRead) {
  EntityRow row = Entity("delegations/a");
  row.parent = "agencies/x";
  row.state = "DRAFT";
  row.start = kStart;
  row.end = kStart + kHour;
  row.level = HandlingLevel::kPublic;
  row.need_to_know = {"roles/b", "roles/a"};
  row.folded_title = "doan";
  row.sort_key = std::string("k\0y", 3);
  row.body = std::string("a\0b", 3);
  const WriteResult written = Write(InsertBody(row));
  ASSERT_EQ(written.outcome, WriteOutcome::kCommitted) << written.status;
  EXPECT_EQ(written.response, row.name);
  EXPECT_EQ(written.revision, 1);
  const auto read = Read();
  EXPECT_EQ(read->revision(), 1);
  const auto found = read->FindEntity(row.name);
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->body, row.body);
  EXPECT_EQ((*found)->sort_key, row.sort_key);
  EXPECT_EQ((*found)->parent, row.parent);
  EXPECT_EQ((*found)->state, row.state);
  EXPECT_THAT((*found)->need_to_know, ElementsAre("roles/b", "roles/a"));
  ExpectSound();
}

TEST_F(SqliteEngineTest, ABookingIsMadeMovedAndReleased) {
  Put(Room("resources/r"));
  ASSERT_TRUE(Write(ApplyBody(Change("bookings/a", "resources/r", 8, 10))).status.ok());
  EXPECT_TRUE(Has("bookings/a"));
  const WriteResult clash = Write(ApplyBody(Change("bookings/b", "resources/r", 9, 11)));
  EXPECT_EQ(clash.outcome, WriteOutcome::kRejected);
  EXPECT_EQ(clash.status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(Has("bookings/b"));

  BookingChange move = Change("bookings/a", "resources/r", 9, 12);
  move.keep_state = true;
  ASSERT_TRUE(Write(ApplyBody(move)).status.ok());
  const auto moved = Read()->FindBooking("bookings/a");
  ASSERT_TRUE(moved.ok() && moved->has_value());
  EXPECT_EQ((*moved)->version, 2);
  EXPECT_EQ((*moved)->occupancy.interval.end, kStart + 12 * kHour);

  BookingChange release;
  release.change.release = {"bookings/a"};
  ASSERT_TRUE(Write(ApplyBody(release)).status.ok());
  EXPECT_FALSE(Has("bookings/a"));
  EXPECT_EQ(Changes().size(), 4u);
  ExpectSound();
}

TEST_F(SqliteEngineTest, ARepeatedRequestIsAnsweredNotRepeated) {
  const WriteResult first = Write(InsertBody(Entity("delegations/a")), "request-1");
  const WriteResult again = Write(InsertBody(Entity("delegations/a")), "request-1");
  ASSERT_EQ(again.outcome, WriteOutcome::kCommitted) << again.status;
  EXPECT_TRUE(again.replayed);
  EXPECT_FALSE(first.replayed);
  EXPECT_EQ(again.response, first.response);
  EXPECT_EQ(again.revision, first.revision);

  WriteRequest other = Request(InsertBody(Entity("delegations/b")), "request-1");
  other.fingerprint = "another";
  EXPECT_EQ(WriteAndWait(*engine_, other).status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Changes().size(), 1u);
}

TEST_F(SqliteEngineTest, ARefusalIsNotRemembered) {
  ASSERT_TRUE(Write(InsertBody(Entity("delegations/a"))).status.ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Write(InsertBody(Entity("delegations/a")), "r").status));
  WriteRequest other = Request(InsertBody(Entity("delegations/b")), "r");
  other.fingerprint = "another";
  EXPECT_TRUE(WriteAndWait(*engine_, other).status.ok());
}

TEST_F(SqliteEngineTest, AnAnswerIsForgottenAfterItsWindow) {
  ASSERT_TRUE(Write(InsertBody(Entity("delegations/a")), "r").status.ok());
  clock_ += booking::kDay;
  EXPECT_TRUE(absl::IsAlreadyExists(Write(InsertBody(Entity("delegations/a")), "r").status));
}

TEST_F(SqliteEngineTest, ABodyThatChangesNothingHasTheCurrentRevision) {
  ASSERT_EQ(Write(InsertBody(Entity("delegations/a"))).revision, 1);
  const WriteResult nothing = Write([](WriteTransaction&) { return std::string("same"); }, "n");
  EXPECT_EQ(nothing.outcome, WriteOutcome::kCommitted);
  EXPECT_EQ(nothing.revision, 1);
  Put(Room("resources/r"));
  EXPECT_EQ(Read()->revision(), 2);
  Put(Room("resources/r"));
  EXPECT_EQ(Read()->revision(), 2);
}

TEST_F(SqliteEngineTest, ABodyThatThrowsOrFailsIsUndone) {
  const WriteResult threw = Write([](WriteTransaction& transaction) -> absl::StatusOr<std::string> {
    transaction.InsertEntity(Entity("delegations/a")).IgnoreError();
    throw std::runtime_error("broken");
  });
  EXPECT_EQ(threw.status.code(), absl::StatusCode::kInternal);
  const WriteResult failed =
      Write([](WriteTransaction& transaction) -> absl::StatusOr<std::string> {
        transaction.InsertEntity(Entity("delegations/a")).IgnoreError();
        return absl::AbortedError("no");
      });
  EXPECT_EQ(failed.status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(failed.revision, 0);
  EXPECT_THAT(Changes(), IsEmpty());
}

TEST_F(SqliteEngineTest, ABodyThatHidesAFailedChangeIsRejected) {
  ASSERT_TRUE(Write(InsertBody(Entity("delegations/a"))).status.ok());
  const WriteResult result = Write([](WriteTransaction& transaction) {
    transaction.InsertEntity(Entity("delegations/b")).IgnoreError();
    transaction.InsertEntity(Entity("delegations/a")).IgnoreError();
    return std::string("all is well");
  });
  EXPECT_TRUE(absl::IsAlreadyExists(result.status)) << result.status;
  EXPECT_EQ(Changes().size(), 1u);
}

TEST_F(SqliteEngineTest, BodiesOfOneBatchSeeAndDoNotSpoilEachOther) {
  Put(Room("resources/r"));
  const auto results =
      WriteAsOneBatch({Request(ApplyBody(Change("bookings/a", "resources/r", 8, 10))),
                       Request(ApplyBody(Change("bookings/b", "resources/r", 9, 11))),
                       Request(ApplyBody(Change("bookings/c", "resources/r", 10, 11)))});
  EXPECT_EQ(results[0].outcome, WriteOutcome::kCommitted) << results[0].status;
  EXPECT_EQ(results[1].outcome, WriteOutcome::kRejected);
  EXPECT_EQ(results[2].outcome, WriteOutcome::kCommitted) << results[2].status;
  EXPECT_EQ(results[2].revision, results[0].revision + 1);
  EXPECT_EQ(results[1].revision, results[0].revision);
  ExpectSound();
}

TEST_F(SqliteEngineTest, AFullQueueRefusesAtOnceAndClosingRejectsWhatWaits) {
  SqliteOptions options = Options();
  options.engine.max_queued_writes = 2;
  options.engine.max_batch = 1;
  Open(options);
  std::mutex mutex;
  std::condition_variable changed;
  bool running = false;
  bool go = false;
  std::vector<absl::StatusCode> codes;
  const auto note = [&](const WriteResult& result) {
    const std::lock_guard<std::mutex> lock(mutex);
    codes.push_back(result.status.code());
  };
  engine_->Submit(Request([&](WriteTransaction&) {
                    std::unique_lock<std::mutex> lock(mutex);
                    running = true;
                    changed.notify_all();
                    changed.wait(lock, [&] { return go; });
                    return std::string();
                  }),
                  note);
  {
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait(lock, [&] { return running; });
  }
  engine_->Submit(Request(InsertBody(Entity("delegations/a"))), note);
  engine_->Submit(Request(InsertBody(Entity("delegations/b"))), note);
  EXPECT_EQ(engine_->queued_writes(), 2);
  engine_->Submit(Request(InsertBody(Entity("delegations/c"))), note);
  {
    const std::lock_guard<std::mutex> lock(mutex);
    EXPECT_THAT(codes, ElementsAre(absl::StatusCode::kResourceExhausted));
  }
  // Whether the two that wait run before the queue closes is the scheduler's choice; each is told.
  std::thread release([&] {
    const std::lock_guard<std::mutex> lock(mutex);
    go = true;
    changed.notify_all();
  });
  engine_.reset();
  release.join();
  ASSERT_EQ(codes.size(), 4u);
  EXPECT_EQ(codes[1], absl::StatusCode::kOk);
  for (const std::size_t waiting : {2, 3}) {
    EXPECT_THAT(codes[waiting],
                ::testing::AnyOf(absl::StatusCode::kUnavailable, absl::StatusCode::kOk));
  }
}

TEST_F(SqliteEngineTest, AHoldLapsesAndIsRecorded) {
  Put(Room("resources/r"));
  BookingChange hold = Change("bookings/h", "resources/r", 8, 10);
  hold.state = BookingState::kHeld;
  hold.expire_time = clock_ + kHour;
  ASSERT_TRUE(Write(ApplyBody(hold)).status.ok());
  EXPECT_TRUE(Has("bookings/h"));
  clock_ += kHour;
  // Not purged yet, but no longer there.
  EXPECT_FALSE(Has("bookings/h"));
  EXPECT_THAT(*Read()->Busy("resources/r", {kStart, kStart + booking::kDay}), IsEmpty());
  ASSERT_TRUE(Write(ApplyBody(Change("bookings/n", "resources/r", 9, 11))).status.ok());
  const std::vector<ChangeRecord> changes = Changes();
  ASSERT_EQ(changes.size(), 4u);
  EXPECT_EQ(changes[2].method, "hold.expired");
  EXPECT_EQ(changes[2].actor, "system");
  EXPECT_EQ(changes[2].entity, "bookings/h");
  EXPECT_EQ(changes[2].after, "");
  EXPECT_EQ(changes[3].revision, changes[2].revision + 1);
  ExpectSound();
}

TEST_F(SqliteEngineTest, CommitTimeNeverGoesBack) {
  ASSERT_TRUE(Write(InsertBody(Entity("delegations/a"))).status.ok());
  const Micros first = clock_;
  clock_ -= kHour;
  ASSERT_TRUE(Write(InsertBody(Entity("delegations/b"))).status.ok());
  EXPECT_EQ(Changes()[1].time, first);
  EXPECT_EQ(Read()->now(), first);
}

TEST_F(SqliteEngineTest, ASnapshotDoesNotMove) {
  ASSERT_TRUE(Write(InsertBody(Entity("delegations/a"))).status.ok());
  const auto before = Read();
  ASSERT_TRUE(Write(InsertBody(Entity("delegations/b"))).status.ok());
  EXPECT_FALSE((*before->FindEntity("delegations/b")).has_value());
  EXPECT_TRUE((*Read()->FindEntity("delegations/b")).has_value());
  ReadOptions later;
  later.at_least = 3;
  EXPECT_TRUE(absl::IsUnavailable(engine_->BeginRead(Viewer::Administrator(), later).status()));
}

TEST_F(SqliteEngineTest, ALogThatNoReaderHoldsDoesNotGrow) {
  SqliteOptions options = Options();
  options.checkpoint_pages = 16;
  Open(options);
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(Write(InsertBody(Entity("delegations/" + std::to_string(i)))).status.ok());
  }
  EXPECT_LT(std::filesystem::file_size(Path() + "-wal"), 16 * 8 * 4096u);
  ExpectSound();
}

TEST_F(SqliteEngineTest, ALogThatAReaderHeldStartsAnewWhenItHasGone) {
  SqliteOptions options = Options();
  options.checkpoint_pages = 16;
  Open(options);
  const auto write = [&](int first, int last) {
    for (int i = first; i < last; ++i) {
      ASSERT_TRUE(Write(InsertBody(Entity("delegations/" + std::to_string(i)))).status.ok());
    }
  };
  const auto log_size = [&] { return std::filesystem::file_size(Path() + "-wal"); };
  auto reader = Read();
  write(0, 100);
  const auto held = log_size();
  EXPECT_GT(held, 16 * 4096u);
  // Its snapshot is still whole.
  EXPECT_FALSE((*reader->FindEntity("delegations/0")).has_value());
  reader.reset();
  write(100, 200);
  // The same pages are written over from the beginning.
  EXPECT_LT(log_size(), held + std::size_t{16} * 2 * 4096);
  ExpectSound();
}

// A connection keeps its snapshot for the next read; nobody who reads afterwards may be shown it
// once there is something newer.
TEST_F(SqliteEngineTest, ASnapshotThatIsKeptIsNotShownWhenItIsOld) {
  for (int i = 0; i < 3; ++i) {
    std::vector<std::unique_ptr<ReadTransaction>> readers;
    for (int j = 0; j < 4; ++j) readers.push_back(Read());
    readers.clear();
    const std::string name = "delegations/" + std::to_string(i);
    const WriteResult written = Write(InsertBody(Entity(name)));
    ASSERT_TRUE(written.status.ok()) << written.status;
    for (int j = 0; j < 4; ++j) {
      readers.push_back(Read());
      EXPECT_EQ(readers.back()->revision(), written.revision);
      EXPECT_TRUE((*readers.back()->FindEntity(name)).has_value());
    }
  }
}

TEST_F(SqliteEngineTest, SnapshotsThatAreKeptDoNotHoldTheLog) {
  SqliteOptions options = Options();
  options.checkpoint_pages = 16;
  Open(options);
  int written = 0;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::unique_ptr<ReadTransaction>> readers;
    for (int i = 0; i < 8; ++i) {
      readers.push_back(Read());
      ASSERT_TRUE(
          Write(InsertBody(Entity("delegations/" + std::to_string(written++)))).status.ok());
    }
    readers.clear();
    for (int i = 0; i < 100; ++i) {
      ASSERT_TRUE(
          Write(InsertBody(Entity("delegations/" + std::to_string(written++)))).status.ok());
    }
  }
  EXPECT_LT(std::filesystem::file_size(Path() + "-wal"), 16 * 8 * 4096u);
  ExpectSound();
}

}  // namespace
}  // namespace letan::storage
