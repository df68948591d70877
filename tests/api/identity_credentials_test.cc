// API tokens, accounts elsewhere, and whose they are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letan/v1/delegation_service.grpc.pb.h"
#include "letan/v1/directory_service.grpc.pb.h"
#include "services/entity/time_codec.h"
#include "tests/support/identity_world.h"

namespace letan::testing {
namespace {

using booking::kDay;
using grpc::StatusCode;
using Identity = v1::IdentityService::Stub;

class CredentialsTest : public ::testing::Test {
 protected:
  CredentialsTest() : server_(AskingOptions()), world_(server_) {
    world_.AddUser("van-thu", {"so-ngoai-vu=planner"});
    world_.AddUser("lai-xe", {"so-ngoai-vu=dispatcher"});
    token_ = world_.TokenOf("van-thu");
    own_ = world_.As(token_);
  }

  v1::CreateTokenRequest NewToken(const std::string& parent = "",
                                  booking::Micros lasts = 30 * kDay) {
    v1::CreateTokenRequest request;
    request.set_parent(parent);
    request.mutable_token()->set_display_name("nightly report");
    *request.mutable_token()->mutable_expire_time() =
        entity::ToTimestamp(server_.clock().now() + lasts);
    return request;
  }
  StatusCode Try(const std::string& token) {
    return Call(*world_.As(token), &Identity::GetCaller, v1::GetCallerRequest()).code();
  }
  StatusCode ListDelegations(const std::string& token) {
    const auto stub = v1::DelegationService::NewStub(server_.NewChannel(WithToken(token)));
    return Call(*stub, &v1::DelegationService::Stub::ListDelegations, v1::ListDelegationsRequest())
        .code();
  }
  Answer<v1::Delegation> CreateDelegation(const std::string& token) {
    const auto stub = v1::DelegationService::NewStub(server_.NewChannel(WithToken(token)));
    v1::CreateDelegationRequest request;
    v1::Delegation& delegation = *request.mutable_delegation();
    delegation.set_title("a delegation");
    delegation.set_direction(v1::Delegation::DIRECTION_INBOUND);
    *delegation.mutable_interval() =
        entity::FromInterval({kTestStart + kDay, kTestStart + 2 * kDay});
    return Call(*stub, &v1::DelegationService::Stub::CreateDelegation, request);
  }

  TestServer server_;
  IdentityWorld world_;
  std::string token_;
  std::unique_ptr<Identity> own_;
};

TEST_F(CredentialsTest, TokensAreMadeListedAndTakenBack) {
  const auto made = Call(*own_, &Identity::CreateToken, NewToken());
  ASSERT_TRUE(made.ok()) << made.message();
  EXPECT_EQ(Try(made.response.secret()), StatusCode::OK);
  const auto list = Call(*own_, &Identity::ListTokens, v1::ListTokensRequest());
  ASSERT_TRUE(list.ok()) << list.message();
  EXPECT_EQ(list.response.tokens_size(), 2);
  EXPECT_EQ(list.response.tokens(1).name(), made.response.token().name());
  EXPECT_EQ(list.response.SerializeAsString().find(made.response.secret().substr(45)),
            std::string::npos);
  v1::RevokeTokenRequest revoke;
  revoke.set_name(made.response.token().name());
  ASSERT_TRUE(Call(*own_, &Identity::RevokeToken, revoke).ok());
  EXPECT_EQ(Try(made.response.secret()), StatusCode::UNAUTHENTICATED) << "at once";
  EXPECT_EQ(Call(*own_, &Identity::RevokeToken, revoke).code(), StatusCode::NOT_FOUND);
}

TEST_F(CredentialsTest, TokensEnd) {
  const auto made = Call(*own_, &Identity::CreateToken, NewToken("", kDay));
  server_.clock().Advance(kDay - 1);
  EXPECT_EQ(Try(made.response.secret()), StatusCode::OK);
  server_.clock().Advance(1);
  EXPECT_EQ(Try(made.response.secret()), StatusCode::UNAUTHENTICATED);
}

TEST_F(CredentialsTest, OthersTokensAreForAdministrators) {
  const auto refused = Call(*own_, &Identity::CreateToken, NewToken("users/lai-xe"));
  EXPECT_EQ(refused.code(), StatusCode::PERMISSION_DENIED);
  v1::ListTokensRequest list;
  list.set_parent("users/lai-xe");
  EXPECT_EQ(Call(*own_, &Identity::ListTokens, list).code(), StatusCode::PERMISSION_DENIED);
  const auto other = Call(world_.administrator(), &Identity::CreateToken, NewToken("users/lai-xe"));
  ASSERT_TRUE(other.ok()) << other.message();
  v1::RevokeTokenRequest revoke;
  revoke.set_name(other.response.token().name());
  EXPECT_EQ(Call(*own_, &Identity::RevokeToken, revoke).code(), StatusCode::NOT_FOUND)
      << "as if there were none";
  EXPECT_EQ(Try(other.response.secret()), StatusCode::OK);
}

TEST_F(CredentialsTest, ScopesNarrowWhatTheUserMayDo) {
  const std::string read = world_.TokenOf("van-thu", {"read"});
  EXPECT_EQ(ListDelegations(read), StatusCode::OK);
  EXPECT_EQ(CreateDelegation(read).code(), StatusCode::PERMISSION_DENIED);
  const std::string method = world_.TokenOf("van-thu", {"DelegationService.CreateDelegation"});
  EXPECT_TRUE(CreateDelegation(method).ok());
  EXPECT_EQ(ListDelegations(method), StatusCode::PERMISSION_DENIED);
  const std::string service = world_.TokenOf("van-thu", {"BookingService", "DelegationService"});
  EXPECT_TRUE(CreateDelegation(service).ok());
  EXPECT_EQ(ListDelegations(service), StatusCode::OK);
  const std::string driver = world_.TokenOf("lai-xe", {"DelegationService.CreateDelegation"});
  EXPECT_EQ(CreateDelegation(driver).code(), StatusCode::PERMISSION_DENIED)
      << "a scope gives nothing that the user has not";
  EXPECT_EQ(Call(*world_.As(service), &Identity::CreateToken, NewToken()).code(),
            StatusCode::PERMISSION_DENIED);
}

TEST_F(CredentialsTest, ATokenWithScopesMakesNoWiderOne) {
  const std::string narrow = world_.TokenOf("van-thu", {"IdentityService"});
  const auto refused = Call(*world_.As(narrow), &Identity::CreateToken, NewToken());
  EXPECT_EQ(refused.code(), StatusCode::PERMISSION_DENIED);
}

TEST_F(CredentialsTest, BadTokensAreRefusedByField) {
  const auto expect = [&](const v1::CreateTokenRequest& request, const std::string& field) {
    const auto refused = Call(*own_, &Identity::CreateToken, request);
    EXPECT_EQ(refused.code(), StatusCode::INVALID_ARGUMENT) << field;
    EXPECT_THAT(FieldsOf(refused.status), ::testing::ElementsAre(field));
  };
  expect(NewToken("", -1), "token.expire_time");
  expect(NewToken("", 0), "token.expire_time");
  expect(NewToken("", 366 * kDay + 1), "token.expire_time");
  for (const std::string scope :
       {"write", "", "bookingService", "BookingService.Fly", "letan.v1.BookingService", "*"}) {
    v1::CreateTokenRequest request = NewToken();
    request.mutable_token()->add_scopes("read");
    request.mutable_token()->add_scopes(scope);
    expect(request, "token.scopes[1]");
  }
  v1::CreateTokenRequest nobody = NewToken("users/nobody");
  EXPECT_EQ(Call(world_.administrator(), &Identity::CreateToken, nobody).code(),
            StatusCode::NOT_FOUND);
}

TEST_F(CredentialsTest, AUserHasAHundredTokensAtMost) {
  for (int i = 1; i < 100; ++i) world_.TokenOf("van-thu");
  const auto refused = Call(*own_, &Identity::CreateToken, NewToken());
  EXPECT_EQ(refused.code(), StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(refused.status), "TOO_MANY");
}

TEST_F(CredentialsTest, AccountsAreLinkedOnceAndUnlinked) {
  v1::LinkAccountRequest link;
  link.set_parent("users/van-thu");
  link.mutable_account()->set_issuer("https://id.example");
  link.mutable_account()->set_subject("4711");
  EXPECT_EQ(Call(*own_, &Identity::LinkAccount, link).code(), StatusCode::PERMISSION_DENIED);
  const auto linked = Call(world_.administrator(), &Identity::LinkAccount, link);
  ASSERT_TRUE(linked.ok()) << linked.message();
  link.set_parent("users/lai-xe");
  EXPECT_EQ(Call(world_.administrator(), &Identity::LinkAccount, link).code(),
            StatusCode::ALREADY_EXISTS);
  const auto list = Call(*own_, &Identity::ListAccounts, v1::ListAccountsRequest());
  ASSERT_EQ(list.response.accounts_size(), 1) << list.message();
  EXPECT_EQ(list.response.accounts(0).subject(), "4711");
  v1::UnlinkAccountRequest unlink;
  unlink.set_name(linked.response.name());
  ASSERT_TRUE(Call(world_.administrator(), &Identity::UnlinkAccount, unlink).ok());
  EXPECT_EQ(Call(world_.administrator(), &Identity::UnlinkAccount, unlink).code(),
            StatusCode::NOT_FOUND);
  EXPECT_TRUE(Call(world_.administrator(), &Identity::LinkAccount, link).ok());
}

TEST_F(CredentialsTest, WhatIsPresentedWronglyIsRefusedAlike) {
  std::set<std::string> answers;
  const std::string good = token_;
  const std::vector<Metadata> rows = {
      {{"authorization", good}},
      {{"authorization", "Basic " + good}},
      {{"authorization", "Bearer"}},
      {{"authorization", "Bearer "}},
      {{"authorization", "Bearer  " + good}},
      {{"authorization", "Bearer " + good + " "}},
      {{"authorization", "Bearer " + good + "," + good}},
      {{"authorization", "Bearer " + good}, {"authorization", "Bearer " + good}},
      {{"authorization", "Bearer " + good.substr(0, good.size() - 1)}},
      {{"authorization", "Bearer " + std::string(6000, 'a')}},
      {{"authorization", "Bearer a.b.c"}},
      {{"authorization", "Bearer letan_t_" + std::string(32, '0') + "_" + std::string(43, 'A')}},
      {{"x-authorization", "Bearer " + good}},
      {{"letan-user", "users/administrator"}},
  };
  for (const Metadata& metadata : rows) {
    const auto stub = v1::IdentityService::NewStub(server_.NewChannel(metadata));
    const auto refused = Call(*stub, &Identity::GetCaller, v1::GetCallerRequest());
    EXPECT_EQ(refused.code(), StatusCode::UNAUTHENTICATED) << metadata[0].second.substr(0, 80);
    answers.insert(refused.message() + refused.status.error_details());
  }
  EXPECT_EQ(answers.size(), 1u);
  EXPECT_EQ(
      Call(*v1::IdentityService::NewStub(server_.NewChannel({{"authorization", "bearer " + good}})),
           &Identity::GetCaller, v1::GetCallerRequest())
          .code(),
      StatusCode::OK)
      << "the scheme's case does not matter";
}

TEST_F(CredentialsTest, WithoutATokenNothingAnswersButHealthAndSigningIn) {
  const auto channel = server_.NewChannel();
  for (const auto* method : EveryMethod()) {
    if (method->name() == "SignIn" || method->name() == "RefreshSession") continue;
    if (method->server_streaming()) continue;
    const std::string path = "/" + method->service()->full_name() + "/" + method->name();
    const RawAnswer answer = RawCall(channel, path, "\xff");
    EXPECT_EQ(answer.status.error_code(), StatusCode::UNAUTHENTICATED) << path;
    EXPECT_EQ(ReasonOf(answer.status), "UNAUTHENTICATED") << path;
  }
  for (const char* path : {"/letan.v1.BookingService/Fly", "/no.Such/Method"}) {
    EXPECT_EQ(RawCall(channel, path, "").status.error_code(), StatusCode::UNAUTHENTICATED) << path;
  }
  EXPECT_TRUE(RawCall(channel, "/grpc.health.v1.Health/Check", "").status.ok());
}

TEST_F(CredentialsTest, WhoWritesForWhichAgencyIsInTheLog) {
  ASSERT_TRUE(CreateDelegation(token_).ok());
  auto read = server_.engine().BeginRead(storage::Viewer::Administrator());
  const auto changes = (*read)->ListChanges(0, 1000);
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(changes->back().kind, "delegation");
  EXPECT_EQ(changes->back().actor, "users/van-thu@agencies/so-ngoai-vu");
}

TEST_F(CredentialsTest, MembersOfSeveralAgenciesSayForWhichTheyWrite) {
  world_.AddUser("kiem-nhiem", {"so-ngoai-vu=planner", "so-van-hoa=reader"});
  const std::string token = world_.TokenOf("kiem-nhiem");
  EXPECT_EQ(ListDelegations(token), StatusCode::OK);
  const auto unsaid = CreateDelegation(token);
  EXPECT_EQ(unsaid.code(), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(ReasonOf(unsaid.status), "ACTING_AGENCY_REQUIRED");
  const auto create = [&](const std::string& agency) {
    const auto stub = v1::DelegationService::NewStub(server_.NewChannel(WithToken(token, agency)));
    v1::CreateDelegationRequest request;
    request.mutable_delegation()->set_title("a delegation");
    request.mutable_delegation()->set_direction(v1::Delegation::DIRECTION_INBOUND);
    *request.mutable_delegation()->mutable_interval() =
        entity::FromInterval({kTestStart + kDay, kTestStart + 2 * kDay});
    return Call(*stub, &v1::DelegationService::Stub::CreateDelegation, request).code();
  };
  EXPECT_EQ(create("agencies/so-ngoai-vu"), StatusCode::OK);
  EXPECT_EQ(create("agencies/so-van-hoa"), StatusCode::PERMISSION_DENIED) << "a reader there";
  EXPECT_EQ(create("agencies/so-tai-chinh"), StatusCode::PERMISSION_DENIED) << "no member";
  EXPECT_EQ(create("so-ngoai-vu"), StatusCode::PERMISSION_DENIED) << "no name of an agency";
}

}  // namespace
}  // namespace letan::testing
