// A server whose callers the test names, and what its log of reads tells them.
#ifndef LETAN_TESTS_API_READ_LOG_WORLD_H_
#define LETAN_TESTS_API_READ_LOG_WORLD_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "letan/v1/admin_service.grpc.pb.h"
#include "letan/v1/audit_service.grpc.pb.h"
#include "tests/support/small_world.h"

namespace letan::testing {

class ReadLogTest : public ::testing::Test {
 protected:
  using AdminStub = v1::AdminService::Stub;
  using AuditStub = v1::AuditService::Stub;
  using DelegationStub = v1::DelegationService::Stub;
  using ItineraryStub = v1::ItineraryService::Stub;

  static constexpr char kMember[] = "users/member";  // of an agency that needs to know
  static constexpr char kMemberAgency[] = "agencies/so-ngoai-vu";
  static constexpr char kOther[] = "users/other";

  explicit ReadLogTest(const std::string& vfs = "", const std::vector<std::string>& limits = {})
      : server_(Options(vfs, limits)) {
    v1::CreateAgencyRequest create;
    create.set_agency_id("so-ngoai-vu");
    create.mutable_agency()->set_display_name("Sở Ngoại vụ");
    EXPECT_TRUE(Call(world_.directory(), &v1::DirectoryService::Stub::CreateAgency, create).ok());
  }

  TestServerOptions Options(const std::string& vfs, const std::vector<std::string>& limits) {
    TestServerOptions options;
    options.vfs = vfs;
    options.limits = limits;
    options.backups = true;
    options.authenticate = [this](const grpc::CallbackServerContext&) { return viewer_; };
    return options;
  }
  static storage::Viewer Admin() { return storage::Viewer::Administrator("users/admin"); }
  static storage::Viewer User(const std::string& name) {
    storage::Viewer viewer;
    viewer.subject = name;
    if (name == kMember) viewer.agencies = {kMemberAgency};
    viewer.clearance = storage::HandlingLevel::kInternal;
    return viewer;
  }
  void AskAs(const storage::Viewer& viewer) { viewer_ = viewer; }

  v1::CreateDelegationRequest Creation(const std::string& title, v1::HandlingLevel level) {
    v1::CreateDelegationRequest create;
    create.mutable_delegation()->set_title(title);
    create.mutable_delegation()->set_direction(v1::Delegation::DIRECTION_INBOUND);
    *create.mutable_delegation()->mutable_interval() = Span(24, 72);
    create.mutable_delegation()->set_handling_level(level);
    return create;
  }
  std::string Make(const std::string& title,
                   v1::HandlingLevel level = v1::HANDLING_LEVEL_RESTRICTED,
                   const std::string& listed = "") {
    auto create = Creation(title, level);
    if (!listed.empty()) create.mutable_delegation()->add_need_to_know(listed);
    const auto made = Call(world_.delegations(), &DelegationStub::CreateDelegation, create);
    EXPECT_TRUE(made.ok()) << made.message();
    return made.response.name();
  }
  Answer<v1::Delegation> Get(const std::string& name, const std::string& masked = "") {
    v1::GetDelegationRequest request;
    request.set_name(name);
    if (!masked.empty()) request.mutable_read_mask()->add_paths(masked);
    return Call(world_.delegations(), &DelegationStub::GetDelegation, request);
  }
  Answer<v1::ListReadsResponse> List(const v1::ListReadsRequest& request) {
    return Call(*audit_, &AuditStub::ListReads, request);
  }
  std::vector<v1::ReadRecord> All(v1::ListReadsRequest request = {}, int page_size = 1000) {
    request.set_page_size(page_size);
    std::vector<v1::ReadRecord> records;
    do {
      const auto page = List(request);
      EXPECT_TRUE(page.ok()) << page.message();
      if (!page.ok()) break;
      EXPECT_LE(page.response.reads_size(), page_size);
      for (const auto& record : page.response.reads()) records.push_back(record);
      request.set_page_token(page.response.next_page_token());
    } while (!request.page_token().empty());
    return records;
  }
  // "Method name,name" of all, the newest first.
  static std::vector<std::string> Texts(const std::vector<v1::ReadRecord>& records) {
    std::vector<std::string> texts;
    for (const v1::ReadRecord& record : records) {
      std::string text = record.method().substr(record.method().rfind('/') + 1);
      if (record.everything()) text += " *";
      for (int i = 0; i < record.entities_size(); ++i) {
        text += (i == 0 ? " " : ",") + record.entities(i);
      }
      texts.push_back(text);
    }
    return texts;
  }
  std::vector<std::string> Reads(const v1::ListReadsRequest& request = {}) {
    return Texts(All(request));
  }

  storage::Viewer viewer_ = Admin();
  TestServer server_;
  SmallWorld world_{server_};
  const std::unique_ptr<AuditStub> audit_ = v1::AuditService::NewStub(server_.channel());
  const std::unique_ptr<AdminStub> admin_ = v1::AdminService::NewStub(server_.channel());
};

}  // namespace letan::testing

#endif  // LETAN_TESTS_API_READ_LOG_WORLD_H_
