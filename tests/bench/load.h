// Drives one method with a fixed number of calls in flight and measures.
#ifndef LETAN_TESTS_BENCH_LOAD_H_
#define LETAN_TESTS_BENCH_LOAD_H_

#include <grpcpp/grpcpp.h>
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace letan::bench {

// The next call of a series: path and encoded request. Used by several threads at once.
struct Request {
  const char* path = nullptr;
  std::string bytes;
};
using NextRequest = std::function<Request()>;

// Connections of their own, so that they do not share a socket.
std::vector<std::shared_ptr<grpc::Channel>> OpenChannels(const std::string& address, int count);

struct Measurement {
  double per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
  double server_cpu_us = 0;  // processor time of the server for each call
  std::int64_t succeeded = 0;
  std::int64_t failed = 0;
  std::string first_failure;  // of the failed ones
};

// The value below which `part` of them lie; 0 of none. Puts them into another order.
double Percentile(std::vector<std::uint32_t>& values, double part);

// Keeps `in_flight` calls going over the channels for `window`; counts what ended within it. The
// client is the same for every method: raw bytes, two threads, each with a completion queue.
struct Load {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  pid_t server = 0;   // the process that answers
  std::string token;  // of the caller; empty: none is sent
  NextRequest next;
};
Measurement Drive(const Load& load, int in_flight, std::chrono::milliseconds window);

}  // namespace letan::bench

#endif  // LETAN_TESTS_BENCH_LOAD_H_
