#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <utility>

#include "services/core/calendar/working_days.h"

namespace letan::calendar {
namespace {

using absl::CivilDay;

DayOverride Off(CivilDay day, std::string audience = "") {
  return {day, OverrideKind::kHoliday, std::move(audience), ""};
}

// The public holidays of 2017.
std::vector<DayOverride> DaysOff2017() {
  std::vector<DayOverride> off = {Off(CivilDay(2017, 1, 2)), Off(CivilDay(2017, 4, 6)),
                                  Off(CivilDay(2017, 5, 1)), Off(CivilDay(2017, 5, 2)),
                                  Off(CivilDay(2017, 9, 4))};
  for (CivilDay day(2017, 1, 26); day <= CivilDay(2017, 2, 1); ++day) off.push_back(Off(day));
  return off;
}

WorkingDays Of2017() { return *WorkingDays::Make(DaysOff2017()); }

struct Row {
  CivilDay anchor;
  int before;
  CivilDay due;
};

TEST(WorkingDays, TheTableOf2017) {
  const WorkingDays days = Of2017();
  for (const Row& row : {Row{CivilDay(2017, 2, 8), 10, CivilDay(2017, 1, 18)},
                         Row{CivilDay(2017, 2, 6), 5, CivilDay(2017, 1, 23)},
                         Row{CivilDay(2017, 5, 4), 5, CivilDay(2017, 4, 25)},
                         Row{CivilDay(2017, 4, 10), 5, CivilDay(2017, 3, 31)},
                         Row{CivilDay(2017, 9, 12), 7, CivilDay(2017, 8, 31)}}) {
    const auto due = days.Count(row.anchor, -row.before, "");
    ASSERT_TRUE(due.ok());
    EXPECT_EQ(due->day, row.due) << row.anchor;
    EXPECT_FALSE(due->provisional);
  }
}

TEST(WorkingDays, NoneIsTheDayItselfEvenWhenItIsOff) {
  EXPECT_EQ(Of2017().Count(CivilDay(2017, 1, 28), 0, "")->day, CivilDay(2017, 1, 28));
}

TEST(WorkingDays, AYearOfWhichNothingIsPublishedIsProvisional) {
  const WorkingDays days = Of2017();
  EXPECT_TRUE(days.Count(CivilDay(2018, 1, 3), -5, "")->provisional);
  EXPECT_TRUE(days.Count(CivilDay(2017, 12, 28), 5, "")->provisional);
  EXPECT_FALSE(days.Count(CivilDay(2017, 12, 20), 5, "")->provisional);
  EXPECT_TRUE(days.IsProvisional(absl::CivilYear(2016)));
  // A day that is not counted does not matter; nor does one that is only off for some, or worked.
  EXPECT_FALSE(days.Count(CivilDay(2018, 1, 1), -5, "")->provisional);
  EXPECT_FALSE(days.Count(CivilDay(2018, 1, 1), 0, "")->provisional);
  const auto some = WorkingDays::Make({Off(CivilDay(2018, 3, 1), "press"),
                                       {CivilDay(2018, 5, 5), OverrideKind::kMakeupWork, "", ""}});
  EXPECT_TRUE(some->IsProvisional(absl::CivilYear(2018)));
  EXPECT_TRUE(WorkingDays::Make({})->Count(CivilDay(2017, 3, 1), 1, "")->provisional);
}

TEST(WorkingDays, ASaturdayIsWorkedInPlaceOfAMonday) {
  const auto days = WorkingDays::Make({{CivilDay(2018, 4, 30), OverrideKind::kCompOff, "", ""},
                                       {CivilDay(2018, 5, 5), OverrideKind::kMakeupWork, "", ""}});
  ASSERT_TRUE(days.ok());
  EXPECT_FALSE(days->IsWorked(CivilDay(2018, 4, 30), ""));
  EXPECT_TRUE(days->IsWorked(CivilDay(2018, 5, 5), ""));
  EXPECT_EQ(days->Count(CivilDay(2018, 5, 7), -1, "")->day, CivilDay(2018, 5, 5));
}

TEST(WorkingDays, WhatIsSaidForSomeGoesBeforeWhatIsSaidForAll) {
  auto overrides = DaysOff2017();
  overrides.push_back({CivilDay(2017, 5, 2), OverrideKind::kMakeupWork, "press", ""});
  overrides.push_back(Off(CivilDay(2017, 5, 3), "press"));
  const auto days = WorkingDays::Make(overrides);
  ASSERT_TRUE(days.ok());
  EXPECT_TRUE(days->IsWorked(CivilDay(2017, 5, 2), "press"));
  EXPECT_FALSE(days->IsWorked(CivilDay(2017, 5, 2), "culture"));
  EXPECT_FALSE(days->IsWorked(CivilDay(2017, 5, 3), "press"));
  EXPECT_TRUE(days->IsWorked(CivilDay(2017, 5, 3), ""));
  EXPECT_FALSE(days->IsWorked(CivilDay(2017, 5, 1), "press")) << "what is said for all counts";
}

TEST(WorkingDays, ThereAndBackAndBetweenAgree) {
  const WorkingDays days = Of2017();
  std::mt19937 random(20170208);
  for (int i = 0; i < 5000; ++i) {
    CivilDay from = CivilDay(2017, 1, 1) + static_cast<int>(random() % 365);
    const int count = 1 + static_cast<int>(random() % 60);
    const auto to = days.Count(from, count, "");
    ASSERT_TRUE(to.ok());
    EXPECT_TRUE(days.IsWorked(to->day, ""));
    EXPECT_EQ(*days.Between(from + 1, to->day, ""), count) << from << " and " << count;
    // Back from a day that is worked on: to it, and not past it.
    while (!days.IsWorked(from, "")) ++from;
    EXPECT_EQ(days.Count(days.Count(from, count, "")->day, -count, "")->day, from);
  }
}

TEST(WorkingDays, RefusesWhatCannotBeCounted) {
  const WorkingDays days = Of2017();
  const CivilDay day(2017, 1, 1);
  EXPECT_TRUE(absl::IsInvalidArgument(days.Count(day, 1001, "").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(days.Count(day, -1001, "").status()));
  EXPECT_TRUE(
      absl::IsInvalidArgument(days.Count(day, std::numeric_limits<int>::min(), "").status()));
  EXPECT_TRUE(days.Between(day + 1, day + WorkingDays::kMostSpan, "").ok());
  EXPECT_TRUE(
      absl::IsInvalidArgument(days.Between(day, day + WorkingDays::kMostSpan, "").status()));
  EXPECT_EQ(*days.Between(day, day - 1, ""), 0);
  EXPECT_TRUE(absl::IsInvalidArgument(WorkingDays::Make({Off(day), Off(day)}).status()));
  EXPECT_TRUE(WorkingDays::Make({Off(day), Off(day, "press")}).ok());
  std::vector<DayOverride> never;
  for (int i = 0; i < 800; ++i) never.push_back(Off(day + i));
  const auto idle = WorkingDays::Make(never)->Count(day, 1, "");
  EXPECT_EQ(idle.status().message(), "no day is worked on for a year after 2017-01-01");
  EXPECT_EQ(WorkingDays::Make(never)->Count(day + 800, -1, "").status().message(),
            "no day is worked on for a year before 2019-03-12");
  EXPECT_TRUE(absl::IsInvalidArgument(
      WorkingDays::Make(std::vector<DayOverride>(WorkingDays::kMostOverrides + 1)).status()));
}

}  // namespace
}  // namespace letan::calendar
