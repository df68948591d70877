// A service of the test's own behind the schema of BookingService: what its handlers do is up to
// the test.
#ifndef LETAN_TESTS_API_RPC_PROBE_H_
#define LETAN_TESTS_API_RPC_PROBE_H_

#include <future>
#include <string>

#include "letan/v1/booking_service.pb.h"
#include "tests/support/test_server.h"

namespace letan::testing {

inline constexpr char kPointRead[] = "/letan.v1.BookingService/GetBooking";
inline constexpr char kQueryRead[] = "/letan.v1.BookingService/ListBookings";
inline constexpr char kWrite[] = "/letan.v1.BookingService/Book";
inline constexpr char kNoHandler[] = "/letan.v1.BookingService/Release";

struct Probe {
  using PointRead = std::function<absl::StatusOr<v1::Booking>(
      const call::CallContext&, storage::ReadTransaction&, const v1::GetBookingRequest&)>;
  using QueryRead = std::function<absl::StatusOr<v1::ListBookingsResponse>(
      const call::CallContext&, storage::ReadTransaction&, const v1::ListBookingsRequest&)>;
  using Prepare = std::function<absl::StatusOr<call::Apply<v1::BookResponse>>(
      const call::CallContext&, const v1::BookRequest&)>;

  // Unset: an empty answer.
  PointRead point;
  QueryRead query;
  Prepare prepare;

  // Nothing is served but this.
  TestServerOptions Options() {
    TestServerOptions options;
    options.services = {"none"};
    options.tables = [this] {
      std::vector<call::ServiceTable> tables;
      tables.push_back(Table());
      return tables;
    };
    return options;
  }

  call::ServiceTable Table() {
    call::ServiceTable table(google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
        "letan.v1.BookingService"));
    table.Read<v1::GetBookingRequest, v1::Booking>(
        "GetBooking",
        [this](const call::CallContext& context, storage::ReadTransaction& read,
               const v1::GetBookingRequest& request) -> absl::StatusOr<v1::Booking> {
          return point ? point(context, read, request) : v1::Booking();
        },
        call::Cost::kPoint);
    table.Read<v1::ListBookingsRequest, v1::ListBookingsResponse>(
        "ListBookings",
        [this](const call::CallContext& context, storage::ReadTransaction& read,
               const v1::ListBookingsRequest& request) -> absl::StatusOr<v1::ListBookingsResponse> {
          return query ? query(context, read, request) : v1::ListBookingsResponse();
        });
    table.Write<v1::BookRequest, v1::BookResponse>(
        "Book",
        [this](const call::CallContext& context,
               const v1::BookRequest& request) -> absl::StatusOr<call::Apply<v1::BookResponse>> {
          if (prepare) return prepare(context, request);
          return call::Apply<v1::BookResponse>(
              [](storage::WriteTransaction&) { return v1::BookResponse(); });
        });
    return table;
  }
};

inline std::string PointRequest() {
  v1::GetBookingRequest request;
  request.set_name("bookings/one");
  return request.SerializeAsString();
}

inline std::string QueryRequest() {
  v1::ListBookingsRequest request;
  request.set_owner("delegations/one");
  return request.SerializeAsString();
}

inline std::string WriteRequestBytes(const std::string& request_id = "",
                                     const std::string& label = "label") {
  v1::BookRequest request;
  request.set_owner_label(label);
  request.set_request_id(request_id);
  v1::BookingLeg& leg = *request.add_legs();
  leg.set_resource("resources/one");
  leg.mutable_interval()->mutable_start_time()->set_seconds(kTestStart / 1'000'000);
  leg.mutable_interval()->mutable_end_time()->set_seconds(kTestStart / 1'000'000 + 3600);
  return request.SerializeAsString();
}

// A call on a thread of its own.
inline std::future<RawAnswer> CallLater(const std::shared_ptr<grpc::Channel>& channel,
                                        const std::string& path, const std::string& bytes,
                                        grpc::ClientContext* context = nullptr) {
  return std::async(std::launch::async, [=] { return RawCall(channel, path, bytes, context); });
}

}  // namespace letan::testing

#endif  // LETAN_TESTS_API_RPC_PROBE_H_
