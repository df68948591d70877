// A small world on a server with a backup directory, and short ways to call AdminService.
#ifndef LETAN_TESTS_API_ADMIN_WORLD_H_
#define LETAN_TESTS_API_ADMIN_WORLD_H_

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "letan/v1/admin_service.grpc.pb.h"
#include "services/entity/stored_kinds.h"
#include "services/entity/time_codec.h"
#include "services/server/services.h"
#include "storage/sqlite/restore.h"
#include "tests/support/small_world.h"

namespace letan::testing {

using AdminStub = v1::AdminService::Stub;

inline TestServerOptions WithBackups() {
  TestServerOptions options;
  options.backups = true;
  return options;
}

class AdminTest : public ::testing::Test {
 protected:
  AdminTest() { Connect(); }

  void Connect() { admin_ = v1::AdminService::NewStub(server_.channel()); }

  std::string InBackups(const std::string& file) const {
    return server_.directory() + "/backups/" + file;
  }

  Answer<v1::ServerInfo> Info() {
    return Call(*admin_, &AdminStub::GetServerInfo, v1::GetServerInfoRequest());
  }
  Answer<v1::CheckIntegrityResponse> Check(int max_findings = 0) {
    v1::CheckIntegrityRequest request;
    request.set_max_findings(max_findings);
    return Call(*admin_, &AdminStub::CheckIntegrity, request);
  }
  Answer<v1::Backup> BackUp(const std::string& id) {
    v1::CreateBackupRequest request;
    request.set_backup_id(id);
    return Call(*admin_, &AdminStub::CreateBackup, request);
  }
  Answer<v1::Archive> ArchiveBefore(booking::Micros before, const std::string& id) {
    v1::ArchiveChangesRequest request;
    request.set_archive_id(id);
    *request.mutable_before() = entity::ToTimestamp(before);
    return Call(*admin_, &AdminStub::ArchiveChanges, request);
  }
  Answer<v1::ReindexResponse> Reindex() {
    return Call(*admin_, &AdminStub::Reindex, v1::ReindexRequest());
  }
  Answer<v1::DrainResponse> Drain(bool resume = false) {
    v1::DrainRequest request;
    request.set_resume(resume);
    return Call(*admin_, &AdminStub::Drain, request);
  }
  void ExpectSound() {
    const auto check = Check();
    ASSERT_TRUE(check.ok()) << check.message();
    EXPECT_THAT(check.response.findings(), ::testing::IsEmpty());
  }

  // Changes the database behind the server's back.
  void Spoil(const std::string& sql) {
    server_.Stop();
    ASSERT_GT(SQLite::Database(server_.directory() + "/letan.db", SQLite::OPEN_READWRITE).exec(sql),
              0);
    server_.Restart();
    world_.Connect(server_);
    Connect();
  }

  // Of a backup, at another place.
  storage::RestoreOptions Restoring(const std::string& file) const {
    storage::RestoreOptions options;
    options.from = InBackups(file);
    options.target.path = server_.directory() + "/elsewhere.db";
    options.target.engine.clock = [] { return kTestStart; };
    options.integrity.reextract = entity::ReextractAny(server::StoredKinds());
    return options;
  }

  TestServer server_{WithBackups()};
  SmallWorld world_{server_};
  std::unique_ptr<AdminStub> admin_;
};

}  // namespace letan::testing

#endif  // LETAN_TESTS_API_ADMIN_WORLD_H_
