#include "services/operations/booking_codec.h"

#include <algorithm>
#include <cstddef>

#include "services/entity/entity_codec.h"
#include "services/entity/time_codec.h"

namespace letan::operations {
namespace {

using entity::MessageWriter;
using storage::BookingRow;

v1::Booking::State StateOf(const BookingRow& row) {
  return row.state == storage::BookingState::kHeld ? v1::Booking::STATE_HELD
                                                   : v1::Booking::STATE_CONFIRMED;
}

void AppendText(int number, const std::string& text, MessageWriter& out) {
  if (!text.empty()) out.Bytes(number, text);
}

void AppendNumber(int number, std::int64_t value, MessageWriter& out) {
  if (value != 0) out.Number(number, value);
}

void AppendLeg(const BookingRow& row, MessageWriter& out) {
  using Leg = v1::BookingLeg;
  AppendText(Leg::kResourceFieldNumber, row.occupancy.resource, out);
  const std::size_t interval = out.Begin(Leg::kIntervalFieldNumber);
  out.Time(v1::TimeInterval::kStartTimeFieldNumber, row.occupancy.interval.start);
  out.Time(v1::TimeInterval::kEndTimeFieldNumber, row.occupancy.interval.end);
  out.End(interval);
  AppendNumber(Leg::kQuantityFieldNumber, row.occupancy.quantity, out);
  AppendText(Leg::kPlaceFieldNumber, row.occupancy.place, out);
  AppendNumber(Leg::kPartySizeFieldNumber, row.party_size, out);
  if (row.override_authority.empty()) return;
  const std::size_t granted = out.Begin(Leg::kOverrideFieldNumber);
  AppendText(v1::BookingOverride::kAuthorityFieldNumber, row.override_authority, out);
  AppendText(v1::BookingOverride::kReasonFieldNumber, row.override_reason, out);
  out.End(granted);
}

}  // namespace

std::string BookingEtag(const storage::BookingRow& row) {
  return entity::EtagOf(row.occupancy.booking, row.version);
}

v1::Booking ToProto(const storage::BookingRow& row) {
  v1::Booking proto;
  proto.set_name(row.occupancy.booking);
  proto.set_etag(BookingEtag(row));
  entity::SetTimestamp(row.create_time, proto.mutable_create_time());
  entity::SetTimestamp(row.update_time, proto.mutable_update_time());
  v1::BookingLeg* leg = proto.mutable_leg();
  leg->set_resource(row.occupancy.resource);
  entity::SetInterval(row.occupancy.interval, leg->mutable_interval());
  leg->set_quantity(row.occupancy.quantity);
  leg->set_place(row.occupancy.place);
  leg->set_party_size(row.party_size);
  if (!row.override_authority.empty()) {
    leg->mutable_override()->set_authority(row.override_authority);
    leg->mutable_override()->set_reason(row.override_reason);
  }
  proto.set_state(StateOf(row));
  if (row.expire_time != 0) entity::SetTimestamp(row.expire_time, proto.mutable_expire_time());
  proto.set_owner(row.occupancy.owner);
  proto.set_owner_label(row.owner_label);
  proto.set_activity(row.activity);
  proto.set_group(row.occupancy.group);
  proto.set_handling_level(static_cast<v1::HandlingLevel>(row.level));
  return proto;
}

void AppendBooking(int number, const BookingRow& row, MessageWriter& out) {
  using Booking = v1::Booking;
  const std::size_t booking = out.Begin(number);
  AppendText(Booking::kNameFieldNumber, row.occupancy.booking, out);
  out.Bytes(Booking::kEtagFieldNumber,
            entity::View(entity::EtagTextOf(row.occupancy.booking, row.version)));
  out.Time(Booking::kCreateTimeFieldNumber, row.create_time);
  out.Time(Booking::kUpdateTimeFieldNumber, row.update_time);
  const std::size_t leg = out.Begin(Booking::kLegFieldNumber);
  AppendLeg(row, out);
  out.End(leg);
  AppendNumber(Booking::kStateFieldNumber, StateOf(row), out);
  if (row.expire_time != 0) out.Time(Booking::kExpireTimeFieldNumber, row.expire_time);
  AppendText(Booking::kOwnerFieldNumber, row.occupancy.owner, out);
  AppendText(Booking::kOwnerLabelFieldNumber, row.owner_label, out);
  AppendText(Booking::kActivityFieldNumber, row.activity, out);
  AppendText(Booking::kGroupFieldNumber, row.occupancy.group, out);
  AppendNumber(Booking::kHandlingLevelFieldNumber, static_cast<std::int64_t>(row.level), out);
  out.End(booking);
}

booking::Leg ToLeg(const v1::BookingLeg& leg, const std::string& name) {
  booking::Leg result;
  result.booking = name;
  result.resource = leg.resource();
  result.interval = entity::ToInterval(leg.interval());
  result.quantity = std::max<std::int64_t>(leg.quantity(), 1);
  result.place = leg.place();
  result.party_size = leg.party_size();
  result.override_authority = leg.override().authority();
  result.override_reason = leg.override().reason();
  return result;
}

booking::Leg ToLeg(const storage::BookingRow& row) {
  booking::Leg leg;
  leg.booking = row.occupancy.booking;
  leg.resource = row.occupancy.resource;
  leg.interval = row.occupancy.interval;
  leg.quantity = row.occupancy.quantity;
  leg.place = row.occupancy.place;
  leg.party_size = row.party_size;
  leg.override_authority = row.override_authority;
  leg.override_reason = row.override_reason;
  return leg;
}

}  // namespace letan::operations
