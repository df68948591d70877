// Bookings between the schema and the storage.
#include <gtest/gtest.h>

#include <string>

#include "letan/v1/itinerary.pb.h"
#include "services/operations/booking_codec.h"

namespace letan::operations {
namespace {

storage::BookingRow FullRow() {
  storage::BookingRow row;
  row.occupancy.booking = "bookings/0190163d-8694-739b-aea5-966c26f8ad91";
  row.occupancy.resource = "resources/hall";
  row.occupancy.interval = {1'486'314'000'000'000, 1'486'317'600'000'001};
  row.occupancy.quantity = 300;
  row.occupancy.place = "places/a";
  row.occupancy.owner = "delegations/a";
  row.occupancy.group = "groups/g";
  row.state = storage::BookingState::kHeld;
  row.expire_time = 1'486'310'000'000'000;
  row.activity = "delegations/a/activities/b";
  row.owner_label = "Lễ hội";
  row.level = storage::HandlingLevel::kRestricted;
  row.party_size = 40;
  row.override_authority = "agencies/office";
  row.override_reason = "Khách cấp cao";
  row.version = 7;
  row.create_time = 1'486'300'000'000'000;
  row.update_time = 1'486'300'000'000'005;
  return row;
}

// As an element of the list that holds it.
std::string Appended(const storage::BookingRow& row) {
  entity::MessageWriter out;
  AppendBooking(v1::AgendaEntry::kBookingsFieldNumber, row, out);
  v1::AgendaEntry entry;
  EXPECT_TRUE(entry.ParseFromString(out.Take()));
  EXPECT_EQ(entry.bookings_size(), 1);
  return entry.bookings_size() == 1 ? entry.bookings(0).SerializeAsString() : "";
}

// A field that is added to the message has to be in the row above.
TEST(BookingCodecTest, TheFullRowFillsEveryField) {
  const v1::Booking booking = ToProto(FullRow());
  for (const google::protobuf::Message* message :
       std::initializer_list<const google::protobuf::Message*>{&booking, &booking.leg(),
                                                               &booking.leg().override()}) {
    const google::protobuf::Descriptor* type = message->GetDescriptor();
    for (int i = 0; i < type->field_count(); ++i) {
      EXPECT_TRUE(message->GetReflection()->HasField(*message, type->field(i)))
          << type->field(i)->full_name();
    }
  }
}

TEST(BookingCodecTest, AppendingIsTheSameAsMaking) {
  storage::BookingRow plain;
  plain.occupancy.booking = "bookings/b";
  storage::BookingRow reasonless = FullRow();
  reasonless.override_reason.clear();
  storage::BookingRow unauthorised = FullRow();
  unauthorised.override_authority.clear();
  storage::BookingRow confirmed = FullRow();
  confirmed.state = storage::BookingState::kConfirmed;
  confirmed.expire_time = 0;
  for (const storage::BookingRow& row :
       {FullRow(), plain, reasonless, unauthorised, confirmed, storage::BookingRow()}) {
    EXPECT_EQ(Appended(row), ToProto(row).SerializeAsString()) << ToProto(row).DebugString();
  }
}

}  // namespace
}  // namespace letan::operations
