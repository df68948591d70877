#include "tests/bench/workload.h"

#include "letan/v1/booking_service.grpc.pb.h"
#include "letan/v1/resource_service.grpc.pb.h"
#include "services/entity/time_codec.h"
#include "tests/bench/calls.h"

namespace letan::bench {
namespace {

constexpr int kRooms = 500;
constexpr int kLegsPerCall = 1000;
constexpr std::uint64_t kStride = 7919;  // a prime: neighbours in time are not neighbours in space
// 2026-03-02T00:00:00Z.
constexpr booking::Micros kFirstHour = 1'772'409'600'000'000;

}  // namespace

bool Workload::Preload(const std::shared_ptr<grpc::Channel>& channel, int bookings) {
  return MakeRooms(channel) && MakeBookings(channel, bookings);
}

bool Workload::MakeRooms(const std::shared_ptr<grpc::Channel>& channel) {
  const auto stub = v1::ResourceService::NewStub(channel);
  for (int i = 0; i < kRooms; ++i) {
    v1::CreateResourceRequest request;
    request.set_resource_id("room-" + std::to_string(i));
    request.mutable_resource()->set_kind(v1::RESOURCE_KIND_MEETING_ROOM);
    request.mutable_resource()->set_display_name("Phòng họp số " + std::to_string(i));
    request.mutable_resource()->set_seats(40);
    grpc::ClientContext context;
    SetDeadline(context);
    v1::Resource made;
    if (!Said(stub->CreateResource(&context, request, &made), "CreateResource")) return false;
    rooms_.push_back(made.name());
  }
  return true;
}

bool Workload::MakeBookings(const std::shared_ptr<grpc::Channel>& channel, int count) {
  const auto stub = v1::BookingService::NewStub(channel);
  bookings_.reserve(static_cast<std::size_t>(count));
  for (int done = 0; done < count;) {
    v1::BookRequest request;
    request.set_owner_label("Tiếp đoàn");
    request.set_request_id(ids_.Next());
    for (int leg = 0; leg < kLegsPerCall && done < count; ++leg, ++done) {
      AddLeg(done % kRooms, 2 * (done / kRooms), request);
    }
    grpc::ClientContext context;
    SetDeadline(context);
    v1::BookResponse response;
    if (!Said(stub->Book(&context, request, &response), "Book")) return false;
    for (const auto& booking : response.bookings()) bookings_.push_back(booking.name());
  }
  return true;
}

void Workload::AddLeg(std::int64_t room, std::int64_t hour, v1::BookRequest& request) const {
  v1::BookingLeg& leg = *request.add_legs();
  leg.set_resource(rooms_[static_cast<std::size_t>(room)]);
  const booking::Micros start = kFirstHour + hour * booking::kHour;
  *leg.mutable_interval() = entity::FromInterval({start, start + booking::kHour});
}

Request Workload::NextPointRead() {
  const std::uint64_t turn = reads_.fetch_add(1, std::memory_order_relaxed);
  const std::uint64_t at = turn / 2 * kStride;
  Request next;
  if (turn % 2 == 0) {
    v1::GetResourceRequest request;
    request.set_name(rooms_[at % rooms_.size()]);
    next.path = kGetResource;
    next.bytes = request.SerializeAsString();
  } else {
    v1::GetBookingRequest request;
    request.set_name(bookings_[at % bookings_.size()]);
    next.path = kGetBooking;
    next.bytes = request.SerializeAsString();
  }
  return next;
}

Request Workload::NextBooking() {
  const std::int64_t turn = booked_.fetch_add(1, std::memory_order_relaxed);
  v1::BookRequest request;
  request.set_owner_label("Tiếp đoàn");
  request.set_request_id(ids_.Next());
  AddLeg(turn % kRooms, 2 * (turn / kRooms) + 1, request);
  return {kBook, request.SerializeAsString()};
}

bool MeasurePayload(const std::shared_ptr<grpc::Channel>& channel, const Request& request,
                    Payload& payload) {
  const auto answer = CallOnce(channel, request);
  if (!answer.has_value()) return false;
  payload.request = request.bytes.size();
  payload.response = answer->size();
  return true;
}

}  // namespace letan::bench
