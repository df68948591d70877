// What Prometheus reads, against the calls that were made.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letan/v1/directory_service.grpc.pb.h"
#include "services/rpc/metrics.h"
#include "tests/support/http_get.h"
#include "tests/support/test_server.h"
#include "tests/support/watch_client.h"

namespace letan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Ended(const std::string& method, const std::string& code) {
  return "letan_rpc_ended_total{service=\"letan.v1.DirectoryService\",method=\"" + method +
         "\",code=\"" + code + "\"}";
}

std::string Duration(const std::string& part, const std::string& method) {
  return "letan_rpc_duration_seconds_" + part + "{service=\"letan.v1.DirectoryService\",method=\"" +
         method + "\"}";
}

class ServerMetricsTest : public ::testing::Test {
 protected:
  static TestServerOptions Options() {
    TestServerOptions options;
    options.metrics_listen = "127.0.0.1:0";
    options.limits = {"--max-watchers=1"};
    return options;
  }

  std::string Scrape() { return HttpGet(server_.server().metrics_address(), "/metrics"); }

  grpc::Status CreateAgency(const std::string& display_name) {
    v1::CreateAgencyRequest request;
    request.mutable_agency()->set_display_name(display_name);
    return Call(*stub_, &v1::DirectoryService::Stub::CreateAgency, request).status;
  }

  TestServer server_{Options()};
  std::unique_ptr<v1::DirectoryService::Stub> stub_ =
      v1::DirectoryService::NewStub(server_.channel());
};

TEST_F(ServerMetricsTest, MethodsAreThereBeforeTheirFirstCall) {
  const std::string page = Scrape();
  EXPECT_THAT(page, StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(ValueOf(page, Ended("CreateAgency", "OK")), 0) << page;
  EXPECT_EQ(ValueOf(page, Duration("count", "CreateAgency")), 0);
}

TEST_F(ServerMetricsTest, CallsAreCountedByMethodAndCode) {
  const double commits = ValueOf(Scrape(), "letan_commits_total{outcome=\"committed\"}");
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(CreateAgency("Sở Ngoại vụ").ok());
  for (int i = 0; i < 2; ++i) ASSERT_FALSE(CreateAgency("").ok());
  ASSERT_TRUE(
      Call(*stub_, &v1::DirectoryService::Stub::ListAgencies, v1::ListAgenciesRequest()).ok());
  const std::string page = Scrape();
  EXPECT_EQ(ValueOf(page, Ended("CreateAgency", "OK")), 3) << page;
  EXPECT_EQ(ValueOf(page, Ended("CreateAgency", "INVALID_ARGUMENT")), 2);
  EXPECT_EQ(ValueOf(page, Ended("ListAgencies", "OK")), 1);
  EXPECT_EQ(ValueOf(page, Duration("count", "CreateAgency")), 5);
  EXPECT_GT(ValueOf(page, Duration("sum", "CreateAgency")), 0);
  EXPECT_EQ(ValueOf(page, "letan_commits_total{outcome=\"committed\"}"), commits + 3);
  EXPECT_EQ(ValueOf(page, "letan_write_batch_size_sum"), 3);
  EXPECT_EQ(ValueOf(page, "letan_write_queue_length"), 0);
}

TEST_F(ServerMetricsTest, TheStorageTellsItsState) {
  ASSERT_TRUE(CreateAgency("Sở Ngoại vụ").ok());
  const std::string page = Scrape();
  EXPECT_GE(ValueOf(page, "letan_storage_database_bytes"), 4096) << page;
  EXPECT_GT(ValueOf(page, "letan_storage_wal_bytes"), 4096);
  EXPECT_GT(ValueOf(page, "letan_storage_disk_free_bytes"), 0);
  EXPECT_GE(ValueOf(page, "letan_storage_checkpoint_age_seconds"), 0);
  EXPECT_GT(ValueOf(page, "letan_executor_threads"), 0);
  EXPECT_EQ(ValueOf(page, "letan_storage_disk_full"), 0);
  EXPECT_EQ(ValueOf(page, "letan_storage_broken"), 0);
  EXPECT_EQ(ValueOf(page, "letan_watch_streams"), 0);
  EXPECT_EQ(ValueOf(page, "letan_no_such_metric"), -1);
}

TEST_F(ServerMetricsTest, RefusalsAreToldByTheirLimit) {
  const std::string page = Scrape();
  for (const std::string_view limit : rpc::kRefusingLimits) {
    const std::string metric = "letan_limit_refusals_total{limit=\"" + std::string(limit) + "\"}";
    EXPECT_EQ(ValueOf(page, metric), 0) << page;
  }
  EXPECT_EQ(ValueOf(page, "letan_limit_refusals_total{limit=\"no_such\"}"), -1);
  WatchClient first(server_.channel());
  ASSERT_TRUE(first.Next().has_value());
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(WatchClient(server_.channel()).Finish().error_code(),
              grpc::StatusCode::RESOURCE_EXHAUSTED);
  }
  const std::string after = Scrape();
  EXPECT_EQ(ValueOf(after, "letan_limit_refusals_total{limit=\"max_watchers\"}"), 2) << after;
  EXPECT_EQ(ValueOf(after, "letan_limit_refusals_total{limit=\"max_queued_reads\"}"), 0);
}

TEST_F(ServerMetricsTest, NothingThatIsStoredIsTold) {
  ASSERT_TRUE(CreateAgency("Sở Ngoại vụ").ok());
  EXPECT_THAT(Scrape(), Not(HasSubstr("Ngoại")));
}

TEST(ServerMetricsAddressTest, NothingIsServedUnlessAsked) {
  TestServer server;
  EXPECT_EQ(server.server().metrics_address(), "");
}

}  // namespace
}  // namespace letan::testing
