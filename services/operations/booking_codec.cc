#include "services/operations/booking_codec.h"

#include <algorithm>

#include "services/entity/entity_codec.h"
#include "services/entity/time_codec.h"
#include "services/entity/wire.h"

namespace letan::operations {
namespace {

using entity::AppendField;
using entity::AppendTime;
using storage::BookingRow;

v1::Booking::State StateOf(const BookingRow& row) {
  return row.state == storage::BookingState::kHeld ? v1::Booking::STATE_HELD
                                                   : v1::Booking::STATE_CONFIRMED;
}

void AppendText(int number, const std::string& text, std::string* out) {
  if (!text.empty()) AppendField(number, text, out);
}

void AppendNumber(int number, std::int64_t value, std::string* out) {
  if (value != 0) entity::AppendNumber(number, value, out);
}

std::string EncodeInterval(const booking::Interval& interval) {
  std::string bytes;
  bytes.reserve(64);
  AppendTime(v1::TimeInterval::kStartTimeFieldNumber, interval.start, &bytes);
  AppendTime(v1::TimeInterval::kEndTimeFieldNumber, interval.end, &bytes);
  return bytes;
}

std::string EncodeOverride(const BookingRow& row) {
  std::string bytes;
  AppendText(v1::BookingOverride::kAuthorityFieldNumber, row.override_authority, &bytes);
  AppendText(v1::BookingOverride::kReasonFieldNumber, row.override_reason, &bytes);
  return bytes;
}

std::string EncodeLeg(const BookingRow& row) {
  using Leg = v1::BookingLeg;
  std::string bytes;
  bytes.reserve(256);
  AppendText(Leg::kResourceFieldNumber, row.occupancy.resource, &bytes);
  AppendField(Leg::kIntervalFieldNumber, EncodeInterval(row.occupancy.interval), &bytes);
  AppendNumber(Leg::kQuantityFieldNumber, row.occupancy.quantity, &bytes);
  AppendText(Leg::kPlaceFieldNumber, row.occupancy.place, &bytes);
  AppendNumber(Leg::kPartySizeFieldNumber, row.party_size, &bytes);
  if (!row.override_authority.empty()) {
    AppendField(Leg::kOverrideFieldNumber, EncodeOverride(row), &bytes);
  }
  return bytes;
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

void AppendBooking(int number, const BookingRow& row, std::string* out) {
  using Booking = v1::Booking;
  std::string bytes;
  bytes.reserve(512);
  AppendText(Booking::kNameFieldNumber, row.occupancy.booking, &bytes);
  AppendText(Booking::kEtagFieldNumber, BookingEtag(row), &bytes);
  AppendTime(Booking::kCreateTimeFieldNumber, row.create_time, &bytes);
  AppendTime(Booking::kUpdateTimeFieldNumber, row.update_time, &bytes);
  AppendField(Booking::kLegFieldNumber, EncodeLeg(row), &bytes);
  AppendNumber(Booking::kStateFieldNumber, StateOf(row), &bytes);
  if (row.expire_time != 0) AppendTime(Booking::kExpireTimeFieldNumber, row.expire_time, &bytes);
  AppendText(Booking::kOwnerFieldNumber, row.occupancy.owner, &bytes);
  AppendText(Booking::kOwnerLabelFieldNumber, row.owner_label, &bytes);
  AppendText(Booking::kActivityFieldNumber, row.activity, &bytes);
  AppendText(Booking::kGroupFieldNumber, row.occupancy.group, &bytes);
  AppendNumber(Booking::kHandlingLevelFieldNumber, static_cast<std::int64_t>(row.level), &bytes);
  AppendField(number, bytes, out);
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
