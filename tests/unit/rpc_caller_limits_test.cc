#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "google/rpc/error_details.pb.h"
#include "services/errors/errors.h"
#include "services/rpc/caller_limits.h"

namespace letan::rpc {
namespace {

using Kind = CallerLimits::Kind;
using ::testing::HasSubstr;

constexpr storage::Micros kNow = 1'700'000'000'000'000;

limits::Adjustable Small() {
  limits::Adjustable small;
  small.requests_per_second_per_caller = 10;
  small.request_burst_per_caller = 3;
  small.max_calls_per_caller = 2;
  small.max_watchers_per_caller = 1;
  return small;
}

// "TOO_MANY_CALLS max_calls_per_caller=2 in 200000"; empty for OK.
std::string Refusal(const absl::Status& status) {
  if (status.ok()) return "";
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  google::rpc::ErrorInfo info;
  google::rpc::RetryInfo retry;
  EXPECT_TRUE(errors::GetDetail(status, &info) && errors::GetDetail(status, &retry)) << status;
  const std::int64_t wait =
      retry.retry_delay().seconds() * 1'000'000 + retry.retry_delay().nanos() / 1000;
  const auto& said = info.metadata();
  return info.reason() + " " + said.at("limit") + "=" + said.at("limit_value") + " in " +
         std::to_string(wait);
}

// Of a call that ends at once.
std::string Try(CallerLimits& limits, const std::string& caller, storage::Micros now = kNow) {
  return Refusal(limits.Enter(caller, Kind::kUnary, now).status());
}

TEST(CallerLimitsTest, EachCallerHasItsOwnRate) {
  CallerLimits limits(Small());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Try(limits, "users/a"), "");
  const std::string refused = "TOO_MANY_REQUESTS requests_per_second_per_caller=10 in 100000";
  EXPECT_EQ(Try(limits, "users/a"), refused);
  EXPECT_EQ(Try(limits, "users/b"), "");
  EXPECT_EQ(Try(limits, "users/a"), refused) << "a refusal costs nothing";
  EXPECT_EQ(Try(limits, "users/a", kNow + 99'999),
            "TOO_MANY_REQUESTS requests_per_second_per_caller=10 in 1");
  EXPECT_EQ(Try(limits, "users/a", kNow + 100'000), "");
}

TEST(CallerLimitsTest, TheTextSaysHowLongToWait) {
  CallerLimits limits(Small());
  for (int i = 0; i < 3; ++i) Try(limits, "users/a");
  EXPECT_THAT(limits.Enter("users/a", Kind::kUnary, kNow).status().message(),
              HasSubstr("more than 10 requests a second: try again in 0.100 s"));
  EXPECT_THAT(limits.Enter("users/a", Kind::kUnary, kNow + 99'999).status().message(),
              HasSubstr("in 0.001 s"))
      << "never less than it is";
}

TEST(CallerLimitsTest, ARateOfZeroIsAnyNumber) {
  limits::Adjustable any = Small();
  any.requests_per_second_per_caller = 0;
  CallerLimits limits(any);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(Try(limits, "users/a"), "");
  auto place = limits.Enter("users/a", Kind::kUnary, kNow);
  ASSERT_TRUE(place.ok());
  EXPECT_EQ(Refusal(limits.CountAs(*place, 1000, kNow)), "");
}

TEST(CallerLimitsTest, CallsAndStreamsAreCountedApartWhileTheyLast) {
  CallerLimits limits(Small());
  auto first = limits.Enter("users/a", Kind::kUnary, kNow);
  auto second = limits.Enter("users/a", Kind::kUnary, kNow);
  auto stream = limits.Enter("users/a", Kind::kStream, kNow);
  ASSERT_TRUE(first.ok() && second.ok() && stream.ok());
  const storage::Micros later = kNow + 1'000'000;
  EXPECT_EQ(Try(limits, "users/a", later), "TOO_MANY_CALLS max_calls_per_caller=2 in 200000");
  EXPECT_EQ(Refusal(limits.Enter("users/a", Kind::kStream, later).status()),
            "TOO_MANY_WATCHERS max_watchers_per_caller=1 in 5000000");
  EXPECT_EQ(Try(limits, "users/b", later), "");
  *first = CallerLimits::Place();
  EXPECT_EQ(Try(limits, "users/a", later), "");
  *stream = CallerLimits::Place();
  EXPECT_EQ(Refusal(limits.Enter("users/a", Kind::kStream, later + 1'000'000).status()), "");
}

TEST(CallerLimitsTest, ABatchIsAsManyRequestsAsItHas) {
  CallerLimits limits(Small());
  {
    auto place = limits.Enter("users/a", Kind::kUnary, kNow);
    EXPECT_EQ(Refusal(limits.CountAs(*place, 2, kNow)), "");
  }
  {
    auto place = limits.Enter("users/a", Kind::kUnary, kNow);
    EXPECT_EQ(Refusal(limits.CountAs(*place, 2, kNow)),
              "TOO_MANY_REQUESTS requests_per_second_per_caller=10 in 200000");
  }
  // After as long as was told; and one that is larger than a burst is let in when that is full.
  auto place = limits.Enter("users/a", Kind::kUnary, kNow + 200'000);
  EXPECT_EQ(Refusal(limits.CountAs(*place, 2, kNow + 200'000)), "");
  auto other = limits.Enter("users/b", Kind::kUnary, kNow);
  EXPECT_EQ(Refusal(limits.CountAs(*other, 100, kNow)), "");
  EXPECT_THAT(Try(limits, "users/b"), HasSubstr("TOO_MANY_REQUESTS"));
}

TEST(CallerLimitsTest, WhoRestsIsForgottenAndNobodyElse) {
  CallerLimits limits(Small(), {1, 8});
  auto kept = limits.Enter("users/kept", Kind::kUnary, kNow);
  ASSERT_TRUE(kept.ok());
  for (int i = 0; i < 3; ++i) Try(limits, "users/busy", kNow + 10'000'000);
  for (int i = 0; i < 6; ++i) Try(limits, "users/" + std::to_string(i), kNow);
  EXPECT_EQ(limits.size(), 8U);
  // Their buckets are full again.
  for (int i = 6; i < 9; ++i) Try(limits, "users/" + std::to_string(i), kNow + 10'000'000);
  EXPECT_LE(limits.size(), 5U);
  EXPECT_THAT(Try(limits, "users/busy", kNow + 10'000'000), HasSubstr("TOO_MANY_REQUESTS"));
  auto another = limits.Enter("users/kept", Kind::kUnary, kNow + 10'000'000);
  EXPECT_TRUE(another.ok());
  EXPECT_THAT(Try(limits, "users/kept", kNow + 10'000'000), HasSubstr("TOO_MANY_CALLS"));
}

TEST(CallerLimitsTest, WhereThereIsNoRoomTheOthersShare) {
  CallerLimits limits(Small(), {1, 2});
  Try(limits, "users/a");
  Try(limits, "users/b");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Try(limits, "users/" + std::to_string(i)), "");
  EXPECT_THAT(Try(limits, "users/3"), HasSubstr("TOO_MANY_REQUESTS"));
  EXPECT_EQ(limits.size(), 2U);
  EXPECT_EQ(Try(limits, "users/a"), "") << "has its own still";
}

// Thread sanitizer looks at it too.
TEST(CallerLimitsTest, NoMoreThanItsPlacesAreTakenByManyThreads) {
  limits::Adjustable limited = Small();
  limited.requests_per_second_per_caller = 0;
  CallerLimits limits(limited, {2, 4});
  std::atomic<int> inside[3] = {};
  std::atomic<bool> too_many{false};
  std::vector<std::thread> threads;
  // Four of each caller, for two places.
  for (int thread = 0; thread < 12; ++thread) {
    threads.emplace_back([&, caller = thread % 3] {
      for (int i = 0; i < 2000; ++i) {
        auto place = limits.Enter("users/" + std::to_string(caller), Kind::kUnary, kNow);
        if (!place.ok()) continue;
        if (++inside[caller] > 2) too_many = true;
        std::this_thread::yield();  // or they would hardly meet
        --inside[caller];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_FALSE(too_many);
  for (int caller = 0; caller < 3; ++caller) {
    EXPECT_EQ(Try(limits, "users/" + std::to_string(caller)), "");
  }
}

}  // namespace
}  // namespace letan::rpc
