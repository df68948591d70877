// AdminService: information, integrity, reindex, archives, drain.
#include <future>

#include "tests/api/admin_world.h"
#include "tests/api/rpc_probe.h"

namespace letan::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(AdminTest, InformationCountsWhatThereIs) {
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 1, 2)}).ok());
  const auto info = Info();
  ASSERT_TRUE(info.ok()) << info.message();
  EXPECT_EQ(info.response.version(), "test");
  EXPECT_EQ(info.response.storage(), "sqlite");
  EXPECT_GE(info.response.schema_version(), 1);
  EXPECT_EQ(entity::ToMicros(info.response.start_time()), kTestStart);
  EXPECT_EQ(info.response.entities(), 15);
  EXPECT_EQ(info.response.resources(), 12);
  EXPECT_EQ(info.response.bookings(), 1);
  EXPECT_EQ(info.response.stock_movements(), 2);
  EXPECT_GT(info.response.changes(), 30);
  EXPECT_EQ(info.response.archived_changes(), 0);
  EXPECT_GT(info.response.database_bytes(), 4096);
  EXPECT_TRUE(info.response.has_backup_directory());
  EXPECT_FALSE(info.response.draining());
  EXPECT_EQ(info.response.log_floor(), "");
  EXPECT_EQ(info.response.revision(), info.revision);
  EXPECT_THAT(info.response.limits(), Not(IsEmpty()));
}

TEST(AdminMemoryTest, AMemoryEngineHasInformationAndIntegrityButNoFiles) {
  TestServerOptions options = WithBackups();
  options.engine = EngineKind::kMemory;
  TestServer server(options);
  SmallWorld world(server);
  const auto admin = v1::AdminService::NewStub(server.channel());
  const auto info = Call(*admin, &AdminStub::GetServerInfo, v1::GetServerInfoRequest());
  ASSERT_TRUE(info.ok()) << info.message();
  EXPECT_EQ(info.response.storage(), "memory");
  EXPECT_EQ(info.response.resources(), 12);
  const auto check = Call(*admin, &AdminStub::CheckIntegrity, v1::CheckIntegrityRequest());
  ASSERT_TRUE(check.ok()) << check.message();
  EXPECT_THAT(check.response.findings(), IsEmpty());
  EXPECT_EQ(Call(*admin, &AdminStub::CreateBackup, v1::CreateBackupRequest()).code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(AdminTest, ExtractedColumnsAreCheckedAgainstTheBodyAndReindexed) {
  const std::string name = world_.NewDelegation("Đoàn Hàn Quốc", 24, 48).name();
  ExpectSound();
  // As a program of before may have left them: the log agrees with neither title nor key.
  Spoil("UPDATE entities SET folded_title = 'wrong', sort_key = 'wrong' WHERE name = '" + name +
        "'");
  const auto check = Check();
  ASSERT_TRUE(check.ok()) << check.message();
  EXPECT_THAT(check.response.findings(),
              Contains("columns of " + name + " differ from its body: folded title, sort key"));
  const auto reindexed = Reindex();
  ASSERT_TRUE(reindexed.ok()) << reindexed.message();
  EXPECT_EQ(reindexed.response.changed(), 1);
  EXPECT_EQ(reindexed.response.entities(), 16);
  EXPECT_EQ(reindexed.response.unreadable(), 0);
  EXPECT_EQ(reindexed.response.rebuilt(), 1) << "the words that a search finds it by";
  ExpectSound();
  EXPECT_EQ(Reindex().response.changed(), 0);
}

TEST_F(AdminTest, AReindexKeepsTheEtag) {
  const v1::Delegation made = world_.NewDelegation("Đoàn Hàn Quốc", 24, 48);
  Spoil("UPDATE entities SET state = 'CLOSED', starts = starts - 1 WHERE name = '" + made.name() +
        "'");
  EXPECT_THAT(Check().response.findings(), Contains(HasSubstr("state, start")));
  ASSERT_EQ(Reindex().response.changed(), 1);
  ExpectSound();
  v1::GetDelegationRequest get;
  get.set_name(made.name());
  const auto found = Call(world_.delegations(), &v1::DelegationService::Stub::GetDelegation, get);
  ASSERT_TRUE(found.ok()) << found.message();
  EXPECT_EQ(found.response.etag(), made.etag());
}

TEST_F(AdminTest, ABodyThatDoesNotParseIsNamedAndLeftAlone) {
  const std::string name = world_.NewDelegation("Đoàn Hàn Quốc", 24, 48).name();
  Spoil("UPDATE entities SET body = x'ff' WHERE name = '" + name + "'");
  EXPECT_THAT(Check().response.findings(), Contains(HasSubstr("body of " + name)));
  EXPECT_EQ(Reindex().response.unreadable(), 1);
}

TEST_F(AdminTest, FindingsAreBounded) {
  Spoil("UPDATE entities SET sort_key = 'wrong'");
  const auto two = Check(2);
  ASSERT_TRUE(two.ok()) << two.message();
  EXPECT_THAT(two.response.findings(), SizeIs(2));
  EXPECT_EQ(two.response.omitted_findings(), 13);
  for (const int bad : {-1, 1001}) {
    const auto refused = Check(bad);
    EXPECT_EQ(refused.code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_THAT(FieldsOf(refused.status), ElementsAre("max_findings"));
  }
}

TEST_F(AdminTest, OldChangesAreArchivedAndTheChainGoesOn) {
  server_.clock().Set(Hour(1));
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 2, 3)}).ok());
  const std::int64_t before = Info().response.changes();
  const auto archive = ArchiveBefore(Hour(1), "old");
  ASSERT_TRUE(archive.ok()) << archive.message();
  EXPECT_EQ(archive.response.file(), "old.jsonl");
  EXPECT_EQ(archive.response.changes(), before - 1);
  EXPECT_THAT(archive.response.sha256(), SizeIs(64));
  const v1::ServerInfo info = Info().response;
  EXPECT_EQ(info.changes(), 1);
  EXPECT_EQ(info.archived_changes(), before - 1);
  EXPECT_EQ(info.log_floor(), archive.response.revision());
  ExpectSound();
  const auto again = ArchiveBefore(Hour(1), "again");
  ASSERT_TRUE(again.ok()) << again.message();
  EXPECT_EQ(again.response.file(), "");
  ASSERT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 4, 5)}).ok());
  ExpectSound();
}

TEST_F(AdminTest, BadArchivesAreRefused) {
  for (const std::string id : {"../x", "a/b", "A", "-a", "ü", "a.b"}) {
    const auto refused = ArchiveBefore(Hour(1), id);
    EXPECT_EQ(refused.code(), grpc::StatusCode::INVALID_ARGUMENT) << id;
    EXPECT_THAT(FieldsOf(refused.status), ElementsAre("archive_id"));
  }
  const auto timeless = Call(*admin_, &AdminStub::ArchiveChanges, v1::ArchiveChangesRequest());
  EXPECT_EQ(timeless.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(FieldsOf(timeless.status), ElementsAre("before"));
}

TEST_F(AdminTest, ADrainedServerReadsButDoesNotWrite) {
  const auto drained = Drain();
  ASSERT_TRUE(drained.ok()) << drained.message();
  EXPECT_TRUE(drained.response.draining());
  EXPECT_TRUE(Info().response.draining());
  const auto refused = world_.Book({LegOf("resources/interpreter-ko", 1, 2)});
  EXPECT_EQ(refused.code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(refused.status), "DRAINING");
  EXPECT_EQ(ReasonOf(Reindex().status), "DRAINING");
  EXPECT_EQ(ReasonOf(ArchiveBefore(Hour(1), "old").status), "DRAINING");
  EXPECT_EQ(world_.Stock("stockItems/gift-box", 0).on_hand(), 10) << "reads go on";
  EXPECT_TRUE(BackUp("quiet").ok());
  EXPECT_TRUE(Drain().ok()) << "again";
  EXPECT_FALSE(Drain(/*resume=*/true).response.draining());
  EXPECT_TRUE(world_.Book({LegOf("resources/interpreter-ko", 1, 2)}).ok());
}

TEST(AdminDrainTest, IsAnsweredWhenTheWritesUnderWayHaveEnded) {
  std::promise<void> begun;
  std::promise<void> end;
  Probe probe;
  probe.prepare = [&](const call::CallContext&, const v1::BookRequest&) {
    return call::Apply<v1::BookResponse>([&](storage::WriteTransaction&) {
      begun.set_value();
      end.get_future().wait();
      return v1::BookResponse();
    });
  };
  TestServerOptions options = probe.Options();
  options.services = {"admin"};
  TestServer server(options);
  const auto admin = v1::AdminService::NewStub(server.channel());
  auto write = CallLater(server.channel(), kWrite, WriteRequestBytes());
  begun.get_future().wait();
  auto drain = std::async(std::launch::async, [&] {
    return Call(*admin, &AdminStub::Drain, v1::DrainRequest()).status.error_code();
  });
  while (true) {
    const auto info = Call(*admin, &AdminStub::GetServerInfo, v1::GetServerInfoRequest());
    ASSERT_TRUE(info.ok()) << info.message();
    if (info.response.draining()) break;
  }
  EXPECT_EQ(drain.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  end.set_value();
  EXPECT_EQ(drain.get(), grpc::StatusCode::OK);
  EXPECT_TRUE(write.get().status.ok());
}

TEST(AdminRightsTest, OnlyAdministratorsMayCall) {
  TestServerOptions options = WithBackups();
  options.authenticate = [](const grpc::CallbackServerContext&) {
    storage::Viewer viewer;
    viewer.subject = "somebody";
    return viewer;
  };
  TestServer server(options);
  for (const std::string method : {"GetServerInfo", "CreateBackup", "CheckIntegrity", "Reindex",
                                   "ArchiveChanges", "Drain", "Dump"}) {
    const RawAnswer answer = RawCall(server.channel(), "/letan.v1.AdminService/" + method, "");
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << method;
  }
  v1::LoadRequest load;
  load.add_lines("{}");
  const auto admin = v1::AdminService::NewStub(server.channel());
  EXPECT_EQ(Call(*admin, &AdminStub::Load, load).code(), grpc::StatusCode::PERMISSION_DENIED);
}

}  // namespace
}  // namespace letan::testing
