// Text with a mark of state secrets is refused wherever it would be stored, before anything is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letan/v1/batch_service.grpc.pb.h"
#include "tests/support/import_world.h"

namespace letan::testing {
namespace {

using ::testing::ElementsAre;

class StateSecretsApiTest : public ::testing::Test {
 protected:
  template <class Response>
  void ExpectRefused(const Answer<Response>& answer, const std::string& field) {
    EXPECT_EQ(answer.code(), grpc::StatusCode::INVALID_ARGUMENT) << answer.message();
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre(field)) << answer.message();
    EXPECT_EQ(answer.message().find("MẬT"), std::string::npos) << answer.message();
    EXPECT_EQ(world_.Revision(), revision_);
  }

  v1::CreateDelegationRequest NewEvent(const std::string& title) {
    v1::CreateDelegationRequest request;
    request.mutable_delegation()->set_title(title);
    request.mutable_delegation()->set_direction(v1::Delegation::DIRECTION_INBOUND);
    *request.mutable_delegation()->mutable_interval() = Span(24, 48);
    return request;
  }
  auto Create(const v1::CreateDelegationRequest& request) {
    return Call(world_.delegations(), &v1::DelegationService::Stub::CreateDelegation, request);
  }

  ImportWorld world_;
  const storage::Revision revision_ = world_.Revision();
};

TEST_F(StateSecretsApiTest, InAnEntity) {
  v1::CreateDelegationRequest request = NewEvent("Kế hoạch 12 (MẬT)");
  ExpectRefused(Create(request), "delegation.title");
  request.set_validate_only(true);
  ExpectRefused(Create(request), "delegation.title");
  // Marks of letters that stand apart are put together first.
  ExpectRefused(Create(NewEvent("TUYE\u0323\u0302T MA\u0323\u0302T")), "delegation.title");
  EXPECT_TRUE(Create(NewEvent("Tập huấn bảo vệ bí mật nhà nước")).ok());
}

TEST_F(StateSecretsApiTest, InAReason) {
  v1::CancelEventRequest cancel;
  cancel.set_name(world_.event());
  cancel.set_text("Độ mật: tối mật");
  ExpectRefused(Call(world_.lifecycle(), &v1::LifecycleService::Stub::CancelEvent, cancel), "text");
}

TEST_F(StateSecretsApiTest, InABatch) {
  v1::ExecuteBatchRequest batch;
  batch.add_requests()->PackFrom(NewEvent("Đoàn"));
  batch.add_requests()->PackFrom(NewEvent("TOI MAT"));
  const auto stub = v1::BatchService::NewStub(world_.server().channel());
  ExpectRefused(Call(*stub, &v1::BatchService::Stub::ExecuteBatch, batch),
                "requests[1].delegation.title");
}

TEST_F(StateSecretsApiTest, InACellOfAnImport) {
  ExpectRefused(world_.Import("date,start,end,title,description\n"
                              "2026-03-03,08:00,09:00,Họp,bảo mật\n"
                              "2026-03-03,10:00,11:00,Họp,Mật\n"),
                "csv.rows[3].description");
}

}  // namespace
}  // namespace letan::testing
