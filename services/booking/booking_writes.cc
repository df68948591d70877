#include "services/booking/booking_writes.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "letan/v1/booking_service.pb.h"
#include "services/core/limits.h"
#include "services/entity/names.h"
#include "services/entity/references.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/operations/booking_codec.h"
#include "services/operations/edit_conflicts.h"
#include "services/operations/events.h"
#include "services/operations/reserve.h"

namespace letan::services {
namespace {

using booking::Micros;
using storage::BookingChange;
using storage::BookingRow;
using storage::BookingState;
using storage::WriteTransaction;

void AddBookings(const std::vector<BookingRow>& rows,
                 google::protobuf::RepeatedPtrField<v1::Booking>* bookings) {
  bookings->Reserve(static_cast<int>(rows.size()));
  for (const BookingRow& row : rows) *bookings->Add() = operations::ToProto(row);
}

absl::Status CheckLegs(const google::protobuf::RepeatedPtrField<v1::BookingLeg>& legs) {
  std::vector<errors::FieldViolation> violations;
  for (int i = 0; i < legs.size(); ++i) {
    const std::string path = "legs[" + std::to_string(i) + "].";
    const auto check = [&](const char* field, std::int64_t value) {
      if (value >= 0 && value <= limits::kMaxQuantity) return;
      violations.push_back({path + field, "must be from 0 to " +
                                              std::to_string(limits::kMaxQuantity) + ", is " +
                                              std::to_string(value)});
    };
    check("quantity", legs[i].quantity());
    check("party_size", legs[i].party_size());
  }
  return violations.empty() ? absl::OkStatus() : errors::InvalidArgument(violations);
}

// What Book and Hold ask for in common. `references` is the request, for the checks that need the
// transaction.
template <class Request>
struct Asked {
  Request request;
  BookingChange change;
};

template <class Request>
absl::StatusOr<std::shared_ptr<Asked<Request>>> Ask(const call::CallContext& context,
                                                    const Request& request) {
  if (absl::Status status = CheckLegs(request.legs()); !status.ok()) return status;
  if (!request.activity().empty() && entity::ParentOfName(request.activity()) != request.owner()) {
    return errors::InvalidField("activity", "must be an activity of the owner");
  }
  auto asked = std::make_shared<Asked<Request>>();
  asked->request = request;
  BookingChange& change = asked->change;
  change.change.owner = request.owner();
  change.change.group = context.new_id();
  change.owner_label = request.owner_label();
  change.level = request.handling_level() == v1::HANDLING_LEVEL_UNSPECIFIED
                     ? storage::HandlingLevel::kInternal
                     : static_cast<storage::HandlingLevel>(request.handling_level());
  for (const v1::BookingLeg& leg : request.legs()) {
    change.change.put.push_back(operations::ToLeg(leg, "bookings/" + context.new_id()));
  }
  if (!request.activity().empty()) {
    change.activities.assign(change.change.put.size(), request.activity());
  }
  return asked;
}

// Whether the places and authorities named exist. Resources are looked up by the engine anyway.
template <class Request>
absl::Status CheckNamed(WriteTransaction& write, const Request& request) {
  for (int i = 0; i < request.legs_size(); ++i) {
    const v1::BookingLeg& leg = request.legs(i);
    if (leg.place().empty() && !leg.has_override()) continue;
    v1::BookingLeg named = leg;
    named.clear_resource();
    const std::string path = "legs[" + std::to_string(i) + "].";
    if (absl::Status status = entity::CheckReferences(write, named, path); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

template <class Request, class Response>
absl::StatusOr<Response> ApplyAsked(WriteTransaction& write, const Asked<Request>& asked,
                                    Micros hold) {
  BookingChange change = asked.change;
  if (!change.change.owner.empty()) {
    auto event = operations::FindOpenEvent(write, change.change.owner, "owner");
    if (!event.ok()) return event.status();
    change.level = event->level;
    change.need_to_know = event->need_to_know;
    if (!asked.request.activity().empty()) {
      auto activity = write.FindEntity(asked.request.activity());
      if (!activity.ok()) return activity.status();
      if (!activity->has_value() || (*activity)->deleted()) {
        return errors::NotFound(asked.request.activity());
      }
    }
  }
  if (!change.change.owner.empty()) {
    absl::Status room =
        operations::CheckRoomForBookings(write, change.change.owner, change.change.put.size());
    if (!room.ok()) return room;
  }
  if (absl::Status status = CheckNamed(write, asked.request); !status.ok()) return status;
  if (hold > 0) {
    change.state = BookingState::kHeld;
    change.expire_time = write.now() + hold;
  }
  auto rows = operations::Reserve(write, change);
  if (!rows.ok()) return rows.status();
  Response response;
  AddBookings(*rows, response.mutable_bookings());
  return response;
}

absl::StatusOr<call::Apply<v1::BookResponse>> PrepareBook(const call::CallContext& context,
                                                          const v1::BookRequest& request) {
  auto asked = Ask(context, request);
  if (!asked.ok()) return asked.status();
  return [asked = *asked](WriteTransaction& write) {
    return ApplyAsked<v1::BookRequest, v1::BookResponse>(write, *asked, 0);
  };
}

absl::StatusOr<call::Apply<v1::HoldResponse>> PrepareHold(const call::CallContext& context,
                                                          const v1::HoldRequest& request) {
  const Micros hold = request.has_hold_duration() ? entity::ToMicros(request.hold_duration())
                                                  : limits::kDefaultHoldMinutes * booking::kMinute;
  const std::int64_t most = context.limits->max_hold_hours;
  if (hold <= 0 || hold > most * booking::kHour) {
    return errors::InvalidField("hold_duration",
                                "must be more than 0 and at most " + std::to_string(most) + " h");
  }
  auto asked = Ask(context, request);
  if (!asked.ok()) return asked.status();
  return [asked = *asked, hold](WriteTransaction& write) {
    return ApplyAsked<v1::HoldRequest, v1::HoldResponse>(write, *asked, hold);
  };
}

std::vector<std::string> Names(const google::protobuf::RepeatedPtrField<std::string>& names) {
  return {names.begin(), names.end()};
}

// The owner of all rows; INVALID_ARGUMENT if they have several, FAILED_PRECONDITION if it is an
// event that takes no bookings any more.
absl::StatusOr<std::string> CommonOpenOwner(WriteTransaction& write,
                                            const std::vector<BookingRow>& rows,
                                            const std::string& field) {
  const std::string& owner = rows.front().occupancy.owner;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].occupancy.owner != owner) {
      return errors::InvalidField(field + "[" + std::to_string(i) + "]",
                                  "all bookings of one call belong to one owner");
    }
  }
  if (owner.empty()) return owner;
  auto event = operations::FindOpenEvent(write, owner, field);
  if (!event.ok()) return event.status();
  return owner;
}

absl::StatusOr<v1::ConfirmResponse> ApplyConfirm(WriteTransaction& write,
                                                 const std::vector<std::string>& names) {
  auto rows = operations::FindBookings(write, names, "names");
  if (!rows.ok()) return rows.status();
  auto owner = CommonOpenOwner(write, *rows, "names");
  if (!owner.ok()) return owner.status();
  BookingChange change;
  change.change.owner = *owner;
  for (const BookingRow& row : *rows) change.change.put.push_back(operations::ToLeg(row));
  auto confirmed = operations::Reserve(write, change);
  if (!confirmed.ok()) return confirmed.status();
  v1::ConfirmResponse response;
  AddBookings(*confirmed, response.mutable_bookings());
  return response;
}

absl::StatusOr<call::Apply<v1::ConfirmResponse>> PrepareConfirm(const call::CallContext&,
                                                                const v1::ConfirmRequest& request) {
  return [names = Names(request.names())](WriteTransaction& write) {
    return ApplyConfirm(write, names);
  };
}

// What a closed event has used is not given back.
absl::Status CheckNotUsed(WriteTransaction& write, const std::vector<BookingRow>& rows) {
  for (const BookingRow& row : rows) {
    if (row.occupancy.owner.empty() || row.occupancy.interval.start > write.now()) continue;
    auto event = operations::FindOpenEvent(write, row.occupancy.owner, "names");
    // An event that is deleted or hidden has released all that it had.
    if (!event.ok() && !absl::IsNotFound(event.status())) return event.status();
  }
  return absl::OkStatus();
}

// Where something could depend on a released booking: its resource, within a day.
std::map<std::string, booking::Interval> Surroundings(const std::vector<BookingRow>& rows) {
  std::map<std::string, booking::Interval> windows;
  for (const BookingRow& row : rows) {
    const booking::Interval& interval = row.occupancy.interval;
    const booking::Interval around{interval.start - booking::kDay, interval.end + booking::kDay};
    const auto [window, added] = windows.emplace(row.occupancy.resource, around);
    if (added) continue;
    window->second.start = std::min(window->second.start, around.start);
    window->second.end = std::max(window->second.end, around.end);
  }
  return windows;
}

absl::StatusOr<v1::ReleaseResponse> ApplyRelease(WriteTransaction& write,
                                                 const std::vector<std::string>& names) {
  auto rows = operations::FindBookings(write, names, "names");
  if (!rows.ok()) return rows.status();
  if (absl::Status status = CheckNotUsed(write, *rows); !status.ok()) return status;
  const auto edit = operations::EditConflicts::Before(write, Surroundings(*rows));
  if (!edit.ok()) return edit.status();
  if (absl::Status status = operations::ReleaseRows(write, *rows); !status.ok()) return status;
  v1::ReleaseResponse response;
  absl::Status status = edit->AppendNew(write, response.mutable_standing_conflicts());
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<call::Apply<v1::ReleaseResponse>> PrepareRelease(const call::CallContext&,
                                                                const v1::ReleaseRequest& request) {
  return [names = Names(request.names())](WriteTransaction& write) {
    return ApplyRelease(write, names);
  };
}

booking::Leg Moved(const BookingRow& row, const v1::MoveRequest::BookingMove& move) {
  booking::Leg leg = operations::ToLeg(row);
  if (move.has_interval()) leg.interval = entity::ToInterval(move.interval());
  if (!move.resource().empty()) leg.resource = move.resource();
  if (!move.place().empty()) leg.place = move.place();
  if (move.quantity() != 0) leg.quantity = move.quantity();
  if (move.party_size() != 0) leg.party_size = move.party_size();
  if (move.has_override()) {
    leg.override_authority = move.override().authority();
    leg.override_reason = move.override().reason();
  }
  return leg;
}

absl::StatusOr<v1::MoveResponse> ApplyMove(WriteTransaction& write,
                                           const v1::MoveRequest& request) {
  std::vector<std::string> names;
  for (const auto& move : request.moves()) names.push_back(move.name());
  auto rows = operations::FindBookings(write, names, "moves");
  if (!rows.ok()) return rows.status();
  auto owner = CommonOpenOwner(write, *rows, "moves");
  if (!owner.ok()) return owner.status();
  BookingChange change;
  change.change.owner = *owner;
  change.keep_state = true;
  for (int i = 0; i < request.moves_size(); ++i) {
    const auto& move = request.moves(i);
    const BookingRow& row = (*rows)[static_cast<std::size_t>(i)];
    const std::string path = "moves[" + std::to_string(i) + "].";
    if (!move.etag().empty() && move.etag() != operations::BookingEtag(row)) {
      return errors::StaleEtag(move.name(), path + "etag");
    }
    if (absl::Status status = entity::CheckReferences(write, move, path); !status.ok()) {
      return status;
    }
    change.change.put.push_back(Moved(row, move));
  }
  auto moved = operations::Reserve(write, change);
  if (!moved.ok()) return moved.status();
  v1::MoveResponse response;
  AddBookings(*moved, response.mutable_bookings());
  return response;
}

absl::StatusOr<call::Apply<v1::MoveResponse>> PrepareMove(const call::CallContext&,
                                                          const v1::MoveRequest& request) {
  std::vector<errors::FieldViolation> violations;
  for (int i = 0; i < request.moves_size(); ++i) {
    const auto& move = request.moves(i);
    const std::string path = "moves[" + std::to_string(i) + "].";
    if (move.quantity() < 0 || move.quantity() > limits::kMaxQuantity) {
      violations.push_back(
          {path + "quantity", "must be from 0 to " + std::to_string(limits::kMaxQuantity)});
    }
    if (move.party_size() < 0 || move.party_size() > limits::kMaxQuantity) {
      violations.push_back(
          {path + "party_size", "must be from 0 to " + std::to_string(limits::kMaxQuantity)});
    }
  }
  if (!violations.empty()) return errors::InvalidArgument(violations);
  return [request](WriteTransaction& write) { return ApplyMove(write, request); };
}

}  // namespace

void AddBookingWrites(call::ServiceTable& table) {
  table.Write<v1::BookRequest, v1::BookResponse>("Book", PrepareBook);
  table.Write<v1::HoldRequest, v1::HoldResponse>("Hold", PrepareHold);
  table.Write<v1::ConfirmRequest, v1::ConfirmResponse>("Confirm", PrepareConfirm);
  table.Write<v1::ReleaseRequest, v1::ReleaseResponse>("Release", PrepareRelease);
  table.Write<v1::MoveRequest, v1::MoveResponse>("Move", PrepareMove);
}

}  // namespace letan::services
