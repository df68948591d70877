// What a return, and an edit after the approval, undo of what had been agreed, and what they leave.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "services/core/lifecycle/approval.h"
#include "services/core/lifecycle/course.h"
#include "services/core/lifecycle/edit.h"

namespace letan::lifecycle {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Step FairStep(const std::string& id, int stage, StepKind kind, std::vector<std::string> topics) {
  Step step;
  step.id = id;
  step.stage = stage;
  step.kind = kind;
  step.agency = "agencies/" + id;
  step.reopened_by = std::move(topics);
  return step;
}

// Culture and finance advise side by side, then the police, then the people's committee decides.
Route FairRoute() {
  Route route;
  route.name = "routes/hoi-cho";
  route.steps = {FairStep("so-van-hoa", 1, StepKind::kOpinion, {"title", "programme"}),
                 FairStep("so-tai-chinh", 1, StepKind::kOpinion, {"costs"}),
                 FairStep("cong-an-tinh", 2, StepKind::kOpinion, {"dates", "places"}),
                 FairStep("ubnd-tinh", 3, StepKind::kDecision, {"dates"})};
  return route;
}

// By the clerk of that agency, at that moment.
Act Clerk(const std::string& agency, Micros at, const std::string& text = "") {
  Act act;
  act.actor = {"users/van-thu", "", {{"clerk", "agencies/" + agency}}, false};
  act.at = at;
  act.text = text;
  act.due_of = [](Micros opened, int days) -> absl::StatusOr<Micros> { return opened + days; };
  return act;
}

class FairStory : public ::testing::Test {
 protected:
  FairStory() { Submit(); }

  void Submit() {
    ASSERT_EQ(lifecycle::Submit(process_, route_, Clerk("so-cong-thuong", ++now_)),
              absl::OkStatus());
  }
  void Agree(const std::string& agency) {
    const Act act = Clerk(agency, ++now_);
    const absl::Status status =
        agency == "ubnd-tinh" ? Approve(process_, act) : GiveOpinion(process_, true, act);
    ASSERT_EQ(status, absl::OkStatus());
  }
  void Return(const std::string& agency) {
    ASSERT_EQ(lifecycle::Return(process_, Clerk(agency, ++now_, "thiếu")), absl::OkStatus());
  }
  void AgreeAll() {
    for (const char* one : {"so-van-hoa", "so-tai-chinh", "cong-an-tinh", "ubnd-tinh"}) Agree(one);
    ASSERT_EQ(process_.state, state::kApproved);
  }
  std::vector<std::string> Edit(const std::vector<std::string>& topics) {
    const auto reopened = Edited(process_, topics, Clerk("so-cong-thuong", ++now_));
    EXPECT_TRUE(reopened.ok()) << reopened.status();
    return reopened.value_or(std::vector<std::string>());
  }
  std::vector<std::string> Statuses() const {
    std::vector<std::string> names;
    for (const StepRecord& one : process_.steps) names.emplace_back(StepStatusName(one.status));
    return names;
  }

  Route route_ = FairRoute();
  Process process_;
  Micros now_ = 0;
};

TEST_F(FairStory, AReturnKeepsWhatWasAgreed) {
  Agree("so-van-hoa");
  Agree("so-tai-chinh");
  Return("cong-an-tinh");
  EXPECT_EQ(process_.state, state::kReturned);
  EXPECT_THAT(Statuses(), ElementsAre("AGREED", "AGREED", "RETURNED", "WAITING"));
  EXPECT_EQ(process_.steps[2].text, "thiếu");
  Submit();
  EXPECT_EQ(process_.state, state::kSubmitted);
  EXPECT_EQ(process_.submissions, 2);
  EXPECT_THAT(Statuses(), ElementsAre("AGREED", "AGREED", "OPEN", "WAITING"));
  Agree("cong-an-tinh");
  Agree("ubnd-tinh");
  EXPECT_EQ(process_.state, state::kApproved);
}

TEST_F(FairStory, AReturnSaysWhy) {
  const Process before = process_;
  const absl::Status status = lifecycle::Return(process_, Clerk("so-van-hoa", ++now_, " "));
  EXPECT_EQ(status.message(), "text: must say why");
  EXPECT_EQ(process_, before);
}

TEST_F(FairStory, AReturnClosesWhatIsOpenBesideIt) {
  Return("so-van-hoa");
  EXPECT_THAT(Statuses(), ElementsAre("RETURNED", "WAITING", "WAITING", "WAITING"));
  EXPECT_EQ(PossibleVerbs(process_),
            (std::vector<std::string>{"submit", "postpone", "suspend", "cancel"}));
  Submit();
  EXPECT_THAT(Statuses(), ElementsAre("OPEN", "OPEN", "WAITING", "WAITING"));
}

TEST_F(FairStory, EditsBetweenReturnAndResubmissionUndoWhatTheyTouch) {
  Agree("so-van-hoa");
  Agree("so-tai-chinh");
  Agree("cong-an-tinh");
  Return("ubnd-tinh");
  EXPECT_THAT(Edit({"costs", "notes"}), IsEmpty());
  EXPECT_THAT(Edit({"costs"}), IsEmpty());
  EXPECT_THAT(process_.edited_topics, ElementsAre("costs"));
  EXPECT_EQ(process_.timeline.back().verb, "return");
  Submit();
  EXPECT_THAT(process_.edited_topics, IsEmpty());
  // The police advised on a fair that was paid for otherwise.
  EXPECT_THAT(Statuses(), ElementsAre("AGREED", "OPEN", "WAITING", "WAITING"));
}

TEST_F(FairStory, WhoDisagreedIsAskedAgainButNobodyElse) {
  ASSERT_TRUE(GiveOpinion(process_, false, Clerk("so-van-hoa", ++now_, "dài")).ok());
  Agree("so-tai-chinh");
  Agree("cong-an-tinh");
  Return("ubnd-tinh");
  EXPECT_THAT(Statuses(), ElementsAre("DISAGREED", "AGREED", "AGREED", "RETURNED"));
  Submit();
  EXPECT_THAT(Statuses(), ElementsAre("OPEN", "AGREED", "AGREED", "WAITING"));
  // If they return it in their turn, what builds on them is asked again.
  Return("so-van-hoa");
  EXPECT_THAT(Statuses(), ElementsAre("RETURNED", "AGREED", "WAITING", "WAITING"));
}

TEST_F(FairStory, ARouteThatHasChangedBeginsAnew) {
  Agree("so-van-hoa");
  Agree("so-tai-chinh");
  Return("cong-an-tinh");
  route_.steps[3].reopened_by.clear();
  route_.report_required = true;
  Submit();
  EXPECT_THAT(Statuses(), ElementsAre("OPEN", "OPEN", "WAITING", "WAITING"));
  EXPECT_TRUE(process_.report_required);
  Agree("so-van-hoa");
  Return("so-tai-chinh");
  route_.report_required = false;
  Submit();  // only what comes at the end is other
  EXPECT_THAT(Statuses(), ElementsAre("AGREED", "OPEN", "WAITING", "WAITING"));
  EXPECT_FALSE(process_.report_required);
  Return("so-tai-chinh");
  route_.name = "routes/hoi-cho-moi";
  Submit();
  EXPECT_THAT(Statuses(), ElementsAre("OPEN", "OPEN", "WAITING", "WAITING"));
}

TEST_F(FairStory, AnEditAfterTheApprovalReopensOnlyWhatDependsOnIt) {
  AgreeAll();
  const Process approved = process_;
  EXPECT_THAT(Edit({"notes"}), IsEmpty());
  EXPECT_EQ(process_, approved);
  EXPECT_THAT(Edit({"dates"}), ElementsAre("cong-an-tinh", "ubnd-tinh"));
  EXPECT_EQ(process_.state, state::kConsulting);
  EXPECT_THAT(Statuses(), ElementsAre("AGREED", "AGREED", "OPEN", "WAITING"));
  EXPECT_EQ(process_.steps[2].opened_at, now_);
  EXPECT_EQ(process_.steps[2].decided_by, "");
  EXPECT_EQ(process_.timeline.back().from, state::kApproved);
  EXPECT_EQ(process_.timeline.back().step, "cong-an-tinh, ubnd-tinh");
  EXPECT_EQ(process_.timeline.back().text, "dates");
  Agree("cong-an-tinh");
  Agree("ubnd-tinh");
  EXPECT_EQ(process_.state, state::kApproved);
}

TEST_F(FairStory, LaterStagesWaitAgainAndEarlierOnesDoNot) {
  AgreeAll();
  ASSERT_TRUE(Prepare(process_, Clerk("so-cong-thuong", ++now_)).ok());
  EXPECT_THAT(Edit({"costs"}), ElementsAre("so-tai-chinh", "cong-an-tinh", "ubnd-tinh"));
  EXPECT_EQ(process_.state, state::kConsulting);
  EXPECT_EQ(process_.timeline.back().from, state::kPreparing);
  EXPECT_THAT(Statuses(), ElementsAre("AGREED", "OPEN", "WAITING", "WAITING"));
  EXPECT_THAT(Edit({"title", "costs"}), ElementsAre("so-van-hoa", "so-tai-chinh"));
  EXPECT_EQ(process_.state, state::kSubmitted);
  EXPECT_THAT(Statuses(), ElementsAre("OPEN", "OPEN", "WAITING", "WAITING"));
}

TEST_F(FairStory, AnOpenStepCountsItsDaysAnew) {
  Return("so-van-hoa");
  for (Step& step : route_.steps) step.days = 100;
  route_.steps[0].silence_consents = true;
  now_ = 1000;
  Submit();
  EXPECT_EQ(process_.steps[0].due, 1101);
  now_ = 1050;
  EXPECT_THAT(Edit({"programme"}), ElementsAre("so-van-hoa"));
  EXPECT_EQ(process_.state, state::kSubmitted);
  EXPECT_EQ(process_.steps[0].due, 1151);
  EXPECT_EQ(process_.steps[1].due, 1101);
}

TEST_F(FairStory, WhatIsPostponedToOtherDatesIsAskedAgainWhenResumed) {
  for (Step& step : route_.steps) step.days = 100;
  Return("so-van-hoa");
  Submit();
  AgreeAll();
  ASSERT_TRUE(Postpone(process_, Clerk("so-cong-thuong", ++now_, "bão")).ok());
  EXPECT_THAT(Edit({"dates"}), ElementsAre("cong-an-tinh", "ubnd-tinh"));
  EXPECT_EQ(process_.state, state::kPostponed);
  EXPECT_EQ(process_.state_before, state::kConsulting);
  EXPECT_EQ(process_.steps[2].due, 0);
  ASSERT_TRUE(Resume(process_, Clerk("so-cong-thuong", ++now_)).ok());
  EXPECT_EQ(process_.state, state::kConsulting);
  EXPECT_EQ(process_.steps[2].due, now_ + 100);
  Agree("cong-an-tinh");
  Agree("ubnd-tinh");
  EXPECT_EQ(process_.state, state::kApproved);
}

TEST_F(FairStory, WhatIsReturnedAndPostponedRemembersEdits) {
  Agree("so-tai-chinh");
  Return("so-van-hoa");
  ASSERT_TRUE(Suspend(process_, Clerk("so-cong-thuong", ++now_, "thanh tra")).ok());
  EXPECT_THAT(Edit({"costs"}), IsEmpty());
  ASSERT_TRUE(Resume(process_, Clerk("so-cong-thuong", ++now_)).ok());
  Submit();
  EXPECT_THAT(Statuses(), ElementsAre("OPEN", "OPEN", "WAITING", "WAITING"));
}

TEST_F(FairStory, FromTheStartOnEditsUndoNothing) {
  AgreeAll();
  ASSERT_TRUE(Start(process_, Clerk("so-cong-thuong", ++now_)).ok());
  const std::vector<std::string> all = {"title", "costs", "dates"};
  EXPECT_THAT(Edit(all), IsEmpty());
  EXPECT_EQ(process_.state, state::kInProgress);
  ASSERT_TRUE(Suspend(process_, Clerk("so-cong-thuong", ++now_, "mưa")).ok());
  EXPECT_THAT(Edit(all), IsEmpty());
  ASSERT_TRUE(Resume(process_, Clerk("so-cong-thuong", ++now_)).ok());
  ASSERT_TRUE(Complete(process_, Clerk("so-cong-thuong", ++now_)).ok());
  EXPECT_THAT(Edit(all), IsEmpty());
  EXPECT_EQ(process_.state, state::kCompleted);
  process_ = Process();
  EXPECT_THAT(Edit(all), IsEmpty());
  EXPECT_EQ(process_, Process());
}

}  // namespace
}  // namespace letan::lifecycle
