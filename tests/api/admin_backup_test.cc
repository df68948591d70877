// Backups through the API: under load, restored elsewhere, and what is refused.
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include "tests/api/admin_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Writes until it is told to stop, and remembers what was acknowledged.
class Load {
 public:
  Load(SmallWorld& world, const std::vector<std::string>& resources) : world_(world) {
    for (const std::string& resource : resources) {
      threads_.emplace_back([this, resource] { Write(resource); });
    }
  }
  ~Load() { Stop(); }

  void Stop() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  void AwaitAcknowledged(std::size_t count) {
    std::unique_lock<std::mutex> lock(mutex_);
    grown_.wait(lock, [&] { return acknowledged_.size() >= count || failed_; });
  }
  std::set<std::string> acknowledged() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return acknowledged_;
  }

 private:
  // An hour each, one after the other; every tenth is a delegation.
  void Write(const std::string& resource) {
    for (int hour = 1; !stop_; ++hour) {
      std::string name;
      if (hour % 10 == 0) {
        name = world_.NewDelegation("Đoàn " + std::to_string(hour), hour, hour + 1).name();
      } else {
        const auto booked = world_.Book({LegOf(resource, hour, hour + 1)});
        if (booked.ok()) name = booked.response.bookings(0).name();
        EXPECT_TRUE(booked.ok()) << booked.message();
      }
      const std::lock_guard<std::mutex> lock(mutex_);
      failed_ = failed_ || name.empty();
      if (failed_) stop_ = true;
      acknowledged_.insert(name);
      grown_.notify_all();
    }
  }

  SmallWorld& world_;
  std::atomic<bool> stop_{false};
  mutable std::mutex mutex_;
  std::condition_variable grown_;
  bool failed_ = false;
  std::set<std::string> acknowledged_;
  std::vector<std::thread> threads_;
};

TEST_F(AdminTest, ABackupUnderLoadHoldsEveryWriteAcknowledgedBeforeItBegan) {
  Load load(world_, {"resources/interpreter-ko", "resources/interpreter-en-1",
                     "resources/interpreter-en-2", "resources/driver-1"});
  std::set<std::string> before;
  v1::Backup backup;
  std::size_t during = 0;
  // More than one, so that some writes end while one is made.
  for (int round = 0; round < 3; ++round) {
    load.AwaitAcknowledged(load.acknowledged().size() + 40);
    before = load.acknowledged();
    const auto made = BackUp("under-load-" + std::to_string(round));
    ASSERT_TRUE(made.ok()) << made.message();
    during += load.acknowledged().size() - before.size();
    backup = made.response;
  }
  load.Stop();
  EXPECT_GT(during, 0u) << "nothing was written meanwhile";

  const auto restored = storage::RestoreSqlite(Restoring(backup.file()));
  ASSERT_TRUE(restored.ok()) << restored.status();
  auto engine = storage::OpenSqlite(Restoring(backup.file()).target);
  ASSERT_TRUE(engine.ok()) << engine.status();
  const auto report = (*engine)->CheckIntegrity(Restoring("").integrity);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->findings, IsEmpty());
  const auto read = (*engine)->BeginRead(storage::Viewer::Administrator());
  ASSERT_TRUE(read.ok()) << read.status();
  for (const std::string& name : before) {
    const bool booking = name.rfind("bookings/", 0) == 0;
    const bool there =
        booking ? (*read)->FindBooking(name)->has_value() : (*read)->FindEntity(name)->has_value();
    EXPECT_TRUE(there) << name;
  }
  ExpectSound();
}

TEST_F(AdminTest, ABackupTellsWhatItIs) {
  const auto made = BackUp("first");
  ASSERT_TRUE(made.ok()) << made.message();
  EXPECT_EQ(made.response.file(), "first.db");
  EXPECT_EQ(made.response.revision(), Info().response.revision());
  EXPECT_EQ(made.response.bytes(),
            static_cast<std::int64_t>(std::filesystem::file_size(InBackups("first.db"))));
  EXPECT_TRUE(std::filesystem::exists(InBackups("first.db.sha256")));
  const auto named = BackUp("");
  ASSERT_TRUE(named.ok()) << named.message();
  EXPECT_EQ(named.response.file(), "backup-20260302-000000.db");
}

TEST_F(AdminTest, ABackupIsNotOverwritten) {
  ASSERT_TRUE(BackUp("first").ok());
  const auto again = BackUp("first");
  EXPECT_EQ(again.code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_THAT(again.message(), Not(HasSubstr(server_.directory())));
}

TEST_F(AdminTest, ABackupHasANameAndNeverAPath) {
  for (const std::string id : {"../x", "/tmp/x", "a/b", ".", "X", "-a", "a b", "a.db", "đ"}) {
    const auto refused = BackUp(id);
    EXPECT_EQ(refused.code(), grpc::StatusCode::INVALID_ARGUMENT) << id;
    EXPECT_THAT(FieldsOf(refused.status), ElementsAre("backup_id")) << id;
  }
  const auto long_one = BackUp(std::string(64, 'a'));
  EXPECT_THAT(FieldsOf(long_one.status), ElementsAre("backup_id"));
  EXPECT_TRUE(std::filesystem::is_empty(server_.directory() + "/backups"));
}

TEST_F(AdminTest, ADamagedDatabaseIsNotBackedUp) {
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 1, 2)}).ok());
  Spoil("UPDATE bookings SET place = 'places/airport'");
  const auto refused = BackUp("bad");
  EXPECT_EQ(refused.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(refused.status), "DAMAGED");
  EXPECT_TRUE(std::filesystem::is_empty(server_.directory() + "/backups"));
}

TEST_F(AdminTest, ADirectoryThatIsGoneIsOurError) {
  std::filesystem::remove_all(server_.directory() + "/backups");
  const auto refused = BackUp("lost");
  EXPECT_EQ(refused.code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(refused.message(), Not(HasSubstr(server_.directory())));
}

TEST(AdminNoBackupsTest, WithoutADirectoryThereAreNone) {
  TestServer server;
  const auto admin = v1::AdminService::NewStub(server.channel());
  const auto backup = Call(*admin, &AdminStub::CreateBackup, v1::CreateBackupRequest());
  EXPECT_EQ(backup.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(backup.status), "NO_BACKUP_DIRECTORY");
  v1::ArchiveChangesRequest request;
  request.mutable_before()->set_seconds(1);
  EXPECT_EQ(ReasonOf(Call(*admin, &AdminStub::ArchiveChanges, request).status),
            "NO_BACKUP_DIRECTORY");
  const auto info = Call(*admin, &AdminStub::GetServerInfo, v1::GetServerInfoRequest());
  EXPECT_FALSE(info.response.has_backup_directory());
}

}  // namespace
}  // namespace letan::testing
