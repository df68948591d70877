// What waits, and how long.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <numeric>
#include <thread>

#include "tests/api/held_calls.h"
#include "tests/api/limit_rows.h"

namespace letan::testing {
namespace {

using std::chrono::system_clock;

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
    held.reads.AwaitInside(i);  // else the next might find this one in the queue's only place
  }
  for (int i = 0; i < 2; ++i) calls.Start(server, kQueryRead, QueryRequest());
  ExpectRefusal(calls.First(), "max_queued_reads");
  EXPECT_TRUE(RawCall(server.channel(), kPointRead, PointRequest()).status.ok()) << "no queue";
  held.reads.Open();
  EXPECT_EQ(calls.Succeeded(), 3);
  EXPECT_EQ(held.reads.most_inside(), 2);
}

void WritesBeyondTheQueue() {
  Held held;
  TestServer server(held.Options({"--max-queued-writes=2"}));
  Calls calls;
  StartWrites(held, server, calls, 3);
  ExpectRefusal(calls.First(), "max_queued_writes");
  held.writes.Open();
  EXPECT_EQ(calls.Succeeded(), 3);
}

// It refuses nothing: what does not fit is in the next transaction.
void WritesBeyondABatch() {
  Held held;
  TestServer server(held.Options({"--max-batch=1"}));
  Calls calls;
  StartWrites(held, server, calls, 5);
  while (server.engine().queued_writes() < 5) std::this_thread::yield();
  held.writes.Open();
  EXPECT_EQ(calls.Succeeded(), 6);
  const HistogramCounts sizes = server.engine().Stats().batch_sizes;
  EXPECT_EQ(sizes.sum, 6);
  EXPECT_EQ(std::accumulate(sizes.counts.begin(), sizes.counts.end(), std::int64_t{0}), 6);
}

// On a connection of its own: one whose headers were too large may be closed under the next call.
grpc::Status WithHeader(TestServer& server, std::size_t bytes) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto channel =
      grpc::CreateCustomChannel(server.address(), grpc::InsecureChannelCredentials(), arguments);
  grpc::ClientContext context;
  context.AddMetadata("note", std::string(bytes, 'x'));
  return RawCall(channel, kPointRead, PointRequest(), &context).status;
}

void LargeHeaders() {
  Probe probe;
  TestServerOptions options = probe.Options();
  options.limits = {"--max-metadata-bytes=2048"};
  TestServer server(options);
  EXPECT_EQ(WithHeader(server, 4096).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  const grpc::Status small = WithHeader(server, 1024);
  EXPECT_TRUE(small.ok()) << small.error_code() << " " << small.error_message();
  TestServer other(probe.Options());
  EXPECT_TRUE(WithHeader(other, 4096).ok());
}

// How long a handler is given that is called with this deadline; none: time_point::max().
std::chrono::seconds GivenTime(const std::string& flag, system_clock::time_point asked) {
  Probe probe;
  std::chrono::seconds given{0};
  probe.point = [&](const call::CallContext& context, auto&, auto&) {
    given = std::chrono::round<std::chrono::seconds>(context.deadline - system_clock::now());
    return v1::Booking();
  };
  TestServerOptions options = probe.Options();
  options.limits = {flag};
  TestServer server(options);
  grpc::ClientContext context;
  context.set_deadline(asked);
  EXPECT_TRUE(RawCall(server.channel(), kPointRead, PointRequest(), &context).status.ok());
  return given;
}

// Far from what they are by default, so that a slow machine does not matter.
void NoDeadline() {
  const auto given = GivenTime("--default-deadline-seconds=200", system_clock::time_point::max());
  EXPECT_GT(given, std::chrono::seconds(100));
  EXPECT_LE(given, std::chrono::seconds(200));
}

void FarDeadline() {
  const auto far = system_clock::now() + std::chrono::hours(2);
  const auto given = GivenTime("--max-deadline-seconds=3000", far);
  EXPECT_GT(given, std::chrono::seconds(2000));
  EXPECT_LE(given, std::chrono::seconds(3000));
}

}  // namespace

LimitRows QueueRows() {
  return {
      {"read_threads", ReadsBeyondThreadsAndQueue},
      {"max_queued_reads", ReadsBeyondThreadsAndQueue},
      {"max_queued_writes", WritesBeyondTheQueue},
      {"max_batch", WritesBeyondABatch},
      {"max_metadata_bytes", LargeHeaders},
      {"default_deadline_seconds", NoDeadline},
      {"max_deadline_seconds", FarDeadline},
  };
}

}  // namespace letan::testing
