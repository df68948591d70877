#include <gtest/gtest.h>

#include <deque>
#include <random>

#include "services/core/token_bucket.h"
#include "tests/support/seed.h"

namespace letan {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

TEST(TokenBucketTest, BeginsFullAndFillsAsTimeGoesOn) {
  TokenBucket bucket({10, 3}, 500);
  EXPECT_TRUE(bucket.Full(500));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.Take(1, 500));
  EXPECT_FALSE(bucket.Take(1, 500));
  EXPECT_EQ(bucket.MicrosUntil(1, 500), 100'000);
  EXPECT_FALSE(bucket.Take(1, 500 + 99'999));
  EXPECT_TRUE(bucket.Take(1, 500 + 100'000));
  EXPECT_FALSE(bucket.Full(500 + 399'999));
  EXPECT_TRUE(bucket.Full(500 + 400'000));
}

TEST(TokenBucketTest, TakesAllOrNothing) {
  TokenBucket bucket({1, 5}, 0);
  EXPECT_FALSE(bucket.Take(6, 0));
  EXPECT_TRUE(bucket.Take(3, 0));
  EXPECT_FALSE(bucket.Take(3, 0));
  EXPECT_TRUE(bucket.Take(2, 0));
}

TEST(TokenBucketTest, MoreThanItHoldsIsAwaitedUntilItIsFull) {
  TokenBucket bucket({1, 5}, 0);
  EXPECT_TRUE(bucket.Take(5, 0));
  EXPECT_EQ(bucket.MicrosUntil(100, 0), 5 * kSecond);
}

TEST(TokenBucketTest, NothingIsLostOrGainedWhereTheRateDoesNotDivideASecond) {
  TokenBucket bucket({7, 2}, 0);
  std::int64_t taken = 0;
  for (std::int64_t now = 0; now <= kSecond; ++now) taken += bucket.Take(1, now) ? 1 : 0;
  EXPECT_EQ(taken, 9) << "two at once, seven in the second";
}

TEST(TokenBucketTest, AClockThatIsSetBackNeitherFillsNorBlocks) {
  TokenBucket bucket({10, 1}, 3600 * kSecond);
  EXPECT_TRUE(bucket.Take(1, 3600 * kSecond));
  EXPECT_FALSE(bucket.Take(1, 0));
  EXPECT_EQ(bucket.MicrosUntil(1, 0), 100'000);
  EXPECT_TRUE(bucket.Take(1, 100'000));
}

TEST(TokenBucketTest, TimesALittleOutOfOrderFillOnce) {
  TokenBucket bucket({10, 1}, 0);
  EXPECT_TRUE(bucket.Take(1, 1000));
  EXPECT_FALSE(bucket.Take(1, 900));
  EXPECT_EQ(bucket.MicrosUntil(1, 900), 100'100);
  EXPECT_FALSE(bucket.Take(1, 100'999));
  EXPECT_TRUE(bucket.Take(1, 101'000));
}

TEST(TokenBucketTest, ItsLargestSizesDoNotOverflow) {
  TokenBucket bucket({1'000'000'000, 1'000'000'000}, 0);
  EXPECT_TRUE(bucket.Take(1'000'000'000, 0));
  EXPECT_EQ(bucket.MicrosUntil(1'000'000'000, 0), kSecond);
  const std::int64_t far = std::int64_t{1} << 62;
  EXPECT_TRUE(bucket.Take(1'000'000'000, far));
  EXPECT_FALSE(bucket.Take(1, far));
}

// Between any two takes there lies no more than the burst and what has come in that time; and
// whoever waits as long as told is let in then, and not a microsecond sooner.
TEST(TokenBucketTest, KeepsItsPromiseAtRandomTimes) {
  std::mt19937_64 random(testing::TestSeed());
  const auto up_to = [&random](std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(0, most)(random);
  };
  for (int world = 0; world < 200; ++world) {
    const BucketSize size{1 + up_to(5000), 1 + up_to(50)};
    TokenBucket bucket(size, 0);
    struct Taken {
      std::int64_t at;
      std::int64_t tokens;
    };
    std::deque<Taken> taken;
    std::int64_t now = 0;
    for (int step = 0; step < 200; ++step) {
      now += up_to(3 * kSecond / size.per_second);
      const std::int64_t tokens = 1 + up_to(std::min<std::int64_t>(size.most, 4) - 1);
      if (!bucket.Take(tokens, now)) {
        const std::int64_t wait = bucket.MicrosUntil(tokens, now);
        ASSERT_GT(wait, 0);
        TokenBucket sooner = bucket;
        ASSERT_FALSE(sooner.Take(tokens, now + wait - 1));
        now += wait;
        ASSERT_TRUE(bucket.Take(tokens, now)) << "at the time that was told";
      }
      taken.push_back({now, tokens});
      std::int64_t sum = 0;
      for (auto from = taken.rbegin(); from != taken.rend(); ++from) {
        sum += from->tokens;
        ASSERT_LE((sum - size.most) * kSecond, (now - from->at) * size.per_second);
      }
    }
  }
}

}  // namespace
}  // namespace letan
