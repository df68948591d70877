#include "tests/bench/load.h"

#include <grpcpp/generic/generic_stub.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "tests/bench/servers.h"

namespace letan::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kThreads = 2;
constexpr std::chrono::seconds kCallDeadline{20};

// One place for a call; used again when its call has ended.
struct Slot {
  grpc::GenericStub* stub = nullptr;
  std::optional<grpc::ClientContext> context;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
  grpc::ByteBuffer response;
  grpc::Status status;
  SteadyClock::time_point started;
};

class Driver {
 public:
  Driver(const Load& load, int first_slot, int slots, SteadyClock::time_point end)
      : load_(load),
        authorization_(load.token.empty() ? "" : "Bearer " + load.token),
        end_(end),
        slots_(static_cast<std::size_t>(slots)) {
    for (const auto& channel : load.channels) stubs_.emplace_back(channel);
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      slots_[i].stub = &stubs_[(static_cast<std::size_t>(first_slot) + i) % stubs_.size()];
    }
    micros_.reserve(1 << 20);
  }

  void Run() {
    for (Slot& slot : slots_) Begin(slot);
    void* tag = nullptr;
    bool ok = false;
    for (std::size_t open = slots_.size(); open > 0 && queue_.Next(&tag, &ok);) {
      Slot& slot = *static_cast<Slot*>(tag);
      const auto now = SteadyClock::now();
      if (now < end_) {
        Count(slot, now);
        Begin(slot);
      } else {
        --open;  // began within the window, ended after it
        if (!slot.status.ok()) Count(slot, now);
      }
    }
    queue_.Shutdown();
    while (queue_.Next(&tag, &ok)) {
    }
  }

  std::vector<std::uint32_t>& micros() { return micros_; }
  std::int64_t failed() const { return failed_; }
  const std::string& first_failure() const { return first_failure_; }

 private:
  void Begin(Slot& slot) {
    const Request request = load_.next();
    slot.context.emplace();
    if (!authorization_.empty()) slot.context->AddMetadata("authorization", authorization_);
    slot.context->set_deadline(std::chrono::system_clock::now() + kCallDeadline);
    const grpc::Slice slice(request.bytes);
    const grpc::ByteBuffer buffer(&slice, 1);
    slot.response.Clear();
    slot.started = SteadyClock::now();
    slot.reader = slot.stub->PrepareUnaryCall(&*slot.context, request.path, buffer, &queue_);
    slot.reader->StartCall();
    slot.reader->Finish(&slot.response, &slot.status, &slot);
  }

  void Count(const Slot& slot, SteadyClock::time_point now) {
    if (!slot.status.ok()) {
      if (failed_++ == 0) first_failure_ = slot.status.error_message();
      return;
    }
    micros_.push_back(static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(now - slot.started).count()));
  }

  const Load& load_;
  const std::string authorization_;
  const SteadyClock::time_point end_;
  grpc::CompletionQueue queue_;
  std::vector<grpc::GenericStub> stubs_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> micros_;
  std::int64_t failed_ = 0;
  std::string first_failure_;
};

}  // namespace

double Percentile(std::vector<std::uint32_t>& values, double part) {
  if (values.empty()) return 0;
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

std::vector<std::shared_ptr<grpc::Channel>> OpenChannels(const std::string& address, int count) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < count; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    channels.push_back(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
  }
  return channels;
}

Measurement Drive(const Load& load, int in_flight, std::chrono::milliseconds window) {
  const double cpu_before = CpuMicros(load.server);
  const auto begin = SteadyClock::now();
  std::vector<std::unique_ptr<Driver>> drivers;
  const int threads = std::min(kThreads, in_flight);
  for (int i = 0; i < threads; ++i) {
    const int first = in_flight * i / threads;
    const int slots = in_flight * (i + 1) / threads - first;
    drivers.push_back(std::make_unique<Driver>(load, first, slots, begin + window));
  }
  std::vector<std::thread> running;
  for (auto& driver : drivers) running.emplace_back([&driver] { driver->Run(); });
  for (std::thread& thread : running) thread.join();
  Measurement result;
  std::vector<std::uint32_t> micros;
  for (auto& driver : drivers) {
    micros.insert(micros.end(), driver->micros().begin(), driver->micros().end());
    if (result.failed == 0) result.first_failure = driver->first_failure();
    result.failed += driver->failed();
  }
  result.succeeded = static_cast<std::int64_t>(micros.size());
  result.per_second =
      static_cast<double>(micros.size()) / std::chrono::duration<double>(window).count();
  result.server_cpu_us = (CpuMicros(load.server) - cpu_before) /
                         static_cast<double>(std::max<std::size_t>(1, micros.size()));
  result.p50_us = Percentile(micros, 0.50);
  result.p99_us = Percentile(micros, 0.99);
  return result;
}

}  // namespace letan::bench
