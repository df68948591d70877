// Backups are consistent copies; what is restored is what was backed up, or nothing.
#include <fstream>
#include <iterator>

#include "SQLiteCpp/SQLiteCpp.h"
#include "storage/sqlite/restore.h"
#include "tests/unit/storage_sqlite_fixture.h"

namespace letan::storage {
namespace {

using ::testing::HasSubstr;

std::string Content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class SqliteBackupTest : public SqliteTest {
 protected:
  std::string InDirectory(const std::string& name) const { return (directory_ / name).string(); }
  std::string Copy() const { return InDirectory("copy.db"); }

  void Fill() {
    Open();
    ASSERT_TRUE(Write(PutBody(Room("resources/r"))).status.ok());
    ASSERT_TRUE(Write(InsertBody(Entity("delegations/a"))).status.ok());
    ASSERT_TRUE(Write(ApplyBody(Change("bookings/a", "resources/r", 8, 10))).status.ok());
  }

  BackupInfo MustBackUp() {
    auto info = engine_->Backup(Copy());
    EXPECT_TRUE(info.ok()) << info.status();
    return info.ok() ? *info : BackupInfo();
  }

  RestoreOptions Restoring() const {
    RestoreOptions options;
    options.from = Copy();
    options.target = Options();
    options.target.path = InDirectory("elsewhere.db");
    return options;
  }

  // Of everything in the directory: name and content.
  std::map<std::string, std::string> Everything() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
      files[entry.path().filename().string()] = Content(entry.path().string());
    }
    return files;
  }

  void ExpectRefused(const RestoreOptions& options, const std::string& said) {
    auto before = Everything();
    const auto restored = RestoreSqlite(options);
    ASSERT_FALSE(restored.ok());
    EXPECT_THAT(std::string(restored.status().message()), HasSubstr(said));
    auto after = Everything();
    // The lock's file stays, as it does wherever a database was looked for.
    after.erase("elsewhere.db.lock");
    before.erase("elsewhere.db.lock");
    EXPECT_EQ(after, before);
  }
};

TEST_F(SqliteBackupTest, ABackupIsRestoredElsewhereWithAllThatWasWritten) {
  Fill();
  const BackupInfo info = MustBackUp();
  EXPECT_EQ(info.revision, 3);
  EXPECT_EQ(info.file.bytes, static_cast<std::int64_t>(Content(Copy()).size()));
  EXPECT_EQ(Content(Copy() + ".sha256"), info.file.sha256 + "  copy.db\n");
  EXPECT_EQ(std::filesystem::status(Copy()).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  ASSERT_TRUE(Write(ApplyBody(Change("bookings/later", "resources/r", 12, 14))).status.ok());

  const auto restored = RestoreSqlite(Restoring());
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->revision, 3);
  EXPECT_EQ(restored->report.bookings, 1);
  EXPECT_EQ(restored->replaced, "");
  Open(Restoring().target);
  EXPECT_TRUE(Has("bookings/a"));
  EXPECT_FALSE(Has("bookings/later"));
  ExpectSound();
  EXPECT_TRUE(Write(ApplyBody(Change("bookings/b", "resources/r", 12, 14))).status.ok());
}

TEST_F(SqliteBackupTest, AnExistingFileIsNotOverwritten) {
  Fill();
  std::ofstream(Copy()) << "somebody's";
  const auto info = engine_->Backup(Copy());
  EXPECT_EQ(info.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Content(Copy()), "somebody's");
}

TEST_F(SqliteBackupTest, WhatACrashLeftIsNoObstacle) {
  Fill();
  std::ofstream(Copy() + ".part") << "half a backup";
  MustBackUp();
  EXPECT_FALSE(std::filesystem::exists(Copy() + ".part"));
  std::ofstream(InDirectory("elsewhere.db.part")) << "half a restore";
  EXPECT_TRUE(RestoreSqlite(Restoring()).ok());
  EXPECT_FALSE(std::filesystem::exists(InDirectory("elsewhere.db.part")));
  EXPECT_FALSE(std::filesystem::exists(InDirectory("elsewhere.db-wal")));
}

TEST_F(SqliteBackupTest, ADamagedDatabaseIsNotTakenForABackup) {
  Fill();
  engine_.reset();
  SQLite::Database(Path(), SQLite::OPEN_READWRITE)
      .exec("UPDATE bookings SET place = 'places/x' WHERE name = 'bookings/a'");
  Open();
  const auto info = engine_->Backup(Copy());
  EXPECT_EQ(info.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(info.status().message()), HasSubstr("differs from the last change"));
  EXPECT_FALSE(std::filesystem::exists(Copy()));
  EXPECT_FALSE(std::filesystem::exists(Copy() + ".part"));
  EXPECT_FALSE(std::filesystem::exists(Copy() + ".sha256"));
}

TEST_F(SqliteBackupTest, EveryFlippedByteAndEveryTruncationIsRefused) {
  Fill();
  MustBackUp();
  const std::string sound = Content(Copy());
  for (std::size_t at = 0; at < sound.size(); at += sound.size() / 37) {
    std::string damaged = sound;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    std::ofstream(Copy(), std::ios::binary) << damaged;
    ExpectRefused(Restoring(), "is damaged");
  }
  for (const std::size_t size : {sound.size() - 1, sound.size() / 2, std::size_t{0}}) {
    std::ofstream(Copy(), std::ios::binary) << sound.substr(0, size);
    ExpectRefused(Restoring(), "is damaged");
  }
  std::ofstream(Copy(), std::ios::binary) << sound;
  EXPECT_TRUE(RestoreSqlite(Restoring()).ok());
}

TEST_F(SqliteBackupTest, WithoutAChecksumTheContentIsStillJudged) {
  Fill();
  MustBackUp();
  std::filesystem::remove(Copy() + ".sha256");
  ExpectRefused(Restoring(), "copy.db.sha256");
  RestoreOptions options = Restoring();
  options.without_checksum = true;
  const std::string sound = Content(Copy());
  std::ofstream(Copy(), std::ios::binary) << sound.substr(0, sound.size() / 2);
  ExpectRefused(options, "storage:");
  std::ofstream(Copy(), std::ios::binary) << sound;
  SQLite::Database(Copy(), SQLite::OPEN_READWRITE)
      .exec("UPDATE changes SET actor = 'somebody' WHERE sequence = 2");
  ExpectRefused(options, "hash differs from what it covers at change 2");
  std::ofstream(Copy(), std::ios::binary) << sound;
  SQLite::Database(Copy(), SQLite::OPEN_READWRITE)
      .exec("UPDATE migrations SET checksum = zeroblob(32) WHERE version = 1");
  ExpectRefused(options, "was changed after it was applied");
  std::ofstream(Copy(), std::ios::binary) << sound;
  EXPECT_TRUE(RestoreSqlite(options).ok());
}

TEST_F(SqliteBackupTest, ADatabaseInTheWayStaysUnlessItIsToBeReplaced) {
  Fill();
  MustBackUp();
  Open(Restoring().target);
  ASSERT_TRUE(Write(PutBody(Room("resources/other"))).status.ok());
  ExpectRefused(Restoring(), "in use");
  engine_.reset();
  ExpectRefused(Restoring(), "there is a database already");
  RestoreOptions options = Restoring();
  options.replace = true;
  const std::string other = Content(options.target.path);
  const auto restored = RestoreSqlite(options);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(Content(restored->replaced), other);
  Open(options.target);
  EXPECT_TRUE(Has("bookings/a"));
}

TEST_F(SqliteBackupTest, ADatabaseWithItsLogIsNoBackup) {
  Fill();
  RestoreOptions options = Restoring();
  options.from = Path();
  ExpectRefused(options, "not a backup");
  options.from = InDirectory("nothing.db");
  ExpectRefused(options, "there is no file");
}

}  // namespace
}  // namespace letan::storage
