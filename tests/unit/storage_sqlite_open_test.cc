// Opening: who may, what is refused, what the files look like.
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "SQLiteCpp/SQLiteCpp.h"
#include "storage/sqlite/file_lock.h"
#include "storage/sqlite/migrations.h"
#include "tests/unit/storage_sqlite_fixture.h"

namespace letan::storage {
namespace {

using ::testing::HasSubstr;

class SqliteOpenTest : public SqliteTest {
 protected:
  absl::Status OpenStatus(const SqliteOptions& options) { return OpenSqlite(options).status(); }

  void Change(const std::string& sql) {
    SQLite::Database database(Path(), SQLite::OPEN_READWRITE);
    database.exec(sql);
  }

  static int ModeOf(const std::string& path) {
    struct stat found {};
    return stat(path.c_str(), &found) == 0 ? static_cast<int>(found.st_mode & 0777) : -1;
  }
};

TEST_F(SqliteOpenTest, ASecondEngineInTheSameProcessIsRefused) {
  Open();
  const absl::Status second = OpenStatus(Options());
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.message()), HasSubstr(Path() + ".lock"));
  EXPECT_THAT(std::string(second.message()), HasSubstr(std::to_string(getpid())));
}

TEST_F(SqliteOpenTest, ASymbolicLinkDoesNotOpenASecondLock) {
  Open();
  SqliteOptions linked = Options();
  linked.path = (directory_ / "link.db").string();
  std::filesystem::create_symlink(Path(), linked.path);
  EXPECT_EQ(OpenStatus(linked).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(SqliteOpenTest, AnotherProcessHoldsTheLockUntilItDies) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto lock = sqlite::FileLock::Acquire(Path() + ".lock");
    const char answer = lock.ok() ? 'y' : 'n';
    if (write(ready[1], &answer, 1) != 1) _exit(1);
    pause();
    _exit(0);
  }
  char answer = 0;
  ASSERT_EQ(read(ready[0], &answer, 1), 1);
  close(ready[0]);
  close(ready[1]);
  EXPECT_EQ(answer, 'y');
  const absl::Status refused = OpenStatus(Options());
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("process " + std::to_string(child)));
  kill(child, SIGKILL);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(OpenStatus(Options()).ok());
}

TEST_F(SqliteOpenTest, ANewerSchemaIsRefusedAndBothVersionsAreNamed) {
  Open();
  engine_.reset();
  Change("INSERT INTO migrations VALUES (99, 'later', zeroblob(32), 0)");
  const absl::Status refused = OpenStatus(Options());
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("99"));
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("up to " + std::to_string(sqlite::EmbeddedMigrations().size())));
}

TEST_F(SqliteOpenTest, AMigrationChangedAfterItWasAppliedIsRefused) {
  Open();
  engine_.reset();
  Change("UPDATE migrations SET checksum = zeroblob(32) WHERE version = 1");
  EXPECT_EQ(OpenStatus(Options()).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(SqliteOpenTest, AFileThatIsNoDatabaseIsDataLoss) {
  std::ofstream(Path()) << std::string(8192, 'x');
  EXPECT_EQ(OpenStatus(Options()).code(), absl::StatusCode::kDataLoss);
}

TEST_F(SqliteOpenTest, ACorruptSchemaPageIsDataLoss) {
  Open();
  engine_.reset();
  {
    std::fstream file(Path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100);  // past the header: the tree of the schema
    file << std::string(2000, '\xff');
  }
  EXPECT_EQ(OpenStatus(Options()).code(), absl::StatusCode::kDataLoss);
}

TEST_F(SqliteOpenTest, ADatabaseOfAnotherApplicationIsRefused) {
  {
    SQLite::Database database(Path(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("CREATE TABLE theirs (x)");
  }
  EXPECT_EQ(OpenStatus(Options()).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(SqliteOpenTest, AShortenedChangeLogIsDataLoss) {
  Open();
  ASSERT_TRUE(Write(InsertBody(Entity("delegations/a"))).status.ok());
  engine_.reset();
  Change("DELETE FROM changes");
  EXPECT_EQ(OpenStatus(Options()).code(), absl::StatusCode::kDataLoss);
}

TEST_F(SqliteOpenTest, WhatIsNotThereIsNotFound) {
  SqliteOptions nowhere = Options();
  nowhere.path = (directory_ / "no" / "such" / "letan.db").string();
  EXPECT_EQ(OpenStatus(nowhere).code(), absl::StatusCode::kNotFound);
  SqliteOptions existing = Options();
  existing.create = false;
  EXPECT_EQ(OpenStatus(existing).code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(Path()));
}

TEST_F(SqliteOpenTest, ADirectoryOrMemoryIsNoFile) {
  SqliteOptions options = Options();
  options.path = ":memory:";
  EXPECT_EQ(OpenStatus(options).code(), absl::StatusCode::kInvalidArgument);
  options.path = directory_.string();
  EXPECT_EQ(OpenStatus(options).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(SqliteOpenTest, FilesAreForTheirOwnerOnly) {
  const mode_t old_mask = umask(0);
  Open();
  ASSERT_TRUE(Write(InsertBody(Entity("delegations/a"))).status.ok());
  umask(old_mask);
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    EXPECT_EQ(ModeOf(Path() + suffix), 0600) << suffix;
  }
}

TEST_F(SqliteOpenTest, ClosingLeavesOneFileAndReopeningFindsTheSameDatabase) {
  Open();
  const std::string secret = engine_->secret();
  EXPECT_EQ(secret.size(), 32u);
  ASSERT_TRUE(Write(InsertBody(Entity("delegations/a"))).status.ok());
  engine_.reset();
  EXPECT_FALSE(std::filesystem::exists(Path() + "-wal"));
  Open();
  EXPECT_EQ(engine_->secret(), secret);
  const auto found = Read()->FindEntity("delegations/a");
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->body, "body of delegations/a");
  ExpectSound();
}

class MigrationTest : public SqliteTest {
 protected:
  std::unique_ptr<sqlite::Connection> Connect() {
    std::ofstream touch(Path());
    sqlite::Connection::Options options;
    options.path = Path();
    options.writable = true;
    auto connection = sqlite::Connection::Open(options);
    EXPECT_TRUE(connection.ok()) << connection.status();
    return *std::move(connection);
  }

  static std::int64_t Count(sqlite::Connection& connection, const std::string& sql) {
    sqlite::Query query(connection, sql);
    return query.Step() ? query.Int(0) : -1;
  }
};

TEST_F(MigrationTest, LaterOnesAreAppliedOnce) {
  const auto connection = Connect();
  std::vector<sqlite::Migration> known = sqlite::EmbeddedMigrations();
  ASSERT_TRUE(sqlite::Migrate(*connection, known, kStart).ok());
  known.push_back({static_cast<int>(known.size()) + 1, "extra",
                   "CREATE TABLE extra (x INTEGER) STRICT;\n-- verify\nSELECT 1;\n"});
  ASSERT_TRUE(sqlite::Migrate(*connection, known, kStart).ok());
  ASSERT_TRUE(sqlite::Migrate(*connection, known, kStart).ok());
  EXPECT_EQ(Count(*connection, "SELECT count(*) FROM extra"), 0);
  EXPECT_EQ(Count(*connection, "SELECT count(*) FROM migrations"),
            static_cast<std::int64_t>(known.size()));
}

TEST_F(MigrationTest, OneThatIsNotVerifiedChangesNothing) {
  const auto connection = Connect();
  std::vector<sqlite::Migration> known = sqlite::EmbeddedMigrations();
  ASSERT_TRUE(sqlite::Migrate(*connection, known, kStart).ok());
  known.push_back({static_cast<int>(known.size()) + 1, "wrong",
                   "CREATE TABLE extra (x INTEGER) STRICT;\n-- verify\nSELECT 0;\n"});
  EXPECT_EQ(sqlite::Migrate(*connection, known, kStart).code(), absl::StatusCode::kInternal);
  EXPECT_EQ(Count(*connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'extra'"), 0);
  EXPECT_TRUE(connection->autocommit());
}

// A text that could not be prepared is in nobody's way when those that were are thrown away.
TEST_F(MigrationTest, ManyTextsArePreparedAfterOneThatFails) {
  const auto connection = Connect();
  EXPECT_EQ(Count(*connection, std::string("SELECT 1 FROM nothing_there")), -1);
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(Count(*connection, "SELECT " + std::to_string(i)), i);
  }
}

}  // namespace
}  // namespace letan::storage
