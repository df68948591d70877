// Calls that stay under way until the test lets them go.
#ifndef LETAN_TESTS_API_HELD_CALLS_H_
#define LETAN_TESTS_API_HELD_CALLS_H_

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/api/rpc_probe.h"

namespace letan::testing {

// Holds whoever enters until it is opened.
class Door {
 public:
  void Enter() {
    std::unique_lock<std::mutex> lock(mutex_);
    most_inside_ = std::max(most_inside_, ++inside_);
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    --inside_;
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
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int inside_ = 0;
  int most_inside_ = 0;
};

// A service whose handlers wait until the test opens their door.
class Held {
 public:
  Held() {
    probe_.query = [this](auto&, auto&, auto&) {
      reads.Enter();
      return v1::ListBookingsResponse();
    };
    probe_.prepare = [this](auto&, auto&) {
      return call::Apply<v1::BookResponse>([this](storage::WriteTransaction& write) {
        writes.Enter();
        storage::EntityRow row;
        row.kind = "delegation";
        row.version = 1;
        row.name = row.uid = "delegations/" + std::to_string(++rows_);
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

  Door reads;
  Door writes;

 private:
  Probe probe_;
  std::atomic<int> rows_{0};
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

// A write that holds the writer, and `more` behind it.
inline void StartWrites(Held& held, const TestServer& server, Calls& calls, int more) {
  calls.Start(server, kWrite, WriteRequestBytes());
  held.writes.AwaitInside(1);
  for (int i = 0; i < more; ++i) calls.Start(server, kWrite, WriteRequestBytes());
}

}  // namespace letan::testing

#endif  // LETAN_TESTS_API_HELD_CALLS_H_
