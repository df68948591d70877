// Between operations of a history and the messages of the API.
#ifndef LETAN_TESTS_FAULTS_SUPPORT_CALL_CODEC_H_
#define LETAN_TESTS_FAULTS_SUPPORT_CALL_CODEC_H_

#include <grpcpp/grpcpp.h>

#include "letan/v1/booking_service.pb.h"
#include "letan/v1/resource_service.pb.h"
#include "tests/faults/checker/history.pb.h"

namespace letan::faults {

// `restricted`: what is booked is.
v1::BookRequest ToBook(const Operation& operation, bool restricted);
// `hold_micros`: for how long.
v1::HoldRequest ToHold(const Operation& operation, std::int64_t hold_micros, bool restricted);
v1::ConfirmRequest ToConfirm(const Operation& operation);
v1::ReleaseRequest ToRelease(const Operation& operation);
v1::MoveRequest ToMove(const Operation& operation);
v1::CreateStockMovementRequest ToMovement(const Operation& operation);
v1::ListBookingsRequest ToList(const Operation& operation);
v1::GetBookingRequest ToGet(const Operation& operation);
v1::QueryFreeBusyRequest ToBusy(const Operation& operation);
v1::GetStockLevelRequest ToStockLevel(const Operation& operation);

Booking FromBooking(const v1::Booking& booking);
// Each adds what an answer says.
void AddBookings(const google::protobuf::RepeatedPtrField<v1::Booking>& bookings,
                 Operation* operation);
void AddBusy(const v1::QueryFreeBusyResponse& response, Operation* operation);
void AddStockLevel(const v1::StockLevel& level, Operation* operation);
// Sets the outcome, and for refusals the reasons.
void AddStatus(const grpc::Status& status, Operation* operation);

}  // namespace letan::faults

#endif  // LETAN_TESTS_FAULTS_SUPPORT_CALL_CODEC_H_
