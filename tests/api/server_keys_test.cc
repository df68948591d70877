// letand make-keys, --keys and rotate-keys, as an operator meets them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "letan/v1/booking_service.grpc.pb.h"
#include "letan/v1/delegation_service.grpc.pb.h"
#include "tests/support/child_process.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using KeysStub = v1::DelegationService::Stub;

class ServerKeysTest : public ::testing::Test {
 protected:
  ServerKeysTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "letan-keys-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  ~ServerKeysTest() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }
  std::string Storage() const { return "--storage=sqlite:" + Path("letan.db"); }
  std::unique_ptr<ChildProcess> Letand(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), std::string(LETAN_BINARY_DIR) + "/bin/letand");
    return std::make_unique<ChildProcess>(arguments);
  }
  std::unique_ptr<ChildProcess> Serve(const std::string& keys) const {
    std::vector<std::string> arguments = {Storage(), "--listen=127.0.0.1:0", "--anonymous"};
    if (!keys.empty()) arguments.push_back("--keys=" + Path(keys));
    return Letand(arguments);
  }
  // It is not ready: why.
  std::string RefusedToServe(const std::string& keys) const {
    const auto server = Serve(keys);
    std::string errors = server->ReadErrors();
    EXPECT_EQ(server->Wait(), 1) << errors;
    return errors;
  }
  std::string Made(const std::string& file) const {
    const auto make = Letand({"make-keys", "--out=" + Path(file)});
    const auto said = make->ReadLine();
    EXPECT_EQ(make->Wait(), 0) << make->ReadErrors();
    EXPECT_THAT(said.value_or(""), HasSubstr("has the new key key-"));
    std::ifstream in(Path(file));
    std::string line;
    while (std::getline(in, line) && line.front() == '#') {
    }
    return line;
  }
  void Write(const std::string& file, const std::string& text) const {
    std::ofstream(Path(file)) << text;
    ASSERT_EQ(chmod(Path(file).c_str(), 0600), 0);
  }

  std::unique_ptr<KeysStub> Connect(ChildProcess& server) const {
    const std::string line = server.ReadLine().value_or("");
    EXPECT_THAT(line, HasSubstr("listening on ")) << server.ReadErrors();
    return v1::DelegationService::NewStub(
        grpc::CreateChannel(line.substr(line.rfind(' ') + 1), grpc::InsecureChannelCredentials()));
  }
  static Answer<v1::Delegation> Create(KeysStub& stub) {
    v1::CreateDelegationRequest create;
    create.mutable_delegation()->set_title("Sealed");
    create.mutable_delegation()->set_direction(v1::Delegation::DIRECTION_INBOUND);
    *create.mutable_delegation()->mutable_interval() = Span(24, 72);
    create.mutable_delegation()->set_handling_level(v1::HANDLING_LEVEL_RESTRICTED);
    return Call(stub, &KeysStub::CreateDelegation, create);
  }
  static std::string TitleOf(KeysStub& stub, const std::string& name) {
    v1::GetDelegationRequest get;
    get.set_name(name);
    return Call(stub, &KeysStub::GetDelegation, get).response.title();
  }
  static void Stop(ChildProcess& server) {
    server.Signal(SIGTERM);
    EXPECT_EQ(server.Wait(), 0);
  }

  std::string directory_;
};

TEST_F(ServerKeysTest, KeysAreMadeUsedAndRotated) {
  const std::string old_line = Made("old");
  std::string delegation;
  {
    const auto server = Serve("old");
    const auto stub = Connect(*server);
    const auto made = Create(*stub);
    ASSERT_TRUE(made.ok()) << made.message();
    delegation = made.response.name();
    Stop(*server);
  }
  const std::string new_line = Made("new");
  EXPECT_THAT(RefusedToServe(""), HasSubstr("--keys"));
  EXPECT_THAT(RefusedToServe("new"), HasSubstr("the keys lack \"key-"));
  Write("both", old_line.substr(0, old_line.rfind(' ')) + "\n" + new_line + "\n");
  const auto rotate = Letand({"rotate-keys", Storage(), "--keys=" + Path("both")});
  EXPECT_THAT(rotate->ReadLine().value_or(""),
              HasSubstr("1 of 1 data keys were put under the key"));
  EXPECT_THAT(rotate->ReadLine().value_or(""), HasSubstr("is not used here any more"));
  EXPECT_EQ(rotate->Wait(), 0) << rotate->ReadErrors();
  const auto server = Serve("new");
  const auto stub = Connect(*server);
  EXPECT_EQ(TitleOf(*stub, delegation), "Sealed");
  Stop(*server);
}

TEST_F(ServerKeysTest, WithoutKeysNothingRestrictedIsTaken) {
  const auto server = Serve("");
  const auto stub = Connect(*server);
  const auto refused = Create(*stub);
  EXPECT_EQ(refused.code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(refused.status), "NO_KEYS");
  Stop(*server);
}

TEST_F(ServerKeysTest, AFileThatOthersReadIsRefusedWithoutSayingWhatItHas) {
  const std::string line = Made("keys");
  ASSERT_EQ(chmod(Path("keys").c_str(), 0644), 0);
  const std::string said = RefusedToServe("keys");
  EXPECT_THAT(said, HasSubstr("mode 0600"));
  Write("keys", line + " more\n");
  EXPECT_THAT(RefusedToServe("keys"), HasSubstr("line 1"));
  EXPECT_THAT(RefusedToServe("keys"), Not(HasSubstr(line.substr(25, 20))));
  const auto again = Letand({"make-keys", "--out=" + Path("keys")});
  EXPECT_THAT(again->ReadErrors(), HasSubstr("File exists"));
  EXPECT_EQ(again->Wait(), 1);
}

}  // namespace
}  // namespace letan::testing
