// The flags that bound something, in a running server: what each refuses, with which details, and
// that it tells of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <numeric>
#include <thread>

#include "letan/v1/admin_service.grpc.pb.h"
#include "services/server/flags.h"
#include "tests/api/rpc_probe.h"

namespace letan::testing {
namespace {

// A service whose handlers wait in a room until the test opens its door.
class Held {
 public:
  Held() {
    probe_.query = [this](auto&, auto&, auto&) {
      Enter();
      return v1::ListBookingsResponse();
    };
    probe_.prepare = [this](auto&, auto&) {
      return call::Apply<v1::BookResponse>([this](storage::WriteTransaction& write) {
        Enter();
        storage::EntityRow row;
        row.kind = "delegation";
        row.version = 1;
        {
          const std::lock_guard<std::mutex> lock(mutex_);
          row.name = row.uid = "delegations/" + std::to_string(++rows_);
        }
        return write.InsertEntity(row).ok() ? absl::StatusOr<v1::BookResponse>(v1::BookResponse())
                                            : absl::AbortedError("not stored");
      });
    };
  }

  TestServerOptions Options(const std::vector<std::string>& limits) {
    TestServerOptions options = probe_.Options();
    options.limits = limits;
    return options;
  }

  void AwaitInside(int handlers) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return inside_ >= handlers; });
  }
  void Open() {
    const std::lock_guard<std::mutex> lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  int most_inside() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return most_inside_;
  }

 private:
  void Enter() {
    std::unique_lock<std::mutex> lock(mutex_);
    most_inside_ = std::max(most_inside_, ++inside_);
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    --inside_;
  }

  Probe probe_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int inside_ = 0;
  int most_inside_ = 0;
  int rows_ = 0;
};

// Calls, each on a thread of its own, that say how they ended.
class Calls {
 public:
  void Start(const TestServer& server, const std::string& path, const std::string& bytes) {
    threads_.emplace_back([this, channel = server.channel(), path, bytes] {
      const RawAnswer answer = RawCall(channel, path, bytes);
      const std::lock_guard<std::mutex> lock(mutex_);
      ended_.push_back(answer.status);
      changed_.notify_all();
    });
  }
  // The first that ended, waiting for it.
  grpc::Status First() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return !ended_.empty(); });
    return ended_.front();
  }
  // How many ended well, when all have ended.
  int Succeeded() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    return static_cast<int>(std::count_if(ended_.begin(), ended_.end(),
                                          [](const grpc::Status& status) { return status.ok(); }));
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<grpc::Status> ended_;
  std::vector<std::thread> threads_;
};

void ExpectRefusal(const grpc::Status& status, const std::string& limit) {
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(status), "OVERLOADED");
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(DetailOf(status, &info));
  EXPECT_EQ(info.metadata().at("limit"), limit);
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(DetailOf(status, &retry));
  EXPECT_GT(retry.retry_delay().nanos(), 0);
}

// Two are handled, one waits, the fourth is refused: as many as both flags say together.
void ReadsBeyondThreadsAndQueue() {
  Held held;
  TestServer server(held.Options({"--read-threads=2", "--max-queued-reads=1"}));
  Calls calls;
  for (int i = 1; i <= 2; ++i) {
    calls.Start(server, kQueryRead, QueryRequest());
    held.AwaitInside(i);  // else the next might find this one in the queue's only place
  }
  for (int i = 0; i < 2; ++i) calls.Start(server, kQueryRead, QueryRequest());
  ExpectRefusal(calls.First(), "max_queued_reads");
  EXPECT_TRUE(RawCall(server.channel(), kPointRead, PointRequest()).status.ok()) << "no queue";
  held.Open();
  EXPECT_EQ(calls.Succeeded(), 3);
  EXPECT_EQ(held.most_inside(), 2);
}

void WritesBeyondTheQueue() {
  Held held;
  TestServer server(held.Options({"--max-queued-writes=2"}));
  Calls calls;
  calls.Start(server, kWrite, WriteRequestBytes());
  held.AwaitInside(1);
  for (int i = 0; i < 3; ++i) calls.Start(server, kWrite, WriteRequestBytes());
  ExpectRefusal(calls.First(), "max_queued_writes");
  held.Open();
  EXPECT_EQ(calls.Succeeded(), 3);
}

// It refuses nothing: what does not fit is in the next transaction.
void WritesBeyondABatch() {
  Held held;
  TestServer server(held.Options({"--max-batch=1"}));
  Calls calls;
  calls.Start(server, kWrite, WriteRequestBytes());
  held.AwaitInside(1);
  for (int i = 0; i < 5; ++i) calls.Start(server, kWrite, WriteRequestBytes());
  while (server.engine().queued_writes() < 5) std::this_thread::yield();
  held.Open();
  EXPECT_EQ(calls.Succeeded(), 6);
  const HistogramCounts sizes = server.engine().Stats().batch_sizes;
  EXPECT_EQ(sizes.sum, 6);
  EXPECT_EQ(std::accumulate(sizes.counts.begin(), sizes.counts.end(), std::int64_t{0}), 6);
}

// For each flag, what a server does that has it.
const std::map<std::string, void (*)()>& Rows() {
  static const std::map<std::string, void (*)()> rows{
      {"--read-threads", ReadsBeyondThreadsAndQueue},
      {"--max-queued-reads", ReadsBeyondThreadsAndQueue},
      {"--max-queued-writes", WritesBeyondTheQueue},
      {"--max-batch", WritesBeyondABatch},
  };
  return rows;
}

class ServerLimitsTest : public ::testing::TestWithParam<std::string> {};

TEST_P(ServerLimitsTest, HoldsInARunningServer) {
  const auto row = Rows().find(GetParam());
  ASSERT_NE(row, Rows().end()) << "a flag that nothing here tries";
  row->second();
}

// Of the server, not of limits.h.
TEST_P(ServerLimitsTest, IsToldAsItWasSet) {
  TestServerOptions options;
  options.limits = {GetParam() + "=3"};
  TestServer server(options);
  const auto admin = v1::AdminService::NewStub(server.channel());
  const auto info =
      Call(*admin, &v1::AdminService::Stub::GetServerInfo, v1::GetServerInfoRequest());
  ASSERT_TRUE(info.ok()) << info.message();
  std::string name = GetParam().substr(2);
  std::replace(name.begin(), name.end(), '-', '_');
  const auto& limits = info.response.limits();
  const auto told = std::find_if(limits.begin(), limits.end(),
                                 [&](const auto& limit) { return limit.name() == name; });
  ASSERT_NE(told, limits.end()) << name;
  EXPECT_EQ(told->value(), 3);
}

std::string NameOfFlag(const ::testing::TestParamInfo<std::string>& flag) {
  std::string name;
  for (const char c : flag.param) {
    if (c != '-') name += c;
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Flags, ServerLimitsTest, ::testing::ValuesIn(server::LimitFlags()),
                         NameOfFlag);

}  // namespace
}  // namespace letan::testing
