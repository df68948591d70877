#include "tests/bench/watch_delivery.h"

#include <absl/strings/numbers.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>

#include "letan/v1/booking_service.grpc.pb.h"
#include "letan/v1/watch_service.grpc.pb.h"
#include "tests/bench/calls.h"
#include "tests/bench/series.h"
#include "tests/bench/workload.h"

namespace letan::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kWatchChannels = 4;
constexpr int kWriters = 8;
constexpr int kBookedBefore = 1000;
constexpr std::chrono::seconds kPatience{20};  // for the last deliveries

std::uint32_t MicrosSince(SteadyClock::time_point then) {
  return static_cast<std::uint32_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - then).count());
}

// When each booking is due. Its number is its owner_label, by which watchers know it.
struct Timetable {
  SteadyClock::time_point begin;
  std::chrono::nanoseconds step{0};
  int count = 0;

  SteadyClock::time_point Due(int number) const { return begin + number * step; }
};

// One watch, read on the thread of the queue that it belongs to.
class Watcher {
 public:
  Watcher(const std::shared_ptr<grpc::Channel>& channel, grpc::CompletionQueue* queue,
          const Timetable& timetable)
      : stub_(v1::WatchService::NewStub(channel)),
        timetable_(timetable),
        seen_(static_cast<std::size_t>(timetable.count), false) {
    v1::WatchRequest request;
    request.add_kinds("booking");
    reader_ = stub_->PrepareAsyncWatch(&context_, request, queue);
    reader_->StartCall(this);
  }

  // After StartCall or a read has ended. False when the stream is over.
  bool Proceed(bool ok) {
    if (!ok) return false;
    if (started_) Take();
    started_ = true;
    response_.Clear();
    reader_->Read(&response_, this);
    return true;
  }
  void Cancel() { context_.TryCancel(); }

  bool watches() const { return watches_; }
  int delivered() const { return delivered_; }
  std::int64_t wrong() const { return wrong_; }
  std::vector<std::uint32_t>& micros() { return micros_; }

 private:
  void Take() {
    watches_ = true;  // the first message says where it begins
    for (const auto& commit : response_.commits()) {
      for (const auto& change : commit.changes()) Count(change);
    }
  }

  void Count(const v1::WatchResponse::Change& change) {
    v1::Booking booking;
    int number = 0;
    if (!change.entity().UnpackTo(&booking) || !absl::SimpleAtoi(booking.owner_label(), &number) ||
        number >= timetable_.count) {
      return;
    }
    const auto place = static_cast<std::size_t>(number);
    if (seen_[place]) {
      ++wrong_;
      return;
    }
    seen_[place] = true;
    micros_.push_back(MicrosSince(timetable_.Due(number)));
    ++delivered_;
  }

  std::unique_ptr<v1::WatchService::Stub> stub_;
  const Timetable& timetable_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientAsyncReader<v1::WatchResponse>> reader_;
  v1::WatchResponse response_;
  bool started_ = false;
  std::vector<bool> seen_;
  std::vector<std::uint32_t> micros_;
  std::int64_t wrong_ = 0;
  std::atomic<bool> watches_{false};
  std::atomic<int> delivered_{0};
};

// All watchers, on one thread.
class Audience {
 public:
  Audience(const std::vector<std::shared_ptr<grpc::Channel>>& channels, int count,
           const Timetable& timetable)
      : timetable_(timetable) {
    for (int i = 0; i < count; ++i) {
      watchers_.push_back(std::make_unique<Watcher>(
          channels[static_cast<std::size_t>(i) % channels.size()], &queue_, timetable));
    }
    thread_ = std::thread([this] { Run(); });
  }
  ~Audience() { End(); }

  // Waits until `done` holds of each watcher. False if it takes too long.
  template <class Condition>
  bool Await(const Condition& done) {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] {
      return std::all_of(watchers_.begin(), watchers_.end(),
                         [&](const auto& watcher) { return done(*watcher); });
    });
  }

  void End() {
    if (!thread_.joinable()) return;
    for (const auto& watcher : watchers_) watcher->Cancel();
    thread_.join();
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }
  const std::vector<std::unique_ptr<Watcher>>& watchers() const { return watchers_; }

 private:
  void Run() {
    void* tag = nullptr;
    bool ok = false;
    for (std::size_t open = watchers_.size(); open > 0 && queue_.Next(&tag, &ok);) {
      auto* watcher = static_cast<Watcher*>(tag);
      if (!watcher->Proceed(ok)) --open;
      const int delivered = watcher->delivered();
      if (delivered > 0 && delivered < timetable_.count) continue;
      const std::lock_guard<std::mutex> lock(mutex_);
      changed_.notify_all();  // it has begun, or has everything
    }
  }

  const Timetable& timetable_;
  std::mutex mutex_;
  std::condition_variable changed_;
  grpc::CompletionQueue queue_;
  std::vector<std::unique_ptr<Watcher>> watchers_;
  std::thread thread_;
};

struct Written {
  std::vector<std::uint32_t> micros;
  std::int64_t failed = 0;
};

// Every kWriters-th booking of the timetable, each when it is due.
Written WriteOnTime(const std::shared_ptr<grpc::Channel>& channel, Workload& workload,
                    const Timetable& timetable, int first) {
  const auto stub = v1::BookingService::NewStub(channel);
  Written written;
  for (int number = first; number < timetable.count; number += kWriters) {
    v1::BookRequest request;
    request.ParseFromString(workload.NextBooking().bytes);
    request.set_owner_label(std::to_string(number));
    std::this_thread::sleep_until(timetable.Due(number));
    grpc::ClientContext context;
    SetDeadline(context);
    v1::BookResponse response;
    if (Said(stub->Book(&context, request, &response), "Book")) {
      written.micros.push_back(MicrosSince(timetable.Due(number)));
    } else {
      ++written.failed;
    }
  }
  return written;
}

Measurement MeasurementOf(std::vector<std::uint32_t>& micros, std::int64_t failed,
                          std::chrono::duration<double> lasted) {
  Measurement measurement;
  measurement.succeeded = static_cast<std::int64_t>(micros.size());
  measurement.failed = failed;
  if (failed > 0) measurement.first_failure = "missing, double or not acknowledged";
  measurement.per_second = static_cast<double>(micros.size()) / lasted.count();
  measurement.p50_us = Percentile(micros, 0.50);
  measurement.p99_us = Percentile(micros, 0.99);
  return measurement;
}

Written WriteAll(const Target& server, Workload& workload, const Timetable& timetable) {
  const auto channels = OpenChannels(server.address, kWriters);
  std::vector<Written> parts(kWriters);
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&, i] {
      const auto at = static_cast<std::size_t>(i);
      parts[at] = WriteOnTime(channels[at], workload, timetable, i);
    });
  }
  for (std::thread& writer : writers) writer.join();
  Written all;
  for (const Written& part : parts) {
    all.micros.insert(all.micros.end(), part.micros.begin(), part.micros.end());
    all.failed += part.failed;
  }
  return all;
}

std::optional<std::vector<Result>> MeasureWith(const Options& options, const Target& server,
                                               Workload& workload) {
  Timetable timetable;
  timetable.step = std::chrono::nanoseconds(1'000'000'000 / options.writes_per_second);
  timetable.count = static_cast<int>(options.seconds * options.rounds * options.writes_per_second);
  Audience audience(OpenChannels(server.address, kWatchChannels), options.watchers, timetable);
  if (!audience.Await([](const Watcher& watcher) { return watcher.watches(); })) {
    std::fprintf(stderr, "not all watches begin\n");
    return std::nullopt;
  }
  timetable.begin = SteadyClock::now() + std::chrono::milliseconds(100);
  const double cpu_before = CpuMicros(server.pid());
  Written written = WriteAll(server, workload, timetable);
  audience.Await([&](const Watcher& watcher) { return watcher.delivered() == timetable.count; });
  const std::chrono::duration<double> lasted = SteadyClock::now() - timetable.begin;
  const double cpu = CpuMicros(server.pid()) - cpu_before;
  audience.End();
  std::vector<std::uint32_t> micros;
  std::int64_t wrong = 0;
  for (const auto& watcher : audience.watchers()) {
    micros.insert(micros.end(), watcher->micros().begin(), watcher->micros().end());
    wrong += watcher->wrong() + timetable.count - watcher->delivered();
  }
  Measurement deliveries = MeasurementOf(micros, wrong, lasted);
  deliveries.server_cpu_us = cpu / static_cast<double>(std::max<std::size_t>(1, micros.size()));
  std::vector<Result> results{Summarize("watch", options.watchers, kBookedBefore, {deliveries}),
                              Summarize("watched_booking", kWriters, kBookedBefore,
                                        {MeasurementOf(written.micros, written.failed, lasted)})};
  for (Result& result : results) result.resident_mib = ResidentMib(server.pid());
  return results;
}

}  // namespace

std::optional<std::vector<Result>> MeasureWatchDelivery(const Options& options,
                                                        const ScratchDirectory& scratch) {
  const auto server = StartServer(LetandArguments(options.letand, scratch, "watch"));
  if (!server.has_value()) return std::nullopt;
  Workload workload;
  if (!workload.Preload(OpenChannels(server->address, 1).front(), kBookedBefore))
    return std::nullopt;
  std::fprintf(stderr, "watch: %d watchers, %d writes/s for %.0f s\n", options.watchers,
               options.writes_per_second, options.seconds * options.rounds);
  return MeasureWith(options, *server, workload);
}

}  // namespace letan::bench
