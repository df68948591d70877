#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "letan/v1/delegation_service.pb.h"
#include "services/access/default_permissions.h"
#include "services/access/permission_file.h"
#include "services/server/services.h"

namespace letan::access {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kRoles[] = "roles { name: 'planner' sees_internal: true }\n";

TEST(PermissionFileTest, TheDefaultTableNamesEveryMethodOfEveryService) {
  const auto table = ParsePermissions(DefaultPermissions(), LinkedSchema());
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_THAT(MethodsWithoutRule(**table, server::ServiceDescriptors()), IsEmpty());
}

TEST(PermissionFileTest, AMethodWithoutRuleIsNamed) {
  const auto table = ParsePermissions(
      std::string(kRoles) + "rules { roles: 'planner' methods: 'DelegationService.GetDelegation' }",
      LinkedSchema());
  ASSERT_TRUE(table.ok()) << table.status();
  const auto missing =
      MethodsWithoutRule(**table, {v1::GetDelegationRequest::descriptor()->file()->service(0)});
  EXPECT_THAT(missing, ::testing::Contains("letan.v1.DelegationService/CreateDelegation"));
  EXPECT_THAT(missing,
              ::testing::Not(::testing::Contains("letan.v1.DelegationService/GetDelegation")));
}

TEST(PermissionFileTest, ConditionsAreRead) {
  const auto table =
      ParsePermissions(std::string(kRoles) +
                           "rules { roles: 'planner' part: PART_COORDINATES states: 'DRAFT'\n"
                           "  except_fields: 'Delegation.cost_lines' methods: "
                           "'DelegationService.UpdateDelegation' }",
                       LinkedSchema());
  ASSERT_TRUE(table.ok()) << table.status();
  const Rule& rule = (*table)->rules().front();
  EXPECT_EQ(rule.part, Part::kCoordinates);
  EXPECT_THAT(rule.states, ::testing::ElementsAre("DRAFT"));
  EXPECT_THAT(rule.except_fields, ::testing::ElementsAre("Delegation.cost_lines"));
  EXPECT_THAT(rule.methods, ::testing::ElementsAre("letan.v1.DelegationService/UpdateDelegation"));
}

struct BadRow {
  const char* name;
  const char* text;
  const char* complaint;
};

TEST(PermissionFileTest, WhatIsWrongIsNamed) {
  const BadRow rows[] = {
      {"no text format", "roles {{", "line 1"},
      {"unknown key", "\n\nrouls { }", "line 3"},
      {"role without name", "roles { title: 'x' }", "cannot be the name"},
      {"role with capitals", "roles { name: 'Planner' }", "\"Planner\""},
      {"role of everyone", "roles { name: 'anyone' }", "\"anyone\""},
      {"role of the signed in", "roles { name: 'signed-in' }", "\"signed-in\""},
      {"role twice", "roles { name: 'a' } roles { name: 'a' }", "given twice"},
      {"rule without methods", "rules { roles: 'anyone' }", "names methods and roles"},
      {"rule without roles", "rules { methods: 'SearchService.Search' }",
       "names methods and roles"},
      {"unknown role", "rules { roles: 'chief' methods: 'SearchService.Search' }", "\"chief\""},
      {"unknown method", "rules { roles: 'anyone' methods: 'SearchService.Find' }",
       "\"SearchService.Find\""},
      {"unknown service", "rules { roles: 'anyone' methods: 'Nothing.Find' }", "\"Nothing.Find\""},
      {"no service", "rules { roles: 'anyone' methods: 'Search' }", "\"Search\""},
      {"wildcard", "rules { roles: 'anyone' methods: 'SearchService.*' }", "\"SearchService.*\""},
      {"unknown field",
       "rules { roles: 'anyone' methods: 'DelegationService.UpdateDelegation'"
       " only_fields: 'Delegation.costs' }",
       "\"Delegation.costs\""},
      {"field of no message",
       "rules { roles: 'anyone' methods: 'DelegationService.UpdateDelegation'"
       " only_fields: 'cost_lines' }",
       "\"cost_lines\""},
      {"both lists of fields",
       "rules { roles: 'anyone' methods: 'DelegationService.UpdateDelegation'"
       " only_fields: 'Delegation.title' except_fields: 'Delegation.cost_lines' }",
       "only_fields and except_fields"},
      {"condition on a read",
       "rules { roles: 'anyone' methods: 'DelegationService.GetDelegation' states: 'DRAFT' }",
       "only reads"},
      {"part on a read",
       "rules { roles: 'anyone' methods: 'SearchService.Search' part: PART_LEADS }", "only reads"},
  };
  for (const BadRow& row : rows) {
    const auto table = ParsePermissions(row.text, LinkedSchema());
    EXPECT_EQ(table.status().code(), absl::StatusCode::kInvalidArgument) << row.name;
    EXPECT_THAT(std::string(table.status().message()), HasSubstr(row.complaint)) << row.name;
  }
}

}  // namespace
}  // namespace letan::access
