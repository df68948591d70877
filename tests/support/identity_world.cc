#include "tests/support/identity_world.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>

#include "letan/v1/directory_service.grpc.pb.h"
#include "services/entity/time_codec.h"
#include "services/identity/first_administrator.h"
#include "services/rpc/id_source.h"

namespace letan::testing {
namespace {

template <class List>
void AddAll(const std::string& text, List* list) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t comma = std::min(text.find(',', begin), text.size());
    *list->Add() = text.substr(begin, comma - begin);
    begin = comma + 1;
  }
}

}  // namespace

TestServerOptions AskingOptions() {
  TestServerOptions options;
  options.identity = true;
  options.limits = {"--password-memory-mib=8"};
  return options;
}

Metadata WithToken(const std::string& token, const std::string& agency) {
  Metadata metadata;
  if (!token.empty()) metadata.emplace_back("authorization", "Bearer " + token);
  if (!agency.empty()) metadata.emplace_back("letan-agency", agency);
  return metadata;
}

IdentityWorld::IdentityWorld(TestServer& server, bool deterministic) : server_(server) {
  // Not what the server's own are made of.
  const std::function<std::uint64_t()> one = [] { return std::uint64_t{1}; };
  rpc::IdSource ids([&server] { return server.clock().now(); }, deterministic ? one : nullptr);
  const auto token = services::MakeFirstAdministratorToken(server.engine(), server.clock().now(),
                                                           [&ids] { return ids.Next(); });
  EXPECT_TRUE(token.ok()) << token.status();
  token_ = *token;
  server.SetMetadata(WithToken(token_));
  administrator_ = v1::IdentityService::NewStub(server.channel());
}

void IdentityWorld::AddAgency(const std::string& id) {
  v1::CreateAgencyRequest request;
  request.set_agency_id(id);
  request.mutable_agency()->set_display_name(id);
  const auto stub = v1::DirectoryService::NewStub(server_.channel());
  const auto made = Call(*stub, &v1::DirectoryService::Stub::CreateAgency, request);
  EXPECT_TRUE(made.ok() || made.code() == grpc::StatusCode::ALREADY_EXISTS) << made.message();
}

v1::User IdentityWorld::AddUser(const std::string& id, const std::vector<std::string>& roles,
                                v1::User::Type type) {
  v1::CreateUserRequest request;
  request.set_user_id(id);
  v1::User& user = *request.mutable_user();
  user.set_display_name(id);
  user.set_type(type);
  for (const std::string& text : roles) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
      AddAll(text, user.mutable_roles());
      continue;
    }
    AddAgency(text.substr(0, equals));
    auto& membership = *user.add_memberships();
    membership.set_agency("agencies/" + text.substr(0, equals));
    AddAll(text.substr(equals + 1), membership.mutable_roles());
  }
  const auto made = Call(administrator(), &v1::IdentityService::Stub::CreateUser, request);
  EXPECT_TRUE(made.ok()) << id << ": " << made.message();
  return made.response;
}

void IdentityWorld::SetPassword(const std::string& id, const std::string& password) {
  v1::SetPasswordRequest request;
  request.set_user("users/" + id);
  request.set_new_password(password);
  const auto set = Call(administrator(), &v1::IdentityService::Stub::SetPassword, request);
  EXPECT_TRUE(set.ok()) << set.message();
}

std::string IdentityWorld::TokenOf(const std::string& id, const std::vector<std::string>& scopes) {
  v1::CreateTokenRequest request;
  request.set_parent("users/" + id);
  request.mutable_token()->set_display_name("of a test");
  *request.mutable_token()->mutable_expire_time() =
      entity::ToTimestamp(server_.clock().now() + 30 * booking::kDay);
  for (const std::string& scope : scopes) request.mutable_token()->add_scopes(scope);
  const auto made = Call(administrator(), &v1::IdentityService::Stub::CreateToken, request);
  EXPECT_TRUE(made.ok()) << made.message();
  return made.response.secret();
}

std::unique_ptr<v1::IdentityService::Stub> IdentityWorld::As(const std::string& token,
                                                             const std::string& agency) {
  return v1::IdentityService::NewStub(server_.NewChannel(WithToken(token, agency)));
}

std::unique_ptr<v1::IdentityService::Stub> IdentityWorld::AsNobody() {
  return v1::IdentityService::NewStub(server_.NewChannel());
}

}  // namespace letan::testing
