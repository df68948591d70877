// What happens to credentials, as the audit tells administrators, and nobody else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "letan/v1/audit_service.grpc.pb.h"
#include "tests/support/identity_world.h"
#include "tests/support/watch_client.h"

namespace letan::testing {
namespace {

using grpc::StatusCode;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using AuditStub = v1::AuditService::Stub;
using IdentityStub = v1::IdentityService::Stub;

constexpr char kPassword[] = "mật khẩu thứ nhất";

class AuditCredentialsTest : public ::testing::Test {
 protected:
  AuditCredentialsTest() {
    world_.AddUser("a", {"planner"});
    world_.AddUser("b", {"auditor"});
  }

  std::vector<v1::AuditRecord> List(const std::string& entity = "users/a",
                                    const std::string& kind = "credential",
                                    const std::string& token = "") {
    const auto stub = v1::AuditService::NewStub(
        token.empty() ? server_.channel() : server_.NewChannel(WithToken(token)));
    v1::ListAuditRecordsRequest request;
    request.set_entity(entity);
    request.set_kind(kind);
    const auto listed = Call(*stub, &AuditStub::ListAuditRecords, request);
    EXPECT_TRUE(listed.ok()) << listed.message();
    return {listed.response.records().begin(), listed.response.records().end()};
  }
  v1::AuditRecord Get(const std::string& name) {
    const auto stub = v1::AuditService::NewStub(server_.channel());
    v1::GetAuditRecordRequest request;
    request.set_name(name);
    const auto got = Call(*stub, &AuditStub::GetAuditRecord, request);
    EXPECT_TRUE(got.ok()) << got.message();
    return got.response;
  }
  v1::AuditedCredential After(const v1::AuditRecord& record) {
    v1::AuditedCredential credential;
    EXPECT_TRUE(Get(record.name()).after().UnpackTo(&credential));
    return credential;
  }
  static std::string TypeName(const v1::AuditRecord& record) {
    return v1::AuditRecord::Type_Name(record.type()).substr(sizeof("TYPE_") - 1);
  }

  TestServer server_{AskingOptions()};
  IdentityWorld world_{server_};
};

TEST_F(AuditCredentialsTest, APasswordThatIsSetAndSetAgain) {
  world_.SetPassword("a", kPassword);
  world_.SetPassword("a", "mật khẩu thứ hai");
  const auto records = List();
  ASSERT_EQ(records.size(), 2u);
  for (const auto& record : records) {
    EXPECT_EQ(record.kind(), "credential");
    EXPECT_EQ(record.entity(), "users/a/password");
    EXPECT_EQ(record.method(), "letan.v1.IdentityService/SetPassword");
    EXPECT_EQ(record.actor(), "users/administrator");
  }
  EXPECT_EQ(TypeName(records[1]), "CREATED");
  EXPECT_EQ(TypeName(records[0]), "UPDATED");
  EXPECT_THAT(records[0].changed_fields(), Contains("secret"));
  EXPECT_EQ(After(records[0]).name(), "users/a/password");
}

TEST_F(AuditCredentialsTest, ATokenThatIsMadeAndTakenBack) {
  const std::string token = world_.TokenOf("a", {"read"});
  auto records = List();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_THAT(records[0].entity(), HasSubstr("users/a/tokens/"));
  const auto credential = After(records[0]);
  EXPECT_EQ(credential.name(), records[0].entity());
  EXPECT_THAT(credential.scopes(), ElementsAre("read"));
  EXPECT_TRUE(credential.has_expire_time());
  EXPECT_THAT(token, Not(HasSubstr("tokens/")));
  EXPECT_THAT(Get(records[0].name()).SerializeAsString(), Not(HasSubstr(token)));
  v1::RevokeTokenRequest revoke;
  revoke.set_name(records[0].entity());
  ASSERT_TRUE(Call(world_.administrator(), &IdentityStub::RevokeToken, revoke).ok());
  records = List();
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(TypeName(records[0]), "DELETED");
  EXPECT_EQ(records[0].entity(), revoke.name());
  EXPECT_FALSE(Get(records[0].name()).has_after());
}

TEST_F(AuditCredentialsTest, ASignInItsRefreshAndItsEnd) {
  world_.SetPassword("a", kPassword);
  v1::SignInRequest sign_in;
  sign_in.set_user("users/a");
  sign_in.set_password(kPassword);
  const auto nobody = world_.AsNobody();
  const auto signed_in = Call(*nobody, &IdentityStub::SignIn, sign_in);
  ASSERT_TRUE(signed_in.ok()) << signed_in.message();
  v1::RefreshSessionRequest refresh;
  refresh.set_refresh_token(signed_in.response.refresh_token());
  const auto refreshed = Call(*nobody, &IdentityStub::RefreshSession, refresh);
  ASSERT_TRUE(refreshed.ok()) << refreshed.message();
  const auto user = world_.As(refreshed.response.access_token());
  ASSERT_TRUE(Call(*user, &IdentityStub::SignOut, v1::SignOutRequest()).ok());
  const auto records = List();
  ASSERT_EQ(records.size(), 4u);
  std::vector<std::string> types;
  for (const auto& record : records) types.push_back(TypeName(record));
  EXPECT_THAT(types, ElementsAre("DELETED", "UPDATED", "CREATED", "CREATED"));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_THAT(records[i].entity(), HasSubstr("users/a/sessions/"));
    EXPECT_EQ(records[i].entity(), records[0].entity());
    const std::string all = Get(records[i].name()).SerializeAsString();
    EXPECT_THAT(all, AllOf(Not(HasSubstr(refresh.refresh_token())),
                           Not(HasSubstr(signed_in.response.access_token()))));
  }
  EXPECT_EQ(records[2].actor(), "users/a");
  EXPECT_THAT(records[1].changed_fields(), Contains("secret"));
}

TEST_F(AuditCredentialsTest, AnAccountThatIsLinked) {
  v1::LinkAccountRequest link;
  link.set_parent("users/a");
  link.mutable_account()->set_issuer("https://idp.example");
  link.mutable_account()->set_subject("so-ngoai-vu/a");
  ASSERT_TRUE(Call(world_.administrator(), &IdentityStub::LinkAccount, link).ok());
  const auto records = List();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_THAT(records[0].entity(), HasSubstr("users/a/accounts/"));
  EXPECT_EQ(After(records[0]).issuer(), "https://idp.example");
  EXPECT_EQ(After(records[0]).subject(), "so-ngoai-vu/a");
}

TEST_F(AuditCredentialsTest, OneCredentialOrOnesOfAUserButNotThoseOfANameLikeIt) {
  world_.AddUser("ab", {"planner"});
  world_.SetPassword("a", kPassword);
  world_.SetPassword("ab", kPassword);
  EXPECT_EQ(List("users/a").size(), 1u);
  EXPECT_EQ(List("users/a/password").size(), 1u);
  EXPECT_THAT(List("users/a/pass"), IsEmpty());
  EXPECT_THAT(List("users/"), IsEmpty());
  EXPECT_EQ(List("users/a", "").size(), 2u) << "with the user's own record";
}

TEST_F(AuditCredentialsTest, OnlyAdministratorsAreTold) {
  world_.SetPassword("a", kPassword);
  const std::string name = List().front().name();
  const std::string auditor = world_.TokenOf("b");
  EXPECT_THAT(List("users/a", "credential", auditor), IsEmpty());
  EXPECT_THAT(List("", "credential", auditor), IsEmpty());
  const auto stub = v1::AuditService::NewStub(server_.NewChannel(WithToken(auditor)));
  v1::GetAuditRecordRequest get;
  get.set_name(name);
  EXPECT_EQ(Call(*stub, &AuditStub::GetAuditRecord, get).code(), StatusCode::NOT_FOUND);
}

TEST_F(AuditCredentialsTest, NoWatcherIsToldAndNoReadIsRecorded) {
  WatchClient watch(server_.channel());
  ASSERT_TRUE(watch.Next().has_value());
  world_.SetPassword("a", kPassword);
  ASSERT_EQ(List().size(), 1u);
  world_.AddUser("c", {"planner"});
  EXPECT_THAT(watch.NextTexts(), ElementsAre("CREATED user users/c"));
  const auto stub = v1::AuditService::NewStub(server_.channel());
  const auto reads = Call(*stub, &AuditStub::ListReads, v1::ListReadsRequest());
  ASSERT_TRUE(reads.ok()) << reads.message();
  EXPECT_EQ(reads.response.reads_size(), 0);
}

}  // namespace
}  // namespace letan::testing
