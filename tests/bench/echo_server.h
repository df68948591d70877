// The yardstick: what gRPC itself costs. A bare callback server that parses nothing.
#ifndef LETAN_TESTS_BENCH_ECHO_SERVER_H_
#define LETAN_TESTS_BENCH_ECHO_SERVER_H_

#include <cstddef>

namespace letan::bench {

inline constexpr char kEchoPointMethod[] = "/letan.bench.Echo/Point";
inline constexpr char kEchoBookingMethod[] = "/letan.bench.Echo/Booking";

// Answers every request with so many bytes. Prints "listening on ADDRESS" and serves until the
// process is killed.
int RunEchoServer(std::size_t point_bytes, std::size_t booking_bytes);

}  // namespace letan::bench

#endif  // LETAN_TESTS_BENCH_ECHO_SERVER_H_
