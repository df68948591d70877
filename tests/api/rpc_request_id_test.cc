// A repeated request has one effect and one answer, across restarts too.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <set>
#include <vector>

#include "letan/v1/directory_service.grpc.pb.h"
#include "tests/api/rpc_probe.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;

class RequestIdTest : public ::testing::TestWithParam<EngineKind> {
 protected:
  RequestIdTest() {
    TestServerOptions options;
    options.engine = GetParam();
    server_ = std::make_unique<TestServer>(options);
  }

  Answer<v1::Agency> Create(const std::string& name, const std::string& request_id) {
    v1::CreateAgencyRequest request;
    request.mutable_agency()->set_display_name(name);
    request.set_request_id(request_id);
    const auto stub = v1::DirectoryService::NewStub(server_->channel());
    return Call(*stub, &v1::DirectoryService::Stub::CreateAgency, request);
  }

  int Agencies() {
    const auto stub = v1::DirectoryService::NewStub(server_->channel());
    return Call(*stub, &v1::DirectoryService::Stub::ListAgencies, v1::ListAgenciesRequest())
        .response.agencies_size();
  }

  std::unique_ptr<TestServer> server_;
};

TEST_P(RequestIdTest, ARepetitionAnswersTheSame) {
  const auto first = Create("Sở Ngoại vụ", "one");
  ASSERT_TRUE(first.ok()) << first.message();
  server_->clock().Advance(booking::kHour);
  const auto second = Create("Sở Ngoại vụ", "one");
  ASSERT_TRUE(second.ok()) << second.message();
  EXPECT_EQ(first.response.SerializeAsString(), second.response.SerializeAsString());
  EXPECT_EQ(first.revision, second.revision);
  EXPECT_EQ(Agencies(), 1);
}

TEST_P(RequestIdTest, WithAnotherPayloadItIsRefused) {
  ASSERT_TRUE(Create("Sở Ngoại vụ", "one").ok());
  const auto other = Create("Sở Công Thương", "one");
  EXPECT_EQ(other.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(other.status), "REQUEST_ID_REUSED");
  EXPECT_THAT(FieldsOf(other.status), ElementsAre("request_id"));
  EXPECT_FALSE(other.revision.empty());
  EXPECT_EQ(Agencies(), 1);
}

TEST_P(RequestIdTest, WithAnotherMethodItIsRefused) {
  ASSERT_TRUE(Create("Sở Ngoại vụ", "one").ok());
  v1::CreatePlaceRequest request;
  request.mutable_place()->set_display_name("Sở Ngoại vụ");
  request.set_request_id("one");
  const auto stub = v1::DirectoryService::NewStub(server_->channel());
  const auto place = Call(*stub, &v1::DirectoryService::Stub::CreatePlace, request);
  EXPECT_EQ(ReasonOf(place.status), "REQUEST_ID_REUSED");
}

TEST_P(RequestIdTest, WithoutOneEveryCallCounts) {
  ASSERT_TRUE(Create("Sở Ngoại vụ", "").ok());
  ASSERT_TRUE(Create("Sở Ngoại vụ", "").ok());
  EXPECT_EQ(Agencies(), 2);
}

TEST_P(RequestIdTest, ARefusalIsNotRemembered) {
  v1::UpdateAgencyRequest request;
  request.mutable_agency()->set_name("agencies/later");
  request.mutable_agency()->set_display_name("Sở Ngoại vụ");
  request.mutable_update_mask()->add_paths("display_name");
  request.set_request_id("one");
  const auto stub = v1::DirectoryService::NewStub(server_->channel());
  EXPECT_EQ(Call(*stub, &v1::DirectoryService::Stub::UpdateAgency, request).code(),
            grpc::StatusCode::NOT_FOUND);
  v1::CreateAgencyRequest create;
  create.set_agency_id("later");
  create.mutable_agency()->set_display_name("Sở khác");
  ASSERT_TRUE(Call(*stub, &v1::DirectoryService::Stub::CreateAgency, create).ok());
  EXPECT_TRUE(Call(*stub, &v1::DirectoryService::Stub::UpdateAgency, request).ok());
}

TEST_P(RequestIdTest, TooLongAnIdIsRefusedByItsField) {
  const auto answer = Create("Sở Ngoại vụ", std::string(65, 'x'));
  EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre("request_id"));
}

TEST_P(RequestIdTest, SimultaneousRepetitionsHaveOneEffect) {
  std::vector<std::future<Answer<v1::Agency>>> calls;
  for (int i = 0; i < 16; ++i) {
    calls.push_back(
        std::async(std::launch::async, [this] { return Create("Sở Ngoại vụ", "one"); }));
  }
  std::set<std::string> names;
  for (auto& call : calls) {
    const auto answer = call.get();
    ASSERT_TRUE(answer.ok()) << answer.message();
    names.insert(answer.response.name());
  }
  EXPECT_EQ(names.size(), 1u);
  EXPECT_EQ(Agencies(), 1);
}

// Of the engine that has something to remember.
class DurableRequestIdTest : public RequestIdTest {};

TEST_P(DurableRequestIdTest, AfterARestartItIsStillKnown) {
  const auto first = Create("Sở Ngoại vụ", "one");
  ASSERT_TRUE(first.ok());
  server_->Restart();
  const auto second = Create("Sở Ngoại vụ", "one");
  ASSERT_TRUE(second.ok()) << second.message();
  EXPECT_EQ(first.response.name(), second.response.name());
  EXPECT_EQ(first.revision, second.revision);
  EXPECT_EQ(ReasonOf(Create("Sở Công Thương", "one").status), "REQUEST_ID_REUSED");
}

std::string EngineName(const ::testing::TestParamInfo<EngineKind>& kind) {
  return kind.param == EngineKind::kSqlite ? "Sqlite" : "Memory";
}

INSTANTIATE_TEST_SUITE_P(Engines, RequestIdTest,
                         ::testing::Values(EngineKind::kSqlite, EngineKind::kMemory), EngineName);
INSTANTIATE_TEST_SUITE_P(Engines, DurableRequestIdTest, ::testing::Values(EngineKind::kSqlite),
                         EngineName);

}  // namespace
}  // namespace letan::testing
