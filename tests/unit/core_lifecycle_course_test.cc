// After the approval, and what interrupts or ends an event: from each state, and not from others.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/core/lifecycle/approval.h"
#include "services/core/lifecycle/course.h"

namespace letan::lifecycle {
namespace {

using Change = std::function<absl::Status(Process&)>;

Act Anybody(Micros at, const std::string& text = "theo công văn") {
  Act act;
  act.actor.everything = true;
  act.at = at;
  act.text = text;
  act.due_of = [](Micros opened, int days) -> absl::StatusOr<Micros> { return opened + days; };
  return act;
}

Step PlainStep(const std::string& id, int stage, StepKind kind) {
  Step step;
  step.id = id;
  step.stage = stage;
  step.kind = kind;
  return step;
}

Route PressRoute() {
  Route route;
  route.name = "routes/bao-chi";
  route.report_required = true;
  route.steps = {PlainStep("so-ngoai-vu", 1, StepKind::kOpinion),
                 PlainStep("ubnd-tinh", 2, StepKind::kDecision)};
  return route;
}

Route PressNotice() {
  Route route;
  route.name = "routes/bao-chi-thong-bao";
  route.notification = true;
  route.steps = {PlainStep("so-ngoai-vu", 1, StepKind::kDecision)};
  route.steps[0].days = 10;
  route.steps[0].silence_consents = true;
  return route;
}

void Do(Process& process, const std::vector<Change>& changes) {
  for (const Change& change : changes) ASSERT_EQ(change(process), absl::OkStatus());
}

const Change kSubmitPress = [](Process& p) { return Submit(p, PressRoute(), Anybody(1)); };
const Change kSubmitNotice = [](Process& p) { return Submit(p, PressNotice(), Anybody(1)); };
const Change kReceive = [](Process& p) { return Receive(p, Anybody(2)); };
const Change kAdvise = [](Process& p) { return GiveOpinion(p, true, Anybody(2)); };
const Change kApprove = [](Process& p) { return Approve(p, Anybody(3)); };
const Change kReject = [](Process& p) { return Reject(p, Anybody(3)); };
const Change kReturn = [](Process& p) { return Return(p, Anybody(3)); };
const Change kLapse = [](Process& p) { return Lapse(p, 50, Anybody(0).due_of).status(); };
const Change kPrepare = [](Process& p) { return Prepare(p, Anybody(4)); };
const Change kStart = [](Process& p) { return Start(p, Anybody(5)); };
const Change kComplete = [](Process& p) { return Complete(p, Anybody(6)); };
const Change kReport = [](Process& p) { return Report(p, true, Anybody(7)); };
const Change kArchive = [](Process& p) { return Archive(p, Anybody(8)); };
const Change kPostpone = [](Process& p) { return Postpone(p, Anybody(60)); };
const Change kSuspend = [](Process& p) { return Suspend(p, Anybody(60)); };
const Change kResume = [](Process& p) { return Resume(p, Anybody(70)); };
const Change kCancel = [](Process& p) { return Cancel(p, Anybody(80)); };

// An event in each state that is not interrupted, by the way that leads there.
std::map<std::string, Process> LiveEvents() {
  const std::map<std::string, std::vector<Change>> ways = {
      {state::kDraft, {}},
      {state::kSubmitted, {kSubmitPress}},
      {state::kReturned, {kSubmitPress, kAdvise, kReturn}},
      {state::kConsulting, {kSubmitPress, kAdvise}},
      {state::kNotified, {kSubmitNotice, [](Process& p) { return Receive(p, Anybody(58)); }}},
      {state::kApproved, {kSubmitPress, kAdvise, kApprove}},
      {state::kDeemedAccepted, {kSubmitNotice, kReceive, kLapse}},
      {state::kPreparing, {kSubmitPress, kAdvise, kApprove, kPrepare}},
      {state::kInProgress, {kSubmitPress, kAdvise, kApprove, kStart}}};
  std::map<std::string, Process> events;
  for (const auto& [state, way] : ways) {
    Do(events[state], way);
    EXPECT_EQ(events[state].state, state);
  }
  return events;
}

std::map<std::string, Process> EndedEvents() {
  std::map<std::string, Process> events;
  const Process running = LiveEvents()[state::kInProgress];
  for (const char* state : {state::kCompleted, state::kReported, state::kArchived}) {
    events[state] = running;
  }
  Do(events[state::kCompleted], {kComplete});
  Do(events[state::kReported], {kComplete, kReport});
  Do(events[state::kArchived], {kComplete, kReport, kArchive});
  Do(events[state::kRejected], {kSubmitPress, kAdvise, kReject});
  Do(events[state::kCancelled], {kCancel});
  return events;
}

void ExpectNotNow(Process process, const Change& change, const std::string& message) {
  const Process before = process;
  const absl::Status status = change(process);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_EQ(status.message(), message);
  EXPECT_EQ(process, before);
}

TEST(CourseTest, WhatLivesCanBeCancelled) {
  for (auto& [state, process] : LiveEvents()) {
    SCOPED_TRACE(state);
    for (const Change& pause : {kPostpone, kSuspend}) {
      Process paused = process;
      Do(paused, {pause, kCancel});
      EXPECT_EQ(paused.state, state::kCancelled);
      EXPECT_EQ(paused.state_before, "");
    }
    Do(process, {kCancel});
    EXPECT_EQ(process.state, state::kCancelled);
    EXPECT_EQ(process.timeline.back().text, "theo công văn");
    for (const StepRecord& record : process.steps) EXPECT_FALSE(record.open());
  }
}

TEST(CourseTest, WhatHasEndedIsLeftAsItIs) {
  const std::map<std::string, std::string> possible = {{state::kCompleted, "possible now: report"},
                                                       {state::kReported, "possible now: archive"}};
  for (const auto& [state, process] : EndedEvents()) {
    ASSERT_EQ(process.state, state);
    const auto found = possible.find(state);
    const std::string others =
        found == possible.end() ? "nothing can be done with it" : found->second;
    const auto message = [&, &state = state](const std::string& verb) {
      return absl::StrCat("cannot ", verb, " what is ", state, "; ", others);
    };
    ExpectNotNow(process, kCancel, message("cancel"));
    ExpectNotNow(process, kPostpone, message("postpone"));
    ExpectNotNow(process, kSuspend, message("suspend"));
    ExpectNotNow(process, kResume, message("resume"));
    ExpectNotNow(process, kStart, message("start"));
    ExpectNotNow(process, kSubmitPress, message("submit"));
  }
}

TEST(CourseTest, PostponedAndSuspendedGoBackToTheStateBefore) {
  for (const auto& [state, process] : LiveEvents()) {
    SCOPED_TRACE(state);
    for (const Change& pause : {kPostpone, kSuspend}) {
      Process paused = process;
      Do(paused, {pause});
      EXPECT_EQ(paused.state_before, state);
      const std::string message =
          absl::StrCat(" what is ", paused.state, "; possible now: resume, cancel");
      ExpectNotNow(paused, kPostpone, "cannot postpone" + message);
      ExpectNotNow(paused, kSuspend, "cannot suspend" + message);
      ExpectNotNow(paused, kStart, "cannot start" + message);
      ExpectNotNow(paused, kApprove, "cannot approve" + message);
      Do(paused, {kResume});
      EXPECT_EQ(paused.state, state);
      EXPECT_EQ(paused.state_before, "");
      // The rest is as if nothing had been, but for the days of who is still to answer.
      EXPECT_EQ(paused.steps.size(), process.steps.size());
      for (std::size_t i = 0; i < paused.steps.size(); ++i) {
        EXPECT_EQ(paused.steps[i].status, process.steps[i].status);
        EXPECT_EQ(paused.steps[i].opened_at, process.steps[i].opened_at);
        EXPECT_EQ(paused.steps[i].due == process.steps[i].due, state != state::kNotified);
      }
    }
    Process untouched = process;
    EXPECT_FALSE(kResume(untouched).ok());
  }
}

TEST(CourseTest, InterruptionsSayWhy) {
  for (const auto& operation : {Postpone, Suspend, Cancel}) {
    Process process;
    EXPECT_EQ(operation(process, Anybody(1, "  ")),
              absl::InvalidArgumentError("text: must say why"));
    EXPECT_EQ(process, Process());
  }
}

TEST(CourseTest, AReportIsAskedForWhereTheRouteSaysSo) {
  Process process = EndedEvents()[state::kCompleted];
  const Change without = [](Process& p) { return Report(p, false, Anybody(7)); };
  ExpectNotNow(process, without,
               "routes/bao-chi asks for a report of results, and there is none yet");
  ExpectNotNow(process, kArchive, "cannot archive what is COMPLETED; possible now: report");
  Do(process, {kReport, kArchive});
  Process notice;
  Do(notice, {kSubmitNotice, kReceive, kLapse, kStart, kComplete, without, kArchive});
  EXPECT_EQ(notice.state, state::kArchived);
  ExpectNotNow(LiveEvents()[state::kInProgress], without,
               "cannot report what is IN_PROGRESS; possible now: complete, postpone, suspend, "
               "cancel");
}

TEST(CourseTest, NothingBeginsBeforeItIsApproved) {
  for (const auto& [state, process] : LiveEvents()) {
    const bool accepted = state == state::kApproved || state == state::kDeemedAccepted;
    Process prepared = process;
    EXPECT_EQ(kPrepare(prepared).ok(), accepted) << state;
    EXPECT_EQ(prepared == process, !accepted) << state;
    Process started = process;
    EXPECT_EQ(kStart(started).ok(), accepted || state == state::kPreparing) << state;
    Process completed = process;
    EXPECT_EQ(kComplete(completed).ok(), state == state::kInProgress) << state;
  }
}

TEST(CourseTest, AFullHistoryStopsEverythingButSilence) {
  Process process;
  Do(process, {kSubmitNotice, kReceive});
  while (process.timeline.size() + 2 <= kMostEntries) {
    Do(process, {[](Process& p) { return Postpone(p, Anybody(3)); },
                 [](Process& p) { return Resume(p, Anybody(3)); }});
  }
  EXPECT_EQ(process.timeline.size(), kMostEntries);
  for (const Change& change :
       {kApprove, kReturn, kReject, Change([](Process& p) { return Cancel(p, Anybody(3)); })}) {
    ExpectNotNow(process, change, "its history is full");
  }
  Do(process, {kLapse});
  EXPECT_EQ(process.state, state::kDeemedAccepted);
  EXPECT_EQ(process.timeline.size(), kMostEntries + 1);
  ExpectNotNow(process, kPrepare, "its history is full");
}

}  // namespace
}  // namespace letan::lifecycle
