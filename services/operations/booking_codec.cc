#include "services/operations/booking_codec.h"

#include <algorithm>

#include "services/entity/entity_codec.h"
#include "services/entity/time_codec.h"

namespace letan::operations {

std::string BookingEtag(const storage::BookingRow& row) {
  return entity::EtagOf(row.occupancy.booking, row.version);
}

v1::Booking ToProto(const storage::BookingRow& row) {
  v1::Booking proto;
  proto.set_name(row.occupancy.booking);
  proto.set_etag(BookingEtag(row));
  *proto.mutable_create_time() = entity::ToTimestamp(row.create_time);
  *proto.mutable_update_time() = entity::ToTimestamp(row.update_time);
  v1::BookingLeg* leg = proto.mutable_leg();
  leg->set_resource(row.occupancy.resource);
  *leg->mutable_interval() = entity::FromInterval(row.occupancy.interval);
  leg->set_quantity(row.occupancy.quantity);
  leg->set_place(row.occupancy.place);
  leg->set_party_size(row.party_size);
  if (!row.override_authority.empty()) {
    leg->mutable_override()->set_authority(row.override_authority);
    leg->mutable_override()->set_reason(row.override_reason);
  }
  proto.set_state(row.state == storage::BookingState::kHeld ? v1::Booking::STATE_HELD
                                                            : v1::Booking::STATE_CONFIRMED);
  if (row.expire_time != 0) *proto.mutable_expire_time() = entity::ToTimestamp(row.expire_time);
  proto.set_owner(row.occupancy.owner);
  proto.set_owner_label(row.owner_label);
  proto.set_activity(row.activity);
  proto.set_group(row.occupancy.group);
  proto.set_handling_level(static_cast<v1::HandlingLevel>(row.level));
  return proto;
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
