// Who signs in, how long that lasts, and what it costs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/identity/own_user.h"
#include "tests/api/held_calls.h"
#include "tests/api/limit_rows.h"
#include "tests/support/identity_world.h"

namespace letan::testing {
namespace {

using booking::kHour;
using booking::kMinute;

constexpr char kSignIn[] = "/letan.v1.IdentityService/SignIn";
constexpr char kSignInPassword[] = "mật khẩu để thử";

// A service whose checks of passwords wait until the test opens their door.
struct HeldSignIns {
  Door door;

  TestServerOptions Options(const std::vector<std::string>& limits) {
    TestServerOptions options;
    options.limits = limits;
    options.services = {"none"};
    options.tables = [this] {
      call::ServiceTable table(
          v1::SignInRequest::descriptor()->file()->FindServiceByName("IdentityService"));
      table.OpenTask<v1::SignInRequest, v1::SessionTokens>(
          "SignIn",
          [this](const call::CallContext&,
                 const v1::SignInRequest&) -> absl::StatusOr<v1::SessionTokens> {
            door.Enter();
            return v1::SessionTokens();
          },
          call::Lane::kSignIn);
      std::vector<call::ServiceTable> tables;
      tables.push_back(std::move(table));
      return tables;
    };
    return options;
  }
};

std::string SignInBytes() {
  v1::SignInRequest request;
  request.set_user("a");
  request.set_password("b");
  return request.SerializeAsString();
}

void SignInsBeyondTheirThreads() {
  HeldSignIns held;
  TestServer server(held.Options({"--sign-in-threads=2"}));
  Calls calls;
  for (int i = 0; i < 5; ++i) calls.Start(server, kSignIn, SignInBytes());
  held.door.AwaitInside(2);
  held.door.Open();
  EXPECT_EQ(calls.Succeeded(), 5);
  EXPECT_EQ(held.door.most_inside(), 2);
}

void SignInsBeyondTheirQueue() {
  HeldSignIns held;
  TestServer server(held.Options({"--max-queued-sign-ins=1"}));
  Calls calls;
  calls.Start(server, kSignIn, SignInBytes());
  held.door.AwaitInside(1);
  for (int i = 0; i < 2; ++i) calls.Start(server, kSignIn, SignInBytes());
  const grpc::Status refused = calls.First();
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(DetailOf(refused, &info));
  EXPECT_EQ(info.metadata().at("limit"), "max_queued_sign_ins");
  held.door.Open();
  EXPECT_EQ(calls.Succeeded(), 2);
}

// A server with that flag, and a session of a user on it.
struct SignedInWorld {
  explicit SignedInWorld(const std::string& flag)
      : server([&] {
          TestServerOptions options = AskingOptions();
          if (flag.rfind("--password-memory", 0) == 0) options.limits.clear();
          options.limits.push_back(flag);
          return options;
        }()),
        world(server) {
    world.AddUser("a", {"reader"});
    world.SetPassword("a", kSignInPassword);
    v1::SignInRequest request;
    request.set_user("a");
    request.set_password(kSignInPassword);
    const auto signed_in = Call(*world.AsNobody(), &v1::IdentityService::Stub::SignIn, request);
    EXPECT_TRUE(signed_in.ok()) << signed_in.message();
    tokens = signed_in.response;
  }
  grpc::StatusCode Try() {
    return Call(*world.As(tokens.access_token()), &v1::IdentityService::Stub::GetCaller,
                v1::GetCallerRequest())
        .code();
  }
  grpc::StatusCode Refresh() {
    v1::RefreshSessionRequest request;
    request.set_refresh_token(tokens.refresh_token());
    const auto fresh = Call(*world.AsNobody(), &v1::IdentityService::Stub::RefreshSession, request);
    if (fresh.ok()) tokens = fresh.response;
    return fresh.code();
  }

  TestServer server;
  IdentityWorld world;
  v1::SessionTokens tokens;
};

void AccessTokensBeyondTheirMinutes() {
  SignedInWorld signed_in("--access-token-minutes=2");
  signed_in.server.clock().Advance(2 * kMinute - 1);
  EXPECT_EQ(signed_in.Try(), grpc::StatusCode::OK);
  signed_in.server.clock().Advance(1);
  EXPECT_EQ(signed_in.Try(), grpc::StatusCode::UNAUTHENTICATED);
}

void SessionsBeyondTheirHours() {
  SignedInWorld signed_in("--session-hours=1");
  signed_in.server.clock().Advance(kHour - 1);
  EXPECT_EQ(signed_in.Refresh(), grpc::StatusCode::OK);
  EXPECT_EQ(signed_in.Try(), grpc::StatusCode::OK);
  signed_in.server.clock().Advance(1);
  EXPECT_EQ(signed_in.Try(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(signed_in.Refresh(), grpc::StatusCode::UNAUTHENTICATED);
}

void HashesOfSoMuchMemory() {
  SignedInWorld signed_in("--password-memory-mib=16");
  auto read = signed_in.server.engine().BeginRead(storage::Viewer::Administrator());
  const auto row = (*read)->FindCredential(services::PasswordId("users/a"));
  ASSERT_TRUE(row.ok() && row->has_value());
  EXPECT_THAT((*row)->secret, ::testing::HasSubstr("$m=16384,"));
}

}  // namespace

LimitRows SignInRows() {
  return {{"sign_in_threads", SignInsBeyondTheirThreads},
          {"max_queued_sign_ins", SignInsBeyondTheirQueue},
          {"access_token_minutes", AccessTokensBeyondTheirMinutes},
          {"session_hours", SessionsBeyondTheirHours},
          {"password_memory_mib", HashesOfSoMuchMemory}};
}

}  // namespace letan::testing
