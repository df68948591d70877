// Between the schema's bookings and the storage's.
#ifndef LETAN_SERVICES_OPERATIONS_BOOKING_CODEC_H_
#define LETAN_SERVICES_OPERATIONS_BOOKING_CODEC_H_

#include <string>

#include "letan/v1/booking.pb.h"
#include "services/core/booking/model.h"
#include "services/entity/wire.h"
#include "storage/booking_table.h"

namespace letan::operations {

std::string BookingEtag(const storage::BookingRow& row);
v1::Booking ToProto(const storage::BookingRow& row);
// The same as a field of an encoded message, or as one more element of it: for answers that hold
// many.
void AppendBooking(int number, const storage::BookingRow& row, entity::MessageWriter& out);

// `name`: of the booking that the leg makes or moves.
booking::Leg ToLeg(const v1::BookingLeg& leg, const std::string& name);
// A leg that asks for exactly what the row has: the start of every move.
booking::Leg ToLeg(const storage::BookingRow& row);

}  // namespace letan::operations

#endif  // LETAN_SERVICES_OPERATIONS_BOOKING_CODEC_H_
