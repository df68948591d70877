// What one caller may do, while another is not hindered.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "letan/v1/batch_service.grpc.pb.h"
#include "letan/v1/directory_service.pb.h"
#include "tests/api/held_calls.h"
#include "tests/api/limit_rows.h"
#include "tests/support/identity_world.h"
#include "tests/support/watch_client.h"

namespace letan::testing {
namespace {

using booking::kSecond;

// Two users who may do everything. What was done for them does not count any more.
class TwoCallers {
 public:
  explicit TwoCallers(TestServerOptions options) : server_(Asking(std::move(options))) {
    for (const char* id : {"first", "second"}) {
      world_.AddUser(id, {"administrator"});
      channels_.push_back(server_.NewChannel(WithToken(world_.TokenOf(id))));
      Rest();
    }
  }

  TestServer& server() { return server_; }
  const std::shared_ptr<grpc::Channel>& first() const { return channels_[0]; }
  const std::shared_ptr<grpc::Channel>& second() const { return channels_[1]; }
  void Rest() { server_.clock().Advance(3600 * kSecond); }
  // As the metrics have it; -1 if they have no such limit.
  std::int64_t Refusals(const std::string& limit) {
    const auto* found = std::find(rpc::kRefusingLimits.begin(), rpc::kRefusingLimits.end(), limit);
    if (found == rpc::kRefusingLimits.end()) return -1;
    return server_.server().metrics().refusals(found - rpc::kRefusingLimits.begin());
  }
  std::size_t Changes() {
    auto read = server_.engine().BeginRead(storage::Viewer::Administrator());
    return (*read)->ListChanges(0, 10'000)->size();
  }

 private:
  static TestServerOptions Asking(TestServerOptions options) {
    options.identity = true;
    options.limits.push_back("--password-memory-mib=8");
    // Whatever else is served, what a world of users needs.
    if (!options.services.empty()) options.services = {"identity", "directory"};
    return options;
  }

  TestServer server_;
  IdentityWorld world_{server_};
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
};

TestServerOptions SmallRate() {
  TestServerOptions options;
  options.limits = {"--requests-per-second-per-caller=4", "--request-burst-per-caller=6"};
  return options;
}

RawAnswer Ask(const std::shared_ptr<grpc::Channel>& channel) {
  return RawCall(channel, "/letan.v1.IdentityService/GetCaller", "");
}

RawAnswer MakeAgency(const std::shared_ptr<grpc::Channel>& channel) {
  v1::CreateAgencyRequest request;
  request.mutable_agency()->set_display_name("Sở Ngoại vụ");
  return RawCall(channel, "/letan.v1.DirectoryService/CreateAgency", request.SerializeAsString());
}

RawAnswer MakeAgencies(const std::shared_ptr<grpc::Channel>& channel, int count) {
  v1::ExecuteBatchRequest batch;
  for (int i = 0; i < count; ++i) {
    v1::CreateAgencyRequest request;
    request.mutable_agency()->set_display_name("Sở Ngoại vụ");
    batch.add_requests()->PackFrom(request);
  }
  return RawCall(channel, "/letan.v1.BatchService/ExecuteBatch", batch.SerializeAsString());
}

void ExpectLimit(const grpc::Status& status, const std::string& reason, const std::string& limit,
                 std::int64_t retry_micros) {
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
  EXPECT_EQ(ReasonOf(status), reason);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(DetailOf(status, &info));
  const auto& said = info.metadata();
  EXPECT_EQ(said.at("limit") + "=" + said.at("limit_value"), limit);
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(DetailOf(status, &retry));
  EXPECT_EQ(retry.retry_delay().seconds() * kSecond + retry.retry_delay().nanos() / 1000,
            retry_micros);
}

void ExpectTooOften(const grpc::Status& status, std::int64_t retry_micros) {
  ExpectLimit(status, "TOO_MANY_REQUESTS", "requests_per_second_per_caller=4", retry_micros);
}

// Whatever they ask for, and whatever it comes to.
void RequestsBeyondTheBurst() {
  TwoCallers callers(SmallRate());
  EXPECT_TRUE(Ask(callers.first()).status.ok());
  EXPECT_TRUE(MakeAgency(callers.first()).status.ok());
  EXPECT_TRUE(WatchClient(callers.first()).Next().has_value());
  EXPECT_EQ(
      RawCall(callers.first(), "/letan.v1.DirectoryService/GetAgency", "\xff").status.error_code(),
      grpc::StatusCode::INVALID_ARGUMENT);
  for (const char* unknown : {"/letan.v1.DirectoryService/No", "/letan.v1.No/No"}) {
    EXPECT_EQ(RawCall(callers.first(), unknown, "").status.error_code(),
              grpc::StatusCode::UNIMPLEMENTED);
  }
  const std::size_t changes = callers.Changes();
  ExpectTooOften(Ask(callers.first()).status, kSecond / 4);
  ExpectTooOften(MakeAgency(callers.first()).status, kSecond / 4);
  ExpectTooOften(WatchClient(callers.first()).Finish(), kSecond / 4);
  ExpectTooOften(RawCall(callers.first(), "/letan.v1.No/No", "").status, kSecond / 4);
  EXPECT_EQ(callers.Refusals("requests_per_second_per_caller"), 4);
  EXPECT_EQ(callers.Changes(), changes);
  EXPECT_TRUE(Ask(callers.second()).status.ok());
  // Nobody in particular has none of it: who signs in has limits of their own.
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(Ask(callers.server().NewChannel()).status.error_code(),
              grpc::StatusCode::UNAUTHENTICATED);
  }
}

void RequestsBeyondTheRate() {
  TwoCallers callers(SmallRate());
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(Ask(callers.first()).status.ok());
  for (int i = 0; i < 5; ++i) {
    ExpectTooOften(Ask(callers.first()).status, kSecond / 4);
    callers.server().clock().Advance(kSecond / 4 - 1);
    ExpectTooOften(Ask(callers.first()).status, 1);
    callers.server().clock().Advance(1);
    EXPECT_TRUE(Ask(callers.first()).status.ok());
  }
  callers.Rest();
  EXPECT_TRUE(MakeAgencies(callers.first(), 4).status.ok());
  const std::size_t changes = callers.Changes();
  ExpectTooOften(MakeAgencies(callers.first(), 4).status, 3 * kSecond / 4);
  EXPECT_EQ(callers.Changes(), changes) << "none of them";
  callers.Rest();
  EXPECT_TRUE(MakeAgencies(callers.first(), 20).status.ok()) << "as large as a burst at most";
  ExpectTooOften(Ask(callers.first()).status, kSecond / 4);
}

void CallsUnderWay() {
  Held held;
  TwoCallers callers(held.Options({"--max-calls-per-caller=2"}));
  std::vector<std::thread> threads;
  for (int i = 1; i <= 2; ++i) {
    threads.emplace_back(
        [&] { EXPECT_TRUE(RawCall(callers.first(), kQueryRead, QueryRequest()).status.ok()); });
    held.reads.AwaitInside(i);
  }
  ExpectLimit(RawCall(callers.first(), kPointRead, PointRequest()).status, "TOO_MANY_CALLS",
              "max_calls_per_caller=2", kSecond / 5);
  EXPECT_TRUE(RawCall(callers.second(), kPointRead, PointRequest()).status.ok());
  held.reads.Open();
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(RawCall(callers.first(), kPointRead, PointRequest()).status.ok());
  }
  EXPECT_EQ(callers.Refusals("max_calls_per_caller"), 1);
}

void StreamsOfOne() {
  TestServerOptions options;
  options.limits = {"--max-watchers-per-caller=1"};
  TwoCallers callers(options);
  {
    WatchClient watch(callers.first());
    ASSERT_TRUE(watch.Next().has_value());
    ExpectLimit(WatchClient(callers.first()).Finish(), "TOO_MANY_WATCHERS",
                "max_watchers_per_caller=1", 5 * kSecond);
    EXPECT_TRUE(WatchClient(callers.second()).Next().has_value());
    EXPECT_TRUE(Ask(callers.first()).status.ok());
  }
  EXPECT_EQ(callers.Refusals("max_watchers_per_caller"), 1);
  // The server learns of the end a little later.
  while (!WatchClient(callers.first()).Next().has_value()) std::this_thread::yield();
}

}  // namespace

LimitRows CallerRows() {
  return {{"requests_per_second_per_caller", RequestsBeyondTheRate},
          {"request_burst_per_caller", RequestsBeyondTheBurst},
          {"max_calls_per_caller", CallsUnderWay},
          {"max_watchers_per_caller", StreamsOfOne}};
}

}  // namespace letan::testing
