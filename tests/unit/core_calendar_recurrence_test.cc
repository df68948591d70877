#include <gtest/gtest.h>

#include <limits>

#include "services/core/calendar/lunar.h"
#include "services/core/calendar/recurrence.h"

namespace letan::calendar {
namespace {

using absl::CivilDay;

TEST(Recurrence, AFestivalByTheLunarCalendar) {
  const auto editions = Expand({Reckoning::kLunar, 1, 6, 3}, 2017, 2019);
  ASSERT_TRUE(editions.ok());
  ASSERT_EQ(editions->size(), 3u);
  EXPECT_EQ((*editions)[0].first, CivilDay(2017, 2, 2));
  EXPECT_EQ((*editions)[0].last, CivilDay(2017, 2, 4));
  EXPECT_EQ((*editions)[1].first, CivilDay(2018, 2, 21));
  EXPECT_EQ((*editions)[2].first, CivilDay(2019, 2, 10));
  EXPECT_FALSE((*editions)[0].moved);
}

TEST(Recurrence, TheThirtiethOfAShortMonth) {
  Recurrence rule{Reckoning::kLunar, 9, 30, 1};
  auto editions = Expand(rule, 2018, 2018);
  ASSERT_TRUE(editions.ok());
  ASSERT_EQ(editions->size(), 1u);
  EXPECT_EQ((*editions)[0].first, *ToSolar({2018, 9, 29, false}));
  EXPECT_TRUE((*editions)[0].moved);
  EXPECT_EQ((*editions)[0].note, "month 9 of lunar year 2018 has 29 days: held on the last");
  rule.missing_day = MissingDay::kNextDay;
  EXPECT_EQ((*Expand(rule, 2018, 2018))[0].first, *ToSolar({2018, 10, 1, false}));
  rule.missing_day = MissingDay::kLeaveOut;
  EXPECT_TRUE(Expand(rule, 2018, 2018)->empty());
}

TEST(Recurrence, ALeapMonthRepeatsItOnlyIfWanted) {
  Recurrence rule{Reckoning::kLunar, 6, 1, 1};
  ASSERT_EQ(Expand(rule, 2017, 2017)->size(), 1u);
  rule.leap_month = LeapMonth::kBoth;
  const auto both = Expand(rule, 2016, 2018);
  ASSERT_EQ(both->size(), 4u);
  EXPECT_EQ((*both)[1].first, CivilDay(2017, 6, 24));
  EXPECT_EQ((*both)[2].first, CivilDay(2017, 7, 23));
  EXPECT_FALSE((*both)[1].leap);
  EXPECT_TRUE((*both)[2].leap);
  EXPECT_EQ((*both)[2].year, 2017);
}

TEST(Recurrence, TheTwentyNinthOfFebruary) {
  const auto editions = Expand({Reckoning::kSolar, 2, 29, 2}, 2016, 2017);
  ASSERT_EQ(editions->size(), 2u);
  EXPECT_EQ((*editions)[0].first, CivilDay(2016, 2, 29));
  EXPECT_EQ((*editions)[0].last, CivilDay(2016, 3, 1));
  EXPECT_EQ((*editions)[1].first, CivilDay(2017, 2, 28));
  EXPECT_EQ((*editions)[1].note, "2/2017 has 28 days: held on the last");
}

// Every lunar rule names, in every year, the day that the calendar itself names.
TEST(Recurrence, AgreesWithTheCalendarInEveryYear) {
  for (int month = 1; month <= 12; ++month) {
    for (int day = 1; day <= 30; ++day) {
      const auto editions =
          Expand({Reckoning::kLunar, month, day, 1}, kFirstLunarYear, kLastLunarYear);
      ASSERT_TRUE(editions.ok());
      ASSERT_EQ(editions->size(), 86u);
      for (const Edition& edition : *editions) {
        const auto lunar = ToLunar(edition.first);
        ASSERT_TRUE(lunar.ok());
        EXPECT_EQ(*lunar, (LunarDate{edition.year, month, edition.moved ? 29 : day, false}));
        EXPECT_TRUE(!edition.moved || day == 30);
      }
    }
  }
}

TEST(Recurrence, RefusesWhatIsNoRule) {
  const auto code = [](const Recurrence& rule) { return CheckRecurrence(rule).code(); };
  const auto invalid = absl::StatusCode::kInvalidArgument;
  EXPECT_EQ(code({Reckoning::kLunar, 0, 1, 1}), invalid);
  EXPECT_EQ(code({Reckoning::kLunar, 13, 1, 1}), invalid);
  EXPECT_EQ(code({Reckoning::kLunar, 1, 31, 1}), invalid);
  EXPECT_EQ(code({Reckoning::kSolar, 4, 31, 1}), invalid);
  EXPECT_EQ(code({Reckoning::kSolar, 2, 30, 1}), invalid);
  EXPECT_EQ(code({Reckoning::kSolar, 2, 29, 0}), invalid);
  EXPECT_EQ(code({Reckoning::kSolar, 2, 29, kMostLength + 1}), invalid);
  EXPECT_EQ(CheckRecurrence({Reckoning::kSolar, 4, 31, 1}).message(), "day: must be 1 to 30");
  EXPECT_TRUE(CheckRecurrence({Reckoning::kSolar, 2, 29, 1}).ok());
}

TEST(Recurrence, IsCappedAndKnowsItsYears) {
  const Recurrence lunar{Reckoning::kLunar, 1, 1, 1};
  const Recurrence solar{Reckoning::kSolar, 1, 1, 1};
  constexpr int kLeast = std::numeric_limits<int>::min();
  constexpr int kMost = std::numeric_limits<int>::max();
  EXPECT_TRUE(absl::IsInvalidArgument(Expand(lunar, kLeast, kMost).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Expand(solar, 1900, 2100).status()));
  EXPECT_EQ(Expand(solar, 1900, 2099)->size(), 200u);
  EXPECT_TRUE(absl::IsOutOfRange(Expand(solar, 1899, 1899).status()));
  EXPECT_TRUE(absl::IsOutOfRange(Expand(solar, 2200, 2200).status()));
  EXPECT_TRUE(absl::IsOutOfRange(Expand(lunar, 1967, 1970).status()));
  EXPECT_TRUE(absl::IsOutOfRange(Expand(lunar, 2053, 2054).status()));
  EXPECT_TRUE(Expand(lunar, 2018, 2017)->empty());
}

}  // namespace
}  // namespace letan::calendar
