// Users with tokens, under the table of permissions: who does not know of an event is refused what
// concerns it as if it were not there, whatever his roles, and users, roles and the audit tell
// nothing of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "letan/v1/audit_service.grpc.pb.h"
#include "tests/api/leak_world.h"

namespace letan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SignedInLeakTest : public ::testing::Test {
 protected:
  LeakWorld world_{{}, LeakCallers::kSignedIn};
};

// Secrets are random: what makes them is asked for what is refused.
std::vector<Question> IdentityQuestions() {
  std::vector<Question> questions = {
      {"IdentityService.GetCaller", ""},
      {"IdentityService.ListRoles", ""},
      {"IdentityService.ListUsers", "page_size: 1 show_total: true"},
      {"IdentityService.ListUsers", "order_by: \"update_time desc\" show_deleted: true"},
      {"IdentityService.GetUser", R"(name: "users/unaware")"},
      {"IdentityService.GetUser", R"(name: "users/administrator")"},
      {"IdentityService.GetUser", R"(name: "users/none")"},
      {"IdentityService.ListSessions", ""},
      {"IdentityService.ListTokens", ""},
      {"IdentityService.ListAccounts", ""},
      {"IdentityService.ListTokens", R"(parent: "users/administrator")"},
      {"IdentityService.SignIn", R"(user: "unaware" password: "not the one of anybody")"},
      {"IdentityService.RefreshSession", R"(refresh_token: "none")"},
      {"IdentityService.SetPassword",
       R"(current_password: "none of mine" new_password: "a long one that is new")"},
      {"IdentityService.CreateToken", R"(parent: "users/none" token { display_name: "x" })"},
      {"IdentityService.RevokeToken", R"(name: "users/unaware/tokens/none")"},
      {"IdentityService.RevokeSession", R"(name: "users/unaware/sessions/none")"},
      {"IdentityService.SignOut", ""},
      {"IdentityService.CreateUser", R"(user_id: "x" user { display_name: "x" })"},
      {"IdentityService.UpdateUser", R"(user { name: "users/unaware" display_name: "x" })"},
      {"IdentityService.DeleteUser", R"(name: "users/unaware")"},
      {"IdentityService.UndeleteUser", R"(name: "users/unaware")"},
      {"IdentityService.LinkAccount", R"(parent: "users/unaware" account { subject: "x" })"},
      {"IdentityService.UnlinkAccount", R"(name: "users/unaware/accounts/none")"}};
  std::string methods;
  for (const auto* method : EveryMethod()) {
    methods += " methods: \"" + method->service()->name() + "." + method->name() + "\"";
  }
  for (const std::string resource :
       {"", "$open1", "$activity", "$secret", "$secret_activity", "$secret_gone", "$secret_off",
        "$secret_gone_event", "people/khach-kin", "agencies/phong-kin", "resources/xe-kin",
        "stockItems/tra-kin", "delegations/none", "delegations/none/activities/none"}) {
    std::string request = "resource: \"";
    request += resource;
    request += "\"";
    request += methods;
    questions.push_back({"IdentityService.TestPermissions", request});
  }
  return questions;
}

TEST_F(SignedInLeakTest, UsersRolesAndPermissionsAreToldAlike) {
  for (const Question& question : IdentityQuestions()) world_.ExpectEqual(question);
  for (const std::string method : {"GetCaller", "ListRoles", "ListUsers", "GetUser", "ListSessions",
                                   "ListTokens", "ListAccounts", "TestPermissions"}) {
    EXPECT_TRUE(world_.answered().count("IdentityService." + method) > 0) << method;
  }
  for (const auto* method : EveryMethod()) {
    if (method->service()->name() != "IdentityService") continue;
    EXPECT_TRUE(world_.asked().count("IdentityService." + method->name()) > 0) << method->name();
  }
}

// A permission that an event's state or agencies would decide is not asked for where it is hidden.
TEST_F(SignedInLeakTest, EveryMethodAnswersAlike) {
  for (const Question& question : ReadingQuestions()) world_.ExpectEqual(question);
  for (const Question& question : WritingQuestions()) world_.ExpectEqual(question);
  for (const Question& question : CatalogueQuestions()) world_.ExpectEqual(question);
  for (const Question& question : ReadingQuestions()) world_.ExpectEqual(question);
  for (const Question& question : ReadingQuestions()) {
    EXPECT_TRUE(world_.answered().count(question.method) > 0) << question.method << " told nothing";
  }
}

TEST_F(SignedInLeakTest, TheAuditTellsTheSame) {
  for (const Question& question : WritingQuestions()) world_.ExpectEqual(question);
  const std::map<std::string, std::string>& names = world_.more().names();
  std::vector<v1::ListAuditRecordsRequest> requests(3);
  requests[1].set_page_size(1);
  requests[2].set_actor("users/administrator");
  for (const std::string method :
       {"DelegationService/UpdateDelegation", "BookingService/Release"}) {
    requests.emplace_back().set_method("letan.v1." + method);
  }
  for (const std::string kind : {"delegation", "activity", "booking", "movement", "user"}) {
    requests.emplace_back().set_kind(kind);
  }
  for (const std::string key : {"open1", "secret", "secret_activity", "secret_booking"}) {
    requests.emplace_back().set_entity(names.at(key));
  }
  std::size_t longest = 0;
  for (const v1::ListAuditRecordsRequest& request : requests) {
    const std::string more = AuditTold(world_.more(), request);
    EXPECT_EQ(AuditTold(world_.less(), request), more) << request.DebugString();
    EXPECT_THAT(more, Not(HasSubstr(kCanary)));
    EXPECT_THAT(more, Not(HasSubstr(names.at("secret"))));
    longest = std::max(longest, more.size());
  }
  EXPECT_GT(longest, 10'000u) << "there was something to tell";
}

// As AuditTold, of who read what.
std::string ReadsTold(LeakServer& server, v1::ListReadsRequest request) {
  const auto stub = v1::AuditService::NewStub(server.As("unaware"));
  std::string told;
  do {
    const auto page = Call(*stub, &v1::AuditService::Stub::ListReads, request);
    EXPECT_TRUE(page.ok()) << page.message();
    told += "page of " + std::to_string(page.response.reads_size()) + "\n";
    for (v1::ReadRecord record : page.response.reads()) {
      record.clear_name();
      told += record.DebugString();
    }
    request.set_page_token(page.response.next_page_token());
  } while (!request.page_token().empty());
  return told;
}

TEST_F(SignedInLeakTest, TheLogOfReadsTellsTheSame) {
  world_.Take({false,
               {"DelegationService.CreateDelegation",
                R"(delegation { title: "Đoàn Biết" direction: DIRECTION_INBOUND interval: <20..100>
                   handling_level: HANDLING_LEVEL_RESTRICTED need_to_know: "agencies/so-van-hoa" })"},
               "known"});
  const Question known = {"DelegationService.GetDelegation", "name: \"$known\""};
  EXPECT_TRUE(world_.ExpectEqual(known).status.ok());
  // The administrator is told of both in one answer, and of the hidden one alone.
  const Question list = {"DelegationService.ListDelegations", ""};
  const Question secret = {"DelegationService.GetDelegation", "name: \"$secret\""};
  EXPECT_TRUE(world_.less().Ask("administrator", list).status.ok());
  EXPECT_TRUE(world_.more().Ask("administrator", list).status.ok());
  EXPECT_TRUE(world_.more().Ask("administrator", secret).status.ok());
  world_.ExpectEqual(secret);
  world_.AskBoth(known);
  const std::map<std::string, std::string>& names = world_.more().names();
  std::vector<v1::ListReadsRequest> requests(3);
  requests[1].set_page_size(1);
  requests[2].set_actor("users/administrator");
  for (const std::string key : {"known", "secret", "secret_activity"}) {
    requests.emplace_back().set_entity(names.at(key));
  }
  for (const v1::ListReadsRequest& request : requests) {
    const std::string more = ReadsTold(world_.more(), request);
    EXPECT_EQ(ReadsTold(world_.less(), request), more) << request.DebugString();
    EXPECT_THAT(more, Not(HasSubstr(names.at("secret"))));
    EXPECT_EQ(
        more.find(names.at("known")) == std::string::npos,
        request.entity() == names.at("secret") || request.entity() == names.at("secret_activity"));
  }
  world_.ExpectEqual({"AuditService.VerifyChanges", "log: LOG_CHANGES"});
  world_.ExpectEqual({"AuditService.VerifyChanges", "log: LOG_READS"});
}

// What an administrator finds in the log is got by name by nobody who does not see it.
TEST_F(SignedInLeakTest, ARecordOfTheHiddenIsLikeOneThatIsNot) {
  const auto audit = [&](const std::string& viewer) {
    return v1::AuditService::NewStub(world_.more().As(viewer));
  };
  v1::ListAuditRecordsRequest request;
  request.set_entity(world_.more().names()["secret"]);
  const auto listed =
      Call(*audit("administrator"), &v1::AuditService::Stub::ListAuditRecords, request);
  ASSERT_GT(listed.response.records_size(), 0) << listed.message();
  for (const v1::AuditRecord& record : listed.response.records()) {
    v1::GetAuditRecordRequest hidden;
    hidden.set_name(record.name());
    v1::GetAuditRecordRequest none;
    none.set_name("auditRecords/" + std::string(record.name().size() - 13, 'A'));
    const auto of_hidden = Call(*audit("unaware"), &v1::AuditService::Stub::GetAuditRecord, hidden);
    const auto of_none = Call(*audit("unaware"), &v1::AuditService::Stub::GetAuditRecord, none);
    EXPECT_EQ(of_hidden.code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(of_none.code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(ReasonOf(of_hidden.status), ReasonOf(of_none.status));
    EXPECT_THAT(of_hidden.message(), Not(HasSubstr("delegations/")));
  }
}

}  // namespace
}  // namespace letan::testing
