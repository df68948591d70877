// Bodies that change more than the writer's cache holds, and how little they ask of the disk.
#include <sqlite3.h>

#include "storage/disk_full.h"
#include "tests/unit/storage_sqlite_fault_fixture.h"

namespace letan::storage {
namespace {

class SqliteSpillTest : public SqliteFaultTest {};

// Some 200 rows of 4 KiB.
WriteBody LargeBody(const EntityRow& like, bool refuse) {
  return [like, refuse](WriteTransaction& transaction) -> absl::StatusOr<std::string> {
    EntityRow row = like;
    row.body.assign(4096, 'x');
    for (int i = 0; i < 200; ++i) {
      row.name = like.name + std::to_string(i);
      row.uid = "uid of " + row.name;
      if (absl::Status status = transaction.InsertEntity(row); !status.ok()) return status;
    }
    const auto first = transaction.FindEntity(like.name + "0");
    if (!first.ok()) return first.status();
    EXPECT_TRUE(first->has_value());
    if (refuse) return absl::FailedPreconditionError("refused");
    return std::string("done");
  };
}

TEST_F(SqliteSpillTest, ACommitReachesTheLogInFewWrites) {
  ASSERT_TRUE(Write(InsertBody(Entity("delegations/a"))).status.ok());
  const int before = vfs_.writes(FaultVfs::File::kLog);
  ASSERT_TRUE(Write(LargeBody(Entity("delegations/b"), false)).status.ok());
  // Some 400 pages, 29 at a time.
  EXPECT_LE(vfs_.writes(FaultVfs::File::kLog) - before, 20);
  ASSERT_TRUE(Write(InsertBody(Entity("delegations/c"))).status.ok());
  EXPECT_TRUE(HasEntity(*engine_, "delegations/b199"));
  ExpectSound();
}

TEST_F(SqliteSpillTest, WhatDidNotFitIntoTheCacheIsReadBackAndCanBeUndone) {
  SqliteOptions options = FaultOptions();
  options.writer_cache_kib = 64;
  Open(options);
  // A refusal after changes, then the same with success, then a write on top.
  const int before = vfs_.writes(FaultVfs::File::kLog);
  EXPECT_FALSE(Write(LargeBody(Entity("delegations/b"), true)).status.ok());
  EXPECT_GT(vfs_.writes(FaultVfs::File::kLog) - before, 5) << "it spilled";
  EXPECT_FALSE(HasEntity(*engine_, "delegations/b0"));
  EXPECT_TRUE(Write(InsertBody(Entity("delegations/c"))).status.ok());
  EXPECT_TRUE(Write(LargeBody(Entity("delegations/b"), false)).status.ok());
  const std::string copy = (directory_ / "copy.db").string();
  vfs_.CrashImage(Path(), copy, 0);
  const auto after = OpenCopy(copy);
  ASSERT_NE(after, nullptr);
  EXPECT_TRUE(HasEntity(*after, "delegations/b199"));
  EXPECT_TRUE(HasEntity(*after, "delegations/c"));
  ExpectSoundEngine(*after);
  ExpectSound();
}

// Wherever the disk is full while a large body spills, nothing of it is left, and the next
// succeeds.
TEST_F(SqliteSpillTest, AFullDiskInTheMiddleOfABodyUndoesAllOfIt) {
  SqliteOptions options = FaultOptions();
  options.writer_cache_kib = 64;
  Open(options);
  for (const int nth : {1, 2, 3, 5, 8}) {
    // For good: a batch that breaks runs again.
    vfs_.Fail(FaultVfs::File::kLog, FaultVfs::Call::kWrite, nth, 1'000'000, SQLITE_FULL);
    const WriteResult full = Write(LargeBody(Entity("delegations/b"), false));
    ASSERT_GE(vfs_.failed(), 1) << nth;
    vfs_.Heal();
    EXPECT_EQ(full.outcome, WriteOutcome::kRejected) << nth;
    EXPECT_TRUE(IsDiskFull(full.status)) << nth << full.status;
    EXPECT_TRUE(absl::IsResourceExhausted(full.status)) << nth << full.status;
    EXPECT_FALSE(HasEntity(*engine_, "delegations/b0")) << nth;
    ExpectSound();
  }
  EXPECT_TRUE(Write(LargeBody(Entity("delegations/b"), false)).status.ok());
  ExpectSound();
}

}  // namespace
}  // namespace letan::storage
