#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "services/core/booking/model.h"
#include "services/core/booking/step_level.h"
#include "tests/support/booking_world.h"

namespace letan::booking {
namespace {

TEST(IntervalTest, IsHalfOpen) {
  EXPECT_FALSE((Interval{1, 3}.Overlaps({3, 5})));
  EXPECT_TRUE((Interval{1, 4}.Overlaps({3, 5})));
  EXPECT_TRUE((Interval{1, 9}.Overlaps({3, 5})));
  EXPECT_TRUE((Interval{1, 3}.Contains({1, 3})));
  EXPECT_FALSE((Interval{1, 3}.Contains({1, 4})));
  EXPECT_TRUE((Interval{3, 3}.empty()));
}

TEST(IntervalTest, OverlapIsSharingAnInstant) {
  std::mt19937_64 random(TestSeed(7));
  for (int instance = 0; instance < 5000; ++instance) {
    const auto draw = [&] {
      const Micros start = static_cast<Micros>(random() % 12);
      return Interval{start, start + 1 + static_cast<Micros>(random() % 6)};
    };
    const Interval a = draw();
    const Interval b = draw();
    bool shared = false;
    bool contained = true;
    for (Micros t = 0; t < 24; ++t) {
      const bool in_a = a.start <= t && t < a.end;
      const bool in_b = b.start <= t && t < b.end;
      shared |= in_a && in_b;
      contained &= in_a || !in_b;
    }
    ASSERT_EQ(a.Overlaps(b), shared) << a.start << " " << a.end << " " << b.start << " " << b.end;
    ASSERT_EQ(b.Overlaps(a), shared);
    ASSERT_EQ(a.Contains(b), contained);
  }
}

TEST(StepLevelTest, TakesStepsOfOneInstantTogether) {
  StepLevel level(1);
  level.AddSpan({0, 10}, -1);
  level.AddSpan({10, 20}, -1);
  level.Settle();
  EXPECT_EQ(level.MinIn({0, 20}), 0);
  EXPECT_TRUE(level.Below(0, {0, 20}).empty());
}

TEST(StepLevelTest, ForEverNeverEnds) {
  StepLevel level(5);
  level.AddSpan({10, kForever}, -2);
  level.Settle();
  EXPECT_EQ(level.MinIn({0, 10}), 5);
  EXPECT_EQ(level.MinIn({1'000'000'000, kForever}), 3);
  EXPECT_EQ(level.Below(4, {0, kForever}), (std::vector<Interval>{{10, kForever}}));
}

TEST(StepLevelTest, JoinsTouchingParts) {
  StepLevel level(0);
  level.Add(10, 5);
  level.Add(20, -3);
  level.Add(30, -1);
  level.Settle();
  EXPECT_EQ(level.Below(4, {12, 40}), (std::vector<Interval>{{20, 40}}));
  EXPECT_EQ(level.Below(4, {0, 25}), (std::vector<Interval>{{0, 10}, {20, 25}}));
}

TEST(StepLevelTest, AgreesWithCountingInstantByInstant) {
  const std::uint64_t seed = TestSeed(11);
  std::mt19937_64 random(seed);
  for (int instance = 0; instance < 2000; ++instance) {
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", instance " << instance);
    const auto base = static_cast<std::int64_t>(random() % 5);
    StepLevel level(base);
    std::vector<std::int64_t> grid(30, base);
    for (std::uint64_t i = 0; i < random() % 8; ++i) {
      const auto start = static_cast<Micros>(random() % 30);
      const Micros end = start + static_cast<Micros>(random() % 9);
      const auto delta = static_cast<std::int64_t>(random() % 7) - 3;
      level.AddSpan({start, end}, delta);
      for (Micros t = start; t < std::min<Micros>(end, 30); ++t) grid[t] += delta;
    }
    level.Settle();
    const auto first = static_cast<Micros>(random() % 29);
    const Micros last = first + 1 + static_cast<Micros>(random() % (29 - first));
    ASSERT_EQ(level.MinIn({first, last}),
              *std::min_element(grid.begin() + first, grid.begin() + last));
    const auto threshold = static_cast<std::int64_t>(random() % 6) - 1;
    const std::vector<Interval> below = level.Below(threshold, {first, last});
    for (Micros t = first; t < last; ++t) {
      ASSERT_EQ(MeetsAny({t, t + 1}, below), grid[t] < threshold) << "at " << t;
    }
    for (std::size_t i = 1; i < below.size(); ++i) ASSERT_LT(below[i - 1].end, below[i].start);
  }
}

}  // namespace
}  // namespace letan::booking
