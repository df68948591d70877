// Disks that fail and machines that lose power: what was acknowledged is there, what failed is not.
#include <sqlite3.h>

#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <random>
#include <thread>

#include "tests/unit/storage_sqlite_fault_fixture.h"

namespace letan::storage {
namespace {

using ::testing::HasSubstr;

TEST_F(SqliteFaultTest, AFullDiskAtCommitRefusesAndLeavesNothing) {
  vfs_.Fail(FaultVfs::File::kLog, FaultVfs::Call::kWrite, 1, 1, SQLITE_FULL);
  const WriteResult full = Write(InsertBody(Entity("delegations/a")), "r");
  ASSERT_EQ(vfs_.failed(), 1);
  EXPECT_EQ(full.outcome, WriteOutcome::kRejected);
  EXPECT_TRUE(absl::IsResourceExhausted(full.status)) << full.status;
  EXPECT_FALSE(HasEntity(*engine_, "delegations/a"));
  const WriteResult again = Write(InsertBody(Entity("delegations/a")), "r");
  EXPECT_EQ(again.outcome, WriteOutcome::kCommitted) << again.status;
  EXPECT_FALSE(again.replayed);
  ExpectSound();
}

TEST_F(SqliteFaultTest, ASyncThatFailsAtCommitLeavesTheOutcomeUnknown) {
  vfs_.Fail(FaultVfs::File::kLog, FaultVfs::Call::kSync, 1, 1, SQLITE_IOERR_FSYNC);
  const WriteResult unknown = Write(InsertBody(Entity("delegations/a")), "r");
  ASSERT_EQ(vfs_.failed(), 1);
  EXPECT_EQ(unknown.outcome, WriteOutcome::kUnknown);
  EXPECT_TRUE(absl::IsUnavailable(unknown.status));
  EXPECT_THAT(std::string(unknown.status.message()), HasSubstr("OUTCOME_UNKNOWN"));
  const WriteResult again = Write(InsertBody(Entity("delegations/a")), "r");
  EXPECT_EQ(again.outcome, WriteOutcome::kCommitted) << again.status;
  EXPECT_TRUE(HasEntity(*engine_, "delegations/a"));
  ExpectSound();
}

TEST_F(SqliteFaultTest, AnUnknownCommitDoesNotComeToLightAfterACrash) {
  vfs_.Fail(FaultVfs::File::kLog, FaultVfs::Call::kSync, 1, 1, SQLITE_IOERR_FSYNC);
  ASSERT_EQ(Write(InsertBody(Entity("delegations/a"))).outcome, WriteOutcome::kUnknown);
  ASSERT_FALSE(HasEntity(*engine_, "delegations/a"));
  // The process dies now, with everything that it ever wrote on the disk, failed syncs or not.
  const std::string copy = (directory_ / "copy.db").string();
  std::filesystem::copy_file(Path(), copy);
  std::filesystem::copy_file(Path() + "-wal", copy + "-wal");
  const auto after = OpenCopy(copy);
  ASSERT_NE(after, nullptr);
  EXPECT_FALSE(HasEntity(*after, "delegations/a"));
  ExpectSoundEngine(*after);
}

TEST_F(SqliteFaultTest, WhileTheDiskStaysBrokenWritesAreUnavailableAndThenGoOn) {
  vfs_.Fail(FaultVfs::File::kLog, FaultVfs::Call::kSync, 1, 1'000'000, SQLITE_IOERR_FSYNC);
  for (int i = 0; i < 3; ++i) {
    const WriteResult result = Write(InsertBody(Entity("delegations/a")), "r");
    EXPECT_NE(result.outcome, WriteOutcome::kCommitted);
    EXPECT_TRUE(absl::IsUnavailable(result.status)) << result.status;
  }
  EXPECT_FALSE(HasEntity(*engine_, "delegations/a"));
  vfs_.Heal();
  EXPECT_TRUE(Write(InsertBody(Entity("delegations/a")), "r").status.ok());
  ExpectSound();
}

TEST_F(SqliteFaultTest, RefusalsOfABatchThatFailedAreNotKept) {
  // Judged on a neighbour's booking that was never committed, a refusal would be a lie.
  vfs_.Fail(FaultVfs::File::kLog, FaultVfs::Call::kWrite, 1, 1, SQLITE_FULL);
  const auto results =
      WriteAsOneBatch({Request(ApplyBody(Change("bookings/a", "resources/r", 8, 10))),
                       Request(ApplyBody(Change("bookings/b", "resources/r", 9, 11)))});
  EXPECT_TRUE(absl::IsResourceExhausted(results[0].status)) << results[0].status;
  EXPECT_TRUE(absl::IsResourceExhausted(results[1].status)) << results[1].status;
}

TEST_F(SqliteFaultTest, ABodyThatBreaksTheTransactionDoesNotTakeItsNeighboursWithIt) {
  SqliteOptions options = FaultOptions();
  options.writer_cache_kib = 40;  // so that a large body spills into the log before its COMMIT
  Open(options);
  const auto large = [&](WriteTransaction& transaction) -> absl::StatusOr<std::string> {
    vfs_.Fail(FaultVfs::File::kLog, FaultVfs::Call::kWrite, 1, 1, SQLITE_IOERR_WRITE);
    for (int i = 0; i < 100; ++i) {
      EntityRow row = Entity("delegations/large" + std::to_string(i));
      row.body.assign(4000, 'x');
      absl::Status status = transaction.InsertEntity(row);
      if (!status.ok()) return status;
    }
    return std::string();
  };
  const auto results =
      WriteAsOneBatch({Request(InsertBody(Entity("delegations/a")), "r1"), Request(large, "r2"),
                       Request(InsertBody(Entity("delegations/c")), "r3")});
  EXPECT_EQ(vfs_.failed(), 1);
  EXPECT_TRUE(results[0].status.ok()) << results[0].status;
  EXPECT_EQ(results[1].outcome, WriteOutcome::kRejected);
  EXPECT_TRUE(absl::IsUnavailable(results[1].status)) << results[1].status;
  EXPECT_TRUE(results[2].status.ok()) << results[2].status;
  EXPECT_EQ(results[2].revision, results[0].revision + 1);
  EXPECT_TRUE(HasEntity(*engine_, "delegations/a"));
  EXPECT_TRUE(HasEntity(*engine_, "delegations/c"));
  EXPECT_FALSE(HasEntity(*engine_, "delegations/large0"));
  ExpectSound();
}

// Power cuts. At each acknowledgement the image of what is on the disk for certain is taken, opened
// like after a crash, and searched for the write.
class SqlitePowerCutTest : public SqliteFaultTest {
 protected:
  // How many of the acknowledged writes an image taken at their acknowledgement lacks.
  int LostWrites(int threads, int writes_each, std::uint64_t seed) {
    std::mutex mutex;
    int lost = 0;
    std::vector<std::thread> clients;
    for (int thread = 0; thread < threads; ++thread) {
      clients.emplace_back([&, thread] {
        for (int i = 0; i < writes_each; ++i) {
          const std::string name =
              "delegations/" + std::to_string(thread) + "-" + std::to_string(i);
          const std::string image =
              (directory_ / ("image" + std::to_string(thread) + ".db")).string();
          bool acknowledged = false;
          std::condition_variable told;
          std::mutex waiting;
          bool done = false;
          engine_->Submit(Request(InsertBody(Entity(name))), [&](const WriteResult& result) {
            acknowledged = result.outcome == WriteOutcome::kCommitted;
            // In the acknowledgement itself: nothing later can have helped.
            vfs_.CrashImage(Path(), image, i % 2 == 0 ? 0 : seed + static_cast<unsigned>(i));
            const std::lock_guard<std::mutex> lock(waiting);
            done = true;
            told.notify_one();
          });
          std::unique_lock<std::mutex> lock(waiting);
          told.wait(lock, [&] { return done; });
          EXPECT_TRUE(acknowledged);
          const auto after = OpenCopy(image);
          if (after == nullptr || !HasEntity(*after, name)) {
            const std::lock_guard<std::mutex> count(mutex);
            ++lost;
          } else {
            ExpectSoundEngine(*after);
          }
        }
      });
    }
    for (std::thread& client : clients) client.join();
    return lost;
  }
};

TEST_F(SqlitePowerCutTest, WhatIsAcknowledgedSurvives) {
  const char* given = std::getenv("LETAN_SEED");
  const std::uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::cout << "LETAN_SEED=" << seed << "\n";
  SqliteOptions options = FaultOptions();
  options.checkpoint_pages = 24;  // so that images are taken around checkpoints, too
  Open(options);
  EXPECT_EQ(LostWrites(3, 25, seed), 0);
  ExpectSound();
}

TEST_F(SqlitePowerCutTest, ADiskThatLiesIsFoundOut) {
  vfs_.LieAboutSync(true);
  EXPECT_GT(LostWrites(1, 3, 0), 0);
}

}  // namespace
}  // namespace letan::storage
