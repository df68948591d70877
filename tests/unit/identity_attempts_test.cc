#include <gtest/gtest.h>

#include "services/identity/attempts.h"

namespace letan::services {
namespace {

using booking::kSecond;
using booking::Micros;

TEST(AttemptsTest, TheFirstFailuresCostNothing) {
  Attempts attempts;
  for (int i = 0; i < Attempts::kFree - 1; ++i) {
    attempts.Failed("users/a", 100);
    EXPECT_EQ(attempts.Wait("users/a", 100), 0);
  }
  attempts.Failed("users/a", 100);
  EXPECT_EQ(attempts.Wait("users/a", 100), kSecond);
  EXPECT_EQ(attempts.Wait("users/b", 100), 0);
}

TEST(AttemptsTest, TheWaitDoublesUpToAMinute) {
  Attempts attempts;
  Micros now = 0;
  for (int i = 0; i < Attempts::kFree; ++i) attempts.Failed("users/a", now);
  for (const Micros expected : {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
    EXPECT_EQ(attempts.Wait("users/a", now), expected * kSecond);
    EXPECT_EQ(attempts.Wait("users/a", now + expected * kSecond - 1), 1);
    now += expected * kSecond;
    EXPECT_EQ(attempts.Wait("users/a", now), 0);
    attempts.Failed("users/a", now);
  }
}

TEST(AttemptsTest, SuccessAndTimeForget) {
  Attempts attempts;
  for (int i = 0; i < 10; ++i) attempts.Failed("users/a", 0);
  attempts.Succeeded("users/a");
  EXPECT_EQ(attempts.Wait("users/a", 0), 0);
  for (int i = 0; i < 10; ++i) attempts.Failed("users/a", 0);
  const Micros later = Attempts::kForgottenAfter + 1;
  attempts.Failed("users/a", later);
  EXPECT_EQ(attempts.Wait("users/a", later), 0) << "counted from the beginning again";
}

TEST(AttemptsTest, NamesThatFailedLongestAgoMakeRoom) {
  Attempts attempts;
  for (int i = 0; i < 10; ++i) attempts.Failed("users/first", 0);
  for (int i = 0; i < 10; ++i) attempts.Failed("users/second", 0);
  for (std::size_t i = 0; i + 1 < Attempts::kMostNames; ++i) {
    attempts.Failed("users/" + std::to_string(i), 1);
  }
  EXPECT_EQ(attempts.Wait("users/first", 1), 0);
  EXPECT_GT(attempts.Wait("users/second", 1), 0);
}

}  // namespace
}  // namespace letan::services
