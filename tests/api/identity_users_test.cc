// Users: what they are decides what the very next call may do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letan/v1/directory_service.grpc.pb.h"
#include "tests/support/identity_world.h"

namespace letan::testing {
namespace {

using grpc::StatusCode;
using Identity = v1::IdentityService::Stub;

class UsersTest : public ::testing::Test {
 protected:
  UsersTest() : server_(AskingOptions()), world_(server_) {}

  StatusCode ListAgencies(const std::string& token) {
    const auto stub = v1::DirectoryService::NewStub(server_.NewChannel(WithToken(token)));
    return Call(*stub, &v1::DirectoryService::Stub::ListAgencies, v1::ListAgenciesRequest()).code();
  }
  StatusCode CreateAgency(const std::string& token, const std::string& id) {
    const auto stub = v1::DirectoryService::NewStub(server_.NewChannel(WithToken(token)));
    v1::CreateAgencyRequest request;
    request.set_agency_id(id);
    request.mutable_agency()->set_display_name(id);
    return Call(*stub, &v1::DirectoryService::Stub::CreateAgency, request).code();
  }
  Answer<v1::User> Update(const v1::User& user, const std::string& path) {
    v1::UpdateUserRequest request;
    *request.mutable_user() = user;
    request.mutable_update_mask()->add_paths(path);
    return Call(world_.administrator(), &Identity::UpdateUser, request);
  }
  Answer<v1::User> Delete(const std::string& name) {
    v1::DeleteUserRequest request;
    request.set_name(name);
    return Call(world_.administrator(), &Identity::DeleteUser, request);
  }

  TestServer server_;
  IdentityWorld world_;
};

TEST_F(UsersTest, RolesCountForTheVeryNextCall) {
  v1::User user = world_.AddUser("danh-muc", {"reader"});
  const std::string token = world_.TokenOf("danh-muc");
  EXPECT_EQ(CreateAgency(token, "one"), StatusCode::PERMISSION_DENIED);
  user.add_roles("catalogue");
  user.clear_etag();
  ASSERT_TRUE(Update(user, "roles").ok());
  EXPECT_EQ(CreateAgency(token, "one"), StatusCode::OK);
  user.clear_roles();
  ASSERT_TRUE(Update(user, "roles").ok());
  EXPECT_EQ(CreateAgency(token, "two"), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(ListAgencies(token), StatusCode::PERMISSION_DENIED);
}

TEST_F(UsersTest, DisabledAndDeletedUsersCallNoMore) {
  v1::User user = world_.AddUser("nguoi-xem", {"reader"});
  const std::string token = world_.TokenOf("nguoi-xem");
  user.clear_etag();
  user.set_disabled(true);
  ASSERT_TRUE(Update(user, "disabled").ok());
  EXPECT_EQ(ListAgencies(token), StatusCode::UNAUTHENTICATED);
  user.set_disabled(false);
  ASSERT_TRUE(Update(user, "disabled").ok());
  EXPECT_EQ(ListAgencies(token), StatusCode::OK);
  ASSERT_TRUE(Delete("users/nguoi-xem").ok());
  EXPECT_EQ(ListAgencies(token), StatusCode::UNAUTHENTICATED);
  v1::UndeleteUserRequest undelete;
  undelete.set_name("users/nguoi-xem");
  ASSERT_TRUE(Call(world_.administrator(), &Identity::UndeleteUser, undelete).ok());
  EXPECT_EQ(ListAgencies(token), StatusCode::UNAUTHENTICATED) << "its tokens do not come back";
}

TEST_F(UsersTest, SomebodyMustBeLeftWhoManagesUsers) {
  v1::User last;
  last.set_name("users/administrator");
  last.set_disabled(true);
  const auto disabled = Update(last, "disabled");
  EXPECT_EQ(disabled.code(), StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonOf(disabled.status), "LAST_ADMINISTRATOR");
  EXPECT_EQ(ReasonOf(Update(last, "roles").status), "LAST_ADMINISTRATOR");
  EXPECT_EQ(ReasonOf(Delete("users/administrator").status), "LAST_ADMINISTRATOR");
  world_.AddUser("nguoi-khac", {"administrator"});
  EXPECT_TRUE(Delete("users/administrator").ok());
}

TEST_F(UsersTest, BadUsersAreRefusedByField) {
  const auto expect = [&](const v1::User& user, const std::string& field) {
    v1::CreateUserRequest request;
    request.set_user_id("moi");
    *request.mutable_user() = user;
    const auto refused = Call(world_.administrator(), &Identity::CreateUser, request);
    EXPECT_EQ(refused.code(), StatusCode::INVALID_ARGUMENT) << field;
    EXPECT_THAT(FieldsOf(refused.status), ::testing::ElementsAre(field));
  };
  world_.AddAgency("so-ngoai-vu");
  v1::User user;
  expect(user, "user.display_name");
  user.set_display_name("mới");
  v1::User with_role = user;
  with_role.add_roles("reader");
  with_role.add_roles("boss");
  expect(with_role, "user.roles[1]");
  v1::User twice = user;
  twice.add_roles("reader");
  twice.add_roles("reader");
  expect(twice, "user.roles[1]");
  v1::User membership = user;
  membership.add_memberships()->set_agency("agencies/none");
  expect(membership, "user.memberships[0].agency");
  membership.mutable_memberships(0)->set_agency("agencies/so-ngoai-vu");
  membership.mutable_memberships(0)->add_roles("Planner");
  expect(membership, "user.memberships[0].roles[0]");
  v1::User same = user;
  same.add_memberships()->set_agency("agencies/so-ngoai-vu");
  same.add_memberships()->set_agency("agencies/so-ngoai-vu");
  expect(same, "user.memberships[1].agency");
}

TEST_F(UsersTest, ProgramsHaveNoPassword) {
  world_.AddUser("man-hinh", {"guest"}, v1::User::TYPE_SERVICE);
  v1::SetPasswordRequest set;
  set.set_user("users/man-hinh");
  set.set_new_password("mật khẩu cho máy");
  const auto refused = Call(world_.administrator(), &Identity::SetPassword, set);
  EXPECT_EQ(ReasonOf(refused.status), "NOT_A_PERSON");
  EXPECT_EQ(ListAgencies(world_.TokenOf("man-hinh")), StatusCode::OK);
}

TEST_F(UsersTest, UsersAreManagedByAdministratorsAlone) {
  world_.AddUser("chuyen-vien", {"so-ngoai-vu=planner,approver,catalogue", "security,auditor"});
  const auto stub = world_.As(world_.TokenOf("chuyen-vien"));
  v1::UpdateUserRequest update;
  update.mutable_user()->set_name("users/chuyen-vien");
  update.mutable_user()->add_roles("administrator");
  update.mutable_update_mask()->add_paths("roles");
  EXPECT_EQ(Call(*stub, &Identity::UpdateUser, update).code(), StatusCode::PERMISSION_DENIED);
  v1::CreateUserRequest create;
  create.mutable_user()->set_display_name("x");
  EXPECT_EQ(Call(*stub, &Identity::CreateUser, create).code(), StatusCode::PERMISSION_DENIED);
  EXPECT_TRUE(Call(*stub, &Identity::ListUsers, v1::ListUsersRequest()).ok());
  v1::GetUserRequest get;
  get.set_name("users/administrator");
  EXPECT_TRUE(Call(*stub, &Identity::GetUser, get).ok());
}

TEST_F(UsersTest, RolesAreListed) {
  const auto roles = Call(world_.administrator(), &Identity::ListRoles, v1::ListRolesRequest());
  ASSERT_TRUE(roles.ok()) << roles.message();
  EXPECT_EQ(roles.response.roles(0).role(), "administrator");
  EXPECT_TRUE(roles.response.roles(0).administrator());
  EXPECT_GE(roles.response.roles_size(), 10);
}

}  // namespace
}  // namespace letan::testing
