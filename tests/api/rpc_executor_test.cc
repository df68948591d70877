// The bounded pool, and identifiers.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "services/rpc/executor.h"
#include "services/rpc/id_source.h"

namespace letan::rpc {
namespace {

TEST(ExecutorTest, RefusesWhatDoesNotFitAtOnce) {
  Executor executor({.threads = 1, .max_queued = 2});
  std::promise<void> started;
  std::promise<void> release;
  ASSERT_TRUE(executor.TrySubmit([&] {
    started.set_value();
    release.get_future().wait();
  }));
  started.get_future().wait();  // it runs, so it does not count as queued
  std::atomic<int> ran{0};
  EXPECT_FALSE(executor.Full());
  EXPECT_TRUE(executor.TrySubmit([&] { ++ran; }));
  EXPECT_TRUE(executor.TrySubmit([&] { ++ran; }));
  EXPECT_TRUE(executor.Full());
  EXPECT_FALSE(executor.TrySubmit([&] { ran += 100; }));
  release.set_value();
  executor.Drain();
  EXPECT_EQ(ran.load(), 2);
}

TEST(ExecutorTest, DrainRunsWhatIsQueuedAndRefusesTheRest) {
  std::atomic<int> ran{0};
  Executor executor({.threads = 3, .max_queued = 1000});
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(executor.TrySubmit([&] { ++ran; }));
  executor.Drain();
  EXPECT_EQ(ran.load(), 500);
  EXPECT_FALSE(executor.TrySubmit([&] { ++ran; }));
  executor.Drain();
  EXPECT_EQ(ran.load(), 500);
}

TEST(ExecutorTest, JobsOfManyThreadsRunOnceEach) {
  std::atomic<int> ran{0};
  std::atomic<int> accepted{0};
  {
    Executor executor({.threads = 4, .max_queued = 64});
    std::vector<std::thread> callers;
    for (int i = 0; i < 4; ++i) {
      callers.emplace_back([&] {
        for (int job = 0; job < 2000; ++job) accepted += executor.TrySubmit([&] { ++ran; });
      });
    }
    for (std::thread& caller : callers) caller.join();
  }
  EXPECT_EQ(ran.load(), accepted.load());
  EXPECT_GT(accepted.load(), 0);
}

constexpr booking::Micros kMillis = 1000;

TEST(IdSourceTest, IdsAreUuidsOfVersionSevenWithTheirTime) {
  // 2022-02-22T19:22:22.000Z, the example of RFC 9562.
  IdSource ids([] { return booking::Micros{0x017F22E279B0} * kMillis; });
  const std::string id = ids.Next();
  ASSERT_EQ(id.size(), 36u);
  EXPECT_EQ(id.substr(0, 15), "017f22e2-79b0-7");
  for (const std::size_t dash : {8, 13, 18, 23}) EXPECT_EQ(id[dash], '-');
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef-"), std::string::npos);
}

TEST(IdSourceTest, AscendEvenWhenTheClockStandsOrGoesBack) {
  booking::Micros now = 1'000'000 * kMillis;
  IdSource ids([&now] { return now; });
  std::string last = ids.Next();
  for (int i = 0; i < 20'000; ++i) {
    if (i == 10'000) now -= 500'000 * kMillis;
    if (i == 15'000) now += 900'000 * kMillis;
    const std::string next = ids.Next();
    ASSERT_LT(last, next) << i;
    last = next;
  }
}

TEST(IdSourceTest, AreUniqueAcrossThreads) {
  IdSource ids([] { return booking::Micros{5'000'000}; });
  std::vector<std::vector<std::string>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5000; ++i) mine.push_back(ids.Next());
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& mine : made) {
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(all.size(), 20'000u);
}

}  // namespace
}  // namespace letan::rpc
