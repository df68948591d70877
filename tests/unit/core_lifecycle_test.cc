#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/core/lifecycle/lifecycle.h"

namespace letan::lifecycle {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(LifecycleTest, EveryStateButTheFirstIsReached) {
  const Lifecycle& lifecycle = DelegationLifecycle();
  const std::vector<std::string> verbs = {"approve", "start", "complete", "cancel"};
  for (const std::string& wanted : lifecycle.states()) {
    if (wanted == lifecycle.initial()) continue;
    bool reached = false;
    for (const std::string& from : lifecycle.states()) {
      for (const std::string& verb : verbs) reached |= lifecycle.Next(from, verb) == wanted;
    }
    EXPECT_TRUE(reached) << wanted;
  }
}

TEST(LifecycleTest, OffersOnlyWhatLeadsOn) {
  const Lifecycle& lifecycle = DelegationLifecycle();
  EXPECT_THAT(lifecycle.Verbs("DRAFT"), ElementsAre("approve", "cancel"));
  EXPECT_THAT(lifecycle.Verbs("COMPLETED"), IsEmpty());
  EXPECT_THAT(lifecycle.Verbs("CANCELLED"), IsEmpty());
  for (const std::string& state : lifecycle.states()) {
    for (const std::string& verb : lifecycle.Verbs(state)) {
      EXPECT_TRUE(lifecycle.Next(state, verb).has_value()) << state << " " << verb;
    }
    EXPECT_FALSE(lifecycle.Next(state, "fly").has_value());
  }
}

TEST(LifecycleTest, ClosedStatesOfferNothing) {
  const Lifecycle& lifecycle = DelegationLifecycle();
  for (const std::string& state : lifecycle.states()) {
    EXPECT_EQ(IsClosed(state), lifecycle.Verbs(state).empty()) << state;
  }
}

}  // namespace
}  // namespace letan::lifecycle
