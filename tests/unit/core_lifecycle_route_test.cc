#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/core/lifecycle/actor.h"
#include "services/core/lifecycle/route.h"

namespace letan::lifecycle {
namespace {

Step AskedStep(const std::string& id, int stage, StepKind kind) {
  Step step;
  step.id = id;
  step.stage = stage;
  step.kind = kind;
  step.agency = "agencies/" + id;
  return step;
}

Route ConcertRoute() {
  Route route;
  route.name = "routes/bieu-dien";
  route.steps = {AskedStep("so-van-hoa", 1, StepKind::kOpinion),
                 AskedStep("so-tai-chinh", 1, StepKind::kOpinion),
                 AskedStep("ubnd-tinh", 2, StepKind::kDecision)};
  return route;
}

Route NoticeRoute() {
  Route route;
  route.name = "routes/thong-bao";
  route.notification = true;
  route.steps = {AskedStep("ubnd-tinh", 0, StepKind::kDecision)};
  route.steps[0].days = 5;
  route.steps[0].silence_consents = true;
  return route;
}

struct Spoilt {
  std::string objection;
  std::function<void(Route&)> spoil;
};

void ExpectObjections(const Route& good, const std::vector<Spoilt>& rows) {
  for (const Spoilt& row : rows) {
    Route route = good;
    row.spoil(route);
    const absl::Status status = CheckRoute(route);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << row.objection;
    EXPECT_EQ(status.message(), row.objection);
  }
}

TEST(RouteTest, GoodOnesPass) {
  EXPECT_TRUE(CheckRoute(ConcertRoute()).ok()) << CheckRoute(ConcertRoute());
  EXPECT_TRUE(CheckRoute(NoticeRoute()).ok()) << CheckRoute(NoticeRoute());
}

TEST(RouteTest, ObjectionsNameTheField) {
  const std::string id_rule = "must be a-z, 0-9 and -, beginning with a letter or digit";
  const std::string word_rule = "must be a-z, 0-9, - and _, beginning with a letter or digit";
  ExpectObjections(
      ConcertRoute(),
      {{"name: must be set", [](Route& r) { r.name.clear(); }},
       {"steps: at least one decision is needed", [](Route& r) { r.steps.clear(); }},
       {"steps: the last stage must decide", [](Route& r) { r.steps.pop_back(); }},
       {"steps: the last stage must decide", [](Route& r) { r.steps[0].stage = 3; }},
       {"steps[2].id: so-van-hoa is the id of another step too",
        [](Route& r) { r.steps[2].id = "so-van-hoa"; }},
       {"steps[0].id: " + id_rule, [](Route& r) { r.steps[0].id = "Sở"; }},
       {"steps[0].id: " + id_rule, [](Route& r) { r.steps[0].id = ""; }},
       {"steps[0].id: " + id_rule, [](Route& r) { r.steps[0].id = "-a"; }},
       {"steps[0].id: " + id_rule, [](Route& r) { r.steps[0].id = "a_b"; }},
       {"steps[0].id: " + id_rule, [](Route& r) { r.steps[0].id = std::string(64, 'a'); }},
       {"steps[1].agency: must be empty or like agencies/so-van-hoa",
        [](Route& r) { r.steps[1].agency = "so-tai-chinh"; }},
       {"steps[1].role: " + word_rule, [](Route& r) { r.steps[1].role = "a b"; }},
       {"steps[1].reopened_by[1]: " + word_rule,
        [](Route& r) {
          r.steps[1].reopened_by = {"cost_lines", ""};
        }},
       {"steps[1].stage: opinions and decisions need stages of their own",
        [](Route& r) { r.steps[1].kind = StepKind::kDecision; }},
       {"steps[1].silence_consents: needs days after which silence consents",
        [](Route& r) { r.steps[1].silence_consents = true; }}});
}

TEST(RouteTest, LimitsHoldToTheLastOne) {
  Route route = ConcertRoute();
  route.steps[0].days = 365;
  route.steps[0].reopened_by.assign(20, "dates");
  route.steps[0].id = std::string(63, 'a');
  while (route.steps.size() < 50) {
    route.steps.push_back(AskedStep(absl::StrCat("s", route.steps.size()), 2, StepKind::kDecision));
  }
  ASSERT_TRUE(CheckRoute(route).ok()) << CheckRoute(route);
  ExpectObjections(
      route, {{"steps: at most 50",
               [](Route& r) { r.steps.push_back(AskedStep("more", 2, StepKind::kDecision)); }},
              {"steps[0].days: must be 0 to 365", [](Route& r) { r.steps[0].days = 366; }},
              {"steps[0].days: must be 0 to 365", [](Route& r) { r.steps[0].days = -1; }},
              {"steps[0].stage: must be 0 to 1000", [](Route& r) { r.steps[0].stage = 1001; }},
              {"steps[0].stage: must be 0 to 1000", [](Route& r) { r.steps[0].stage = -1; }},
              {"steps[0].reopened_by: at most 20 topics",
               [](Route& r) { r.steps[0].reopened_by.emplace_back("title"); }}});
}

TEST(RouteTest, ANotificationIsOneDecisionBySilence) {
  ExpectObjections(
      NoticeRoute(),
      {{"steps: a notification has exactly one step: of who may object",
        [](Route& r) { r.steps.push_back(AskedStep("more", 0, StepKind::kDecision)); }},
       {"steps[0].silence_consents: a notification's step consents by silence",
        [](Route& r) { r.steps[0].silence_consents = false; }},
       {"steps[0].silence_consents: needs days after which silence consents",
        [](Route& r) { r.steps[0].days = 0; }},
       {"steps: the last stage must decide",
        [](Route& r) { r.steps[0].kind = StepKind::kOpinion; }}});
}

constexpr Micros kLeaves = 1000;
constexpr Micros kComesBack = 2000;

Step FinanceStep() {
  Step step = AskedStep("so-tai-chinh", 1, StepKind::kOpinion);
  step.role = "finance";
  return step;
}

Appointment WhileTheDirectorTravels() {
  return {"appointments/1", "agencies/so-tai-chinh", "finance", "users/pho-giam-doc", kLeaves,
          kComesBack};
}

Actor With(std::vector<RoleGrant> grants, const std::string& acting_for = "") {
  return {"users/pho-giam-doc", acting_for, std::move(grants), false};
}

Right::By Take(const Step& step, const Actor& actor) { return MayTake(step, actor, {}, 0).by; }

TEST(MayTakeTest, ByTheRoleForTheAgency) {
  EXPECT_EQ(Take(FinanceStep(), With({{"finance", "agencies/so-tai-chinh"}})), Right::By::kOwn);
  EXPECT_EQ(Take(FinanceStep(), With({{"finance", "agencies/so-van-hoa"}})), Right::By::kNone);
  EXPECT_EQ(Take(FinanceStep(), With({{"planner", "agencies/so-tai-chinh"}})), Right::By::kNone);
  EXPECT_EQ(Take(FinanceStep(), With({})), Right::By::kNone);
  // Two halves do not make a whole.
  EXPECT_EQ(Take(FinanceStep(),
                 With({{"finance", "agencies/so-van-hoa"}, {"planner", "agencies/so-tai-chinh"}})),
            Right::By::kNone);
}

TEST(MayTakeTest, StepsThatAskForLess) {
  Step any_role = FinanceStep();
  any_role.role.clear();
  EXPECT_EQ(Take(any_role, With({{"planner", "agencies/so-tai-chinh"}})), Right::By::kOwn);
  EXPECT_EQ(Take(any_role, With({{"planner", "agencies/so-van-hoa"}})), Right::By::kNone);
  Step any_agency = FinanceStep();
  any_agency.agency.clear();
  EXPECT_EQ(Take(any_agency, With({{"finance", "agencies/so-van-hoa"}})), Right::By::kOwn);
  Step any = any_role;
  any.agency.clear();
  EXPECT_EQ(Take(any, With({{"planner", "agencies/so-van-hoa"}})), Right::By::kOwn);
  EXPECT_EQ(Take(any, With({})), Right::By::kNone);
  EXPECT_EQ(WhoMayTake(FinanceStep()), "agencies/so-tai-chinh as finance may take it");
  EXPECT_EQ(WhoMayTake(any_role), "agencies/so-tai-chinh may take it");
  EXPECT_EQ(WhoMayTake(any_agency), "any agency as finance may take it");
  EXPECT_EQ(WhoMayTake(any), "anyone with a role may take it");
}

TEST(MayTakeTest, ARoleForAllAgenciesIsNotARoleOfEach) {
  EXPECT_EQ(Take(FinanceStep(), With({{"finance", ""}})), Right::By::kOwn);
  EXPECT_EQ(Take(FinanceStep(), With({{"finance", ""}}, "agencies/so-tai-chinh")), Right::By::kOwn);
  EXPECT_EQ(Take(FinanceStep(), With({{"finance", ""}}, "agencies/so-van-hoa")), Right::By::kNone);
  Step any_role = FinanceStep();
  any_role.role.clear();
  EXPECT_EQ(Take(any_role, With({{"inspector", ""}})), Right::By::kNone);
  Step any_agency = FinanceStep();
  any_agency.agency.clear();
  const Actor actor = With({{"finance", ""}}, "agencies/so-van-hoa");
  EXPECT_EQ(MayTake(any_agency, actor, {}, 0).agency, "agencies/so-van-hoa");
}

TEST(MayTakeTest, OnlyForTheAgencyThatOneActsFor) {
  const std::vector<RoleGrant> both = {{"finance", "agencies/so-tai-chinh"},
                                       {"finance", "agencies/so-van-hoa"}};
  EXPECT_EQ(Take(FinanceStep(), With(both, "agencies/so-tai-chinh")), Right::By::kOwn);
  EXPECT_EQ(Take(FinanceStep(), With(both, "agencies/so-van-hoa")), Right::By::kNone);
  Step any_agency = FinanceStep();
  any_agency.agency.clear();
  const Right right = MayTake(any_agency, With(both, "agencies/so-van-hoa"), {}, 0);
  EXPECT_EQ(right.by, Right::By::kOwn);
  EXPECT_EQ(right.agency, "agencies/so-van-hoa");
}

TEST(MayTakeTest, WhoIsNotAskedMayDoAll) {
  Actor anybody;
  anybody.everything = true;
  const Right right = MayTake(FinanceStep(), anybody, {}, 0);
  EXPECT_EQ(right.by, Right::By::kOwn);
  EXPECT_EQ(right.agency, "agencies/so-tai-chinh");
}

TEST(MayTakeTest, TheDeputyOnlyWhileAppointed) {
  const auto by = [](const Appointment& one, const Actor& actor, Micros at) {
    return MayTake(FinanceStep(), actor, {one}, at).by;
  };
  const Appointment travels = WhileTheDirectorTravels();
  const Actor deputy = With({});
  EXPECT_EQ(by(travels, deputy, kLeaves - 1), Right::By::kNone);
  EXPECT_EQ(by(travels, deputy, kLeaves), Right::By::kAppointment);
  EXPECT_EQ(by(travels, deputy, kComesBack - 1), Right::By::kAppointment);
  EXPECT_EQ(by(travels, deputy, kComesBack), Right::By::kNone);
  EXPECT_EQ(by(travels, With({}, "agencies/so-tai-chinh"), kLeaves), Right::By::kAppointment);
  // A deputy need not belong to the agency that they stand in for.
  EXPECT_EQ(by(travels, With({}, "agencies/so-van-hoa"), kLeaves), Right::By::kAppointment);
  EXPECT_EQ(by(travels, {"users/van-thu", "", {}, false}, kLeaves), Right::By::kNone);
  Appointment other = travels;
  other.role = "planner";
  EXPECT_EQ(by(other, deputy, kLeaves), Right::By::kNone);
  other.role.clear();
  EXPECT_EQ(by(other, deputy, kLeaves), Right::By::kAppointment);
  other.agency.clear();
  EXPECT_EQ(by(other, deputy, kLeaves), Right::By::kNone);
  Appointment nobody = travels;
  nobody.deputy.clear();
  EXPECT_EQ(by(nobody, {"", "", {}, false}, kLeaves), Right::By::kNone);
}

TEST(MayTakeTest, AnOwnRightGoesBeforeAnAppointment) {
  Appointment second = WhileTheDirectorTravels();
  second.name = "appointments/2";
  const std::vector<Appointment> both = {WhileTheDirectorTravels(), second};
  const Right lent = MayTake(FinanceStep(), With({}), both, kLeaves);
  EXPECT_EQ(lent.appointment, "appointments/1");
  EXPECT_EQ(lent.agency, "agencies/so-tai-chinh");
  const Right own =
      MayTake(FinanceStep(), With({{"finance", "agencies/so-tai-chinh"}}), both, kLeaves);
  EXPECT_EQ(own.by, Right::By::kOwn);
  EXPECT_EQ(own.appointment, "");
}

}  // namespace
}  // namespace letan::lifecycle
