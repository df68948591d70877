// Deadlines, cancelled calls, and queues that are full.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "services/core/limits.h"
#include "services/rpc/deadline.h"
#include "tests/api/rpc_probe.h"

namespace letan::testing {
namespace {

using std::chrono::system_clock;

TEST(DeadlineTest, ThirtySecondsWhereNoneIsGivenAndNeverMoreThanThreeHundred) {
  const auto now = system_clock::time_point(std::chrono::hours(24));
  EXPECT_EQ(rpc::EffectiveDeadline(system_clock::time_point::max(), now, limits::kDefaults),
            now + std::chrono::seconds(30));
  EXPECT_EQ(rpc::EffectiveDeadline(now + std::chrono::seconds(10), now, limits::kDefaults),
            now + std::chrono::seconds(10));
  EXPECT_EQ(rpc::EffectiveDeadline(now + std::chrono::seconds(299), now, limits::kDefaults),
            now + std::chrono::seconds(299));
  EXPECT_EQ(rpc::EffectiveDeadline(now + std::chrono::hours(2), now, limits::kDefaults),
            now + std::chrono::seconds(300));
}

// One thread for queries, and the first query holds it until it is let go.
class QueueTest : public ::testing::Test {
 protected:
  QueueTest() {
    probe_.query = [this](auto&, auto&, auto&) {
      if (calls_++ == 0) {
        started_.set_value();
        release_.get_future().wait();
      }
      return v1::ListBookingsResponse();
    };
  }

  // `queued`: places behind the one that runs.
  std::unique_ptr<TestServer> Serve(int queued) {
    TestServerOptions options = probe_.Options();
    options.limits = {"--read-threads=1", "--max-queued-reads=" + std::to_string(queued)};
    options.authenticate = [this](const grpc::CallbackServerContext& context) {
      last_context_.store(&context);
      return storage::Viewer::Administrator("anonymous");
    };
    return std::make_unique<TestServer>(options);
  }

  std::future<RawAnswer> HoldTheThread(TestServer& server) {
    auto held = CallLater(server.channel(), kQueryRead, QueryRequest());
    started_.get_future().wait();
    return held;
  }

  // Until the server has taken up another call and knows that it is not wanted any more.
  void AwaitCancelled(const grpc::CallbackServerContext* held) {
    const grpc::CallbackServerContext* context;
    while ((context = last_context_.load()) == held) std::this_thread::yield();
    while (!context->IsCancelled()) std::this_thread::yield();
  }

  Probe probe_;
  std::atomic<int> calls_{0};
  std::promise<void> started_;
  std::promise<void> release_;
  std::atomic<const grpc::CallbackServerContext*> last_context_{nullptr};
};

TEST_F(QueueTest, AFullQueueRefusesAtOnce) {
  auto server = Serve(2);
  auto held = HoldTheThread(*server);
  // Two of five find a place; the others are answered although nothing moves.
  std::atomic<int> refused{0};
  std::promise<void> three_refused;
  std::vector<std::future<void>> callers;
  std::atomic<int> answered{0};
  for (int i = 0; i < 5; ++i) {
    callers.push_back(std::async(std::launch::async, [&] {
      const RawAnswer answer = RawCall(server->channel(), kQueryRead, QueryRequest());
      if (answer.status.ok()) {
        ++answered;
        return;
      }
      EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
      EXPECT_EQ(ReasonOf(answer.status), "OVERLOADED");
      google::rpc::RetryInfo retry;
      EXPECT_TRUE(DetailOf(answer.status, &retry));
      EXPECT_FALSE(answer.revision.empty());
      if (++refused == 3) three_refused.set_value();
    }));
  }
  three_refused.get_future().wait();
  // Cheap reads do not stand in that queue.
  EXPECT_TRUE(RawCall(server->channel(), kPointRead, PointRequest()).status.ok());
  release_.set_value();
  for (auto& caller : callers) caller.get();
  EXPECT_TRUE(held.get().status.ok());
  EXPECT_EQ(answered.load(), 2);
  EXPECT_EQ(calls_.load(), 3);
}

TEST_F(QueueTest, ACallWhoseDeadlinePassedInTheQueueIsNotHandled) {
  auto server = Serve(10);
  auto held = HoldTheThread(*server);
  const auto* held_context = last_context_.load();
  grpc::ClientContext context;
  context.set_deadline(system_clock::now() + std::chrono::milliseconds(100));
  auto late = CallLater(server->channel(), kQueryRead, QueryRequest(), &context);
  AwaitCancelled(held_context);
  EXPECT_EQ(late.get().status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  release_.set_value();
  EXPECT_TRUE(held.get().status.ok());
  EXPECT_TRUE(RawCall(server->channel(), kQueryRead, QueryRequest()).status.ok());
  EXPECT_EQ(calls_.load(), 2);  // the held one and the last
}

TEST_F(QueueTest, ACancelledCallIsNotHandled) {
  auto server = Serve(10);
  auto held = HoldTheThread(*server);
  const auto* held_context = last_context_.load();
  grpc::ClientContext context;
  auto gone = CallLater(server->channel(), kQueryRead, QueryRequest(), &context);
  while (last_context_.load() == held_context) std::this_thread::yield();
  context.TryCancel();
  AwaitCancelled(held_context);
  EXPECT_EQ(gone.get().status.error_code(), grpc::StatusCode::CANCELLED);
  release_.set_value();
  EXPECT_TRUE(held.get().status.ok());
  server->Stop();  // waits for every call: a reactor that never finishes would hang here
  EXPECT_EQ(calls_.load(), 1);
}

TEST_F(QueueTest, ACancelledWriteCommitsAndTheServerGoesOn) {
  std::promise<void> in_body;
  std::promise<void> let_commit;
  std::atomic<int> bodies{0};
  probe_.prepare = [&](auto&, auto&) {
    return call::Apply<v1::BookResponse>([&](storage::WriteTransaction&) {
      if (bodies++ == 0) {
        in_body.set_value();
        let_commit.get_future().wait();
      }
      return v1::BookResponse();
    });
  };
  auto server = Serve(1);
  grpc::ClientContext context;
  auto write = CallLater(server->channel(), kWrite, WriteRequestBytes("id-1"), &context);
  in_body.get_future().wait();
  context.TryCancel();
  EXPECT_EQ(write.get().status.error_code(), grpc::StatusCode::CANCELLED);
  let_commit.set_value();
  // The same request again is a replay: its body does not run a second time.
  EXPECT_TRUE(RawCall(server->channel(), kWrite, WriteRequestBytes("id-1")).status.ok());
  EXPECT_EQ(bodies.load(), 1);
  release_.set_value();
}

}  // namespace
}  // namespace letan::testing
