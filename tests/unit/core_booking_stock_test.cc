#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/booking_world.h"

namespace letan::booking {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kGifts[] = "stockItems/gifts";
constexpr char kFlags[] = "stockItems/flags";

class StockTest : public testing::Test, public BookingWorld {
 protected:
  StockTest() {
    Add(kGifts, CapacityModel::kConsumable);
    Add(kFlags, CapacityModel::kReturnable);
    view.movements[kGifts] = {{Clock("00:00"), 10}};
    view.movements[kFlags] = {{Clock("00:00"), 10}};
  }
};

TEST_F(StockTest, ConsumablesAreGoneForEver) {
  Stand("bookings/a", kGifts, Between("09:00", "10:00"), 6);
  EXPECT_TRUE(Fits(Ask("bookings/new", kGifts, Between("15:00", "16:00"), 4)));
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kGifts, Between("15:00", "16:00"), 5));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kStock));
  EXPECT_EQ(leg.violations[0].available, 4);
  EXPECT_THAT(leg.violations[0].blocking, ElementsAre("bookings/a"));
}

TEST_F(StockTest, ConsumablesPromisedLaterAreNotTakenEarlier) {
  Stand("bookings/later", kGifts, Between("15:00", "16:00"), 6);
  EXPECT_TRUE(Fits(Ask("bookings/new", kGifts, Between("09:00", "10:00"), 4)));
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kGifts, Between("09:00", "10:00"), 5));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kStock));
  EXPECT_EQ(leg.violations[0].available, 4);
  EXPECT_THAT(leg.violations[0].blocking, ElementsAre("bookings/later"));
}

TEST_F(StockTest, GoodsReceivedCountFromTheirInstant) {
  view.movements[kGifts].push_back({Clock("12:00"), 5});
  EXPECT_TRUE(Fits(Ask("bookings/new", kGifts, Between("12:00", "13:00"), 15)));
  const LegVerdict early = JudgeLeg(Ask("bookings/new", kGifts, Between("11:59", "13:00"), 15));
  ASSERT_THAT(RulesOf(early), ElementsAre(Rule::kStock));
  EXPECT_EQ(early.violations[0].available, 10);
  EXPECT_THAT(early.violations[0].blocking, IsEmpty());
}

TEST_F(StockTest, AWriteOffInTheFutureCounts) {
  view.movements[kGifts].push_back({Clock("18:00"), -8});
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kGifts, Between("09:00", "10:00"), 3));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kStock));
  EXPECT_EQ(leg.violations[0].available, 2);
  EXPECT_FALSE(leg.nearest_fit.has_value());
  // Flags that are back before they are written off are another matter.
  view.movements[kFlags].push_back({Clock("18:00"), -8});
  EXPECT_TRUE(Fits(Ask("bookings/new", kFlags, Between("09:00", "18:00"), 10)));
  EXPECT_FALSE(Fits(Ask("bookings/new", kFlags, Between("09:00", "18:01"), 3)));
}

TEST_F(StockTest, NothingFitsOntoAShortageAhead) {
  view.movements[kGifts].push_back({Clock("18:00"), -11});
  view.movements[kGifts].push_back({Clock("19:00"), 20});
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kGifts, Between("09:00", "10:00"), 1));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kStock));
  EXPECT_EQ(leg.violations[0].available, 0);
  EXPECT_EQ(leg.nearest_fit, Between("19:00", "20:00"));
}

TEST_F(StockTest, NamesTheFirstTenConsumers) {
  for (int i = 0; i < 20; ++i) {
    Stand("bookings/" + std::to_string(i), kGifts, {Clock("06:00") + i * kMinute, Clock("12:00")},
          i < 10 ? 1 : 0);
  }
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kGifts, Between("15:00", "16:00"), 1));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kStock));
  ASSERT_THAT(leg.violations[0].blocking, SizeIs(10));
  EXPECT_EQ(leg.violations[0].blocking.front(), "bookings/0");
  EXPECT_EQ(leg.violations[0].blocking.back(), "bookings/9");
}

TEST_F(StockTest, ReturnablesComeBackAtTheirEnd) {
  Stand("bookings/a", kFlags, Between("09:00", "10:00"), 10);
  EXPECT_TRUE(Fits(Ask("bookings/new", kFlags, Between("10:00", "11:00"), 10)));
  EXPECT_TRUE(Fits(Ask("bookings/new", kFlags, Between("08:00", "09:00"), 10)));
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kFlags, Between("09:59", "11:00"), 1));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kStock));
  EXPECT_EQ(leg.violations[0].available, 0);
  EXPECT_THAT(leg.violations[0].blocking, ElementsAre("bookings/a"));
  EXPECT_EQ(leg.nearest_fit, (Interval{Clock("10:00"), Clock("11:01")}));
}

TEST_F(StockTest, ReturnablesNameThoseOutAtTheTightMoment) {
  Stand("bookings/early", kFlags, Between("08:00", "10:00"), 5);
  Stand("bookings/mid", kFlags, Between("09:00", "12:00"), 4);
  Stand("bookings/late", kFlags, Between("11:00", "13:00"), 4);
  const LegVerdict leg = JudgeLeg(Ask("bookings/new", kFlags, Between("10:00", "13:00"), 3));
  ASSERT_THAT(RulesOf(leg), ElementsAre(Rule::kStock));
  EXPECT_EQ(leg.violations[0].available, 2);
  EXPECT_THAT(leg.violations[0].blocking, ElementsAre("bookings/mid", "bookings/late"));
}

TEST_F(StockTest, AMoveReturnsItsOwnStockFirst) {
  Stand("bookings/a", kGifts, Between("09:00", "10:00"), 10);
  EXPECT_TRUE(Fits(Ask("bookings/a", kGifts, Between("07:00", "08:00"), 10)));
  EXPECT_FALSE(Fits(Ask("bookings/a", kGifts, Between("07:00", "08:00"), 11)));
  EXPECT_TRUE(JudgeChange({.release = {"bookings/a"},
                           .put = {Ask("bookings/new", kGifts, Between("07:00", "08:00"), 10)}})
                  .fits());
}

TEST_F(StockTest, LegsOfOneChangeShareTheStock) {
  const Verdict verdict =
      JudgeChange({.put = {Ask("bookings/x", kGifts, Between("09:00", "10:00"), 6),
                           Ask("bookings/y", kGifts, Between("15:00", "16:00"), 5)}});
  ASSERT_THAT(RulesOf(verdict.legs[0]), ElementsAre(Rule::kStock));
  EXPECT_EQ(verdict.legs[0].violations[0].available, 5);
  EXPECT_THAT(verdict.legs[0].violations[0].blocking_legs, ElementsAre(1));
  ASSERT_THAT(RulesOf(verdict.legs[1]), ElementsAre(Rule::kStock));
  EXPECT_EQ(verdict.legs[1].violations[0].available, 4);
  EXPECT_THAT(verdict.legs[1].violations[0].blocking_legs, ElementsAre(0));
}

TEST_F(StockTest, LegsOfReturnablesOneAfterTheOtherFit) {
  EXPECT_TRUE(JudgeChange({.put = {Ask("bookings/x", kFlags, Between("09:00", "10:00"), 10),
                                   Ask("bookings/y", kFlags, Between("10:00", "11:00"), 10)}})
                  .fits());
}

}  // namespace
}  // namespace letan::booking
