// Addresses and unix sockets.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "services/server/listen_address.h"
#include "tests/api/rpc_probe.h"

namespace letan::testing {
namespace {

using server::ClearUnixSocket;
using server::ParseListenAddress;
using ::testing::HasSubstr;

TEST(ListenAddressTest, AddressesOfInterfacesAndUnixSocketsAreTaken) {
  struct Row {
    std::string text;
    std::string shown;
    bool local;
  };
  for (const Row& row : std::vector<Row>{{"127.0.0.1:0", "127.0.0.1:0", true},
                                         {"127.9.9.9:50051", "127.9.9.9:50051", true},
                                         {"localhost:8", "127.0.0.1:8", true},
                                         {"[::1]:65535", "[::1]:65535", true},
                                         {"::1:1", "[::1]:1", true},
                                         {"unix:/run/letan.sock", "unix:/run/letan.sock", true},
                                         {"unix:letan.sock", "unix:letan.sock", true},
                                         {"0.0.0.0:50051", "0.0.0.0:50051", false},
                                         {"[::]:50051", "[::]:50051", false},
                                         {"192.168.1.10:1", "192.168.1.10:1", false},
                                         {"126.255.255.255:1", "126.255.255.255:1", false},
                                         {"128.0.0.1:1", "128.0.0.1:1", false},
                                         {"[::ffff:127.0.0.1]:1", "[::ffff:127.0.0.1]:1", false},
                                         {"[2001:db8::1]:1", "[2001:db8::1]:1", false}}) {
    const auto address = ParseListenAddress(row.text);
    ASSERT_TRUE(address.ok()) << row.text << ": " << address.status();
    EXPECT_EQ(address->ToString(), row.shown);
    EXPECT_EQ(address->is_local(), row.local) << row.text;
  }
}

TEST(ListenAddressTest, EverythingElseIsRefusedWithTheReason) {
  for (const char* text : {"example.org:50051", "127.0.0.1.example.org:50051", "*:50051",
                           "127.1:50051", "2130706433:1", "[127.0.0.1]:1", "[]:1", "[::1:1"}) {
    const auto address = ParseListenAddress(text);
    ASSERT_EQ(address.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(address.status().message()), HasSubstr("address of an interface"))
        << text;
  }
  for (const char* text : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536",
                           "127.0.0.1:-1", "127.0.0.1:80x", ":80", "unix:"}) {
    EXPECT_EQ(ParseListenAddress(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_FALSE(ParseListenAddress("unix:/" + std::string(108, 'x')).ok());
}

class UnixSocketTest : public ::testing::Test {
 protected:
  // A socket as a server leaves it that was killed.
  static void LeaveSocket(const std::string& path) {
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
    ASSERT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    close(fd);
  }

  Probe probe_;
};

TEST_F(UnixSocketTest, ServesAndBelongsToItsOwnerOnly) {
  TestServerOptions options = probe_.Options();
  options.unix_socket = true;
  TestServer server(options);
  const std::string path = server.directory() + "/socket";
  EXPECT_EQ(server.address(), "unix:" + path);
  struct stat info {};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_TRUE(S_ISSOCK(info.st_mode));
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_TRUE(RawCall(server.channel(), kPointRead, PointRequest()).status.ok());
  server.Stop();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(UnixSocketTest, ALiveOneIsNotTaken) {
  TestServerOptions options = probe_.Options();
  options.unix_socket = true;
  TestServer server(options);
  const absl::Status cleared = ClearUnixSocket(server.directory() + "/socket");
  EXPECT_EQ(cleared.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(cleared.message()), HasSubstr("another server listens"));
  EXPECT_TRUE(RawCall(server.channel(), kPointRead, PointRequest()).status.ok());
}

TEST_F(UnixSocketTest, ADeadOneIsReplacedAndOtherFilesAreLeftAlone) {
  TestServer server(probe_.Options());  // for its directory
  const std::string dead = server.directory() + "/dead";
  LeaveSocket(dead);
  ASSERT_TRUE(std::filesystem::exists(dead));
  EXPECT_TRUE(ClearUnixSocket(dead).ok());
  EXPECT_FALSE(std::filesystem::exists(dead));
  EXPECT_TRUE(ClearUnixSocket(dead).ok());

  const std::string file = server.directory() + "/file";
  std::ofstream(file) << "kept";
  EXPECT_EQ(ClearUnixSocket(file).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(std::filesystem::exists(file));
}

TEST_F(UnixSocketTest, TheUmaskIsAsBefore) {
  const mode_t before = umask(0022);
  {
    const server::OwnerOnlyFiles only;
    EXPECT_EQ(umask(0177), 0177u);
  }
  EXPECT_EQ(umask(before), 0022u);
}

}  // namespace
}  // namespace letan::testing
