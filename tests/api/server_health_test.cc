// grpc.health.v1: of each service, while the server serves, is drained, and stops.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <thread>

#include "letan/v1/admin_service.grpc.pb.h"
#include "services/server/services.h"
#include "tests/api/rpc_probe.h"
#include "tests/support/child_process.h"
#include "tests/support/health_client.h"

namespace letan::testing {
namespace {

// "" and the full name of each service.
std::vector<std::string> EveryHealth() {
  std::vector<std::string> names{""};
  for (const auto* method : EveryMethod()) {
    if (names.back() != method->service()->full_name()) {
      names.push_back(method->service()->full_name());
    }
  }
  return names;
}

std::vector<std::unique_ptr<HealthWatch>> WatchEveryHealth(
    const std::shared_ptr<grpc::Channel>& channel) {
  std::vector<std::unique_ptr<HealthWatch>> watches;
  for (const std::string& name : EveryHealth()) {
    watches.push_back(std::make_unique<HealthWatch>(channel, name));
    EXPECT_EQ(watches.back()->Next(), "SERVING") << name;
  }
  return watches;
}

void ExpectNext(const std::vector<std::unique_ptr<HealthWatch>>& watches, const std::string& next) {
  for (std::size_t i = 0; i < watches.size(); ++i) {
    EXPECT_EQ(watches[i]->Next(), next) << EveryHealth()[i];
  }
}

TEST(ServerHealthTest, EveryServiceIsServing) {
  TestServer server;
  EXPECT_GE(EveryHealth().size(), 10u);
  for (const std::string& name : EveryHealth()) {
    EXPECT_EQ(CheckHealth(server.channel(), name), "SERVING") << name;
  }
  EXPECT_EQ(
      RawCall(server.channel(), "/grpc.health.v1.Health/Check", HealthRequest("letan.v1.NoService"))
          .status.error_code(),
      grpc::StatusCode::NOT_FOUND);
}

TEST(ServerHealthTest, ADrainedServerIsNotServingUntilItResumes) {
  TestServer server;
  const auto watches = WatchEveryHealth(server.channel());
  const auto admin = v1::AdminService::NewStub(server.channel());
  for (const bool resume : {false, true}) {
    v1::DrainRequest request;
    request.set_resume(resume);
    ASSERT_TRUE(Call(*admin, &v1::AdminService::Stub::Drain, request).ok());
    const std::string health = resume ? "SERVING" : "NOT_SERVING";
    ExpectNext(watches, health);
    for (const std::string& name : EveryHealth()) {
      EXPECT_EQ(CheckHealth(server.channel(), name), health) << name;
    }
  }
}

// One call is under way in each of two ways: waiting for a read, and inside the writer.
class HealthAtStopTest : public ::testing::Test {
 protected:
  HealthAtStopTest() {
    probe_.query = [this](auto&, auto&, auto&) {
      reading_.set_value();
      go_on_.wait();
      return v1::ListBookingsResponse();
    };
    probe_.prepare = [this](auto&, auto&) {
      return call::Apply<v1::BookResponse>([this](storage::WriteTransaction&) {
        if (!std::exchange(wrote_, true)) writing_.set_value();
        go_on_.wait();
        return v1::BookResponse();
      });
    };
  }

  TestServerOptions Options() {
    TestServerOptions options = probe_.Options();
    // Beside the probe, which has BookingService's name.
    options.services = server::ServiceNames();
    std::erase(options.services, "booking");
    return options;
  }

  Probe probe_;
  std::promise<void> reading_;
  std::promise<void> writing_;
  bool wrote_ = false;  // a body may run again
  std::promise<void> release_;
  std::shared_future<void> go_on_{release_.get_future()};
};

TEST_F(HealthAtStopTest, IsNotServingBeforeThePortClosesWhileCallsUnderWayEnd) {
  TestServer server(Options());
  const auto channel = server.channel();
  const auto watches = WatchEveryHealth(channel);
  auto read = CallLater(channel, kQueryRead, QueryRequest());
  auto write = CallLater(channel, kWrite, WriteRequestBytes("one"));
  reading_.get_future().wait();
  writing_.get_future().wait();
  auto stopping = std::async(std::launch::async, [&] { server.Stop(std::chrono::minutes(10)); });
  ExpectNext(watches, "NOT_SERVING");
  // Both calls are held: whoever asks now, even over a new connection, is told.
  const auto fresh = grpc::CreateChannel(server.address(), grpc::InsecureChannelCredentials());
  for (const std::string& name : EveryHealth()) {
    EXPECT_EQ(CheckHealth(channel, name), "NOT_SERVING") << name;
    EXPECT_EQ(CheckHealth(fresh, name), "NOT_SERVING") << name;
  }
  RawAnswer refused = RawCall(fresh, kPointRead, PointRequest());
  // Health is told a moment before calls are refused.
  while (refused.status.ok()) refused = RawCall(fresh, kPointRead, PointRequest());
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(refused.status), "SERVER_STOPPING");
  release_.set_value();
  EXPECT_TRUE(read.get().status.ok());
  EXPECT_TRUE(write.get().status.ok());
  ExpectNext(watches, "ended");
  stopping.get();
}

TEST(HealthOfTheProgramTest, IsNotServingWhenItIsToldToEnd) {
  std::string directory = (std::filesystem::temp_directory_path() / "letan-health-XXXXXX").string();
  ASSERT_NE(mkdtemp(directory.data()), nullptr);
  {
    ChildProcess program({std::string(LETAN_BINARY_DIR) + "/bin/letand",
                          "--storage=sqlite:" + directory + "/db", "--listen=127.0.0.1:0",
                          "--anonymous"});
    constexpr char kReady[] = "listening on ";
    const std::string ready = program.ReadLine().value_or(kReady);
    const auto watches = WatchEveryHealth(
        grpc::CreateChannel(ready.substr(sizeof(kReady) - 1), grpc::InsecureChannelCredentials()));
    program.Signal(SIGTERM);
    ExpectNext(watches, "NOT_SERVING");
    ExpectNext(watches, "ended");
    EXPECT_EQ(program.Wait(), 0);
  }
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace letan::testing
