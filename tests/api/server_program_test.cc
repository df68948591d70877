// The program letand, as an operator meets it.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "letan/v1/admin_service.grpc.pb.h"
#include "letan/v1/directory_service.grpc.pb.h"
#include "services/server/transport.h"
#include "tests/support/child_process.h"
#include "tests/support/test_server.h"

namespace letan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ServerProgramTest : public ::testing::Test {
 protected:
  ServerProgramTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "letand-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  ~ServerProgramTest() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return directory_ + "/" + name; }

  std::unique_ptr<ChildProcess> Start(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), std::string(LETAN_BINARY_DIR) + "/bin/letand");
    return std::make_unique<ChildProcess>(arguments);
  }
  std::unique_ptr<ChildProcess> Serve(const std::string& listen = "127.0.0.1:0") const {
    return Start({"--storage=sqlite:" + Path("letan.db"), "--listen=" + listen, "--anonymous"});
  }

  // The address of the line that says it is ready.
  static std::string ReadyAddress(ChildProcess& program) {
    constexpr char kReady[] = "listening on ";
    const auto line = program.ReadLine();
    if (!line.has_value() || line->rfind(kReady, 0) != 0) {
      ADD_FAILURE() << line.value_or("nothing") << program.ReadErrors();
      return "";
    }
    return line->substr(sizeof(kReady) - 1);
  }

  static std::string ReadFile(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  static grpc::Status ListAgencies(const std::string& address) {
    const auto stub = v1::DirectoryService::NewStub(
        grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
    return Call(*stub, &v1::DirectoryService::Stub::ListAgencies, v1::ListAgenciesRequest()).status;
  }

  // Ended by itself with one line on stderr.
  static void ExpectFailure(ChildProcess& program, const std::string& said) {
    const std::string errors = program.ReadErrors();
    EXPECT_EQ(program.Wait(), 1) << errors;
    EXPECT_THAT(errors, StartsWith("letand: "));
    EXPECT_THAT(errors, HasSubstr(said));
    EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
  }

  std::string directory_;
};

TEST_F(ServerProgramTest, SaysWhenItIsReadyAndEndsOnSignals) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const auto program = Serve();
    const std::string address = ReadyAddress(*program);
    EXPECT_THAT(address, StartsWith("127.0.0.1:"));
    const grpc::Status status = ListAgencies(address);
    EXPECT_TRUE(status.ok()) << status.error_message();
    program->Signal(signal);
    EXPECT_EQ(program->Wait(), 0);
    const std::string errors = program->ReadErrors();
    EXPECT_THAT(errors, StartsWith("letand: WARNING: --anonymous"));
    EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
  }
}

TEST_F(ServerProgramTest, ServesAUnixSocketAndReplacesOneThatAKilledServerLeft) {
  for (int run = 0; run < 2; ++run) {
    const auto program = Serve("unix:" + Path("socket"));
    EXPECT_EQ(ReadyAddress(*program), "unix:" + Path("socket"));
    EXPECT_TRUE(ListAgencies("unix:" + Path("socket")).ok());
    program->Signal(SIGKILL);
    EXPECT_EQ(program->Wait(), 128 + SIGKILL);
    EXPECT_TRUE(std::filesystem::exists(Path("socket")));
  }
}

TEST_F(ServerProgramTest, TheManagerIsToldWhenItServesAndWhenItStops) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  Path("notify").copy(name.sun_path, sizeof(name.sun_path) - 1);
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(bind(socket, reinterpret_cast<const sockaddr*>(&name), sizeof(name)), 0);
  setenv("NOTIFY_SOCKET", name.sun_path, 1);
  const auto program = Serve();
  unsetenv("NOTIFY_SOCKET");
  const auto told = [socket] {
    char state[64];
    const ssize_t size = recv(socket, state, sizeof(state), 0);
    return std::string(state, size < 0 ? 0 : static_cast<std::size_t>(size));
  };
  const timeval patience{60, 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  EXPECT_EQ(told(), "READY=1");
  EXPECT_TRUE(ListAgencies(ReadyAddress(*program)).ok());
  program->Signal(SIGTERM);
  EXPECT_EQ(told(), "STOPPING=1");
  EXPECT_EQ(program->Wait(), 0);
  close(socket);
}

TEST_F(ServerProgramTest, ASecondServerOnTheSameFileIsRefused) {
  const auto first = Serve();
  const std::string address = ReadyAddress(*first);
  const auto second = Serve();
  ExpectFailure(*second, "letan.db");
  EXPECT_TRUE(ListAgencies(address).ok()) << "the first goes on";
}

TEST_F(ServerProgramTest, ANewerSchemaIsRefusedAndLeftAsItIs) {
  {
    const auto program = Serve();
    ReadyAddress(*program);
    program->Signal(SIGTERM);
    ASSERT_EQ(program->Wait(), 0);
  }
  SQLite::Database(Path("letan.db"), SQLite::OPEN_READWRITE)
      .exec("INSERT INTO migrations VALUES (99, 'later', zeroblob(32), 0)");
  const std::string before = ReadFile(Path("letan.db"));
  const auto program = Serve();
  ExpectFailure(*program, "99");
  EXPECT_EQ(ReadFile(Path("letan.db")), before);
}

TEST_F(ServerProgramTest, ATakenPortIsRefused) {
  const auto first = Serve();
  const std::string address = ReadyAddress(*first);
  const auto second =
      Start({"--storage=sqlite:" + Path("other.db"), "--listen=" + address, "--anonymous"});
  ExpectFailure(*second, "cannot listen on " + address);
}

TEST_F(ServerProgramTest, ASocketInUseIsRefused) {
  const auto first = Serve("unix:" + Path("socket"));
  ReadyAddress(*first);
  const auto second = Start(
      {"--storage=sqlite:" + Path("other.db"), "--listen=unix:" + Path("socket"), "--anonymous"});
  ExpectFailure(*second, "another server listens");
  EXPECT_TRUE(ListAgencies("unix:" + Path("socket")).ok());
}

TEST_F(ServerProgramTest, AFileThatIsNoDatabaseIsRefused) {
  const std::string content(100'000, 'x');
  std::ofstream(Path("letan.db")) << content;
  const auto program = Serve();
  ExpectFailure(*program, "letan.db");
  EXPECT_EQ(ReadFile(Path("letan.db")), content) << "it is somebody's file";
}

TEST_F(ServerProgramTest, AMissingDirectoryIsRefused) {
  const auto program = Start({"--storage=sqlite:" + Path("no/letan.db"), "--listen=127.0.0.1:0"});
  ExpectFailure(*program, "no/letan.db");
}

TEST_F(ServerProgramTest, WrongFlagsAreRefusedBeforeAnythingIsOpened) {
  const std::string storage = "--storage=sqlite:" + Path("letan.db");
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{storage, "--listen=0.0.0.0:0"}, "without TLS"},
      {{storage, "--listen=0.0.0.0:0", "--anonymous", server::kPlaintextFlag}, "--anonymous"},
      {{storage, "--listen=127.0.0.1:0", "--proxy-listen=127.0.0.1:0"}, "unix:PATH only"},
      {{storage, "--listen=127.0.0.1:0", "--tls-cert=" + Path("no")}, "--tls-key"},
      {{storage, "--listen=127.0.0.1:0", "--tls-cert=" + Path("no"), "--tls-key=" + Path("no")},
       "cannot be read"},
      {{storage, "--listen=127.0.0.1"}, "HOST:PORT"},
      {{"--storage=mysql:x", "--listen=127.0.0.1:0"}, "sqlite:PATH"},
      {{"--listen=127.0.0.1:0"}, "--storage is required"},
      {{storage}, "--listen is required"},
      {{storage, "--listen=127.0.0.1:0", "--services=booking,nothing"}, "nothing"},
      {{storage, "--listen=127.0.0.1:0", "--default-travel-minutes=-1"}, "travel"},
      {{storage, "--listen=127.0.0.1:0", "--no-such-flag"}, "no-such-flag"},
      {{storage, "--listen=127.0.0.1:0", "--metrics-listen=0.0.0.0:0"}, "loopback"},
      {{storage, "--listen=127.0.0.1:0", "--metrics-listen=unix:/x"}, "HOST:PORT only"},
      {{storage, "--listen=127.0.0.1:0", "--read-threads=0"}, "--read-threads"},
      {{storage, "--listen=127.0.0.1:0", "--max-queued-reads=65537"}, "--max-queued-reads"},
      {{storage, "--listen=127.0.0.1:0", "--max-queued-writes=-1"}, "--max-queued-writes"},
      {{storage, "--listen=127.0.0.1:0", "--max-batch=many"}, "--max-batch"},
  };
  for (const auto& [arguments, said] : cases) {
    const auto program = Start(arguments);
    EXPECT_THAT(program->ReadErrors(), HasSubstr(said));
    EXPECT_EQ(program->Wait(), 2) << said;
  }
  EXPECT_FALSE(std::filesystem::exists(Path("letan.db")));
}

class RestoreProgramTest : public ServerProgramTest {
 protected:
  // backups/first.db, of a database with one agency.
  void MakeBackup() {
    std::filesystem::create_directory(Path("backups"));
    const auto program = Start({"--storage=sqlite:" + Path("letan.db"), "--listen=127.0.0.1:0",
                                "--anonymous", "--backup-directory=" + Path("backups")});
    const auto channel =
        grpc::CreateChannel(ReadyAddress(*program), grpc::InsecureChannelCredentials());
    v1::CreateAgencyRequest agency;
    agency.set_agency_id("a");
    agency.mutable_agency()->set_display_name("A");
    const auto directory = v1::DirectoryService::NewStub(channel);
    ASSERT_TRUE(Call(*directory, &v1::DirectoryService::Stub::CreateAgency, agency).ok());
    v1::CreateBackupRequest request;
    request.set_backup_id("first");
    const auto admin = v1::AdminService::NewStub(channel);
    const auto made = Call(*admin, &v1::AdminService::Stub::CreateBackup, request);
    ASSERT_TRUE(made.ok()) << made.message();
    const auto info =
        Call(*admin, &v1::AdminService::Stub::GetServerInfo, v1::GetServerInfoRequest());
    EXPECT_NE(info.response.version(), "unknown");
    program->Signal(SIGTERM);
    ASSERT_EQ(program->Wait(), 0);
  }

  std::unique_ptr<ChildProcess> Restore(const std::string& to,
                                        std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"restore", "--from=" + Path("backups/first.db"),
                                       "--storage=sqlite:" + Path(to)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Start(arguments);
  }
};

TEST_F(RestoreProgramTest, ABackupIsServedElsewhere) {
  MakeBackup();
  const auto restore = Restore("elsewhere.db");
  EXPECT_THAT(restore->ReadOutput(), HasSubstr("1 entities"));
  EXPECT_EQ(restore->Wait(), 0) << restore->ReadErrors();
  const auto program =
      Start({"--storage=sqlite:" + Path("elsewhere.db"), "--listen=127.0.0.1:0", "--anonymous"});
  const auto directory = v1::DirectoryService::NewStub(
      grpc::CreateChannel(ReadyAddress(*program), grpc::InsecureChannelCredentials()));
  v1::GetAgencyRequest get;
  get.set_name("agencies/a");
  EXPECT_TRUE(Call(*directory, &v1::DirectoryService::Stub::GetAgency, get).ok());
}

TEST_F(RestoreProgramTest, ADatabaseThatIsThereStaysUnlessReplaced) {
  MakeBackup();
  const std::string before = ReadFile(Path("letan.db"));
  ExpectFailure(*Restore("letan.db"), "there is a database already");
  EXPECT_EQ(ReadFile(Path("letan.db")), before);
  const auto replaced = Restore("letan.db", {"--replace"});
  EXPECT_THAT(replaced->ReadOutput(), HasSubstr("letan.db.replaced-1"));
  EXPECT_EQ(replaced->Wait(), 0);
  EXPECT_EQ(ReadFile(Path("letan.db.replaced-1")), before);
}

TEST_F(RestoreProgramTest, ADamagedBackupIsRefused) {
  MakeBackup();
  std::string content = ReadFile(Path("backups/first.db"));
  content[content.size() / 2] ^= 1;
  std::ofstream(Path("backups/first.db"), std::ios::binary) << content;
  ExpectFailure(*Restore("elsewhere.db"), "is damaged");
  EXPECT_FALSE(std::filesystem::exists(Path("elsewhere.db")));
}

TEST_F(RestoreProgramTest, WrongFlagsAreRefused) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"restore"},
           {"restore", "--from=" + Path("x")},
           {"restore", "--from=" + Path("x"), "--storage=mysql:x"},
           {"restore", "--from=" + Path("x"), "--storage=sqlite:" + Path("y"), "--no-such-flag"}}) {
    EXPECT_EQ(Start(arguments)->Wait(), 2);
  }
  ExpectFailure(*Restore("elsewhere.db"), "there is no file");
  const auto help = Start({"restore", "--help"});
  EXPECT_THAT(help->ReadOutput(), HasSubstr("--from"));
  EXPECT_EQ(help->Wait(), 0);
}

TEST_F(ServerProgramTest, ABackupDirectoryMustBeThere) {
  const auto program = Start({"--storage=sqlite:" + Path("letan.db"), "--listen=127.0.0.1:0",
                              "--backup-directory=" + Path("no")});
  EXPECT_THAT(program->ReadErrors(), HasSubstr("--backup-directory"));
  EXPECT_EQ(program->Wait(), 2);
}

TEST_F(ServerProgramTest, HelpAndVersion) {
  const auto help = Start({"--help"});
  const std::string text = help->ReadOutput();
  for (const std::string flag : {"--storage", "--metrics-listen", "--read-threads",
                                 "--max-queued-reads", "--max-queued-writes", "--max-batch"}) {
    EXPECT_THAT(text, HasSubstr(flag));
  }
  EXPECT_EQ(help->Wait(), 0);
  const auto version = Start({"--version"});
  EXPECT_THAT(version->ReadOutput(), StartsWith("letand "));
  EXPECT_EQ(version->Wait(), 0);
}

}  // namespace
}  // namespace letan::testing
