// Who watches: how many, how long without reading, and how much is kept for them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "tests/api/held_calls.h"
#include "tests/api/limit_rows.h"
#include "tests/support/http_get.h"
#include "tests/support/small_world.h"
#include "tests/support/watch_client.h"

namespace letan::testing {
namespace {

void TooManyWatchers() {
  TestServerOptions options;
  options.limits = {"--max-watchers=1"};
  TestServer server(options);
  WatchClient first(server.channel());
  ASSERT_TRUE(first.Next().has_value());
  const grpc::Status status = WatchClient(server.channel()).Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(status), "TOO_MANY_WATCHERS");
}

// A watch whose reader takes nothing, while more is written than a connection takes unread.
class UnreadWatch {
 public:
  explicit UnreadWatch(const std::string& limit) : server_(WithLimit(limit)), world_(server_) {
    EXPECT_TRUE(watch_.Next().has_value());
    world_.MakeLargeCommits(6);
  }

  bool cut() {
    for (const rpc::MethodCounts& counts : server_.server().metrics().Snapshot()) {
      if (counts.method == "letan.v1.WatchService/Watch" && !counts.ended.empty()) return true;
    }
    return false;
  }
  void Tick() { server_.server().Tick(); }
  grpc::Status Finish() { return watch_.Finish(); }

 private:
  TestServer server_;
  SmallWorld world_;
  WatchClient watch_{NarrowChannel(server_)};
};

void StalledWatcher() {
  UnreadWatch strict("--watcher-stall-seconds=7");
  while (!strict.cut()) strict.Tick();
  const grpc::Status status = strict.Finish();
  EXPECT_EQ(ReasonOf(status), "WATCHER_TOO_SLOW");
  EXPECT_THAT(status.error_message(), ::testing::HasSubstr("for 7 s"));
  UnreadWatch patient("--watcher-stall-seconds=3600");
  for (int i = 0; i < 3000; ++i) patient.Tick();
  EXPECT_FALSE(patient.cut());
}

// A watch on a server whose only thread for reads is taken: it gets what is kept in memory; the log
// it can only wait for.
class BusyServer {
 public:
  explicit BusyServer(const std::vector<std::string>& limits) : server_(OptionsOf(limits)) {
    watch_ = std::make_unique<WatchClient>(server_.channel());
    EXPECT_TRUE(watch_->Next().has_value());
    calls_.Start(server_, kQueryRead, QueryRequest());
    held_.reads.AwaitInside(1);
  }
  ~BusyServer() {
    held_.reads.Open();
    calls_.Succeeded();
  }

  // In one or two batches.
  void WriteFour() {
    StartWrites(held_, server_, calls_, 3);
    while (server_.engine().queued_writes() < 3) std::this_thread::yield();
    held_.writes.Open();
  }
  void ExpectFour() {
    for (int i = 0; i < 4; ++i) EXPECT_THAT(watch_->NextTexts(), ::testing::SizeIs(1));
  }
  void AwaitReadOfTheLog() {
    while (ValueOf(HttpGet(server_.server().metrics_address(), "/metrics"),
                   "letan_executor_queue_length") < 1) {
      std::this_thread::yield();
    }
  }
  void LetReadsThrough() { held_.reads.Open(); }

 private:
  TestServerOptions OptionsOf(const std::vector<std::string>& limits) {
    TestServerOptions options = held_.Options(limits);
    options.limits.push_back("--read-threads=1");
    options.services = {"watch"};
    options.metrics_listen = "127.0.0.1:0";
    return options;
  }

  Held held_;
  TestServer server_;
  Calls calls_;
  std::unique_ptr<WatchClient> watch_;
};

void ExpectToldFromTheLog(const std::string& flag) {
  BusyServer roomy({});
  roomy.WriteFour();
  roomy.ExpectFour();
  BusyServer strict({flag});
  strict.WriteFour();
  strict.AwaitReadOfTheLog();
  strict.LetReadsThrough();
  strict.ExpectFour();
}

void CommitsKept() { ExpectToldFromTheLog("--max-tail-commits=1"); }
void BytesKept() { ExpectToldFromTheLog("--max-tail-bytes=1"); }

}  // namespace

LimitRows WatchRows() {
  return {
      {"max_watchers", TooManyWatchers},
      {"watcher_stall_seconds", StalledWatcher},
      {"max_tail_commits", CommitsKept},
      {"max_tail_bytes", BytesKept},
  };
}

}  // namespace letan::testing
