// Old changes leave the log for a file; the chain goes on over the joint.
#include <fstream>
#include <iterator>

#include "SQLiteCpp/SQLiteCpp.h"
#include "storage/sqlite/archive_file.h"
#include "storage/sqlite/restore.h"
#include "tests/unit/storage_sqlite_fixture.h"

namespace letan::storage {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SqliteArchiveTest : public SqliteTest {
 protected:
  std::string InDirectory(const std::string& name) const { return (directory_ / name).string(); }

  // One write an hour from kStart - 1 day on.
  void Fill() {
    Open();
    const std::vector<WriteBody> bodies{PutBody(Room("resources/r")),
                                        InsertBody(Entity("delegations/a")),
                                        ApplyBody(Change("bookings/a", "resources/r", 8, 10)),
                                        ApplyBody(Change("bookings/b", "resources/r", 12, 14)),
                                        ApplyBody(Change("bookings/c", "resources/r", 16, 18))};
    for (const WriteBody& body : bodies) {
      ASSERT_TRUE(Write(body).status.ok());
      clock_ += kHour;
    }
  }
  Micros HourOfFill(int hour) const { return kStart - booking::kDay + hour * kHour; }

  absl::StatusOr<ArchiveInfo> ArchiveBefore(Micros before, const std::string& name) {
    ArchiveRequest request;
    request.path = InDirectory(name);
    request.before = before;
    return engine_->ArchiveChanges(request);
  }
  ArchiveInfo MustArchive(Micros before, const std::string& name) {
    auto info = ArchiveBefore(before, name);
    EXPECT_TRUE(info.ok()) << info.status();
    return info.ok() ? *info : ArchiveInfo();
  }
  std::vector<std::int64_t> Sequences() {
    std::vector<std::int64_t> sequences;
    const auto records = Read()->ListChanges(0, 100);
    EXPECT_TRUE(records.ok()) << records.status();
    if (!records.ok()) return sequences;
    for (const ChangeRecord& record : *records) sequences.push_back(record.sequence);
    return sequences;
  }
  void Execute(const std::string& sql) {
    engine_.reset();
    ASSERT_GT(SQLite::Database(Path(), SQLite::OPEN_READWRITE).exec(sql), 0);
    Open();
  }
  void ExpectFinding(const std::string& said) {
    const auto report = engine_->CheckIntegrity();
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->findings, Contains(HasSubstr(said)));
  }
};

TEST_F(SqliteArchiveTest, TheChainGoesOnOverTheJoint) {
  Fill();
  const auto before = Read()->ListChanges(0, 100);
  ASSERT_TRUE(before.ok());
  const ArchiveInfo first = MustArchive(HourOfFill(2), "first.jsonl");
  EXPECT_EQ(first.records, 2);
  EXPECT_EQ(first.last_revision, 2);
  EXPECT_EQ(Sequences(), (std::vector<std::int64_t>{3, 4, 5}));
  ExpectSound();
  const ArchiveInfo second = MustArchive(HourOfFill(4), "second.jsonl");
  EXPECT_EQ(second.records, 2);
  EXPECT_EQ(Sequences(), (std::vector<std::int64_t>{5}));
  ExpectSound();

  const auto end_of_first = sqlite::ReadArchiveFile(first.file.path, sqlite::Archive());
  ASSERT_TRUE(end_of_first.ok()) << end_of_first.status();
  EXPECT_EQ(end_of_first->hash, (*before)[1].hash);
  const auto end_of_second = sqlite::ReadArchiveFile(second.file.path, *end_of_first);
  ASSERT_TRUE(end_of_second.ok()) << end_of_second.status();
  EXPECT_EQ(end_of_second->hash, (*before)[4].previous_hash);
  EXPECT_FALSE(sqlite::ReadArchiveFile(second.file.path, sqlite::Archive()).ok());

  Open();
  ASSERT_TRUE(Write(ApplyBody(Change("bookings/d", "resources/r", 20, 21))).status.ok());
  ExpectSound();
  const auto info = engine_->Describe();
  ASSERT_TRUE(info.ok()) << info.status();
  EXPECT_EQ(info->archived, 4);
  EXPECT_EQ(info->changes, 2);
  EXPECT_EQ(info->floor, 4);
}

TEST_F(SqliteArchiveTest, TheNewestWriteStaysAndNothingIsNoFile) {
  Fill();
  EXPECT_EQ(MustArchive(HourOfFill(0), "none.jsonl").records, 0);
  EXPECT_FALSE(std::filesystem::exists(InDirectory("none.jsonl")));
  EXPECT_EQ(MustArchive(HourOfFill(100), "all.jsonl").records, 4);
  EXPECT_EQ(Sequences(), (std::vector<std::int64_t>{5}));
  EXPECT_EQ(MustArchive(HourOfFill(100), "again.jsonl").records, 0);
  EXPECT_FALSE(std::filesystem::exists(InDirectory("again.jsonl")));
  Open();
  ExpectSound();
}

TEST_F(SqliteArchiveTest, AFileThatIsThereIsNotOverwritten) {
  Fill();
  std::ofstream(InDirectory("mine.jsonl")) << "somebody's";
  EXPECT_EQ(ArchiveBefore(HourOfFill(3), "mine.jsonl").status().code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Sequences().size(), 5u);
}

TEST_F(SqliteArchiveTest, WhatIsDamagedIsNotSealed) {
  Fill();
  Execute("UPDATE bookings SET place = 'places/x' WHERE name = 'bookings/a'");
  const auto refused = ArchiveBefore(HourOfFill(4), "bad.jsonl");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Sequences().size(), 5u);
  EXPECT_FALSE(std::filesystem::exists(InDirectory("bad.jsonl")));
  EXPECT_FALSE(std::filesystem::exists(InDirectory("bad.jsonl.part")));
}

TEST_F(SqliteArchiveTest, DamageToARowWhoseLastChangeWasArchivedIsFound) {
  Fill();
  MustArchive(HourOfFill(4), "old.jsonl");
  Execute("UPDATE bookings SET place = 'places/x' WHERE name = 'bookings/a'");
  ExpectFinding("rows whose last change was archived are not as they were");
}

TEST_F(SqliteArchiveTest, ABrokenJointIsFound) {
  Fill();
  MustArchive(HourOfFill(4), "old.jsonl");
  Execute("UPDATE archives SET hash = zeroblob(32)");
  ExpectFinding("chain broken at change 5");
}

TEST_F(SqliteArchiveTest, AForgedLineIsFound) {
  Fill();
  const ArchiveInfo info = MustArchive(HourOfFill(4), "old.jsonl");
  std::ifstream in(info.file.path);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::size_t at = text.find("\"actor\":\"");
  ASSERT_NE(at, std::string::npos);
  text.insert(at + 9, "x");
  std::ofstream(InDirectory("forged.jsonl")) << text;
  const auto read = sqlite::ReadArchiveFile(InDirectory("forged.jsonl"), sqlite::Archive());
  EXPECT_THAT(std::string(read.status().message()), HasSubstr("line 1: the chain is broken"));
  std::ofstream(InDirectory("noise.jsonl")) << "{\"sequence\":";
  EXPECT_THAT(std::string(sqlite::ReadArchiveFile(InDirectory("noise.jsonl"), sqlite::Archive())
                              .status()
                              .message()),
              HasSubstr("line 1: it is not a change"));
}

// A crash between the new joint and the last removal leaves changes that are archived.
TEST_F(SqliteArchiveTest, WhatACrashLeftOfArchivedChangesIsRemovedByTheNextArchive) {
  Fill();
  engine_.reset();
  SQLite::Database(Path(), SQLite::OPEN_READWRITE)
      .exec("CREATE TABLE kept AS SELECT * FROM changes WHERE sequence <= 3");
  Open();
  MustArchive(HourOfFill(3), "old.jsonl");
  Execute("INSERT INTO changes SELECT * FROM kept");
  ExpectSound();
  MustArchive(HourOfFill(3), "next.jsonl");
  EXPECT_EQ(Sequences(), (std::vector<std::int64_t>{4, 5}));
  ExpectSound();
}

TEST_F(SqliteArchiveTest, ABackupOfADatabaseWithArchivesIsRestored) {
  Fill();
  MustArchive(HourOfFill(3), "old.jsonl");
  const auto backup = engine_->Backup(InDirectory("copy.db"));
  ASSERT_TRUE(backup.ok()) << backup.status();
  RestoreOptions options;
  options.from = InDirectory("copy.db");
  options.target = Options();
  options.target.path = InDirectory("elsewhere.db");
  const auto restored = RestoreSqlite(options);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->report.archived, 3);
  Open(options.target);
  ExpectSound();
  const auto report = engine_->CheckIntegrity();
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(report->findings, IsEmpty());
}

}  // namespace
}  // namespace letan::storage
