// Reflection, the choice of services, and how a server ends.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "tests/api/rpc_probe.h"
#include "tests/support/health_client.h"

namespace letan::testing {
namespace {

using ::testing::IsSupersetOf;

const std::vector<std::string> kPublicServices{
    "letan.v1.AdminService",      "letan.v1.BatchService",     "letan.v1.BookingService",
    "letan.v1.DelegationService", "letan.v1.DirectoryService", "letan.v1.ItineraryService",
    "letan.v1.ResourceService",   "letan.v1.SearchService",    "letan.v1.WatchService",
    "letan.v1.IdentityService",   "letan.v1.AuditService",     "letan.v1.CalendarService",
    "letan.v1.LifecycleService",  "letan.v1.FestivalService"};

// One message to and from the reflection service.
std::string Reflect(const std::shared_ptr<grpc::Channel>& channel, const std::string& request) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  const auto stream = stub.PrepareCall(
      &context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  const auto step = [&] { return queue.Next(&tag, &ok) && ok; };
  stream->StartCall(nullptr);
  EXPECT_TRUE(step());
  const grpc::Slice slice(request);
  stream->Write(grpc::ByteBuffer(&slice, 1), nullptr);
  EXPECT_TRUE(step());
  grpc::ByteBuffer received;
  stream->Read(&received, nullptr);
  EXPECT_TRUE(step());
  stream->WritesDone(nullptr);
  step();
  grpc::Status status;
  stream->Finish(&status, nullptr);
  step();
  EXPECT_TRUE(status.ok()) << status.error_message();
  return rpc::ToString(received);
}

TEST(ServerReflectionTest, ListsEveryServiceAndItsSchema) {
  TestServer server;
  const std::string list = Reflect(server.channel(), Field(7, ""));
  std::vector<std::string> names;
  for (const std::string& response : FieldsIn(list, 6)) {
    for (const std::string& service : FieldsIn(response, 1)) {
      for (const std::string& name : FieldsIn(service, 1)) names.push_back(name);
    }
  }
  EXPECT_THAT(names, IsSupersetOf(kPublicServices));
  EXPECT_EQ(names.size(), kPublicServices.size() + 2) << "besides health and reflection";
  const std::string schema = Reflect(server.channel(), Field(4, "letan.v1.BookingService"));
  EXPECT_NE(schema.find("letan/v1/booking_service.proto"), std::string::npos);
}

TEST(ServerServicesTest, OnlyTheChosenOnesAreServed) {
  TestServerOptions options;
  options.services = {"directory"};
  TestServer server(options);
  EXPECT_EQ(
      RawCall(server.channel(), "/letan.v1.DirectoryService/ListAgencies", "").status.error_code(),
      grpc::StatusCode::OK);
  EXPECT_EQ(RawCall(server.channel(), kPointRead, PointRequest()).status.error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

class ServerStopTest : public ::testing::Test {
 protected:
  ServerStopTest() {
    probe_.query = [this](auto&, auto&, auto&) {
      started_.set_value();
      release_.get_future().wait();
      return v1::ListBookingsResponse();
    };
  }

  static void AwaitRefusal(const std::shared_ptr<grpc::Channel>& channel) {
    while (RawCall(channel, kPointRead, PointRequest()).status.error_code() !=
           grpc::StatusCode::UNAVAILABLE) {
      std::this_thread::yield();
    }
  }

  Probe probe_;
  std::promise<void> started_;
  std::promise<void> release_;
};

TEST_F(ServerStopTest, CallsUnderWayEndAndNewOnesAreRefused) {
  TestServer server(probe_.Options());
  const auto channel = server.channel();
  auto held = CallLater(channel, kQueryRead, QueryRequest());
  started_.get_future().wait();
  auto stopping = std::async(std::launch::async, [&] { server.Stop(std::chrono::seconds(60)); });
  AwaitRefusal(channel);
  release_.set_value();
  EXPECT_TRUE(held.get().status.ok());
  stopping.get();
}

TEST_F(ServerStopTest, AfterTheGraceCallsAreCancelled) {
  TestServer server(probe_.Options());
  auto held = CallLater(server.channel(), kQueryRead, QueryRequest());
  started_.get_future().wait();
  auto stopping = std::async(std::launch::async, [&] { server.Stop(std::chrono::seconds(0)); });
  EXPECT_FALSE(held.get().status.ok());  // although its handler still runs
  release_.set_value();
  stopping.get();
}

TEST_F(ServerStopTest, WritesUnderWayAreAnsweredAndKept) {
  std::promise<void> in_body;
  std::promise<void> let_commit;
  std::atomic<int> bodies{0};
  probe_.prepare = [&](auto&, auto&) {
    return call::Apply<v1::BookResponse>([&](storage::WriteTransaction&) {
      if (bodies++ == 0) {
        in_body.set_value();
        let_commit.get_future().wait();
      }
      return v1::BookResponse();
    });
  };
  TestServer server(probe_.Options());
  const auto channel = server.channel();
  auto write = CallLater(channel, kWrite, WriteRequestBytes("one"));
  in_body.get_future().wait();
  auto stopping = std::async(std::launch::async, [&] { server.Stop(std::chrono::seconds(60)); });
  AwaitRefusal(channel);
  let_commit.set_value();
  EXPECT_TRUE(write.get().status.ok());
  stopping.get();
}

TEST_F(ServerStopTest, StoppingTwiceIsHarmless) {
  TestServer server(probe_.Options());
  server.server().Stop(std::chrono::seconds(1));
  server.server().Stop(std::chrono::seconds(1));
}

}  // namespace
}  // namespace letan::testing
