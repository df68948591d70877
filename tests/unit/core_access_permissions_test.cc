#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/core/access/permissions.h"

namespace letan::access {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kUpdate[] = "letan.v1.DelegationService/UpdateDelegation";
constexpr char kGet[] = "letan.v1.DelegationService/GetDelegation";

Rule RuleFor(const std::vector<std::string>& methods, const std::vector<std::string>& roles) {
  Rule rule;
  rule.methods = methods;
  rule.roles = roles;
  return rule;
}

PermissionTable Table(const std::vector<Rule>& rules) {
  return {{{"planner", "", true, false}, {"finance", "", true, false}}, rules};
}

Effect On(const std::vector<Participant>& participants, const std::string& state = "DRAFT",
          const std::vector<std::string>& fields = {}) {
  return {participants, state, fields};
}

TEST(PermissionsTest, WhatNoRuleAllowsIsDenied) {
  const PermissionTable table = Table({RuleFor({kGet}, {"planner"})});
  EXPECT_TRUE(table.For({{"agencies/a", "planner"}}, true, kGet).allowed());
  EXPECT_FALSE(table.For({{"agencies/a", "finance"}}, true, kGet).allowed());
  EXPECT_FALSE(table.For({{"agencies/a", "planner"}}, true, kUpdate).allowed());
  EXPECT_FALSE(table.For({}, true, kGet).allowed());
  EXPECT_FALSE(table.For({}, false, "letan.v1.NoService/None").allowed());
}

TEST(PermissionsTest, SomeRulesAreForAnyoneOrForWhoIsKnown) {
  const PermissionTable table =
      Table({RuleFor({kGet}, {kAnyone}), RuleFor({kUpdate}, {kSignedIn})});
  EXPECT_TRUE(table.For({}, false, kGet).allowed());
  EXPECT_TRUE(table.For({}, true, kUpdate).allowed());
  EXPECT_FALSE(table.For({}, false, kUpdate).allowed());
}

TEST(PermissionsTest, AnonymousCallersMayDoEverything) {
  const Permit everything = Permit::Everything();
  EXPECT_TRUE(everything.allowed());
  EXPECT_FALSE(everything.conditional());
  EXPECT_TRUE(everything.Judge(On({{"agencies/a", Part::kLeads}}, "DONE", {"X.y"})).allowed());
}

struct PartRow {
  Part needed;
  std::vector<Participant> participants;
  bool allowed;
};

TEST(PermissionsTest, TheAgencyOfTheRoleMustTakeThePart) {
  const std::string a = "agencies/a";
  const std::string b = "agencies/b";
  const std::vector<PartRow> rows = {
      {Part::kLeads, {{a, Part::kLeads}}, true},
      {Part::kLeads, {{a, Part::kCoordinates}, {b, Part::kLeads}}, false},
      {Part::kLeads, {{b, Part::kLeads}}, false},
      {Part::kCoordinates, {{a, Part::kLeads}}, true},
      {Part::kCoordinates, {{a, Part::kCoordinates}, {b, Part::kLeads}}, true},
      {Part::kCoordinates, {{a, Part::kInvolved}, {b, Part::kLeads}}, false},
      {Part::kInvolved, {{a, Part::kInvolved}, {b, Part::kLeads}}, true},
      {Part::kInvolved, {{b, Part::kLeads}}, false},
      {Part::kNone, {{b, Part::kLeads}}, true},
      // Nobody is said to be responsible: the plan often names no lead.
      {Part::kLeads, {}, true},
      {Part::kCoordinates, {{b, Part::kInvolved}}, true},
      // Nobody leads: who coordinates does.
      {Part::kLeads, {{a, Part::kCoordinates}}, true},
      {Part::kLeads, {{b, Part::kCoordinates}}, false},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Rule rule = RuleFor({kUpdate}, {"planner"});
    rule.part = rows[i].needed;
    const PermissionTable table = Table({rule});
    const Permit permit = table.For({{a, "planner"}}, true, kUpdate);
    const Verdict verdict = permit.Judge(On(rows[i].participants));
    EXPECT_EQ(verdict.allowed(), rows[i].allowed) << i;
    EXPECT_EQ(verdict.objection, rows[i].allowed ? Objection::kNone : Objection::kPart) << i;
    // Held for all agencies, no part is asked for.
    EXPECT_TRUE(
        table.For({{"", "planner"}}, true, kUpdate).Judge(On(rows[i].participants)).allowed());
  }
}

TEST(PermissionsTest, StatesAreThoseBeforeTheCall) {
  Rule rule = RuleFor({kUpdate}, {"planner"});
  rule.states = {"DRAFT", "APPROVED"};
  const PermissionTable table = Table({rule});
  const Permit permit = table.For({{"", "planner"}}, true, kUpdate);
  EXPECT_TRUE(permit.conditional());
  EXPECT_TRUE(permit.Judge(On({}, "APPROVED")).allowed());
  EXPECT_EQ(permit.Judge(On({}, "COMPLETED")).objection, Objection::kState);
  EXPECT_TRUE(permit.Judge(On({}, "")).allowed()) << "what is new, or has no state";
}

TEST(PermissionsTest, FieldsAreThoseOfTheRulesThatHold) {
  Rule planner = RuleFor({kUpdate}, {"planner"});
  planner.part = Part::kCoordinates;
  planner.except_fields = {"Delegation.cost_lines"};
  Rule finance = RuleFor({kUpdate}, {"finance"});
  finance.only_fields = {"Delegation.cost_lines"};
  const PermissionTable table = Table({planner, finance});
  const std::string a = "agencies/a";
  const std::vector<Participant> led = {{a, Part::kLeads}};
  const std::vector<Participant> foreign = {{"agencies/b", Part::kLeads}};
  const std::vector<std::string> both = {"Delegation.cost_lines", "Delegation.title"};

  const Permit one = table.For({{a, "planner"}}, true, kUpdate);
  EXPECT_TRUE(one.asks_for_fields());
  EXPECT_TRUE(one.Judge(On(led, "DRAFT", {"Delegation.title"})).allowed());
  const Verdict costs = one.Judge(On(led, "DRAFT", both));
  EXPECT_EQ(costs.objection, Objection::kField);
  EXPECT_EQ(costs.field, "Delegation.cost_lines");

  const Permit other = table.For({{a, "finance"}}, true, kUpdate);
  EXPECT_TRUE(other.Judge(On(foreign, "DRAFT", {"Delegation.cost_lines"})).allowed());
  EXPECT_EQ(other.Judge(On(led, "DRAFT", both)).field, "Delegation.title");

  const Permit all = table.For({{a, "planner"}, {a, "finance"}}, true, kUpdate);
  EXPECT_TRUE(all.Judge(On(led, "DRAFT", both)).allowed());
  EXPECT_EQ(all.Judge(On(foreign, "DRAFT", both)).field, "Delegation.title")
      << "the rule whose part is not taken lends nothing";
}

TEST(PermissionsTest, OneRuleWithoutConditionsIsEnough) {
  Rule bound = RuleFor({kUpdate}, {"planner"});
  bound.states = {"DRAFT"};
  const PermissionTable table = Table({bound, RuleFor({kUpdate}, {"finance"})});
  EXPECT_TRUE(table.For({{"", "planner"}}, true, kUpdate).conditional());
  const Permit both = table.For({{"", "planner"}, {"", "finance"}}, true, kUpdate);
  EXPECT_FALSE(both.conditional());
  EXPECT_TRUE(both.Judge(On({}, "COMPLETED")).allowed());
}

TEST(PermissionsTest, RolesOfAMethodAreNamedOnce) {
  const PermissionTable table =
      Table({RuleFor({kGet}, {"planner"}), RuleFor({kGet, kUpdate}, {"finance", "planner"})});
  EXPECT_THAT(table.RolesFor(kGet), ElementsAre("planner", "finance"));
  EXPECT_THAT(table.RolesFor("letan.v1.X/Y"), IsEmpty());
}

}  // namespace
}  // namespace letan::access
