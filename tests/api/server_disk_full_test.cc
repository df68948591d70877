// The program on a file system that is really full: a small one in memory, of its own.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "letan/v1/directory_service.grpc.pb.h"
#include "tests/support/child_process.h"
#include "tests/support/http_get.h"
#include "tests/support/test_server.h"

namespace letan::testing {
namespace {

constexpr int kMoreThanFit = 4000;  // writes

class ServerDiskFullTest : public ::testing::Test {
 protected:
  ServerDiskFullTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "letan-full-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }

  ~ServerDiskFullTest() override {
    program_.reset();
    if (mounted_) umount2(directory_.c_str(), MNT_DETACH);
    std::filesystem::remove_all(directory_);
  }

  void SetUp() override {
    mounted_ = mount("tmpfs", directory_.c_str(), "tmpfs", 0, "size=6m") == 0;
    if (!mounted_) GTEST_SKIP() << "cannot mount a tmpfs to fill: " << std::strerror(errno);
    program_ = std::make_unique<ChildProcess>(std::vector<std::string>{
        std::string(LETAN_BINARY_DIR) + "/bin/letand", "--storage=sqlite:" + directory_ + "/db",
        "--listen=127.0.0.1:0", "--metrics-listen=127.0.0.1:0", "--anonymous"});
    stub_ = v1::DirectoryService::NewStub(grpc::CreateChannel(
        After(program_->ReadLine(), "listening on "), grpc::InsecureChannelCredentials()));
    const std::string metrics = After(program_->ReadLine(), "metrics on http://");
    metrics_ = metrics.substr(0, metrics.find('/'));
  }

  static std::string After(const std::optional<std::string>& line, const std::string& start) {
    EXPECT_EQ(line.value_or("").rfind(start, 0), 0u) << line.value_or("nothing");
    return line.value_or(start).substr(start.size());
  }

  Answer<v1::Agency> Write() {
    v1::CreateAgencyRequest request;
    request.mutable_agency()->set_display_name(std::string(300, 'a'));
    return Call(*stub_, &v1::DirectoryService::Stub::CreateAgency, request);
  }

  bool Reads(const std::string& name) {
    v1::GetAgencyRequest request;
    request.set_name(name);
    return Call(*stub_, &v1::DirectoryService::Stub::GetAgency, request).ok() &&
           Call(*stub_, &v1::DirectoryService::Stub::ListAgencies, v1::ListAgenciesRequest()).ok();
  }

  double Metric(const std::string& name) { return ValueOf(HttpGet(metrics_, "/metrics"), name); }

  // Somebody else's file takes all the room that is left.
  void Fill() const {
    const int file = open(Filler().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ASSERT_GE(file, 0);
    const std::string block(4096, 'x');
    while (write(file, block.data(), block.size()) > 0) {
    }
    EXPECT_EQ(errno, ENOSPC);
    close(file);
  }

  std::string Filler() const { return directory_ + "/filler"; }

  std::string directory_;
  bool mounted_ = false;
  std::unique_ptr<ChildProcess> program_;
  std::unique_ptr<v1::DirectoryService::Stub> stub_;
  std::string metrics_;
};

TEST_F(ServerDiskFullTest, WritesAreRefusedReadsGoOnAndRoomHealsWithoutARestart) {
  std::vector<std::string> acknowledged{Write().response.name()};
  for (int round = 0; round < 2; ++round) {
    Fill();
    Answer<v1::Agency> answer;
    for (int i = 0; i < kMoreThanFit && (answer = Write()).ok(); ++i) {
      acknowledged.push_back(answer.response.name());
    }
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(answer.code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << answer.message();
      EXPECT_EQ(ReasonOf(answer.status), "STORAGE");
      EXPECT_TRUE(Reads(acknowledged.back()));
      answer = Write();
    }
    EXPECT_EQ(Metric("letan_storage_disk_full"), 1);
    EXPECT_EQ(Metric("letan_storage_broken"), 0);
    std::filesystem::remove(Filler());
    answer = Write();
    ASSERT_TRUE(answer.ok()) << answer.message();
    acknowledged.push_back(answer.response.name());
    EXPECT_EQ(Metric("letan_storage_disk_full"), 0);
  }
  for (const std::string& name : acknowledged) EXPECT_TRUE(Reads(name)) << name;
  program_->Signal(SIGTERM);
  const std::string log = program_->ReadErrors();
  EXPECT_EQ(program_->Wait(), 0);
  EXPECT_THAT(log, ::testing::HasSubstr("\"event\":\"disk_full_begin\""));
  EXPECT_THAT(log, ::testing::HasSubstr("\"event\":\"disk_full_end\""));
}

}  // namespace
}  // namespace letan::testing
