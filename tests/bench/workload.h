// The data that is measured on, and the calls that are measured.
#ifndef LETAN_TESTS_BENCH_WORKLOAD_H_
#define LETAN_TESTS_BENCH_WORKLOAD_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "letan/v1/booking_service.pb.h"
#include "services/rpc/id_source.h"
#include "tests/bench/load.h"

namespace letan::bench {

inline constexpr char kGetBooking[] = "/letan.v1.BookingService/GetBooking";
inline constexpr char kGetResource[] = "/letan.v1.ResourceService/GetResource";
inline constexpr char kBook[] = "/letan.v1.BookingService/Book";

// Rooms with bookings of an hour, every other hour; what is booked later goes into the hours left
// free between them, a room after the other, so that it never conflicts.
class Workload {
 public:
  // Makes the rooms and `bookings` bookings through the API. False, with a line on stderr, if a
  // call fails.
  bool Preload(const std::shared_ptr<grpc::Channel>& channel, int bookings);

  // Half GetResource, half GetBooking, spread over all of them.
  Request NextPointRead();
  // One leg, a fresh time-ordered request_id.
  Request NextBooking();

  std::int64_t booked() const { return booked_.load(); }

 private:
  bool MakeRooms(const std::shared_ptr<grpc::Channel>& channel);
  bool MakeBookings(const std::shared_ptr<grpc::Channel>& channel, int count);
  void AddLeg(std::int64_t room, std::int64_t hour, v1::BookRequest& request) const;

  rpc::IdSource ids_{storage::SystemClock};
  std::vector<std::string> rooms_;
  std::vector<std::string> bookings_;  // names of those that were preloaded
  std::atomic<std::int64_t> booked_{0};
  std::atomic<std::uint64_t> reads_{0};
};

// Bytes of the request and of its answer, by making the call once; empty on failure.
struct Payload {
  std::size_t request = 0;
  std::size_t response = 0;
};
bool MeasurePayload(const std::shared_ptr<grpc::Channel>& channel, const Request& request,
                    Payload& payload);

}  // namespace letan::bench

#endif  // LETAN_TESTS_BENCH_WORKLOAD_H_
