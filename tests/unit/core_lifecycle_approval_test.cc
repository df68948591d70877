// A festival goes through the offices: the departments of culture and of finance advise, the office
// of the provincial committee decides.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "services/core/lifecycle/approval.h"
#include "services/core/lifecycle/course.h"

namespace letan::lifecycle {
namespace {

using ::testing::ElementsAre;

constexpr Micros kDay = Micros{24} * 3600 * 1'000'000;

// Midnight UTC that many days after 1 March 2017.
Micros March(int day) { return (17226 + day - 1) * kDay; }

Step OfficeStep(const std::string& id, int stage, StepKind kind, const std::string& role) {
  Step step;
  step.id = id;
  step.stage = stage;
  step.kind = kind;
  step.agency = "agencies/" + id;
  step.role = role;
  step.days = 5;
  return step;
}

Route FestivalRoute() {
  Route route;
  route.name = "routes/le-hoi-dang-ky";
  route.report_required = true;
  route.steps = {OfficeStep("so-van-hoa", 1, StepKind::kOpinion, "planner"),
                 OfficeStep("so-tai-chinh", 2, StepKind::kOpinion, "finance"),
                 OfficeStep("vp-tinh-uy", 3, StepKind::kDecision, "leader")};
  return route;
}

Actor Holder(const std::string& subject, const std::string& agency, const std::string& role) {
  return {"users/" + subject, "", {{role, "agencies/" + agency}}, false};
}

const Actor kOrganiser = Holder("ban-to-chuc", "ubnd-huyen", "planner");
const Actor kCulture = Holder("phong-nghiep-vu", "so-van-hoa", "planner");
const Actor kFinance = Holder("phong-ngan-sach", "so-tai-chinh", "finance");
const Actor kOffice = Holder("chanh-van-phong", "vp-tinh-uy", "leader");

Act ActOf(const Actor& actor, int day, const std::string& text = "", const std::string& step = "") {
  Act act;
  act.actor = actor;
  act.at = March(day);
  act.text = text;
  act.step = step;
  act.due_of = [](Micros opened, int days) -> absl::StatusOr<Micros> {
    return opened + days * kDay;
  };
  return act;
}

Process Submitted(const Route& route) {
  Process process;
  EXPECT_EQ(Submit(process, route, ActOf(kOrganiser, 1)), absl::OkStatus());
  return process;
}

// It refuses so, and the process stays as it was.
void ExpectRefused(Process& process, absl::StatusCode code, const std::string& message,
                   const std::function<absl::Status(Process&)>& operation) {
  const Process before = process;
  const absl::Status status = operation(process);
  EXPECT_EQ(status.code(), code) << status;
  EXPECT_EQ(status.message(), message);
  EXPECT_EQ(process, before) << message;
}

constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

std::vector<std::string> VerbsOf(const Process& process) {
  std::vector<std::string> verbs;
  for (const TimelineEntry& entry : process.timeline) verbs.push_back(entry.verb);
  return verbs;
}

TEST(ApprovalTest, TheWholeLifeOfAFestival) {
  Process process = Submitted(FestivalRoute());
  EXPECT_EQ(process.state, state::kSubmitted);
  EXPECT_EQ(process.submissions, 1);
  EXPECT_TRUE(process.steps[0].open());
  EXPECT_EQ(process.steps[0].due, March(6));
  EXPECT_EQ(process.steps[1].status, StepStatus::kWaiting);
  ASSERT_TRUE(GiveOpinion(process, true, ActOf(kCulture, 3)).ok());
  EXPECT_EQ(process.state, state::kConsulting);
  EXPECT_EQ(process.steps[1].opened_at, March(3));
  EXPECT_EQ(process.steps[1].due, March(8));
  ASSERT_TRUE(GiveOpinion(process, true, ActOf(kFinance, 4, "từ nguồn xã hội hóa")).ok());
  EXPECT_EQ(process.state, state::kConsulting);
  ASSERT_TRUE(Approve(process, ActOf(kOffice, 9)).ok());
  EXPECT_EQ(process.state, state::kApproved);
  ASSERT_TRUE(Prepare(process, ActOf(kOrganiser, 10)).ok());
  ASSERT_TRUE(Start(process, ActOf(kOrganiser, 20)).ok());
  ASSERT_TRUE(Complete(process, ActOf(kOrganiser, 23)).ok());
  ASSERT_TRUE(Report(process, true, ActOf(kOrganiser, 30)).ok());
  ASSERT_TRUE(Archive(process, ActOf(kOrganiser, 31)).ok());
  EXPECT_EQ(process.state, state::kArchived);
  EXPECT_THAT(VerbsOf(process), ElementsAre("submit", "give-opinion", "give-opinion", "approve",
                                            "prepare", "start", "complete", "report", "archive"));
  const TimelineEntry& finance = process.timeline[2];
  EXPECT_EQ(finance.at, March(4));
  EXPECT_EQ(finance.step, "so-tai-chinh");
  EXPECT_EQ(finance.answer, StepStatus::kAgreed);
  EXPECT_EQ(finance.by, "users/phong-ngan-sach");
  EXPECT_EQ(finance.acting_for, "agencies/so-tai-chinh");
  EXPECT_EQ(finance.text, "từ nguồn xã hội hóa");
}

TEST(ApprovalTest, NobodyApprovesBeforeTheirStep) {
  Process draft;
  ExpectRefused(draft, kPrecondition,
                "cannot approve what is DRAFT; possible now: submit, postpone, suspend, cancel",
                [](Process& p) { return Approve(p, ActOf(kOffice, 1)); });
  Process process = Submitted(FestivalRoute());
  ASSERT_TRUE(GiveOpinion(process, true, ActOf(kCulture, 2)).ok());
  const std::string open =
      "step so-tai-chinh is open: agencies/so-tai-chinh as finance may take it";
  ExpectRefused(process, kPrecondition, "cannot approve yet; " + open,
                [](Process& p) { return Approve(p, ActOf(kOffice, 3)); });
  ExpectRefused(process, kPrecondition, "step vp-tinh-uy is WAITING; " + open,
                [](Process& p) { return Approve(p, ActOf(kOffice, 3, "", "vp-tinh-uy")); });
  ExpectRefused(process, kPrecondition, "cannot reject yet; " + open,
                [](Process& p) { return Reject(p, ActOf(kOffice, 3, "trùng lịch")); });
  ExpectRefused(process, kDenied, open,
                [](Process& p) { return GiveOpinion(p, true, ActOf(kCulture, 3)); });
  ExpectRefused(process, kDenied, open, [](Process& p) {
    return GiveOpinion(p, true, ActOf(kCulture, 3, "", "so-tai-chinh"));
  });
  ExpectRefused(process, kDenied, open,
                [](Process& p) { return Return(p, ActOf(kOffice, 3, "thiếu kinh phí")); });
  ExpectRefused(process, kPrecondition, "step so-van-hoa is AGREED; " + open, [](Process& p) {
    return GiveOpinion(p, true, ActOf(kCulture, 3, "", "so-van-hoa"));
  });
}

TEST(ApprovalTest, AStepTakesAnswersOfItsKindOnly) {
  Process process = Submitted(FestivalRoute());
  ExpectRefused(process, kPrecondition, "step so-van-hoa asks for an opinion, not for a decision",
                [](Process& p) { return Approve(p, ActOf(kCulture, 2, "", "so-van-hoa")); });
  ExpectRefused(process, kPrecondition,
                "cannot receive what is SUBMITTED; possible now: give-opinion, return, postpone, "
                "suspend, cancel",
                [](Process& p) { return Receive(p, ActOf(kCulture, 2)); });
  ExpectRefused(process, kPrecondition,
                "cannot submit what is SUBMITTED; possible now: give-opinion, return, postpone, "
                "suspend, cancel",
                [](Process& p) { return Submit(p, FestivalRoute(), ActOf(kOrganiser, 2)); });
  ASSERT_TRUE(GiveOpinion(process, true, ActOf(kCulture, 2)).ok());
  ASSERT_TRUE(GiveOpinion(process, true, ActOf(kFinance, 2)).ok());
  ExpectRefused(
      process, kPrecondition, "step vp-tinh-uy asks for a decision, not for an opinion",
      [](Process& p) { return GiveOpinion(p, true, ActOf(kOffice, 3, "", "vp-tinh-uy")); });
}

TEST(ApprovalTest, ADisagreeingOpinionSaysWhyAndDoesNotBlock) {
  Process process = Submitted(FestivalRoute());
  for (const char* blank : {"", " \t\n"}) {
    ExpectRefused(process, kInvalid, "text: must say why",
                  [blank](Process& p) { return GiveOpinion(p, false, ActOf(kCulture, 2, blank)); });
  }
  ASSERT_TRUE(GiveOpinion(process, false, ActOf(kCulture, 2, "phần hội quá dài")).ok());
  EXPECT_EQ(process.steps[0].status, StepStatus::kDisagreed);
  EXPECT_EQ(process.timeline.back().answer, StepStatus::kDisagreed);
  ASSERT_TRUE(GiveOpinion(process, true, ActOf(kFinance, 2)).ok());
  ASSERT_TRUE(Approve(process, ActOf(kOffice, 3)).ok());
  EXPECT_EQ(process.state, state::kApproved);
  EXPECT_EQ(process.steps[0].text, "phần hội quá dài");
}

TEST(ApprovalTest, ARejectionSaysWhyAndIsTheEnd) {
  Route route = FestivalRoute();
  route.steps.push_back(OfficeStep("ubnd-tinh", 3, StepKind::kDecision, ""));
  Process process = Submitted(route);
  ASSERT_TRUE(GiveOpinion(process, true, ActOf(kCulture, 2)).ok());
  ASSERT_TRUE(GiveOpinion(process, true, ActOf(kFinance, 2)).ok());
  ExpectRefused(process, kInvalid, "text: must say why",
                [](Process& p) { return Reject(p, ActOf(kOffice, 3)); });
  ASSERT_TRUE(Reject(process, ActOf(kOffice, 3, "trùng quốc tang")).ok());
  EXPECT_EQ(process.state, state::kRejected);
  EXPECT_EQ(process.steps[2].status, StepStatus::kRefused);
  EXPECT_EQ(process.steps[3].status, StepStatus::kWaiting);
  ExpectRefused(process, kPrecondition,
                "cannot approve what is REJECTED; nothing can be done with it",
                [](Process& p) { return Approve(p, ActOf(kOffice, 4)); });
}

TEST(ApprovalTest, AllDecisionsAreNeeded) {
  Route route = FestivalRoute();
  route.steps = {OfficeStep("ubnd-tinh", 1, StepKind::kDecision, ""),
                 OfficeStep("vp-tinh-uy", 2, StepKind::kDecision, "leader")};
  Process process = Submitted(route);
  ASSERT_TRUE(Approve(process, ActOf(Holder("chu-tich", "ubnd-tinh", "leader"), 2)).ok());
  EXPECT_EQ(process.state, state::kConsulting);
  ASSERT_TRUE(Approve(process, ActOf(kOffice, 3)).ok());
  EXPECT_EQ(process.state, state::kApproved);
}

TEST(ApprovalTest, WhoHasTwoOpenStepsSaysWhich) {
  Route route = FestivalRoute();
  route.steps[1].stage = 1;
  Process process = Submitted(route);
  Actor anybody;
  anybody.everything = true;
  ExpectRefused(process, kInvalid, "step: must say which one: so-van-hoa, so-tai-chinh",
                [&](Process& p) { return GiveOpinion(p, true, ActOf(anybody, 2)); });
  ExpectRefused(process, kInvalid,
                "step: routes/le-hoi-dang-ky has no step so-y-te; its steps: so-van-hoa, "
                "so-tai-chinh, vp-tinh-uy",
                [&](Process& p) { return GiveOpinion(p, true, ActOf(anybody, 2, "", "so-y-te")); });
  ExpectRefused(process, kDenied,
                "step so-van-hoa is open: agencies/so-van-hoa as planner may take it; step "
                "so-tai-chinh is open: agencies/so-tai-chinh as finance may take it",
                [](Process& p) { return Return(p, ActOf(kOffice, 2, "thiếu")); });
  ASSERT_TRUE(GiveOpinion(process, true, ActOf(anybody, 2, "", "so-tai-chinh")).ok());
  ASSERT_TRUE(GiveOpinion(process, true, ActOf(anybody, 2)).ok());
  EXPECT_EQ(process.steps[0].status, StepStatus::kAgreed);
  ASSERT_TRUE(Approve(process, ActOf(anybody, 2)).ok());
}

TEST(ApprovalTest, TheDeputySignsWhileTheHeadOfTheOfficeTravels) {
  Process process = Submitted(FestivalRoute());
  ASSERT_TRUE(GiveOpinion(process, true, ActOf(kCulture, 2)).ok());
  ASSERT_TRUE(GiveOpinion(process, true, ActOf(kFinance, 2)).ok());
  const auto sign = [](int day) {
    Act act = ActOf({"users/pho-chanh-van-phong", "", {}, false}, day);
    act.appointments = {{"appointments/cong-tac", "agencies/vp-tinh-uy", "leader",
                         "users/pho-chanh-van-phong", March(5), March(8)}};
    return act;
  };
  for (const int day : {4, 8}) {
    ExpectRefused(process, kDenied,
                  "step vp-tinh-uy is open: agencies/vp-tinh-uy as leader may take it",
                  [&](Process& p) { return Approve(p, sign(day)); });
  }
  ASSERT_TRUE(Approve(process, sign(5)).ok());
  EXPECT_EQ(process.steps[2].decided_by, "users/pho-chanh-van-phong");
  EXPECT_EQ(process.steps[2].appointment, "appointments/cong-tac");
  EXPECT_EQ(process.timeline.back().appointment, "appointments/cong-tac");
  EXPECT_EQ(process.timeline.back().acting_for, "agencies/vp-tinh-uy");
}

TEST(ApprovalTest, DaysThatCannotBeCountedStopTheActThatOpensTheStep) {
  Process process;
  ExpectRefused(process, kInvalid, "due_of: must be set where steps have days", [](Process& p) {
    Act act = ActOf(kOrganiser, 1);
    act.due_of = nullptr;
    return Submit(p, FestivalRoute(), act);
  });
  ExpectRefused(process, kInvalid, "steps: at least one decision is needed", [](Process& p) {
    Route route = FestivalRoute();
    route.steps.clear();
    return Submit(p, route, ActOf(kOrganiser, 1));
  });
  process = Submitted(FestivalRoute());
  ExpectRefused(process, kInvalid, "all are days off", [](Process& p) {
    Act act = ActOf(kCulture, 2);
    act.due_of = [](Micros, int) { return absl::InvalidArgumentError("all are days off"); };
    return GiveOpinion(p, true, act);
  });
}

}  // namespace
}  // namespace letan::lifecycle
