#include "services/operations/conflicts.h"

#include <algorithm>
#include <utility>

#include "services/core/booking/judge.h"
#include "services/entity/time_codec.h"

namespace letan::operations {
namespace {

v1::BlockingBooking ToProto(const storage::BlockingBooking& blocking) {
  v1::BlockingBooking proto;
  if (!blocking.visible) {
    proto.set_not_available(true);
    return proto;
  }
  proto.set_booking(blocking.booking);
  proto.set_owner(blocking.owner);
  proto.set_owner_label(blocking.owner_label);
  *proto.mutable_interval() = entity::FromInterval(blocking.interval);
  if (blocking.expire_time != 0) {
    *proto.mutable_expire_time() = entity::ToTimestamp(blocking.expire_time);
  }
  return proto;
}

v1::RuleViolation ToProto(const booking::Violation& violation, const std::string& message,
                          const std::vector<storage::BlockingBooking>& known) {
  v1::RuleViolation proto;
  proto.set_rule(static_cast<v1::BookingRule>(violation.rule));
  proto.set_message(message);
  for (const std::string& name : violation.blocking) {
    // A name that the engine withheld is empty, and so is not among the known ones.
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& blocking) {
      return blocking.visible && blocking.booking == name;
    });
    if (found != known.end()) {
      *proto.add_blocking() = ToProto(*found);
    } else {
      proto.add_blocking()->set_not_available(true);
    }
  }
  for (const int leg : violation.blocking_legs) proto.add_blocking_legs(leg);
  proto.set_available(violation.available);
  if (violation.needed_gap != 0) {
    *proto.mutable_needed_gap() = entity::ToDuration(violation.needed_gap);
  }
  return proto;
}

absl::StatusOr<booking::ResourceProfile> ProfileOf(storage::ReadTransaction& read,
                                                   const std::string& resource) {
  auto row = read.FindResource(resource);
  if (!row.ok()) return row.status();
  if (!row->has_value()) return absl::NotFoundError(resource);
  return std::move((*row)->profile);
}

}  // namespace

absl::StatusOr<v1::ConflictDetails> ToConflictDetails(storage::ReadTransaction& read,
                                                      const storage::BookingChange& change,
                                                      const storage::BookingVerdict& verdict) {
  v1::ConflictDetails details;
  for (std::size_t i = 0; i < verdict.verdict.legs.size(); ++i) {
    const booking::LegVerdict& judged = verdict.verdict.legs[i];
    if (judged.violations.empty()) continue;
    const booking::Leg& leg = change.change.put[i];
    auto profile = ProfileOf(read, leg.resource);
    if (!profile.ok()) return profile.status();
    v1::LegConflict* conflict = details.add_legs();
    conflict->set_leg(static_cast<int>(i));
    conflict->set_resource(leg.resource);
    *conflict->mutable_requested() = entity::FromInterval(leg.interval);
    for (const booking::Violation& violation : judged.violations) {
      *conflict->add_violations() =
          ToProto(violation, booking::Explain(violation, *profile, leg), verdict.blocking);
    }
    if (judged.nearest_fit.has_value()) {
      *conflict->mutable_nearest_fit() = entity::FromInterval(*judged.nearest_fit);
    }
  }
  for (const auto& refusal : verdict.verdict.releases) {
    v1::ReleaseConflict* conflict = details.add_releases();
    conflict->set_booking(refusal.booking);
    for (const std::string& vehicle : refusal.vehicles) conflict->add_vehicle_bookings(vehicle);
  }
  return details;
}

void DropDriverRule(booking::Verdict& verdict) {
  for (booking::LegVerdict& leg : verdict.legs) {
    std::erase_if(leg.violations, [](const booking::Violation& violation) {
      return violation.rule == booking::Rule::kDriverRequired;
    });
  }
}

absl::StatusOr<v1::StandingConflict> StandingConflictToProto(
    storage::ReadTransaction& read, const std::string& resource,
    const booking::StandingConflict& conflict) {
  auto profile = ProfileOf(read, resource);
  if (!profile.ok()) return profile.status();
  // Names that the viewer may not see come empty from the engine; the others are looked up for
  // what the caller is told of them.
  std::vector<storage::BlockingBooking> known;
  booking::Leg leg;
  leg.resource = resource;
  std::vector<std::string> names = conflict.violation.blocking;
  names.push_back(conflict.booking);
  for (const std::string& name : names) {
    if (name.empty()) continue;
    auto row = read.FindBooking(name);
    if (!row.ok()) return row.status();
    if (!row->has_value()) continue;
    const booking::Occupancy& occupancy = (*row)->occupancy;
    known.push_back({name, occupancy.owner, (*row)->owner_label, occupancy.interval,
                     (*row)->expire_time, true, (*row)->level});
    if (name != conflict.booking) continue;
    leg.booking = name;
    leg.interval = occupancy.interval;
    leg.quantity = occupancy.quantity;
    leg.place = occupancy.place;
    leg.party_size = (*row)->party_size;
  }
  v1::StandingConflict proto;
  proto.set_booking(conflict.booking);
  proto.set_resource(resource);
  *proto.mutable_violation() =
      ToProto(conflict.violation, booking::Explain(conflict.violation, *profile, leg), known);
  return proto;
}

absl::Status AppendStandingConflicts(
    storage::ReadTransaction& read, const std::string& resource, const booking::Interval& window,
    google::protobuf::RepeatedPtrField<v1::StandingConflict>* conflicts) {
  auto standing = read.StandingConflicts(resource, window);
  if (!standing.ok()) return standing.status();
  for (const booking::StandingConflict& conflict : *standing) {
    auto proto = StandingConflictToProto(read, resource, conflict);
    if (!proto.ok()) return proto.status();
    *conflicts->Add() = *std::move(proto);
  }
  return absl::OkStatus();
}

}  // namespace letan::operations
