#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "services/core/calendar/lunar.h"

namespace letan::calendar {
namespace {

using absl::CivilDay;

std::string TextOf(const LunarDate& date) {
  return ShortText(date) + " of " + std::to_string(date.year);
}

struct Vector {
  LunarDate lunar;
  CivilDay solar;
};

// lunar_day,lunar_month,leap,lunar_year,gregorian,…
std::vector<Vector> Vectors() {
  std::vector<Vector> vectors;
  std::ifstream file(LETAN_SOURCE_DIR "/tests/data/lunar_vectors.csv");
  std::string line;
  std::getline(file, line);  // the names of the columns
  while (std::getline(file, line)) {
    LunarDate lunar;
    int leap = 0;
    int year = 0;
    int month = 0;
    int day = 0;
    if (std::sscanf(line.c_str(), "%d,%d,%d,%d,%d-%d-%d", &lunar.day, &lunar.month, &leap,
                    &lunar.year, &year, &month, &day) != 7) {
      ADD_FAILURE() << line;
      continue;
    }
    lunar.leap = leap == 1;
    vectors.push_back({lunar, CivilDay(year, month, day)});
  }
  return vectors;
}

TEST(Lunar, EveryCheckedPairBothWays) {
  const auto vectors = Vectors();
  ASSERT_GE(vectors.size(), 60u);
  for (const Vector& vector : vectors) {
    const auto lunar = ToLunar(vector.solar);
    ASSERT_TRUE(lunar.ok()) << vector.solar << ": " << lunar.status();
    EXPECT_EQ(*lunar, vector.lunar) << vector.solar << " is " << TextOf(*lunar);
    const auto solar = ToSolar(vector.lunar);
    ASSERT_TRUE(solar.ok()) << TextOf(vector.lunar) << ": " << solar.status();
    EXPECT_EQ(*solar, vector.solar) << TextOf(vector.lunar);
  }
}

TEST(Lunar, EveryDayThereAndBackAgain) {
  LunarDate before;
  int days = 0;
  for (CivilDay day = kFirstLunarDay; day <= kLastLunarDay; ++day, ++days) {
    const auto lunar = ToLunar(day);
    ASSERT_TRUE(lunar.ok()) << day;
    const auto back = ToSolar(*lunar);
    ASSERT_TRUE(back.ok()) << day << ": " << back.status();
    ASSERT_EQ(*back, day) << TextOf(*lunar);
    ASSERT_TRUE(lunar->day == before.day + 1 || (lunar->day == 1 && before.day >= 29) || days == 0)
        << day << " is " << TextOf(*lunar) << " after " << TextOf(before);
    before = *lunar;
  }
  EXPECT_EQ(days, 31422);
  EXPECT_EQ(*ToLunar(kFirstLunarDay), (LunarDate{1968, 1, 1, false}));
  EXPECT_EQ(before.year, 2053);
  EXPECT_EQ(before.month, 12);
}

TEST(Lunar, TheYearIsWhatYearsAreMadeOf) {
  CivilDay next = kFirstLunarDay;
  for (int year = kFirstLunarYear; year <= kLastLunarYear; ++year) {
    const auto months = MonthsOf(year);
    ASSERT_TRUE(months.ok());
    int expected = 0;
    int leaps = 0;
    for (const LunarMonth& month : *months) {
      EXPECT_EQ(month.first, next);
      EXPECT_TRUE(month.days == 29 || month.days == 30) << month.first;
      leaps += month.leap ? 1 : 0;
      if (!month.leap) ++expected;
      EXPECT_EQ(month.month, expected) << month.first;
      next = month.first + month.days;
    }
    EXPECT_EQ(expected, 12) << year;
    EXPECT_LE(leaps, 1) << year;
    // The new year lies between 20 January and 21 February.
    const CivilDay tet = months->front().first;
    EXPECT_GE(tet, CivilDay(year, 1, 20));
    EXPECT_LE(tet, CivilDay(year, 2, 21));
  }
  EXPECT_EQ(next, kLastLunarDay + 1);
}

// Where the two calendars part: a table of the Chinese new years would fail here.
TEST(Lunar, TheNewYearIsNotTheChineseOneEverywhere) {
  const std::map<int, CivilDay> new_years = {
      {1968, CivilDay(1968, 1, 29)}, {1969, CivilDay(1969, 2, 16)}, {1985, CivilDay(1985, 1, 21)},
      {2007, CivilDay(2007, 2, 17)}, {2030, CivilDay(2030, 2, 2)},  {2053, CivilDay(2053, 2, 18)},
      {2017, CivilDay(2017, 1, 28)}, {2027, CivilDay(2027, 2, 6)}};
  for (const auto& [year, day] : new_years) {
    EXPECT_EQ(*ToSolar({year, 1, 1, false}), day) << year;
  }
}

// New moons within minutes of midnight: an error of the series as small as that moves the month.
TEST(Lunar, MonthsThatBeginNearMidnight) {
  for (const CivilDay first :
       {CivilDay(2031, 4, 21), CivilDay(1997, 12, 29), CivilDay(1998, 9, 21)}) {
    EXPECT_EQ(ToLunar(first)->day, 1) << first;
  }
}

TEST(Lunar, FestivalsOf2017) {
  EXPECT_EQ(*ToSolar({2017, 1, 6, false}), CivilDay(2017, 2, 2));    // Đền Đuổm
  EXPECT_EQ(*ToSolar({2017, 1, 9, false}), CivilDay(2017, 2, 5));    // Lồng Tồng
  EXPECT_EQ(*ToSolar({2017, 1, 12, false}), CivilDay(2017, 2, 8));   // Tân Cương
  EXPECT_EQ(*ToSolar({2017, 1, 20, false}), CivilDay(2017, 2, 16));  // Chùa Hang, Đồng Hỷ
  EXPECT_EQ(ShortText(*ToLunar(CivilDay(2017, 7, 23))), "1/6+");
}

TEST(Lunar, WhatDoesNotExistIsRefusedWithWhatDoes) {
  const auto day = ToSolar({2018, 9, 30, false});
  EXPECT_EQ(day.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(day.status().message(), "month 9 of lunar year 2018 has 29 days, not 30");
  const auto leap = ToSolar({2017, 5, 1, true});
  EXPECT_EQ(leap.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(leap.status().message(),
            "there is no leap month 5 of lunar year 2017: its leap month is 6");
  EXPECT_EQ(ToSolar({2018, 5, 1, true}).status().message(),
            "there is no leap month 5 of lunar year 2018, nor any other leap month in it");
  for (const LunarDate& wrong :
       {LunarDate{2017, 0, 1, false}, LunarDate{2017, 13, 1, false}, LunarDate{2017, 1, 0, false},
        LunarDate{2017, 1, 31, false}, LunarDate{2017, -1, -1, true}}) {
    EXPECT_EQ(ToSolar(wrong).status().code(), absl::StatusCode::kInvalidArgument) << TextOf(wrong);
  }
}

TEST(Lunar, OutsideItsYearsItSaysSo) {
  EXPECT_EQ(ToLunar(kFirstLunarDay - 1).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ToLunar(kLastLunarDay + 1).status().code(), absl::StatusCode::kOutOfRange);
  for (const int year : {-5, 0, 1967, 2054, 30000}) {
    EXPECT_EQ(ToSolar({year, 1, 1, false}).status().code(), absl::StatusCode::kOutOfRange) << year;
    EXPECT_EQ(MonthsOf(year).status().code(), absl::StatusCode::kOutOfRange) << year;
  }
}

}  // namespace
}  // namespace letan::calendar
