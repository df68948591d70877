// The first start of a server that asks who calls: how its administrator comes in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "letan/v1/identity_service.grpc.pb.h"
#include "tests/support/child_process.h"
#include "tests/support/identity_world.h"

namespace letan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Identity = v1::IdentityService::Stub;

class IdentityStartTest : public ::testing::Test {
 protected:
  IdentityStartTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "letan-id-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  ~IdentityStartTest() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }

  static std::unique_ptr<ChildProcess> Start(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), std::string(LETAN_BINARY_DIR) + "/bin/letand");
    return std::make_unique<ChildProcess>(arguments);
  }
  std::unique_ptr<ChildProcess> Serve(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"--storage=sqlite:" + Path("letan.db"), "--listen=127.0.0.1:0"});
    return Start(std::move(more));
  }
  // What is said on stdout up to the line that it listens, which sets the address.
  std::vector<std::string> Said(ChildProcess& program) {
    constexpr char kReady[] = "listening on ";
    std::vector<std::string> lines;
    for (auto line = program.ReadLine(); line.has_value(); line = program.ReadLine()) {
      if (line->rfind(kReady, 0) == 0) {
        address_ = line->substr(sizeof(kReady) - 1);
        return lines;
      }
      lines.push_back(*line);
    }
    ADD_FAILURE() << program.ReadErrors();
    return lines;
  }
  static std::string Token(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      const std::size_t at = line.find("letan_t_");
      if (at != std::string::npos) return line.substr(at);
    }
    ADD_FAILURE() << "no token";
    return "";
  }
  grpc::StatusCode Try(const std::string& token) const {
    const auto stub = v1::IdentityService::NewStub(
        grpc::CreateChannel(address_, grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    for (const auto& [key, value] : WithToken(token)) context.AddMetadata(key, value);
    v1::Caller caller;
    return stub->GetCaller(&context, v1::GetCallerRequest(), &caller).error_code();
  }
  static void End(ChildProcess& program) {
    program.Signal(SIGTERM);
    EXPECT_EQ(program.Wait(), 0);
    EXPECT_EQ(program.ReadErrors(), "");
  }

  std::string directory_;
  std::string address_;
};

TEST_F(IdentityStartTest, TheTokenIsShownOnceAndNothingAnswersWithoutIt) {
  std::string token;
  {
    const auto program = Serve();
    token = Token(Said(*program));
    EXPECT_EQ(Try(token), grpc::StatusCode::OK);
    EXPECT_EQ(Try(""), grpc::StatusCode::UNAUTHENTICATED);
    End(*program);
  }
  const auto program = Serve({"--log-calls"});
  EXPECT_THAT(Said(*program), IsEmpty());
  EXPECT_EQ(Try(token), grpc::StatusCode::OK);
  program->Signal(SIGTERM);
  EXPECT_EQ(program->Wait(), 0);
  EXPECT_THAT(program->ReadErrors(), Not(HasSubstr(token.substr(50)))) << "in no log";
}

TEST_F(IdentityStartTest, TheTokenGoesToAFileThatOnlyItsOwnerReads) {
  const auto program = Serve({"--administrator-token-file=" + Path("token")});
  for (const std::string& line : Said(*program)) EXPECT_THAT(line, Not(HasSubstr("letan_t_")));
  std::ifstream file(Path("token"));
  std::string token;
  std::getline(file, token);
  EXPECT_EQ(Try(token), grpc::StatusCode::OK);
  struct stat info {};
  ASSERT_EQ(stat(Path("token").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  End(*program);
}

TEST_F(IdentityStartTest, ANewTokenIsMadeForWhoLostEveryWayIn) {
  {
    const auto program = Serve();
    Said(*program);
    const auto busy = Start({"administrator-token", "--storage=sqlite:" + Path("letan.db")});
    EXPECT_EQ(busy->Wait(), 1);
    EXPECT_THAT(busy->ReadErrors(), HasSubstr("letan.db"));
    End(*program);
  }
  const auto made = Start({"administrator-token", "--storage=sqlite:" + Path("letan.db")});
  std::vector<std::string> lines;
  for (auto line = made->ReadLine(); line.has_value(); line = made->ReadLine()) {
    lines.push_back(*line);
  }
  EXPECT_EQ(made->Wait(), 0);
  const auto program = Serve();
  Said(*program);
  EXPECT_EQ(Try(Token(lines)), grpc::StatusCode::OK);
  End(*program);
}

TEST_F(IdentityStartTest, ATableOfPermissionsIsTakenFromAFile) {
  const auto fails = [&](const std::string& text, const std::string& complaint) {
    std::ofstream(Path("permissions")) << text;
    const auto program = Serve({"--permissions=" + Path("permissions")});
    EXPECT_EQ(program->Wait(), 1) << text;
    EXPECT_THAT(program->ReadErrors(), HasSubstr(complaint));
  };
  fails("rules {{", "line 1");
  fails("roles { name: 'planner' }", "administrator");
  fails("roles { name: 'administrator' }", "administrator: true");
  std::ofstream(Path("permissions"))
      << "roles { name: 'administrator' administrator: true }"
         "rules { roles: 'administrator' methods: 'SearchService.Search' }";
  const auto program = Serve({"--permissions=" + Path("permissions")});
  const std::string token = Token(Said(*program));
  EXPECT_EQ(Try(token), grpc::StatusCode::PERMISSION_DENIED);
  program->Signal(SIGTERM);
  EXPECT_EQ(program->Wait(), 0);
  const std::string errors = program->ReadErrors();
  EXPECT_THAT(errors, HasSubstr("no rule says who may call letan.v1.BookingService/Book: nobody"));
  EXPECT_THAT(errors, Not(HasSubstr("SearchService/Search")));
}

TEST_F(IdentityStartTest, TheDefaultTableIsPrinted) {
  const auto program = Start({"--print-permissions"});
  std::string text;
  for (auto line = program->ReadLine(); line.has_value(); line = program->ReadLine()) {
    text += *line + "\n";
  }
  EXPECT_EQ(program->Wait(), 0);
  EXPECT_THAT(text, StartsWith("# Who may call what"));
  EXPECT_THAT(text, HasSubstr("IdentityService.SignIn"));
}

}  // namespace
}  // namespace letan::testing
