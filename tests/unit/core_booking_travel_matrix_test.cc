#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "services/core/booking/travel_matrix.h"
#include "tests/support/booking_world.h"

namespace letan::booking {
namespace {

TEST(TravelMatrixTest, IsZeroForTheSameOrAnUnsaidPlace) {
  const TravelMatrix matrix({{"a", "b", kHour}}, 2 * kHour);
  EXPECT_EQ(matrix.Between("a", "a"), 0);
  EXPECT_EQ(matrix.Between("unknown", "unknown"), 0);
  EXPECT_EQ(matrix.Between("", "a"), 0);
  EXPECT_EQ(matrix.Between("a", ""), 0);
  EXPECT_EQ(matrix.Between("", ""), 0);
}

TEST(TravelMatrixTest, TakesAsLongBackUnlessSaidOtherwise) {
  const TravelMatrix matrix({{"a", "b", kHour}, {"b", "c", kHour}, {"c", "b", 2 * kHour}}, kDay);
  EXPECT_EQ(matrix.Between("b", "a"), kHour);
  EXPECT_EQ(matrix.Between("b", "c"), kHour);
  EXPECT_EQ(matrix.Between("c", "b"), 2 * kHour);
}

TEST(TravelMatrixTest, AWayBackThatIsGivenMayBeLongerThanTheMirrored) {
  const TravelMatrix matrix({{"a", "b", kHour}, {"b", "a", 5 * kHour}}, kDay);
  EXPECT_EQ(matrix.Between("b", "a"), 5 * kHour);
}

TEST(TravelMatrixTest, GoesByTheShortestChain) {
  const TravelMatrix matrix({{"a", "c", 9 * kHour}, {"a", "b", kHour}, {"b", "c", 2 * kHour}},
                            kDay);
  EXPECT_EQ(matrix.Between("a", "c"), 3 * kHour);
  EXPECT_EQ(matrix.Between("c", "a"), 3 * kHour);
}

TEST(TravelMatrixTest, TakesTheShortestOfRepeatedEdges) {
  const TravelMatrix matrix({{"a", "b", 3 * kHour}, {"a", "b", kHour}, {"a", "b", 2 * kHour}},
                            kDay);
  EXPECT_EQ(matrix.Between("a", "b"), kHour);
  EXPECT_EQ(matrix.Between("b", "a"), kHour);
}

TEST(TravelMatrixTest, UsesTheDefaultWhereNoChainLeads) {
  const TravelMatrix matrix({{"a", "b", kHour}, {"c", "d", kHour}}, 7 * kMinute);
  EXPECT_EQ(matrix.Between("a", "c"), 7 * kMinute);
  EXPECT_EQ(matrix.Between("a", "unknown"), 7 * kMinute);
  EXPECT_EQ(matrix.Between("unknown", "other"), 7 * kMinute);
}

TEST(TravelMatrixTest, LongestCountsTheDefault) {
  EXPECT_EQ(TravelMatrix().longest(), 0);
  EXPECT_EQ(TravelMatrix({}, kHour).longest(), kHour);
  EXPECT_EQ(TravelMatrix({{"a", "b", 2 * kHour}, {"b", "c", kHour}}, kHour).longest(), 3 * kHour);
  EXPECT_EQ(TravelMatrix({{"a", "b", 2 * kHour}}, 5 * kHour).longest(), 5 * kHour);
}

// The closure by its definition: relax every triple until nothing changes.
using Table = std::map<std::pair<std::string, std::string>, Micros>;

Table Closure(const std::vector<TravelTime>& edges, const std::vector<std::string>& places) {
  Table table;
  const auto shorten = [&](const std::string& from, const std::string& to, Micros duration) {
    const auto [it, inserted] = table.try_emplace({from, to}, duration);
    if (inserted || duration >= it->second) return inserted;
    it->second = duration;
    return true;
  };
  for (const TravelTime& edge : edges) shorten(edge.from, edge.to, edge.duration);
  const Table given = table;
  for (const auto& [pair, duration] : given) {
    if (!given.contains({pair.second, pair.first})) shorten(pair.second, pair.first, duration);
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& a : places) {
      for (const auto& b : places) {
        for (const auto& c : places) {
          const auto first = table.find({a, b});
          const auto second = table.find({b, c});
          if (a == c || first == table.end() || second == table.end()) continue;
          changed |= shorten(a, c, first->second + second->second);
        }
      }
    }
  }
  return table;
}

TEST(TravelMatrixTest, RandomMatricesAreClosedUnderShortestPaths) {
  const std::uint64_t seed = TestSeed(20170208);
  std::mt19937_64 random(seed);
  for (int instance = 0; instance < 2000; ++instance) {
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", instance " << instance);
    std::vector<std::string> places;
    for (std::uint64_t i = 0; i < 2 + random() % 5; ++i) places.push_back(std::to_string(i));
    std::vector<TravelTime> edges;
    for (std::uint64_t i = 0; i < random() % 9; ++i) {
      edges.push_back({places[random() % places.size()], places[random() % places.size()],
                       static_cast<Micros>(random() % 20) * kMinute});
    }
    const Micros missing = static_cast<Micros>(random() % 40) * kMinute;
    const TravelMatrix matrix(edges, missing);
    const Table expected = Closure(edges, places);
    Micros longest = missing;
    for (const auto& a : places) {
      for (const auto& b : places) {
        const auto it = expected.find({a, b});
        const Micros there = it == expected.end() ? missing : it->second;
        ASSERT_EQ(matrix.Between(a, b), a == b ? 0 : there) << a << " to " << b;
        if (a != b) longest = std::max(longest, there);
        for (const auto& c : places) {
          if (!expected.contains({a, b}) || !expected.contains({b, c})) continue;
          ASSERT_LE(matrix.Between(a, c), matrix.Between(a, b) + matrix.Between(b, c));
        }
      }
    }
    ASSERT_EQ(matrix.longest(), longest);
  }
}

TEST(TravelMatrixTest, RandomOneWayEdgesGiveASymmetricMatrix) {
  std::mt19937_64 random(TestSeed(1945));
  for (int instance = 0; instance < 500; ++instance) {
    std::vector<TravelTime> edges;
    for (int a = 0; a < 6; ++a) {
      for (int b = a + 1; b < 6; ++b) {
        if (random() % 2 == 0) continue;
        edges.push_back({std::to_string(a), std::to_string(b),
                         static_cast<Micros>(1 + random() % 90) * kMinute});
      }
    }
    const TravelMatrix matrix(edges, kDay);
    for (int a = 0; a < 6; ++a) {
      for (int b = 0; b < 6; ++b) {
        const std::string from = std::to_string(a);
        const std::string to = std::to_string(b);
        ASSERT_EQ(matrix.Between(from, to), matrix.Between(to, from)) << "instance " << instance;
      }
    }
  }
}

}  // namespace
}  // namespace letan::booking
