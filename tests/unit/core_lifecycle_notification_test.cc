// Silence: of the authority that is notified, and of offices on a longer route.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "services/core/lifecycle/approval.h"
#include "services/core/lifecycle/course.h"
#include "services/core/lifecycle/edit.h"

namespace letan::lifecycle {
namespace {

constexpr Micros kOneDay = Micros{24} * 3600 * 1'000'000;

// Midnight UTC of a day of April 2017.
Micros April(int day) { return (17257 + day - 1) * kOneDay; }

absl::StatusOr<Micros> PlainDays(Micros opened, int days) { return opened + days * kOneDay; }

Step SilentStep(const std::string& agency, int stage, StepKind kind, int days) {
  Step step;
  step.id = agency;
  step.stage = stage;
  step.kind = kind;
  step.agency = "agencies/" + agency;
  step.days = days;
  step.silence_consents = true;
  return step;
}

// A festival that is held every year: the authority is told 20 days before, here 5.
Route YearlyFestival() {
  Route route;
  route.name = "routes/le-hoi-thong-bao";
  route.notification = true;
  route.steps = {SilentStep("ubnd-tinh", 0, StepKind::kDecision, 5)};
  route.steps[0].reopened_by = {"dates"};
  return route;
}

// Opinions in parallel with 3 and 5 days, then a decision within 2.
Route SilentRegister() {
  Route route;
  route.name = "routes/bieu-dien";
  route.steps = {SilentStep("so-van-hoa", 1, StepKind::kOpinion, 3),
                 SilentStep("so-y-te", 1, StepKind::kOpinion, 5),
                 SilentStep("ubnd-tinh", 2, StepKind::kDecision, 2)};
  return route;
}

Act Told(const std::string& agency, Micros at, const std::string& text = "") {
  Act act;
  act.actor = {"users/van-thu", "", {{"clerk", "agencies/" + agency}}, false};
  act.at = at;
  act.text = text;
  act.due_of = PlainDays;
  return act;
}

Process Notified() {
  Process process;
  EXPECT_TRUE(Submit(process, YearlyFestival(), Told("ban-to-chuc", April(1))).ok());
  EXPECT_TRUE(Receive(process, Told("ubnd-tinh", April(3))).ok());
  return process;
}

void ExpectNo(Process& process, const std::string& message,
              const std::function<absl::Status(Process&)>& operation,
              absl::StatusCode code = absl::StatusCode::kFailedPrecondition) {
  const Process before = process;
  const absl::Status status = operation(process);
  EXPECT_EQ(status.code(), code) << status;
  EXPECT_EQ(status.message(), message);
  EXPECT_EQ(process, before) << message;
}

bool Lapses(Process& process, Micros at) {
  const Process before = process;
  const auto lapsed = Lapse(process, at, PlainDays);
  EXPECT_TRUE(lapsed.ok()) << lapsed.status();
  EXPECT_EQ(*lapsed, !(process == before));
  return *lapsed;
}

TEST(NotificationTest, TheDaysBeginWhenTheAuthorityHasReceivedIt) {
  Process process;
  ASSERT_TRUE(Submit(process, YearlyFestival(), Told("ban-to-chuc", April(1))).ok());
  EXPECT_EQ(process.state, state::kSubmitted);
  EXPECT_EQ(NextDue(process), 0);
  EXPECT_FALSE(Lapses(process, April(30)));
  ExpectNo(process,
           "cannot approve what is SUBMITTED; possible now: receive, postpone, suspend, cancel",
           [](Process& p) { return Approve(p, Told("ubnd-tinh", April(2))); });
  ExpectNo(
      process, "step ubnd-tinh is not received yet: agencies/ubnd-tinh may take it",
      [](Process& p) { return Receive(p, Told("ban-to-chuc", April(2))); },
      absl::StatusCode::kPermissionDenied);
  ExpectNo(
      process, "step: routes/le-hoi-thong-bao has no step x; its steps: ubnd-tinh",
      [](Process& p) {
        Act act = Told("ubnd-tinh", April(2));
        act.step = "x";
        return Receive(p, act);
      },
      absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE(Receive(process, Told("ubnd-tinh", April(3))).ok());
  EXPECT_EQ(process.state, state::kNotified);
  EXPECT_EQ(NextDue(process), April(8));
  EXPECT_EQ(process.timeline.back().step, "ubnd-tinh");
  ExpectNo(process,
           "cannot receive what is NOTIFIED; possible now: approve, return, reject, postpone, "
           "suspend, cancel",
           [](Process& p) { return Receive(p, Told("ubnd-tinh", April(4))); });
}

TEST(NotificationTest, SilenceIsAcceptance) {
  Process process = Notified();
  EXPECT_FALSE(Lapses(process, April(8) - 1));
  EXPECT_TRUE(Lapses(process, April(20)));
  EXPECT_EQ(process.state, state::kDeemedAccepted);
  EXPECT_EQ(process.steps[0].status, StepStatus::kDeemed);
  EXPECT_EQ(process.steps[0].decided_at, April(8));
  EXPECT_EQ(process.timeline.back().at, April(8));
  EXPECT_EQ(process.timeline.back().verb, verb::kLapse);
  EXPECT_EQ(process.timeline.back().by, "");
  EXPECT_EQ(NextDue(process), 0);
  EXPECT_FALSE(Lapses(process, April(21)));
  EXPECT_TRUE(Prepare(process, Told("ban-to-chuc", April(21))).ok());
}

TEST(NotificationTest, AnObjectionAfterTheDaysIsTooLate) {
  Process process = Notified();
  // Nobody has let it lapse so far: the objection does.
  const std::string late =
      "cannot reject what is DEEMED_ACCEPTED; possible now: prepare, start, postpone, suspend, "
      "cancel; step ubnd-tinh was deemed to agree at 2017-04-08 00:00:00 UTC";
  ExpectNo(process, late,
           [](Process& p) { return Reject(p, Told("ubnd-tinh", April(8), "trùng lịch")); });
  ASSERT_TRUE(Reject(process, Told("ubnd-tinh", April(8) - 1, "trùng lịch")).ok());
  EXPECT_EQ(process.state, state::kRejected);
}

TEST(NotificationTest, TheAuthorityMayAnswerBeforeItsDaysPass) {
  Process process = Notified();
  ASSERT_TRUE(Approve(process, Told("ubnd-tinh", April(5))).ok());
  EXPECT_EQ(process.state, state::kApproved);
  EXPECT_FALSE(Lapses(process, April(30)));
  process = Notified();
  ASSERT_TRUE(Return(process, Told("ubnd-tinh", April(5), "thiếu chương trình")).ok());
  EXPECT_FALSE(Lapses(process, April(30)));
  ASSERT_TRUE(Submit(process, YearlyFestival(), Told("ban-to-chuc", April(10))).ok());
  EXPECT_EQ(process.steps[0].status, StepStatus::kWaiting);
  ASSERT_TRUE(Receive(process, Told("ubnd-tinh", April(11))).ok());
  EXPECT_EQ(NextDue(process), April(16));
}

TEST(NotificationTest, WhatIsNoNotificationAnyMoreIsOpenAtOnce) {
  Process process = Notified();
  ASSERT_TRUE(Return(process, Told("ubnd-tinh", April(5), "phải đăng ký")).ok());
  Route route = YearlyFestival();
  route.notification = false;
  ASSERT_TRUE(Submit(process, route, Told("ban-to-chuc", April(10))).ok());
  EXPECT_TRUE(process.steps[0].open());
  ASSERT_TRUE(Approve(process, Told("ubnd-tinh", April(11))).ok());
}

TEST(NotificationTest, WhatIsEditedMustBeReceivedAgain) {
  for (const int day : {5, 9}) {  // in its days, and after they have passed in silence
    Process process = Notified();
    const auto reopened = Edited(process, {"dates"}, Told("ban-to-chuc", April(day)));
    ASSERT_TRUE(reopened.ok()) << reopened.status();
    EXPECT_EQ(reopened->size(), 1u);
    EXPECT_EQ(process.state, state::kSubmitted);
    EXPECT_EQ(NextDue(process), 0);
    ASSERT_TRUE(Receive(process, Told("ubnd-tinh", April(12))).ok());
    EXPECT_EQ(NextDue(process), April(17));
  }
  Process process = Notified();
  ASSERT_TRUE(Edited(process, {"title"}, Told("ban-to-chuc", April(5))).ok());
  EXPECT_EQ(process, Notified());
}

TEST(SilenceTest, EachStageLapsesByTheClockOfTheOneBefore) {
  Process process;
  ASSERT_TRUE(Submit(process, SilentRegister(), Told("ban-to-chuc", April(1))).ok());
  EXPECT_EQ(NextDue(process), April(4));
  Process later = process;
  EXPECT_TRUE(Lapses(process, April(4)));
  EXPECT_EQ(process.state, state::kConsulting);
  EXPECT_EQ(NextDue(process), April(6));
  EXPECT_TRUE(Lapses(process, April(6)));
  EXPECT_EQ(process.steps[2].opened_at, April(6));
  EXPECT_EQ(NextDue(process), April(8));
  EXPECT_TRUE(Lapses(process, April(8)));
  EXPECT_EQ(process.state, state::kDeemedAccepted);
  // All at once comes to the same.
  EXPECT_TRUE(Lapses(later, April(25)));
  EXPECT_EQ(later, process);
}

TEST(SilenceTest, ADecisionAfterSilentOpinionsIsAnApproval) {
  Process process;
  ASSERT_TRUE(Submit(process, SilentRegister(), Told("ban-to-chuc", April(1))).ok());
  ASSERT_TRUE(Approve(process, Told("ubnd-tinh", April(7))).ok());
  EXPECT_EQ(process.state, state::kApproved);
  EXPECT_EQ(process.timeline.size(), 4u);
}

TEST(SilenceTest, AnOpinionAfterItsDaysIsToldThatItWasDeemed) {
  Process process;
  ASSERT_TRUE(Submit(process, SilentRegister(), Told("ban-to-chuc", April(1))).ok());
  const std::string late =
      "step so-van-hoa was deemed to agree at 2017-04-04 00:00:00 UTC; step so-y-te is open: "
      "agencies/so-y-te may take it";
  for (const char* step : {"", "so-van-hoa"}) {
    ExpectNo(process, late, [step](Process& p) {
      Act act = Told("so-van-hoa", April(5));
      act.step = step;
      return GiveOpinion(p, true, act);
    });
  }
  ASSERT_TRUE(GiveOpinion(process, true, Told("so-y-te", April(5))).ok());
  EXPECT_EQ(process.steps[0].status, StepStatus::kDeemed);
}

TEST(SilenceTest, OfSeveralSilencesTheLatestIsTold) {
  Process process;
  ASSERT_TRUE(Submit(process, SilentRegister(), Told("ban-to-chuc", April(1))).ok());
  Act act = Told("", April(9));
  act.actor.everything = true;
  const std::string state =
      "cannot approve what is DEEMED_ACCEPTED; possible now: prepare, start, postpone, suspend, "
      "cancel; step ";
  ExpectNo(process, state + "ubnd-tinh was deemed to agree at 2017-04-08 00:00:00 UTC",
           [&](Process& p) { return Approve(p, act); });
  act.step = "so-y-te";
  ExpectNo(process, state + "so-y-te was deemed to agree at 2017-04-06 00:00:00 UTC",
           [&](Process& p) { return Approve(p, act); });
}

TEST(SilenceTest, WithoutConsentALimitOnlyTellsWhoIsLate) {
  Route route = SilentRegister();
  for (Step& step : route.steps) step.silence_consents = false;
  Process process;
  ASSERT_TRUE(Submit(process, route, Told("ban-to-chuc", April(1))).ok());
  EXPECT_EQ(process.steps[0].due, April(4));
  EXPECT_EQ(NextDue(process), 0);
  EXPECT_FALSE(Lapses(process, April(30)));
  EXPECT_TRUE(GiveOpinion(process, true, Told("so-van-hoa", April(30))).ok());
}

TEST(SilenceTest, NoDaysAreCountedWhilePostponed) {
  Process process = Notified();
  ASSERT_TRUE(Postpone(process, Told("ban-to-chuc", April(7), "bão")).ok());
  EXPECT_EQ(NextDue(process), 0);
  EXPECT_FALSE(Lapses(process, April(20)));
  ASSERT_TRUE(Resume(process, Told("ban-to-chuc", April(20))).ok());
  EXPECT_EQ(process.state, state::kNotified);
  EXPECT_EQ(process.steps[0].opened_at, April(3));
  EXPECT_EQ(NextDue(process), April(25));
  // What had lapsed before stays so.
  process = Notified();
  ASSERT_TRUE(Postpone(process, Told("ban-to-chuc", April(9), "bão")).ok());
  EXPECT_EQ(process.state_before, state::kDeemedAccepted);
}

TEST(SilenceTest, DaysThatCannotBeCountedStopAll) {
  Process process;
  ASSERT_TRUE(Submit(process, SilentRegister(), Told("ban-to-chuc", April(1))).ok());
  const DueOf no_days = [](Micros, int) { return absl::InvalidArgumentError("all are days off"); };
  ExpectNo(
      process, "all are days off", [&](Process& p) { return Lapse(p, April(6), no_days).status(); },
      absl::StatusCode::kInvalidArgument);
  // Only what opens a step needs them.
  EXPECT_TRUE(Lapse(process, April(5), no_days).value());
}

}  // namespace
}  // namespace letan::lifecycle
