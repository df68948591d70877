#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/core/lifecycle/lifecycle.h"

namespace letan::lifecycle {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<std::string> kLiveStates = {
    state::kDraft,          state::kSubmitted, state::kReturned,
    state::kConsulting,     state::kNotified,  state::kApproved,
    state::kDeemedAccepted, state::kPreparing, state::kInProgress};

const std::vector<std::string> kEndStates = {state::kRejected, state::kCompleted, state::kReported,
                                             state::kArchived, state::kCancelled};

TEST(EventLifecycle, EveryStateButTheFirstIsReached) {
  const Lifecycle& lifecycle = EventLifecycle();
  EXPECT_EQ(lifecycle.initial(), state::kDraft);
  for (const std::string& wanted : lifecycle.states()) {
    bool reached = wanted == lifecycle.initial();
    for (const std::string& from : lifecycle.states()) {
      for (const std::string& verb : lifecycle.Verbs(from)) {
        reached |= lifecycle.Permits(from, verb, wanted);
      }
      reached |= lifecycle.Permits(from, verb::kLapse, wanted);
    }
    EXPECT_TRUE(reached) << wanted;
  }
}

TEST(EventLifecycle, OffersVerbsOnceAndNoneThatHappenByThemselves) {
  const Lifecycle& lifecycle = EventLifecycle();
  EXPECT_THAT(lifecycle.Verbs(state::kDraft),
              ElementsAre("submit", "postpone", "suspend", "cancel"));
  EXPECT_THAT(lifecycle.Verbs(state::kSubmitted),
              ElementsAre("receive", "give-opinion", "approve", "return", "reject", "postpone",
                          "suspend", "cancel"));
  EXPECT_THAT(lifecycle.Verbs(state::kDeemedAccepted),
              ElementsAre("prepare", "start", "postpone", "suspend", "cancel"));
  EXPECT_THAT(lifecycle.Verbs(state::kPostponed), ElementsAre("resume", "cancel"));
  EXPECT_THAT(lifecycle.Verbs(state::kCompleted), ElementsAre("report"));
  EXPECT_THAT(lifecycle.Verbs(state::kReported), ElementsAre("archive"));
  for (const char* state : {state::kArchived, state::kCancelled, state::kRejected}) {
    EXPECT_THAT(lifecycle.Verbs(state), IsEmpty()) << state;
  }
}

TEST(EventLifecycle, WhatIsLiveCanBeInterruptedAndResumedAndNothingElse) {
  const Lifecycle& lifecycle = EventLifecycle();
  for (const std::string& state : kLiveStates) {
    EXPECT_TRUE(lifecycle.Permits(state, verb::kCancel, state::kCancelled)) << state;
    for (const char* pause : {state::kPostponed, state::kSuspended}) {
      EXPECT_TRUE(lifecycle.Permits(pause, verb::kResume, state)) << state;
    }
    EXPECT_EQ(lifecycle.Next(state, verb::kPostpone), state::kPostponed);
    EXPECT_EQ(lifecycle.Next(state, verb::kSuspend), state::kSuspended);
    EXPECT_FALSE(IsClosed(state)) << state;
  }
  for (const std::string& state : kEndStates) {
    for (const char* verb : {verb::kCancel, verb::kPostpone, verb::kSuspend, verb::kResume}) {
      EXPECT_FALSE(lifecycle.Next(state, verb).has_value()) << state << " " << verb;
    }
    EXPECT_FALSE(lifecycle.Permits(state::kPostponed, verb::kResume, state)) << state;
    EXPECT_TRUE(IsClosed(state)) << state;
  }
}

TEST(EventLifecycle, AVerbMayLeadToSeveralStates) {
  const Lifecycle& lifecycle = EventLifecycle();
  EXPECT_EQ(lifecycle.Next(state::kConsulting, verb::kApprove), state::kApproved);
  EXPECT_TRUE(lifecycle.Permits(state::kConsulting, verb::kApprove, state::kApproved));
  EXPECT_TRUE(lifecycle.Permits(state::kConsulting, verb::kApprove, state::kConsulting));
  EXPECT_FALSE(lifecycle.Permits(state::kNotified, verb::kApprove, state::kConsulting));
  EXPECT_FALSE(lifecycle.Permits(state::kDraft, verb::kApprove, state::kApproved));
  EXPECT_FALSE(lifecycle.Permits(state::kApproved, "fly", state::kApproved));
}

}  // namespace
}  // namespace letan::lifecycle
