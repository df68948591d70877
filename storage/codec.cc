#include "storage/codec.h"

#include <algorithm>

#include "absl/status/status.h"
#include "letan/internal/v1/stored.pb.h"
#include "services/core/fault.h"
#include "storage/digest.h"

namespace letan::storage {
namespace {

namespace stored = letan::internal::v1;

template <typename Message>
absl::StatusOr<Message> Parse(const std::string& bytes) {
  Message message;
  if (!message.ParseFromString(bytes)) {
    return WithFact(
        Fault(absl::StatusCode::kDataLoss, "stored bytes do not parse", message.GetTypeName()),
        "message", ProgramText(message.GetTypeName()));
  }
  return message;
}

template <typename Repeated>
std::vector<std::string> Strings(const Repeated& field) {
  return {field.begin(), field.end()};
}

template <typename Repeated>
void SetStrings(const std::vector<std::string>& values, Repeated* field) {
  for (const std::string& value : values) *field->Add() = value;
}

}  // namespace

bool IsEntityRecord(std::string_view kind) {
  return kind != kBookingRecord && kind != kMovementRecord && kind != kTravelTimesRecord &&
         kind != kResourceRecord && kind != kCredentialRecord;
}

std::string EncodeEntity(const EntityRow& row) {
  stored::StoredEntity message;
  message.set_kind(row.kind);
  message.set_name(row.name);
  message.set_uid(row.uid);
  message.set_parent(row.parent);
  message.set_version(row.version);
  message.set_create_time(row.create_time);
  message.set_update_time(row.update_time);
  message.set_delete_time(row.delete_time);
  message.set_state(row.state);
  message.set_start(row.start);
  message.set_end(row.end);
  message.set_level(static_cast<int>(row.level));
  SetStrings(row.need_to_know, message.mutable_need_to_know());
  message.set_body(row.body);
  return message.SerializeAsString();
}

absl::StatusOr<EntityRow> DecodeEntity(const std::string& bytes) {
  auto message = Parse<stored::StoredEntity>(bytes);
  if (!message.ok()) return message.status();
  EntityRow row;
  row.kind = message->kind();
  row.name = message->name();
  row.uid = message->uid();
  row.parent = message->parent();
  row.version = message->version();
  row.create_time = message->create_time();
  row.update_time = message->update_time();
  row.delete_time = message->delete_time();
  row.state = message->state();
  row.start = message->start();
  row.end = message->end();
  row.level = static_cast<HandlingLevel>(message->level());
  row.need_to_know = Strings(message->need_to_know());
  row.body = message->body();
  return row;
}

std::string EncodeBooking(const BookingRow& row) {
  stored::StoredBooking message;
  message.set_name(row.occupancy.booking);
  message.set_resource(row.occupancy.resource);
  message.set_start(row.occupancy.interval.start);
  message.set_end(row.occupancy.interval.end);
  message.set_quantity(row.occupancy.quantity);
  message.set_place(row.occupancy.place);
  message.set_owner(row.occupancy.owner);
  message.set_group(row.occupancy.group);
  message.set_state(static_cast<int>(row.state));
  message.set_expire_time(row.expire_time);
  message.set_activity(row.activity);
  message.set_owner_label(row.owner_label);
  message.set_level(static_cast<int>(row.level));
  SetStrings(row.need_to_know, message.mutable_need_to_know());
  message.set_party_size(row.party_size);
  message.set_override_authority(row.override_authority);
  message.set_override_reason(row.override_reason);
  message.set_version(row.version);
  message.set_create_time(row.create_time);
  message.set_update_time(row.update_time);
  return message.SerializeAsString();
}

absl::StatusOr<BookingRow> DecodeBooking(const std::string& bytes) {
  auto message = Parse<stored::StoredBooking>(bytes);
  if (!message.ok()) return message.status();
  BookingRow row;
  row.occupancy.booking = message->name();
  row.occupancy.resource = message->resource();
  row.occupancy.interval = {message->start(), message->end()};
  row.occupancy.quantity = message->quantity();
  row.occupancy.place = message->place();
  row.occupancy.owner = message->owner();
  row.occupancy.group = message->group();
  row.state = static_cast<BookingState>(message->state());
  row.expire_time = message->expire_time();
  row.activity = message->activity();
  row.owner_label = message->owner_label();
  row.level = static_cast<HandlingLevel>(message->level());
  row.need_to_know = Strings(message->need_to_know());
  row.party_size = message->party_size();
  row.occupancy.party_size = row.party_size;
  row.occupancy.held = row.state == BookingState::kHeld;
  row.override_authority = message->override_authority();
  row.override_reason = message->override_reason();
  row.version = message->version();
  row.create_time = message->create_time();
  row.update_time = message->update_time();
  return row;
}

std::string EncodeMovement(const MovementRow& row) {
  stored::StoredMovement message;
  message.set_name(row.name);
  message.set_item(row.item);
  message.set_delta(row.delta);
  message.set_at(row.at);
  message.set_booking(row.booking);
  message.set_reason(row.reason);
  message.set_kind(row.kind);
  message.set_create_time(row.create_time);
  message.set_restricted(row.restricted);
  message.set_event(row.event);
  return message.SerializeAsString();
}

absl::StatusOr<MovementRow> DecodeMovement(const std::string& bytes) {
  auto message = Parse<stored::StoredMovement>(bytes);
  if (!message.ok()) return message.status();
  MovementRow row;
  row.name = message->name();
  row.item = message->item();
  row.delta = message->delta();
  row.at = message->at();
  row.booking = message->booking();
  row.reason = message->reason();
  row.kind = message->kind();
  row.create_time = message->create_time();
  row.restricted = message->restricted();
  row.event = message->event();
  return row;
}

std::string EncodeResource(const ResourceRow& row) {
  const booking::ResourceProfile& profile = row.profile;
  stored::StoredResource message;
  message.set_kind(row.kind);
  message.set_name(profile.name);
  message.set_role(static_cast<int>(profile.role));
  message.set_model(static_cast<int>(profile.model));
  message.set_active(profile.active);
  message.set_capacity(profile.capacity);
  message.set_by_night(profile.by_night);
  message.set_seats(profile.seats);
  message.set_buffer_before(profile.buffer_before);
  message.set_buffer_after(profile.buffer_after);
  message.set_home_place(profile.home_place);
  message.set_time_zone(profile.time_zone);
  for (const booking::WeeklySpan& span : profile.working_hours) {
    auto* added = message.add_working_hours();
    added->set_first_minute(span.first_minute);
    added->set_last_minute(span.last_minute);
  }
  for (const booking::Blackout& blackout : profile.blackouts) {
    auto* added = message.add_blackouts();
    added->set_start(blackout.interval.start);
    added->set_end(blackout.interval.end);
    added->set_reason(blackout.reason);
  }
  SetStrings(profile.override_list, message.mutable_override_list());
  SetStrings(row.abilities, message.mutable_abilities());
  return message.SerializeAsString();
}

absl::StatusOr<ResourceRow> DecodeResource(const std::string& bytes) {
  auto message = Parse<stored::StoredResource>(bytes);
  if (!message.ok()) return message.status();
  ResourceRow row;
  booking::ResourceProfile& profile = row.profile;
  row.kind = message->kind();
  profile.name = message->name();
  profile.role = static_cast<booking::Role>(message->role());
  profile.model = static_cast<booking::CapacityModel>(message->model());
  profile.active = message->active();
  profile.capacity = message->capacity();
  profile.by_night = message->by_night();
  profile.seats = message->seats();
  profile.buffer_before = message->buffer_before();
  profile.buffer_after = message->buffer_after();
  profile.home_place = message->home_place();
  profile.time_zone = message->time_zone();
  for (const auto& span : message->working_hours()) {
    profile.working_hours.push_back({span.first_minute(), span.last_minute()});
  }
  for (const auto& blackout : message->blackouts()) {
    profile.blackouts.push_back({{blackout.start(), blackout.end()}, blackout.reason()});
  }
  profile.override_list = Strings(message->override_list());
  row.abilities = Strings(message->abilities());
  return row;
}

std::string EncodeTravelTimes(const std::string& from,
                              const std::vector<booking::TravelTime>& edges) {
  std::vector<booking::TravelTime> sorted = edges;
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& left, const auto& right) { return left.to < right.to; });
  stored::StoredTravelTimes message;
  message.set_from(from);
  for (const booking::TravelTime& edge : sorted) {
    auto* added = message.add_edges();
    added->set_to(edge.to);
    added->set_duration(edge.duration);
  }
  return message.SerializeAsString();
}

absl::StatusOr<std::vector<booking::TravelTime>> DecodeTravelTimes(const std::string& bytes) {
  auto message = Parse<stored::StoredTravelTimes>(bytes);
  if (!message.ok()) return message.status();
  std::vector<booking::TravelTime> edges;
  for (const auto& edge : message->edges()) {
    edges.push_back({message->from(), edge.to(), edge.duration()});
  }
  return edges;
}

std::string EncodeCredential(const CredentialRow& row) {
  stored::StoredCredential message;
  message.set_id(row.id);
  message.set_user(row.user);
  message.set_kind(row.kind);
  message.set_secret_digest(Sha256(row.secret));
  message.set_create_time(row.create_time);
  message.set_expire_time(row.expire_time);
  message.set_body(row.body);
  return message.SerializeAsString();
}

absl::StatusOr<CredentialRow> DecodeCredential(const std::string& bytes) {
  auto message = Parse<stored::StoredCredential>(bytes);
  if (!message.ok()) return message.status();
  CredentialRow row;
  row.id = message->id();
  row.user = message->user();
  row.kind = message->kind();
  row.create_time = message->create_time();
  row.expire_time = message->expire_time();
  row.body = message->body();
  return row;
}

}  // namespace letan::storage
