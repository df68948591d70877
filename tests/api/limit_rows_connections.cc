// What one connection may do, and how long.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "tests/api/held_calls.h"
#include "tests/api/limit_rows.h"
#include "tests/support/loopback_socket.h"
#include "tests/support/watch_client.h"

namespace letan::testing {
namespace {

using std::chrono::system_clock;
using ::testing::HasSubstr;
using ::testing::Not;

// A connection that speaks HTTP/2 only as far as a test makes it.
class BareConnection {
 public:
  explicit BareConnection(const TestServer& server) : fd_(ConnectLoopback(server.address())) {
    EXPECT_GE(fd_, 0);
  }
  ~BareConnection() { close(fd_); }
  BareConnection(const BareConnection&) = delete;
  BareConnection& operator=(const BareConnection&) = delete;

  void Send(const std::string& bytes) const {
    EXPECT_EQ(send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  // All that comes until the server closes, or until `end` has come.
  std::string Receive(const std::string& end = "") const {
    std::string received;
    char buffer[4096];
    ssize_t got = 0;
    while ((got = recv(fd_, buffer, sizeof(buffer), 0)) > 0) {
      received.append(buffer, static_cast<std::size_t>(got));
      if (!end.empty() && received.find(end) != std::string::npos) return received;
    }
    EXPECT_TRUE(got == 0 || errno == ECONNRESET) << "it stays open";
    return received;
  }

 private:
  int fd_;
};

const std::string kPreface =
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + std::string("\0\0\0\4\0\0\0\0\0", 9);
std::string Ping(const std::string& eight_bytes, bool answer = false) {
  return std::string("\0\0\x8\6", 4) + (answer ? '\1' : '\0') + std::string(4, '\0') + eight_bytes;
}

// A third call waits at the caller, until its deadline; another connection has places of its own.
void CallsOnOneConnection() {
  Held held;
  TestServer server(held.Options({"--max-streams-per-connection=2"}));
  Calls calls;
  for (int i = 1; i <= 2; ++i) {
    calls.Start(server, kQueryRead, QueryRequest());
    held.reads.AwaitInside(i);
  }
  grpc::ClientContext context;
  context.set_deadline(system_clock::now() + std::chrono::milliseconds(300));
  EXPECT_EQ(RawCall(server.channel(), kPointRead, PointRequest(), &context).status.error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(RawCall(server.NewChannel(), kPointRead, PointRequest()).status.ok());
  held.reads.Open();
  EXPECT_EQ(calls.Succeeded(), 2);
  EXPECT_TRUE(RawCall(server.channel(), kPointRead, PointRequest()).status.ok());
}

// A watch would go on for ever; a new call finds a new connection by itself.
void AnOldConnection() {
  TestServerOptions options;
  options.limits = {"--max-connection-age-seconds=1", "--connection-age-grace-seconds=1"};
  TestServer server(options);
  WatchClient watch(server.channel());
  while (watch.Next().has_value()) {
  }
  EXPECT_EQ(watch.Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  WatchClient again(server.channel());
  EXPECT_TRUE(again.Next().has_value());
}

void AnIdleConnection() {
  Probe probe;
  TestServerOptions options = probe.Options();
  options.limits = {"--connection-idle-seconds=1"};
  TestServer server(options);
  EXPECT_TRUE(RawCall(server.channel(), kPointRead, PointRequest()).status.ok());
  const auto patience = system_clock::now() + std::chrono::seconds(60);
  EXPECT_TRUE(server.channel()->WaitForStateChange(GRPC_CHANNEL_READY, patience));
  EXPECT_TRUE(RawCall(server.channel(), kPointRead, PointRequest()).status.ok());
}

void FrequentPings() {
  Probe probe;
  TestServerOptions options = probe.Options();
  options.limits = {"--min-ping-interval-seconds=0"};
  TestServer tolerant(options);
  const BareConnection welcome(tolerant);
  welcome.Send(kPreface);
  for (int i = 0; i < 9; ++i) welcome.Send(Ping("tolerate"));
  welcome.Send(Ping("the last"));
  EXPECT_THAT(welcome.Receive(Ping("the last", true)), Not(HasSubstr("too_many_pings")));
  options.limits = {"--min-ping-interval-seconds=60"};
  TestServer strict(options);
  const BareConnection tiresome(strict);
  tiresome.Send(kPreface);
  std::string pings;
  for (int i = 0; i < 10; ++i) pings += Ping("too many");
  tiresome.Send(pings);
  EXPECT_THAT(tiresome.Receive(), HasSubstr("too_many_pings"));
}

void ASilentConnection() {
  Probe probe;
  TestServerOptions options = probe.Options();
  options.limits = {"--handshake-seconds=1"};
  TestServer server(options);
  const auto begin = std::chrono::steady_clock::now();
  const BareConnection silent(server);
  silent.Receive();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(8)) << "10 by default";
}

}  // namespace

LimitRows ConnectionRows() {
  return {
      {"max_streams_per_connection", CallsOnOneConnection},
      {"max_connection_age_seconds", AnOldConnection},
      {"connection_age_grace_seconds", AnOldConnection},
      {"connection_idle_seconds", AnIdleConnection},
      {"min_ping_interval_seconds", FrequentPings},
      {"handshake_seconds", ASilentConnection},
  };
}

}  // namespace letan::testing
