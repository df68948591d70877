// Signed heads of the change log, as an operator meets them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "SQLiteCpp/SQLiteCpp.h"
#include "letan/v1/directory_service.grpc.pb.h"
#include "tests/support/child_process.h"
#include "tests/support/test_server.h"

namespace letan::testing {
namespace {

using ::testing::HasSubstr;

class AuditProgramTest : public ::testing::Test {
 protected:
  AuditProgramTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "letand-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  ~AuditProgramTest() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }

  static std::unique_ptr<ChildProcess> Letand(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), std::string(LETAN_BINARY_DIR) + "/bin/letand");
    return std::make_unique<ChildProcess>(arguments);
  }
  std::unique_ptr<ChildProcess> Serve() const {
    return Letand({"--storage=sqlite:" + Path("letan.db"), "--listen=127.0.0.1:0", "--anonymous",
                   "--audit-heads=" + Path("audit.heads"), "--audit-key=" + Path("key")});
  }
  void MakeKey() const {
    const auto made = Letand({"make-audit-key", "--out=" + Path("key")});
    ASSERT_EQ(made->Wait(), 0) << made->ReadErrors();
  }
  // Serves, makes an agency, and ends.
  void WriteOnce(const std::string& id) const {
    const auto program = Serve();
    const auto line = program->ReadLine();
    ASSERT_TRUE(line.has_value()) << program->ReadErrors();
    const auto stub = v1::DirectoryService::NewStub(grpc::CreateChannel(
        line->substr(sizeof("listening on ") - 1), grpc::InsecureChannelCredentials()));
    v1::CreateAgencyRequest request;
    request.set_agency_id(id);
    request.mutable_agency()->set_display_name("Sở Ngoại vụ");
    const auto made = Call(*stub, &v1::DirectoryService::Stub::CreateAgency, request);
    EXPECT_TRUE(made.status.ok()) << made.status.error_message();
    program->Signal(SIGTERM);
    EXPECT_EQ(program->Wait(), 0);
  }
  void ExpectVerify(int code, const std::string& said) const {
    const auto verify =
        Letand({"verify-audit", "--storage=sqlite:" + Path("letan.db"),
                "--heads=" + Path("audit.heads"), "--public-key=" + Path("key.pub")});
    const auto line = verify->ReadLine();
    const std::string errors = verify->ReadErrors();
    EXPECT_EQ(verify->Wait(), code) << errors;
    EXPECT_THAT(line.value_or("") + errors, HasSubstr(said));
  }

  std::string directory_;
};

TEST_F(AuditProgramTest, HeadsAreSignedAtStartAndStopAndVerifyWithoutAServer) {
  MakeKey();
  WriteOnce("mot");
  ExpectVerify(0, "1 records agree with 2 signed heads; the last is 1, heads stand for it up to 1");
  WriteOnce("hai");
  ExpectVerify(0, "2 records agree with 3 signed heads");
  SQLite::Database(Path("letan.db"), SQLite::OPEN_READWRITE)
      .exec("UPDATE changes SET actor = 'x' WHERE sequence = 2");
  ExpectVerify(3, "changed: the hash of record 2 does not fit what it covers");
}

TEST_F(AuditProgramTest, AServerWhoseLogWasSetBackDoesNotStart) {
  MakeKey();
  WriteOnce("mot");
  WriteOnce("hai");
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(Path("letan.db") + end);
  const auto program = Serve();
  EXPECT_EQ(program->Wait(), 1);
  EXPECT_THAT(program->ReadErrors(), HasSubstr("is of another database"));
}

TEST_F(AuditProgramTest, AKeyThatOthersMayReadStopsTheStart) {
  MakeKey();
  ASSERT_EQ(chmod(Path("key").c_str(), 0644), 0);
  const auto program = Serve();
  EXPECT_EQ(program->Wait(), 1);
  EXPECT_THAT(program->ReadErrors(), HasSubstr("others than its owner may read"));
  EXPECT_FALSE(std::filesystem::exists(Path("audit.heads")));
}

TEST_F(AuditProgramTest, WhatCannotBeVerifiedIsNoFinding) {
  MakeKey();
  ExpectVerify(1, "there is no database");
}

TEST_F(AuditProgramTest, WrongFlagsAreRefused) {
  const std::string storage = "--storage=sqlite:" + Path("letan.db");
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"make-audit-key"}, "--out is required"},
      {{"verify-audit", storage}, "--heads is required"},
      {{"verify-audit", storage, "--heads=h"}, "--public-key is required"},
      {{"verify-audit", "--storage=h", "--heads=h", "--public-key=k"}, "sqlite:PATH"},
      {{storage, "--listen=127.0.0.1:0", "--audit-heads=h"}, "--audit-key"},
      {{storage, "--listen=127.0.0.1:0", "--audit-key=k"}, "--audit-heads"},
      {{storage, "--listen=127.0.0.1:0", "--audit-interval-seconds=0"}, "audit-interval"}};
  for (const auto& [arguments, said] : cases) {
    const auto program = Letand(arguments);
    const std::string errors = program->ReadErrors();
    EXPECT_EQ(program->Wait(), 2) << errors;
    EXPECT_THAT(errors, HasSubstr(said));
  }
  EXPECT_FALSE(std::filesystem::exists(Path("letan.db")));
}

}  // namespace
}  // namespace letan::testing
