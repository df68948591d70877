#include "storage/memory/writing.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "storage/codec.h"

namespace letan::storage::memory {
namespace {

bool HasEmpty(const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), "") != names.end();
}

absl::Status CheckEdges(const std::string& from, const std::vector<booking::TravelTime>& edges) {
  std::set<std::string> ends;
  for (const booking::TravelTime& edge : edges) {
    if (edge.from != from) return absl::InvalidArgumentError("an edge from elsewhere");
    if (!ends.insert(edge.to).second) return absl::InvalidArgumentError("an edge given twice");
  }
  return absl::OkStatus();
}

bool EverBelowZero(const State& state, const std::string& item, Micros now) {
  for (const Micros at : StockInstants(state, item, now)) {
    if (Available(state, item, at, now) < 0) return true;
  }
  return false;
}

}  // namespace

Writing::Writing(std::shared_ptr<State> copy, std::shared_ptr<const Log> log, Viewer viewer,
                 Micros now, Micros missing_travel, std::string method, std::string request_id)
    : Reading(std::move(copy), std::move(log), std::move(viewer), now, missing_travel),
      method_(std::move(method)),
      request_id_(std::move(request_id)),
      first_sequence_(state_->last_sequence + 1) {}

void Writing::Record(std::string_view kind, const std::string& entity, const std::string& before,
                     const std::string& after) {
  if (records_.empty()) ++state_->revision;
  ChangeRecord record;
  record.sequence = ++state_->last_sequence;
  record.revision = state_->revision;
  record.time = now_;
  record.actor = ActorOf(viewer_);
  record.method = method_;
  record.kind = std::string(kind);
  record.entity = entity;
  record.before = before;
  record.after = after;
  record.request_id = request_id_;
  record.previous_hash = records_.empty() ? log_->LastHash() : records_.back().hash;
  record.hash = ChainHash(record);
  records_.push_back(record);
}

absl::Status Writing::InsertEntity(const EntityRow& row) {
  if (HasEmpty(row.need_to_know)) return absl::InvalidArgumentError("nobody on need_to_know");
  EntityRow kept = row;
  if (row.level == HandlingLevel::kRestricted) DropTitle(&kept);
  if (!state_->entities.emplace(row.name, std::move(kept)).second) {
    return absl::AlreadyExistsError(row.name);
  }
  Record(row.kind, row.name, "", EncodeEntity(row));
  return absl::OkStatus();
}

absl::Status Writing::UpdateEntity(const EntityRow& row, std::int64_t expected_version) {
  const auto found = state_->entities.find(row.name);
  if (found == state_->entities.end()) return absl::NotFoundError(row.name);
  const EntityRow old = found->second;
  if (!MaySee(viewer_, old.level, old.need_to_know)) return absl::NotFoundError(row.name);
  if (old.version != expected_version) return absl::AbortedError(row.name);
  if (HasEmpty(row.need_to_know)) return absl::InvalidArgumentError("nobody on need_to_know");
  found->second = row;
  if (row.level == HandlingLevel::kRestricted) DropTitle(&found->second);
  Record(row.kind, row.name, EncodeEntity(old), EncodeEntity(row));
  return absl::OkStatus();
}

absl::Status Writing::WithFullSight(const std::function<absl::Status(WriteTransaction&)>& body) {
  const Viewer viewer = viewer_;
  viewer_.administrator = true;
  absl::Status status = body(*this);
  viewer_ = viewer;
  return status;
}

absl::Status Writing::PutResource(const ResourceRow& row) {
  if (row.profile.name.empty()) return absl::InvalidArgumentError("a resource has a name");
  const auto found = state_->resources.find(row.profile.name);
  const std::string before = found == state_->resources.end() ? "" : EncodeResource(found->second);
  const std::string after = EncodeResource(row);
  if (before == after) return absl::OkStatus();
  state_->resources[row.profile.name] = row;
  Record(kResourceRecord, row.profile.name, before, after);
  return absl::OkStatus();
}

absl::Status Writing::PutTravelTimes(const std::string& from,
                                     const std::vector<booking::TravelTime>& edges) {
  absl::Status status = CheckEdges(from, edges);
  if (!status.ok()) return status;
  const auto found = state_->travel.find(from);
  const std::string before =
      found == state_->travel.end() ? "" : EncodeTravelTimes(from, found->second);
  const std::string after = edges.empty() ? "" : EncodeTravelTimes(from, edges);
  if (before == after) return absl::OkStatus();
  if (edges.empty()) {
    state_->travel.erase(from);
  } else {
    state_->travel[from] = edges;
  }
  Record(kTravelTimesRecord, from, before, after);
  return absl::OkStatus();
}

absl::Status Writing::PutCredential(const CredentialRow& row) {
  if (row.id.empty() || row.user.empty() || row.kind.empty()) {
    return absl::InvalidArgumentError("a credential without id, user or kind");
  }
  const auto found = state_->credentials.find(row.id);
  const std::string before =
      found == state_->credentials.end() ? "" : EncodeCredential(found->second);
  const std::string after = EncodeCredential(row);
  if (before == after) return absl::OkStatus();
  state_->credentials[row.id] = row;
  Record(kCredentialRecord, row.id, before, after);
  return absl::OkStatus();
}

absl::Status Writing::DeleteCredential(const std::string& id) {
  const auto found = state_->credentials.find(id);
  if (found == state_->credentials.end()) return absl::NotFoundError("no such credential");
  const std::string before = EncodeCredential(found->second);
  state_->credentials.erase(found);
  Record(kCredentialRecord, id, before, "");
  return absl::OkStatus();
}

absl::StatusOr<BookingVerdict> Writing::ApplyBookings(const BookingChange& change) {
  auto verdict = JudgeChange(sight(), change);
  if (!verdict.ok() || !verdict->verdict.fits()) return verdict;
  if (HasEmpty(change.need_to_know)) return absl::InvalidArgumentError("nobody on need_to_know");
  for (const std::string& name : change.change.release) {
    Record(kBookingRecord, name, EncodeBooking(state_->bookings.at(name)), "");
    state_->bookings.erase(name);
  }
  for (const BookingRow& row : verdict->bookings) {
    const std::string& name = row.occupancy.booking;
    const auto old = state_->bookings.find(name);
    const std::string before = old == state_->bookings.end() ? "" : EncodeBooking(old->second);
    state_->bookings[name] = row;
    Record(kBookingRecord, name, before, EncodeBooking(row));
  }
  return verdict;
}

absl::StatusOr<std::int64_t> Writing::CountBookings(const std::string& owner) {
  std::int64_t count = 0;
  for (const auto& [name, row] : state_->bookings) {
    if (!owner.empty() && row.occupancy.owner == owner && IsLive(row, now_)) ++count;
  }
  return count;
}

absl::StatusOr<std::int64_t> Writing::CountEntities(const std::string& kind,
                                                    const std::string& parent) {
  std::int64_t count = 0;
  for (const auto& [name, row] : state_->entities) {
    if (!parent.empty() && row.parent == parent && row.kind == kind && !row.deleted()) ++count;
  }
  return count;
}

absl::Status Writing::RelevelBookings(const std::string& owner, HandlingLevel level,
                                      const std::vector<std::string>& need_to_know) {
  if (owner.empty()) return absl::InvalidArgumentError("bookings of which owner?");
  if (HasEmpty(need_to_know)) return absl::InvalidArgumentError("nobody on need_to_know");
  std::vector<BookingRow*> rows;
  for (auto& [name, row] : state_->bookings) {
    if (row.occupancy.owner == owner && IsLive(row, now_)) rows.push_back(&row);
  }
  std::sort(rows.begin(), rows.end(), [](const BookingRow* left, const BookingRow* right) {
    return std::tie(left->occupancy.interval.start, left->occupancy.booking) <
           std::tie(right->occupancy.interval.start, right->occupancy.booking);
  });
  for (BookingRow* row : rows) {
    if (row->level == level && row->need_to_know == need_to_know) continue;
    const std::string before = EncodeBooking(*row);
    row->level = level;
    row->need_to_know = need_to_know;
    ++row->version;
    row->update_time = now_;
    Record(kBookingRecord, row->occupancy.booking, before, EncodeBooking(*row));
  }
  return absl::OkStatus();
}

absl::Status Writing::AddMovement(const MovementRow& asked) {
  MovementRow row = asked;
  row.restricted = false;
  row.event.clear();
  if (row.name.empty()) return absl::InvalidArgumentError("a movement has a name");
  if (row.delta == 0) return absl::InvalidArgumentError("a movement moves something");
  const ResourceRow* item = FindVisibleResource(sight(), row.item);
  if (item == nullptr) return absl::NotFoundError(row.item);
  if (!IsStock(*item)) return absl::InvalidArgumentError("no stock item: " + row.item);
  const BookingRow* settled = nullptr;
  if (!row.booking.empty()) {
    settled = FindVisibleBooking(sight(), row.booking);
    if (settled == nullptr) return absl::NotFoundError(row.booking);
    if (settled->occupancy.resource != row.item) {
      return absl::InvalidArgumentError(row.booking + " is of another item");
    }
    if (row.delta > 0 || item->profile.model != booking::CapacityModel::kConsumable) {
      return absl::InvalidArgumentError(row.booking + " is not settled by this");
    }
  }
  row.restricted = settled != nullptr && settled->level == HandlingLevel::kRestricted &&
                   FindDocument(*state_, row.reason) == nullptr;
  if (settled != nullptr) row.event = settled->occupancy.owner;
  if (!state_->movements.emplace(row.name, row).second) return absl::AlreadyExistsError(row.name);
  if (settled != nullptr) {
    const std::string before = EncodeBooking(*settled);
    BookingRow left = *settled;
    left.occupancy.quantity += row.delta;
    ++left.version;
    left.update_time = now_;
    if (left.occupancy.quantity > 0) {
      state_->bookings[row.booking] = left;
      Record(kBookingRecord, row.booking, before, EncodeBooking(left));
    } else {
      state_->bookings.erase(row.booking);
      Record(kBookingRecord, row.booking, before, "");
    }
  }
  if (row.delta < 0 && EverBelowZero(*state_, row.item, now_)) {
    return absl::FailedPreconditionError("stock would fall below zero: " + row.item);
  }
  Record(kMovementRecord, row.name, "", EncodeMovement(row));
  return absl::OkStatus();
}

absl::Status Writing::LoadBooking(const BookingRow& row) {
  if (HasEmpty(row.need_to_know)) return absl::InvalidArgumentError("nobody on need_to_know");
  if (FindVisibleResource(sight(), row.occupancy.resource) == nullptr) {
    return absl::NotFoundError(row.occupancy.resource);
  }
  const std::string& name = row.occupancy.booking;
  if (!state_->bookings.emplace(name, row).second) return absl::AlreadyExistsError(name);
  Record(kBookingRecord, name, "", EncodeBooking(row));
  return absl::OkStatus();
}

absl::Status Writing::LoadMovement(const MovementRow& row) {
  const ResourceRow* item = FindVisibleResource(sight(), row.item);
  if (item == nullptr) return absl::NotFoundError(row.item);
  if (!IsStock(*item)) return absl::InvalidArgumentError("no stock item: " + row.item);
  if (!state_->movements.emplace(row.name, row).second) return absl::AlreadyExistsError(row.name);
  Record(kMovementRecord, row.name, "", EncodeMovement(row));
  return absl::OkStatus();
}

absl::Status Writing::RecordRead(const ReadNote& note) {
  if (note.entities.empty() && !note.everything) return absl::OkStatus();
  ReadRecord record;
  record.time = now_;
  record.actor = ActorOf(viewer_);
  record.method = method_;
  record.entities = note.entities;
  record.everything = note.everything;
  AppendTo(state_->reads_end, record);
  reads_.push_back(record);
  return absl::OkStatus();
}

std::vector<ReadRecord> Writing::ReadsAfter(std::int64_t after) const {
  std::vector<ReadRecord> found =
      log_->Reads(after, state_->reads_end.sequence - static_cast<std::int64_t>(reads_.size()));
  for (const ReadRecord& record : reads_) {
    if (record.sequence > after) found.push_back(record);
  }
  return found;
}

std::vector<ChangeRecord> Writing::ReadLog(std::int64_t after, int limit) const {
  std::vector<ChangeRecord> found = log_->Read(after, first_sequence_ - 1, limit);
  for (const ChangeRecord& record : records_) {
    if (record.sequence > after && static_cast<int>(found.size()) < limit) found.push_back(record);
  }
  return found;
}

void Writing::PurgeExpiredHolds() {
  std::vector<BookingRow> over;
  for (const auto& [name, row] : state_->bookings) {
    if (!IsLive(row, now_)) over.push_back(row);
  }
  std::sort(over.begin(), over.end(), [](const BookingRow& left, const BookingRow& right) {
    return std::tie(left.expire_time, left.occupancy.booking) <
           std::tie(right.expire_time, right.occupancy.booking);
  });
  for (const BookingRow& row : over) {
    state_->bookings.erase(row.occupancy.booking);
    Record(kBookingRecord, row.occupancy.booking, EncodeBooking(row), "");
  }
}

}  // namespace letan::storage::memory
