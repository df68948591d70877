// A full disk, from its begin to its end, and what the engine tells of itself meanwhile.
#include <sqlite3.h>

#include <condition_variable>
#include <mutex>

#include "storage/disk_full.h"
#include "tests/unit/storage_sqlite_fault_fixture.h"

namespace letan::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kForGood = 1'000'000;

class SqliteDiskFullTest : public SqliteFaultTest {
 protected:
  void SetUp() override {
    SqliteFaultTest::SetUp();
    SqliteOptions options = FaultOptions();
    options.checkpoint_pages = 1 << 20;  // never by itself
    Open(LoggedTo(options));
  }

  SqliteOptions LoggedTo(SqliteOptions options) {
    options.engine.log = [this](const LogEvent& event) {
      const std::lock_guard<std::mutex> lock(mutex_);
      events_.push_back(event.name);
      changed_.notify_all();
    };
    return options;
  }

  std::vector<std::string> Events() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return events_;
  }
  void AwaitEvent(const std::string& name) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return !events_.empty() && events_.back() == name; });
  }

  void FillDisk() {
    vfs_.Fail(FaultVfs::File::kLog, FaultVfs::Call::kWrite, 1, kForGood, SQLITE_FULL);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> events_;
};

TEST_F(SqliteDiskFullTest, IsToldApartBeginsOnceAndEndsWithTheFirstWriteThatFits) {
  FillDisk();
  // What is moved to the file makes the log begin anew, which does not help here.
  for (int i = 0; i < 20; ++i) {
    const WriteResult full = Write(InsertBody(Entity("delegations/a")), "r");
    EXPECT_EQ(full.outcome, WriteOutcome::kRejected);
    EXPECT_TRUE(absl::IsResourceExhausted(full.status)) << full.status;
    EXPECT_TRUE(IsDiskFull(full.status));
    EXPECT_FALSE(HasEntity(*engine_, "delegations/a"));
  }
  EXPECT_TRUE(engine_->Stats().disk_full);
  EXPECT_FALSE(engine_->Stats().broken);
  EXPECT_THAT(Events(), ElementsAre("disk_full_begin"));
  vfs_.Heal();
  EXPECT_TRUE(Write(InsertBody(Entity("delegations/a")), "r").status.ok());
  EXPECT_FALSE(engine_->Stats().disk_full);
  EXPECT_THAT(Events(), ElementsAre("disk_full_begin", "disk_full_end"));
  EXPECT_EQ(engine_->Stats().failed_commits, 20);
  EXPECT_EQ(engine_->Stats().unknown_commits, 0);
  ExpectSound();
}

TEST_F(SqliteDiskFullTest, ThatItHasEndedIsFoundWithoutACaller) {
  FillDisk();
  ASSERT_TRUE(IsDiskFull(Write(InsertBody(Entity("delegations/a"))).status));
  engine_->ExpireHolds();
  ASSERT_TRUE(IsDiskFull(Write(InsertBody(Entity("delegations/a"))).status));
  EXPECT_TRUE(engine_->Stats().disk_full);
  vfs_.Heal();
  engine_->ExpireHolds();
  AwaitEvent("disk_full_end");
  EXPECT_FALSE(engine_->Stats().disk_full);
}

// The log alone fills the disk, with the same page again and again: a checkpoint is all it takes.
TEST_F(SqliteDiskFullTest, ACheckpointMakesRoomWhereTheLogIsWhatFillsTheDisk) {
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(Write(InsertBody(Entity("delegations/" + std::to_string(i)))).status.ok());
  }
  const std::int64_t before = engine_->Stats().log_bytes;
  EXPECT_GT(before, 50 * 4096);
  vfs_.Fail(FaultVfs::File::kLog, FaultVfs::Call::kWrite, 1, 1, SQLITE_FULL);
  ASSERT_TRUE(IsDiskFull(Write(InsertBody(Entity("delegations/a"))).status));
  EXPECT_EQ(engine_->Stats().log_bytes, 0);
  EXPECT_EQ(engine_->Stats().checkpoints, 1);
  EXPECT_TRUE(Write(InsertBody(Entity("delegations/a"))).status.ok());
  ExpectSound();
}

TEST_F(SqliteDiskFullTest, ACheckpointThatFindsNoRoomIsCountedAndTriedAgain) {
  SqliteOptions options = FaultOptions();
  options.checkpoint_pages = 4;
  Open(LoggedTo(options));
  vfs_.Fail(FaultVfs::File::kDatabase, FaultVfs::Call::kWrite, 1, kForGood, SQLITE_FULL);
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(Write(InsertBody(Entity("delegations/" + std::to_string(i)))).status.ok());
  }
  // A write is answered before the checkpoint after it; the next one is not begun before.
  EXPECT_GT(engine_->Stats().failed_checkpoints, 1);
  EXPECT_EQ(Events().front(), "checkpoint_failed");
  EXPECT_EQ(engine_->Stats().checkpoints, 0);
  vfs_.Heal();
  clock_ += 5 * booking::kSecond;
  for (int i = 5; i < 8; ++i) {
    ASSERT_TRUE(Write(InsertBody(Entity("delegations/" + std::to_string(i)))).status.ok());
  }
  EXPECT_GT(engine_->Stats().checkpoints, 0);
  EXPECT_EQ(engine_->Stats().checkpoint_age_micros, 0);
  clock_ += booking::kSecond;
  EXPECT_EQ(engine_->Stats().checkpoint_age_micros, booking::kSecond);
  ExpectSound();
}

TEST_F(SqliteDiskFullTest, AFullDiskBehindAnUnknownCommitIsNotABrokenOne) {
  vfs_.Fail(FaultVfs::File::kLog, FaultVfs::Call::kSync, 1, 1, SQLITE_IOERR_FSYNC);
  ASSERT_EQ(Write(InsertBody(Entity("delegations/a"))).outcome, WriteOutcome::kUnknown);
  EXPECT_EQ(engine_->Stats().unknown_commits, 1);
  EXPECT_THAT(Events(), IsEmpty()) << "it was fenced off at once";
}

TEST_F(SqliteDiskFullTest, ABrokenDiskIsToldOnceAndSoIsItsEnd) {
  vfs_.Fail(FaultVfs::File::kLog, FaultVfs::Call::kSync, 1, kForGood, SQLITE_IOERR_FSYNC);
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(Write(InsertBody(Entity("delegations/a"))).status.ok());
  }
  EXPECT_TRUE(engine_->Stats().broken);
  EXPECT_FALSE(engine_->Stats().disk_full);
  vfs_.Heal();
  EXPECT_TRUE(Write(InsertBody(Entity("delegations/a"))).status.ok());
  EXPECT_FALSE(engine_->Stats().broken);
  EXPECT_THAT(Events(), ElementsAre("storage_broken", "storage_healed"));
}

TEST_F(SqliteDiskFullTest, TheFiguresFollowWhatHappens) {
  const EngineStats before = engine_->Stats();
  EXPECT_EQ(before.readers_in_use, 0);
  ASSERT_TRUE(Write(InsertBody(Entity("delegations/a"))).status.ok());
  const auto read = engine_->BeginRead(Viewer::Administrator());
  ASSERT_TRUE(read.ok());
  const EngineStats after = engine_->Stats();
  EXPECT_EQ(after.commits, before.commits + 1);
  EXPECT_EQ(after.batch_sizes.sum, before.batch_sizes.sum + 1);
  EXPECT_GT(after.commit_micros.sum, before.commit_micros.sum);
  EXPECT_GT(after.log_pages, before.log_pages);
  EXPECT_GT(after.log_bytes, before.log_bytes);
  EXPECT_GT(after.database_bytes, 4096);
  EXPECT_GT(after.free_disk_bytes, 0);
  EXPECT_EQ(after.readers_in_use, 1);
}

}  // namespace
}  // namespace letan::storage
