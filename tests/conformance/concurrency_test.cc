// Many threads, one truth.
#include <future>
#include <thread>

#include "tests/conformance/fixture.h"

namespace letan::storage::conformance {
namespace {

class Concurrency : public ConformanceTest {
 protected:
  // A write that does not end before `gate` opens; `entered` tells that it has begun.
  void Block(std::promise<void>& entered, std::shared_future<void> gate) {
    WriteRequest request;
    request.viewer = Viewer::Administrator();
    request.method = "test.Block";
    request.body = [&entered, gate](WriteTransaction&) -> absl::StatusOr<std::string> {
      entered.set_value();
      gate.wait();
      return std::string();
    };
    engine().Submit(std::move(request), [](WriteResult) {});
  }
  WriteRequest Small(const std::string& id) {
    WriteRequest request;
    request.viewer = Viewer::Administrator();
    request.method = "test.Small";
    request.body = [id](WriteTransaction& write) -> absl::StatusOr<std::string> {
      const absl::Status status = write.InsertEntity(Entity("place", id, write.now()));
      if (!status.ok()) return status;
      return id;
    };
    return request;
  }

  const ResourceRow room_ = Resource("room");
};
LETAN_FOR_EVERY_ENGINE(Concurrency);

TEST_P(Concurrency, OfManyWhoWantTheSameExactlyOneWins) {
  Put(room_);
  constexpr int kThreads = 16;
  constexpr int kRounds = 10;
  std::atomic<int> won{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int round = 0; round < kRounds; ++round) {
        const std::string id = std::to_string(t) + "-" + std::to_string(round);
        const Booked booked = Apply(Change({MakeLeg(id, room_, {At(round, 8), At(round, 9)})},
                                           "delegations/" + std::to_string(t)));
        if (booked.fits()) {
          ++won;
        } else if (booked.code() == StatusCode::kFailedPrecondition &&
                   RulesOf(booked.verdict) == "OVERLAP") {
          ++refused;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(won, kRounds);
  EXPECT_EQ(refused, kThreads * kRounds - kRounds);
  EXPECT_EQ(BookingsOf(room_).size(), static_cast<std::size_t>(kRounds));
}

TEST_P(Concurrency, EveryAcknowledgedWriteIsThereAtItsOwnRevision) {
  constexpr int kThreads = 8;
  constexpr int kWrites = 40;
  std::mutex mutex;
  std::set<Revision> revisions;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kWrites; ++i) {
        const std::string id = std::to_string(t) + "-" + std::to_string(i);
        const WriteResult result = WriteAndWait(engine(), Small(id));
        ASSERT_EQ(result.outcome, WriteOutcome::kCommitted) << result.status;
        EXPECT_TRUE(Read()->FindEntity("places/" + id)->has_value());
        const std::lock_guard<std::mutex> lock(mutex);
        revisions.insert(result.revision);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(revisions.size(), static_cast<std::size_t>(kThreads * kWrites));
  EXPECT_EQ(*revisions.rbegin() - *revisions.begin() + 1, kThreads * kWrites);
}

TEST_P(Concurrency, ARefusalInABatchDoesNotTouchItsNeighbours) {
  Put(room_);
  std::atomic<int> committed{0};
  std::atomic<int> rejected{0};
  constexpr int kWrites = 200;
  for (int i = 0; i < kWrites; ++i) {
    WriteRequest request = Small(std::to_string(i));
    if (i % 3 == 0) {
      request.body = [i](WriteTransaction& write) -> absl::StatusOr<std::string> {
        const absl::Status status =
            write.InsertEntity(Entity("place", std::to_string(i), write.now()));
        if (!status.ok()) return status;
        return absl::FailedPreconditionError("no");
      };
    }
    engine().Submit(std::move(request), [&](WriteResult result) {
      ++(result.outcome == WriteOutcome::kCommitted ? committed : rejected);
    });
  }
  WriteAndWait(engine(), Small("last"));
  EntityQuery query;
  query.kind = "place";
  query.limit = 1000;
  const std::size_t kept = kWrites - (kWrites + 2) / 3;
  EXPECT_EQ(Read()->ListEntities(query)->size(), kept + 1);
  harness().Close();
  EXPECT_EQ(committed, static_cast<int>(kept));
  EXPECT_EQ(rejected, kWrites - static_cast<int>(kept));
  harness().Open();
}

TEST_P(Concurrency, ReadersSeeWholeWritesOnly) {
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (int i = 0; i < 60; ++i) {
      const std::string id = std::to_string(i);
      Do([&](WriteTransaction& write) {
        absl::Status status = write.InsertEntity(Entity("place", id, write.now()));
        if (status.ok()) status = write.InsertEntity(Entity("agency", id, write.now()));
        return status;
      });
    }
    stop = true;
  });
  EntityQuery places;
  places.kind = "place";
  places.limit = 1000;
  EntityQuery agencies = places;
  agencies.kind = "agency";
  Revision last = 0;
  while (!stop) {
    const auto read = Read();
    EXPECT_GE(read->revision(), last);
    last = read->revision();
    EXPECT_EQ(read->ListEntities(places)->size(), read->ListEntities(agencies)->size());
  }
  writer.join();
}

class QueuedWrites : public Concurrency {};
LETAN_FOR_ENGINES_WITH(queues, QueuedWrites);

TEST_P(QueuedWrites, AFullQueueIsRefusedAtOnce) {
  harness().Close();
  harness().Open([](EngineOptions& options) { options.max_queued_writes = 3; });
  std::promise<void> entered;
  std::promise<void> gate;
  Block(entered, gate.get_future().share());
  entered.get_future().wait();
  std::promise<void> all_finished;
  int finished = 0;  // counted on the engine's thread alone
  int refused = 0;
  for (int i = 0; i < 10; ++i) {
    bool inside = true;
    engine().Submit(Small(std::to_string(i)), [&, i](WriteResult result) {
      if (i >= 3) {
        EXPECT_TRUE(inside) << "a full queue is answered inside Submit";
        EXPECT_EQ(result.outcome, WriteOutcome::kRejected);
        EXPECT_EQ(result.status.code(), StatusCode::kResourceExhausted);
        ++refused;
      } else {
        EXPECT_EQ(result.outcome, WriteOutcome::kCommitted) << result.status;
        if (++finished == 3) all_finished.set_value();
      }
    });
    inside = false;
  }
  EXPECT_EQ(refused, 7);
  EXPECT_EQ(engine().queued_writes(), 3);
  gate.set_value();
  all_finished.get_future().wait();
  EXPECT_EQ(engine().queued_writes(), 0);
  EXPECT_EQ(WriteAndWait(engine(), Small("room again")).outcome, WriteOutcome::kCommitted);
}

TEST_P(QueuedWrites, ClosingFinishesEveryCallOnce) {
  std::promise<void> entered;
  std::promise<void> gate;
  Block(entered, gate.get_future().share());
  entered.get_future().wait();
  constexpr int kWrites = 20;
  std::vector<std::atomic<int>> calls(kWrites);
  std::atomic<int> committed{0};
  for (int i = 0; i < kWrites; ++i) {
    engine().Submit(Small(std::to_string(i)), [&, i](WriteResult result) {
      ++calls[i];
      if (result.outcome == WriteOutcome::kCommitted) {
        ++committed;
      } else {
        EXPECT_EQ(result.outcome, WriteOutcome::kRejected);
        EXPECT_EQ(result.status.code(), StatusCode::kUnavailable);
      }
    });
  }
  std::thread closer([&] { harness().Close(); });
  gate.set_value();
  closer.join();
  for (const std::atomic<int>& count : calls) EXPECT_EQ(count, 1);
  harness().Open();
  EntityQuery query;
  query.kind = "place";
  EXPECT_EQ(Read()->ListEntities(query)->size(), static_cast<std::size_t>(committed));
}

}  // namespace
}  // namespace letan::storage::conformance
