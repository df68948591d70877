// The change log through the API: who is told what of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "letan/v1/audit_service.grpc.pb.h"
#include "tests/support/small_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using AuditStub = v1::AuditService::Stub;

class AuditApiTest : public ::testing::Test {
 protected:
  AuditApiTest() : server_(Options()) {}

  TestServerOptions Options() {
    TestServerOptions options;
    options.authenticate = [this](const grpc::CallbackServerContext&) { return viewer_; };
    options.backups = true;
    return options;
  }
  // What asks from now on.
  void AskAs(const storage::Viewer& viewer) { viewer_ = viewer; }
  static storage::Viewer Somebody() {
    storage::Viewer viewer;
    viewer.subject = "users/somebody";
    viewer.clearance = storage::HandlingLevel::kInternal;
    return viewer;
  }

  Answer<v1::ListAuditRecordsResponse> List(const v1::ListAuditRecordsRequest& request) {
    return Call(*audit_, &AuditStub::ListAuditRecords, request);
  }
  std::vector<v1::AuditRecord> All(v1::ListAuditRecordsRequest request, int page_size = 1000) {
    request.set_page_size(page_size);
    std::vector<v1::AuditRecord> records;
    do {
      const auto page = List(request);
      EXPECT_TRUE(page.ok()) << page.message();
      if (!page.ok()) break;
      EXPECT_LE(page.response.records_size(), page_size);
      for (const auto& record : page.response.records()) records.push_back(record);
      request.set_page_token(page.response.next_page_token());
    } while (!request.page_token().empty());
    return records;
  }
  std::vector<std::string> Entities(const v1::ListAuditRecordsRequest& request) {
    std::vector<std::string> names;
    for (const auto& record : All(request)) names.push_back(record.entity());
    return names;
  }
  Answer<v1::AuditRecord> Get(const std::string& name) {
    v1::GetAuditRecordRequest request;
    request.set_name(name);
    return Call(*audit_, &AuditStub::GetAuditRecord, request);
  }
  // Inserts one beside the API, of this level.
  void Insert(const std::string& name, storage::HandlingLevel level) {
    storage::WriteRequest request;
    request.viewer = storage::Viewer::Administrator();
    request.method = "test";
    request.body = [name, level](storage::WriteTransaction& write) -> absl::StatusOr<std::string> {
      storage::EntityRow row;
      row.kind = "delegation";
      row.name = name;
      row.uid = name;
      row.version = 1;
      row.level = level;
      absl::Status inserted = write.InsertEntity(row);
      if (!inserted.ok()) return inserted;
      return std::string();
    };
    ASSERT_TRUE(storage::WriteAndWait(server_.engine(), std::move(request)).status.ok());
  }

  storage::Viewer viewer_ = storage::Viewer::Administrator("users/admin");
  TestServer server_;
  SmallWorld world_{server_};
  const std::unique_ptr<AuditStub> audit_ = v1::AuditService::NewStub(server_.channel());
};

TEST_F(AuditApiTest, TheNewestComesFirstInWhateverPages) {
  const auto a = world_.NewDelegation("Đoàn thứ nhất", 24, 48);
  const auto b = world_.NewDelegation("Đoàn thứ hai", 48, 72);
  const auto names = Entities({});
  ASSERT_GT(names.size(), 2u);
  EXPECT_EQ(names[0], b.name());
  EXPECT_EQ(names[1], a.name());
  std::vector<std::string> paged;
  for (const auto& record : All({}, 1)) paged.push_back(record.entity());
  EXPECT_EQ(paged, names);
}

TEST_F(AuditApiTest, ARecordTellsWhoDidWhat) {
  const auto made = world_.NewDelegation("Đoàn thứ nhất", 24, 48);
  v1::ListAuditRecordsRequest request;
  request.set_entity(made.name());
  const auto records = All(request);
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].actor(), "users/admin");
  EXPECT_EQ(records[0].method(), "letan.v1.DelegationService/CreateDelegation");
  EXPECT_EQ(records[0].kind(), "delegation");
  EXPECT_EQ(records[0].type(), v1::AuditRecord::TYPE_CREATED);
  EXPECT_FALSE(records[0].has_after());
  const auto whole = Get(records[0].name());
  ASSERT_TRUE(whole.ok()) << whole.message();
  EXPECT_FALSE(whole.response.has_before());
  v1::Delegation after;
  ASSERT_TRUE(whole.response.after().UnpackTo(&after));
  EXPECT_EQ(after.name(), made.name());
  EXPECT_EQ(after.title(), made.title());
}

TEST_F(AuditApiTest, FiltersTakeWhatFits) {
  const auto made = world_.NewDelegation("Đoàn thứ nhất", 24, 48);
  v1::ListAuditRecordsRequest request;
  request.set_actor("users/nobody");
  EXPECT_THAT(Entities(request), IsEmpty());
  request.set_actor("users/admin");
  request.set_method("letan.v1.DelegationService/CreateDelegation");
  request.set_kind("delegation");
  EXPECT_THAT(Entities(request), ElementsAre(made.name()));
  request.set_kind("booking");
  EXPECT_THAT(Entities(request), IsEmpty());
  request.clear_kind();
  auto& interval = *request.mutable_interval();
  interval.mutable_start_time()->set_seconds(server_.clock().now() / 1'000'000 - 60);
  interval.mutable_end_time()->set_seconds(server_.clock().now() / 1'000'000 + 60);
  EXPECT_THAT(Entities(request), ElementsAre(made.name()));
  interval.mutable_start_time()->set_seconds(server_.clock().now() / 1'000'000 + 30);
  EXPECT_THAT(Entities(request), IsEmpty());
}

TEST_F(AuditApiTest, WhatIsHiddenIsNotThereAndLeavesNoTrace) {
  AskAs(Somebody());
  const auto before = All({}, 2);
  Insert("delegations/hidden", storage::HandlingLevel::kRestricted);
  const auto after = All({}, 2);
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(before[i].name(), after[i].name());
  v1::ListAuditRecordsRequest request;
  request.set_entity("delegations/hidden");
  EXPECT_THAT(All(request), IsEmpty());
  AskAs(storage::Viewer::Administrator());
  const auto seen = All(request);
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_TRUE(Get(seen[0].name()).ok());
  AskAs(Somebody());
  EXPECT_EQ(Get(seen[0].name()).status.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(AuditApiTest, NamesThatNobodyGaveOutAreNotFound) {
  for (const char* name : {"auditRecords/1", "auditRecords/", "auditRecords/AAAAAAAAAAAAAAAAAAAAAA",
                           "auditRecords/../1"}) {
    EXPECT_EQ(Get(name).status.error_code(), grpc::StatusCode::NOT_FOUND) << name;
  }
  EXPECT_EQ(Get("delegations/a").status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(AuditApiTest, AListEndsWhereTheArchivesEnd) {
  for (int i = 0; i < 3; ++i) {
    server_.clock().Advance(booking::kHour);
    world_.NewDelegation("Đoàn " + std::to_string(i), 24, 48);
  }
  const auto all = Entities({});
  storage::ArchiveRequest archive;
  archive.path = server_.directory() + "/old.jsonl";
  archive.before = server_.clock().now() - booking::kHour;
  ASSERT_TRUE(server_.engine().ArchiveChanges(archive).ok());
  EXPECT_EQ(Entities({}), (std::vector<std::string>{all[0], all[1]}));
}

TEST_F(AuditApiTest, ATokenIsForItsQueryAlone) {
  world_.NewDelegation("Đoàn thứ nhất", 24, 48);
  v1::ListAuditRecordsRequest request;
  request.set_page_size(1);
  const auto first = List(request);
  ASSERT_FALSE(first.response.next_page_token().empty()) << first.message();
  request.set_page_token(first.response.next_page_token());
  request.set_kind("delegation");
  EXPECT_EQ(List(request).status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace letan::testing
