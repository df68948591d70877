// Sessions: signing in, staying so, and what ends them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/identity_world.h"

namespace letan::testing {
namespace {

using booking::kMinute;
using booking::kSecond;
using grpc::StatusCode;
using Identity = v1::IdentityService::Stub;

constexpr char kPassword[] = "mật khẩu của văn thư";

class SignInTest : public ::testing::Test {
 protected:
  SignInTest() : server_(AskingOptions()), world_(server_) {
    world_.AddUser("van-thu", {"so-ngoai-vu=planner"});
    world_.SetPassword("van-thu", kPassword);
    nobody_ = world_.AsNobody();
  }

  Answer<v1::SessionTokens> SignIn(const std::string& user, const std::string& password) {
    v1::SignInRequest request;
    request.set_user(user);
    request.set_password(password);
    request.set_client("a test");
    return Call(*nobody_, &Identity::SignIn, request);
  }
  Answer<v1::SessionTokens> Refresh(const std::string& token) {
    v1::RefreshSessionRequest request;
    request.set_refresh_token(token);
    return Call(*nobody_, &Identity::RefreshSession, request);
  }
  // With which code a call ends that is made with the token.
  StatusCode Try(const std::string& token) {
    return Call(*world_.As(token), &Identity::GetCaller, v1::GetCallerRequest()).code();
  }
  void Advance(booking::Micros by) { server_.clock().Advance(by); }

  TestServer server_;
  IdentityWorld world_;
  std::unique_ptr<Identity> nobody_;
};

TEST_F(SignInTest, ThePasswordGivesASession) {
  for (const std::string user : {"van-thu", "users/van-thu"}) {
    const auto tokens = SignIn(user, kPassword);
    ASSERT_TRUE(tokens.ok()) << tokens.message();
    EXPECT_THAT(tokens.response.session().name(), ::testing::StartsWith("users/van-thu/sessions/"));
    EXPECT_EQ(tokens.response.session().client(), "a test");
    const auto caller = Call(*world_.As(tokens.response.access_token()), &Identity::GetCaller,
                             v1::GetCallerRequest());
    ASSERT_TRUE(caller.ok()) << caller.message();
    EXPECT_EQ(caller.response.user(), "users/van-thu");
    EXPECT_TRUE(caller.response.has_password());
    EXPECT_EQ(caller.response.details().memberships(0).agency(), "agencies/so-ngoai-vu");
  }
}

TEST_F(SignInTest, WhateverIsWrongTheAnswerIsTheSame) {
  world_.AddUser("may-in", {"guest"}, v1::User::TYPE_SERVICE);
  world_.AddUser("khong-mat-khau", {"reader"});
  world_.AddUser("bi-khoa", {"reader"});
  world_.SetPassword("bi-khoa", kPassword);
  v1::UpdateUserRequest disable;
  disable.mutable_user()->set_name("users/bi-khoa");
  disable.mutable_user()->set_disabled(true);
  disable.mutable_update_mask()->add_paths("disabled");
  ASSERT_TRUE(Call(world_.administrator(), &Identity::UpdateUser, disable).ok());
  std::set<std::string> answers;
  for (const auto& [user, password] :
       std::vector<std::pair<std::string, std::string>>{{"van-thu", "something else"},
                                                        {"van-thu", std::string(kPassword) + " "},
                                                        {"nobody-of-this-name", kPassword},
                                                        {"may-in", kPassword},
                                                        {"khong-mat-khau", kPassword},
                                                        {"bi-khoa", kPassword},
                                                        {"users/van-thu/sessions/x", kPassword},
                                                        {"agencies/so-ngoai-vu", kPassword},
                                                        {"' OR 1=1 --", kPassword},
                                                        {"../van-thu", kPassword}}) {
    const auto refused = SignIn(user, password);
    EXPECT_EQ(refused.code(), StatusCode::UNAUTHENTICATED) << user;
    answers.insert(refused.message() + refused.status.error_details());
  }
  EXPECT_EQ(answers.size(), 1u);
}

TEST_F(SignInTest, WhoFailsOftenWaitsWhetherThereIsSuchAUserOrNot) {
  for (const std::string user : {"van-thu", "no-such-user"}) {
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(SignIn(user, "wrong password").code(), StatusCode::UNAUTHENTICATED) << user << i;
    }
    const auto waits = SignIn(user, kPassword);
    EXPECT_EQ(waits.code(), StatusCode::RESOURCE_EXHAUSTED) << user;
    EXPECT_EQ(ReasonOf(waits.status), "TOO_MANY_ATTEMPTS");
    google::rpc::RetryInfo retry;
    ASSERT_TRUE(DetailOf(waits.status, &retry));
    EXPECT_EQ(retry.retry_delay().seconds(), 1);
  }
  Advance(kSecond);
  EXPECT_TRUE(SignIn("van-thu", kPassword).ok());
  EXPECT_EQ(SignIn("no-such-user", kPassword).code(), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(SignIn("van-thu", "wrong password").code(), StatusCode::UNAUTHENTICATED)
      << "counted from the beginning after success";
}

TEST_F(SignInTest, AccessTokensEndAndAreRefreshed) {
  const auto first = SignIn("van-thu", kPassword).response;
  Advance(15 * kMinute - 1);
  EXPECT_EQ(Try(first.access_token()), StatusCode::OK);
  Advance(1);
  EXPECT_EQ(Try(first.access_token()), StatusCode::UNAUTHENTICATED);
  const auto second = Refresh(first.refresh_token());
  ASSERT_TRUE(second.ok()) << second.message();
  EXPECT_EQ(second.response.session().name(), first.session().name());
  EXPECT_EQ(Try(second.response.access_token()), StatusCode::OK);
  EXPECT_EQ(Try(first.access_token()), StatusCode::UNAUTHENTICATED);
}

TEST_F(SignInTest, TheAccessTokenBeforeEndsWithTheRefresh) {
  const auto first = SignIn("van-thu", kPassword).response;
  EXPECT_EQ(Try(first.access_token()), StatusCode::OK);
  ASSERT_TRUE(Refresh(first.refresh_token()).ok());
  EXPECT_EQ(Try(first.access_token()), StatusCode::UNAUTHENTICATED);
}

TEST_F(SignInTest, ARefreshTokenThatWasUsedBeforeEndsTheSession) {
  const auto first = SignIn("van-thu", kPassword).response;
  const auto second = Refresh(first.refresh_token()).response;
  // At once: the answer was lost, and the client asks again.
  const auto again = Refresh(first.refresh_token());
  ASSERT_TRUE(again.ok()) << again.message();
  Advance(61 * kSecond);
  EXPECT_EQ(Refresh(first.refresh_token()).code(), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(Try(again.response.access_token()), StatusCode::UNAUTHENTICATED) << "stolen";
  EXPECT_EQ(Refresh(again.response.refresh_token()).code(), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(Refresh(second.refresh_token()).code(), StatusCode::UNAUTHENTICATED);
}

TEST_F(SignInTest, SessionsEndWhateverIsRefreshed) {
  auto tokens = SignIn("van-thu", kPassword).response;
  for (int minutes = 0; minutes < 12 * 60; minutes += 10) {
    Advance(10 * kMinute);
    const auto next = Refresh(tokens.refresh_token());
    if (minutes + 10 >= 12 * 60) {
      EXPECT_EQ(next.code(), StatusCode::UNAUTHENTICATED);
    } else {
      ASSERT_TRUE(next.ok()) << minutes << next.message();
      tokens = next.response;
    }
  }
}

TEST_F(SignInTest, TokensOfOneKindAreNotTakenForAnother) {
  const auto tokens = SignIn("van-thu", kPassword).response;
  EXPECT_EQ(Try(tokens.refresh_token()), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(Refresh(tokens.access_token()).code(), StatusCode::UNAUTHENTICATED);
  std::string as_token = tokens.access_token();
  as_token[6] = 't';
  EXPECT_EQ(Try(as_token), StatusCode::UNAUTHENTICATED);
  std::string as_refresh = tokens.access_token();
  as_refresh[6] = 'r';
  EXPECT_EQ(Refresh(as_refresh).code(), StatusCode::UNAUTHENTICATED);
}

TEST_F(SignInTest, SigningOutEndsTheSession) {
  const auto tokens = SignIn("van-thu", kPassword).response;
  const auto stub = world_.As(tokens.access_token());
  ASSERT_TRUE(Call(*stub, &Identity::SignOut, v1::SignOutRequest()).ok());
  EXPECT_EQ(Try(tokens.access_token()), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(Refresh(tokens.refresh_token()).code(), StatusCode::UNAUTHENTICATED);
  const auto with_token =
      Call(*world_.As(world_.TokenOf("van-thu")), &Identity::SignOut, v1::SignOutRequest());
  EXPECT_EQ(ReasonOf(with_token.status), "NO_SESSION");
}

TEST_F(SignInTest, SessionsAreListedAndTakenBack) {
  const auto one = SignIn("van-thu", kPassword).response;
  const auto two = SignIn("van-thu", kPassword).response;
  const auto stub = world_.As(one.access_token());
  const auto list = Call(*stub, &Identity::ListSessions, v1::ListSessionsRequest());
  ASSERT_TRUE(list.ok()) << list.message();
  EXPECT_EQ(list.response.sessions_size(), 2);
  v1::RevokeSessionRequest revoke;
  revoke.set_name(two.session().name());
  ASSERT_TRUE(Call(*stub, &Identity::RevokeSession, revoke).ok());
  EXPECT_EQ(Try(two.access_token()), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(Try(one.access_token()), StatusCode::OK);
  EXPECT_EQ(Call(*stub, &Identity::RevokeSession, revoke).code(), StatusCode::NOT_FOUND);
}

TEST_F(SignInTest, ANewPasswordEndsTheOtherSessions) {
  const auto one = SignIn("van-thu", kPassword).response;
  const auto two = SignIn("van-thu", kPassword).response;
  const auto stub = world_.As(one.access_token());
  v1::SetPasswordRequest set;
  set.set_new_password("một mật khẩu khác");
  EXPECT_EQ(Call(*stub, &Identity::SetPassword, set).code(), StatusCode::UNAUTHENTICATED);
  set.set_current_password(kPassword);
  set.set_new_password("quá ngắn");
  EXPECT_EQ(Call(*stub, &Identity::SetPassword, set).code(), StatusCode::INVALID_ARGUMENT);
  set.set_new_password("một mật khẩu khác");
  const auto done = Call(*stub, &Identity::SetPassword, set);
  ASSERT_TRUE(done.ok()) << done.message();
  EXPECT_EQ(Try(one.access_token()), StatusCode::OK);
  EXPECT_EQ(Try(two.access_token()), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(SignIn("van-thu", kPassword).code(), StatusCode::UNAUTHENTICATED);
  EXPECT_TRUE(SignIn("van-thu", "một mật khẩu khác").ok());
}

TEST_F(SignInTest, TheSetUpTokenEndsWithTheAdministratorsPassword) {
  v1::SetPasswordRequest set;
  set.set_new_password("mật khẩu của quản trị");
  ASSERT_TRUE(Call(world_.administrator(), &Identity::SetPassword, set).ok());
  EXPECT_EQ(Try(world_.administrator_token()), StatusCode::UNAUTHENTICATED);
  EXPECT_TRUE(SignIn("administrator", "mật khẩu của quản trị").ok());
}

TEST_F(SignInTest, TheSetUpTokenEndsAfterADay) {
  Advance(booking::kDay);
  EXPECT_EQ(Try(world_.administrator_token()), StatusCode::UNAUTHENTICATED);
}

TEST_F(SignInTest, SessionsOutliveTheServer) {
  const auto tokens = SignIn("van-thu", kPassword).response;
  server_.Restart();
  nobody_ = world_.AsNobody();
  EXPECT_EQ(Try(tokens.access_token()), StatusCode::OK);
  EXPECT_TRUE(Refresh(tokens.refresh_token()).ok());
}

TEST_F(SignInTest, AUserHasFiftySessionsAtMost) {
  const auto oldest = SignIn("van-thu", kPassword).response;
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(SignIn("van-thu", kPassword).ok());
  EXPECT_EQ(Try(oldest.access_token()), StatusCode::UNAUTHENTICATED);
  v1::ListSessionsRequest list;
  list.set_parent("users/van-thu");
  EXPECT_EQ(Call(world_.administrator(), &Identity::ListSessions, list).response.sessions_size(),
            50);
}

}  // namespace
}  // namespace letan::testing
