// Callers who bring a token of an identity provider: whom they are taken for, and until when.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "letan/v1/directory_service.grpc.pb.h"
#include "tests/api/oidc_world.h"
#include "tests/support/child_process.h"
#include "tests/support/watch_client.h"

namespace letan::testing {
namespace {

using booking::kSecond;
using grpc::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Identity = v1::IdentityService::Stub;

constexpr char kUnknown[] = "16 UNAUTHENTICATED";

class OidcTest : public ::testing::Test {
 protected:
  OidcTest() {
    world_.users().AddUser("van-thu", {"so-ngoai-vu=planner"});
    world_.users().AddUser("nguoi-xem", {"so-ngoai-vu=reader"});
    account_ = world_.Link("van-thu", "4711");
    world_.Link("nguoi-xem", "a reader");
  }

  void SetDisabled(bool disabled) {
    v1::UpdateUserRequest request;
    request.mutable_user()->set_name("users/van-thu");
    request.mutable_user()->set_disabled(disabled);
    request.mutable_update_mask()->add_paths("disabled");
    ASSERT_TRUE(Call(world_.users().administrator(), &Identity::UpdateUser, request).ok());
  }
  void Unlink() {
    v1::UnlinkAccountRequest request;
    request.set_name(account_);
    ASSERT_TRUE(Call(world_.users().administrator(), &Identity::UnlinkAccount, request).ok());
  }
  ManualClock& clock() { return world_.server().clock(); }

  OidcWorld world_;
  std::string account_;
};

TEST_F(OidcTest, ALinkedAccountIsItsUser) {
  for (const JwtSigner& signer : world_.jwt().signers()) {
    EXPECT_EQ(world_.CallerOf(world_.TokenOf(signer, "4711")), "users/van-thu")
        << signer.algorithm();
  }
  const std::string other = world_.jwt().ed.Token(
      world_.jwt().Header(world_.jwt().ed).Text(),
      world_.jwt().Claims().Set("sub", "\"4711\"").Set("aud", R"(["x","spare"])").Text());
  EXPECT_EQ(world_.CallerOf(other), "users/van-thu") << "for the second audience";
  EXPECT_THAT(world_.TakeRefusals(), IsEmpty());
}

TEST_F(OidcTest, ItMayDoWhatTheUserMay) {
  EXPECT_EQ(world_.CreateDelegation(world_.TokenOf("4711")), StatusCode::OK);
  const std::string reader = world_.TokenOf("a reader");
  EXPECT_EQ(world_.CreateDelegation(reader), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(world_.ListDelegations(reader), StatusCode::OK);
  v1::LinkAccountRequest request;
  request.set_parent("users/nguoi-xem");
  request.mutable_account()->set_issuer("https://id.example.test/realm");
  request.mutable_account()->set_subject("another");
  EXPECT_EQ(Call(*world_.users().As(reader), &Identity::LinkAccount, request).code(),
            StatusCode::PERMISSION_DENIED);
  auto read = world_.server().engine().BeginRead(storage::Viewer::Administrator());
  const auto changes = (*read)->ListChanges(0, 1000);
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(changes->back().actor, "users/van-thu@agencies/so-ngoai-vu");
}

TEST_F(OidcTest, WhatTheClaimsSayOfRolesDoesNotCount) {
  const std::string claims = world_.jwt()
                                 .Claims()
                                 .Set("sub", "\"a reader\"")
                                 .Add("roles", R"(["administrator","planner"])")
                                 .Add("groups", R"(["administrator"])")
                                 .Text();
  const std::string token =
      world_.jwt().ed.Token(world_.jwt().Header(world_.jwt().ed).Text(), claims);
  EXPECT_EQ(world_.CallerOf(token), "users/nguoi-xem");
  EXPECT_EQ(world_.CreateDelegation(token), StatusCode::PERMISSION_DENIED);
}

TEST_F(OidcTest, AnAccountThatIsNotLinkedIsNobody) {
  for (const std::string subject :
       {"4712", "471", "4711 ", " 4711", "A READER", "users/van-thu", "van-thu", "administrator"}) {
    EXPECT_EQ(world_.CallerOf(world_.TokenOf(subject)), kUnknown) << subject;
  }
  EXPECT_THAT(world_.TakeRefusals(), ElementsAre("ACCOUNT_NOT_LINKED"));
  const std::string token = world_.TokenOf("4711");
  EXPECT_EQ(world_.CallerOf(token), "users/van-thu");
  Unlink();
  EXPECT_EQ(world_.CallerOf(token), kUnknown) << "at once";
  account_ = world_.Link("nguoi-xem", "4711");
  EXPECT_EQ(world_.CallerOf(token), "users/nguoi-xem") << "at once";
}

TEST_F(OidcTest, TheSameSubjectElsewhereIsSomebodyElse) {
  v1::LinkAccountRequest request;
  request.set_parent("users/nguoi-xem");
  request.mutable_account()->set_issuer("https://id.example.test/other");
  request.mutable_account()->set_subject("0815");
  ASSERT_TRUE(Call(world_.users().administrator(), &Identity::LinkAccount, request).ok());
  EXPECT_EQ(world_.CallerOf(world_.TokenOf("0815")), kUnknown);
}

TEST_F(OidcTest, ADisabledUserIsRefusedAtOnce) {
  const std::string token = world_.TokenOf("4711");
  EXPECT_EQ(world_.CallerOf(token), "users/van-thu");
  SetDisabled(true);
  EXPECT_EQ(world_.CallerOf(token), kUnknown);
  EXPECT_THAT(world_.TakeRefusals(), ElementsAre("USER_DISABLED"));
  SetDisabled(false);
  EXPECT_EQ(world_.CallerOf(token), "users/van-thu");
  v1::DeleteUserRequest request;
  request.set_name("users/van-thu");
  ASSERT_TRUE(Call(world_.users().administrator(), &Identity::DeleteUser, request).ok());
  EXPECT_EQ(world_.CallerOf(token), kUnknown);
}

TEST_F(OidcTest, ATokenEndsWhenItEndsThoughItsCallerIsRemembered) {
  const std::string token = world_.TokenOf("4711", 600);
  clock().Advance(598 * kSecond);
  EXPECT_EQ(world_.CallerOf(token), "users/van-thu");
  clock().Advance(2 * kSecond - 1);
  EXPECT_EQ(world_.CallerOf(token), "users/van-thu");
  clock().Advance(1);
  EXPECT_EQ(world_.CallerOf(token), kUnknown);
  EXPECT_THAT(world_.TakeRefusals(), ElementsAre("EXPIRED"));
}

TEST_F(OidcTest, EveryRefusalIsAnsweredAlike) {
  std::set<std::string> answers;
  const std::string good = world_.TokenOf("4711");
  for (const std::string& token :
       {std::string("a.b.c"), world_.TokenOf("nobody"), good + "x", std::string(9000, 'a'),
        world_.TokenOf(JwtSigner::EdDsa("ed"), "4711"),
        world_.TokenOf(JwtSigner::EdDsa("x"), "4711"),
        "letan_t_" + std::string(32, '0') + "_" + std::string(43, 'A')}) {
    const auto refused =
        Call(*world_.users().As(token), &Identity::GetCaller, v1::GetCallerRequest());
    EXPECT_EQ(refused.code(), StatusCode::UNAUTHENTICATED);
    answers.insert(refused.message() + refused.status.error_details());
  }
  EXPECT_EQ(answers.size(), 1U);
}

TEST_F(OidcTest, TheLogSaysWhyNowAndThenAndNeverQuotes) {
  const JwtSigner forger = JwtSigner::EdDsa("a-key-of-their-own");
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(world_.CallerOf(world_.TokenOf(forger, "subject-" + std::to_string(i))), kUnknown);
  }
  EXPECT_EQ(world_.CallerOf(world_.TokenOf("a-subject-of-nobody")), kUnknown);
  auto lines = world_.TakeEvents("oidc_token_refused");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(FieldOf(lines[0], "refusal"), "KEY_UNKNOWN");
  EXPECT_EQ(lines[0].fields.size(), 1U);
  EXPECT_EQ(FieldOf(lines[1], "refusal"), "ACCOUNT_NOT_LINKED");
  clock().Advance(10 * kSecond);
  world_.CallerOf(world_.TokenOf(forger, "4711"));
  lines = world_.TakeEvents("oidc_token_refused");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(NumberOf(lines[0], "unlogged"), 99);
  EXPECT_EQ(world_.Stats().refused["KEY_UNKNOWN"], 101);
  for (const char* part : {"eyJ", "a-key-of-their-own", "subject-", "a-subject", "4711"}) {
    EXPECT_THAT(world_.LogText(), Not(HasSubstr(part)));
  }
}

TEST_F(OidcTest, ATokenOfAMegabyteIsOverTheLimitOfHeaders) {
  const std::string token = world_.TokenOf("4711") + std::string(1 << 20, 'A');
  const auto refused =
      Call(*world_.users().As(token), &Identity::GetCaller, v1::GetCallerRequest());
  EXPECT_EQ(refused.code(), StatusCode::RESOURCE_EXHAUSTED) << refused.message();
  EXPECT_THAT(world_.TakeRefusals(), IsEmpty());
}

TEST_F(OidcTest, AWatchEndsWithItsToken) {
  WatchClient watch(world_.server().NewChannel(WithToken(world_.TokenOf("4711", 600))));
  ASSERT_TRUE(watch.Next().has_value());
  clock().Advance(599 * kSecond);
  world_.server().server().Tick();
  EXPECT_EQ(world_.CreateDelegation(world_.users().administrator_token()), StatusCode::OK);
  EXPECT_TRUE(watch.NextCommit().has_value()) << "it goes on";
  clock().Advance(kSecond);
  world_.server().server().Tick();
  EXPECT_EQ(watch.Finish().error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_THAT(world_.TakeRefusals(), ElementsAre("EXPIRED"));
}

TEST_F(OidcTest, AWatchEndsWithItsAccount) {
  WatchClient watch(world_.server().NewChannel(WithToken(world_.TokenOf("4711"))));
  ASSERT_TRUE(watch.Next().has_value());
  Unlink();
  world_.server().server().Tick();
  EXPECT_EQ(watch.Finish().error_code(), StatusCode::UNAUTHENTICATED);
}

TEST_F(OidcTest, TheClientTakesATokenFromAFile) {
  const std::string file = world_.Path("token");
  std::ofstream(file) << world_.TokenOf("4711") << "\n";
  chmod(file.c_str(), 0600);
  const auto letan = [&](const std::string& token_file) {
    ChildProcess program({std::string(LETAN_BINARY_DIR) + "/bin/letan",
                          "--server=" + world_.server().address(), "--token-file=" + token_file,
                          "whoami"});
    const std::string said = program.ReadOutput() + program.ReadErrors();
    return std::to_string(program.Wait()) + " " + said;
  };
  EXPECT_THAT(letan(file), ::testing::StartsWith("0 "));
  EXPECT_THAT(letan(file), HasSubstr("users/van-thu"));
  std::ofstream(file) << world_.TokenOf("nobody") << "\n";
  EXPECT_THAT(letan(file), HasSubstr("not signed in"));
}

}  // namespace
}  // namespace letan::testing
