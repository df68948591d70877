// The log of the program: a line for each event, and nothing of what callers sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "letan/v1/directory_service.grpc.pb.h"
#include "services/server/log_line.h"
#include "tests/support/child_process.h"
#include "tests/support/test_server.h"

namespace letan::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kPrivate[] = "private-marker";  // stands for what is personal

TEST(LogLineTest, EachEventIsOneObjectOnOneLine) {
  const LogEvent event{Severity::kWarning, "some\"event", {{"a", "b\n\\"}, {"n", 7}}};
  EXPECT_EQ(server::LogLine(event, 1'486'521'000'000'001),
            "{\"time\":\"2017-02-08T02:30:00.000001Z\",\"severity\":\"WARNING\","
            "\"event\":\"some\\\"event\",\"a\":\"b\\u000a\\\\\",\"n\":7}");
}

class ServerLogTest : public ::testing::Test {
 protected:
  ServerLogTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "letan-log-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  ~ServerLogTest() override { std::filesystem::remove_all(directory_); }

  // What the program logs while it answers three calls that are full of personal data.
  std::string LogOfARun(const std::vector<std::string>& flags) const {
    std::vector<std::string> arguments{std::string(LETAN_BINARY_DIR) + "/bin/letand",
                                       "--storage=sqlite:" + directory_ + "/db",
                                       "--listen=127.0.0.1:0", "--anonymous"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    ChildProcess program(arguments);
    constexpr char kReady[] = "listening on ";
    const std::string ready = program.ReadLine().value_or(kReady);
    const auto stub = v1::DirectoryService::NewStub(
        grpc::CreateChannel(ready.substr(sizeof(kReady) - 1), grpc::InsecureChannelCredentials()));
    v1::CreateAgencyRequest create;
    create.mutable_agency()->set_display_name(kPrivate);
    create.set_request_id(kPrivate);
    EXPECT_TRUE(Call(*stub, &v1::DirectoryService::Stub::CreateAgency, create).ok());
    create.set_agency_id(std::string(kPrivate) + "/");
    EXPECT_FALSE(Call(*stub, &v1::DirectoryService::Stub::CreateAgency, create).ok());
    v1::GetAgencyRequest get;
    get.set_name(std::string("agencies/") + kPrivate);
    EXPECT_FALSE(Call(*stub, &v1::DirectoryService::Stub::GetAgency, get).ok());
    program.Signal(SIGTERM);
    const std::string errors = program.ReadErrors();
    EXPECT_EQ(program.Wait(), 0);
    EXPECT_THAT(errors, StartsWith("letand: WARNING: --anonymous"));
    return errors.substr(errors.find('\n') + 1);
  }

  std::string directory_;
};

TEST_F(ServerLogTest, CallsAreLoggedWhereThatIsAskedForWithoutWhatTheySay) {
  const std::string log = LogOfARun({"--log-calls"});
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 3) << log;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_THAT(line, ContainsRegex("^\\{\"time\":\"[^\"]+Z\",\"severity\":\"INFO\","
                                    "\"event\":\"call\",\"call_id\":\"[0-9a-f-]{36}\","
                                    "\"method\":\"letan.v1.DirectoryService/[A-Za-z]+\","
                                    "\"code\":\"[A-Z_]+\",\"micros\":[0-9]+\\}$"));
  }
  EXPECT_THAT(log, HasSubstr("CreateAgency\",\"code\":\"OK\""));
  EXPECT_THAT(log, HasSubstr("CreateAgency\",\"code\":\"INVALID_ARGUMENT\""));
  EXPECT_THAT(log, HasSubstr("GetAgency\",\"code\":\"NOT_FOUND\""));
  EXPECT_THAT(log, Not(HasSubstr(kPrivate)));
}

TEST_F(ServerLogTest, OtherwiseCallsLeaveNoLine) { EXPECT_EQ(LogOfARun({}), ""); }

}  // namespace
}  // namespace letan::testing
