#include "services/operations/reserve.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "services/core/limits.h"
#include "services/errors/errors.h"
#include "services/operations/conflicts.h"
#include "services/operations/events.h"

namespace letan::operations {
namespace {

// A name that no booking can have, for questions that write nothing.
constexpr char kProbe[] = "bookings/-";

// Which of the legs names what does not exist: looked up only once the engine has refused.
absl::Status ExplainNotFound(storage::ReadTransaction& read, const storage::BookingChange& change,
                             const absl::Status& refusal) {
  for (std::size_t i = 0; i < change.change.put.size(); ++i) {
    const std::string& resource = change.change.put[i].resource;
    auto row = read.FindResource(resource);
    if (!row.ok()) return row.status();
    if (!row->has_value()) {
      return errors::NotFoundAt(resource, "legs[" + std::to_string(i) + "].resource");
    }
  }
  return refusal;
}

}  // namespace

absl::StatusOr<std::vector<storage::BookingRow>> Reserve(storage::WriteTransaction& write,
                                                         const storage::BookingChange& change) {
  auto verdict = write.ApplyBookings(change);
  if (!verdict.ok()) {
    if (absl::IsNotFound(verdict.status())) {
      return ExplainNotFound(write, change, verdict.status());
    }
    return verdict.status();
  }
  if (verdict->verdict.fits()) return std::move(verdict->bookings);
  auto details = ToConflictDetails(write, change, *verdict);
  if (!details.ok()) return details.status();
  return errors::BookingConflict(*details);
}

absl::StatusOr<std::optional<v1::LegConflict>> WhyNotFree(storage::ReadTransaction& read,
                                                          const booking::Leg& leg) {
  storage::BookingChange change;
  change.change.put.push_back(leg);
  change.change.put.front().booking = kProbe;
  auto verdict = read.TryBookings(change);
  if (!verdict.ok()) return verdict.status();
  DropDriverRule(verdict->verdict);
  if (verdict->verdict.fits()) return std::nullopt;
  auto details = ToConflictDetails(read, change, *verdict);
  if (!details.ok()) return details.status();
  return std::optional<v1::LegConflict>(std::move(*details->mutable_legs(0)));
}

absl::Status ReleaseRows(storage::WriteTransaction& write,
                         const std::vector<storage::BookingRow>& rows) {
  // Judged owner by owner, because the driver rule is; without an owner, call by call.
  std::map<std::pair<std::string, std::string>, storage::BookingChange> changes;
  for (const storage::BookingRow& row : rows) {
    const booking::Occupancy& occupancy = row.occupancy;
    auto& change = changes[{occupancy.owner, occupancy.owner.empty() ? occupancy.group : ""}];
    change.change.owner = occupancy.owner;
    change.change.group = occupancy.group;
    change.change.release.push_back(occupancy.booking);
  }
  for (const auto& [key, change] : changes) {
    auto released = Reserve(write, change);
    if (!released.ok()) return released.status();
  }
  return absl::OkStatus();
}

absl::Status ReleaseEvent(storage::WriteTransaction& write, const std::string& event) {
  storage::BookingQuery query;
  query.owner = event;
  auto rows = AllBookings(write, query, limits::kMaxBookingsPerEvent);
  if (!rows.ok()) return rows.status();
  return ReleaseRows(write, *rows);
}

absl::StatusOr<std::vector<storage::BookingRow>> FindBookings(storage::ReadTransaction& read,
                                                              const std::vector<std::string>& names,
                                                              const std::string& field) {
  std::vector<storage::BookingRow> rows;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string path = field + "[" + std::to_string(i) + "]";
    if (!seen.insert(names[i]).second) {
      return errors::InvalidField(path, "\"" + names[i] + "\" is named twice");
    }
    auto row = read.FindBooking(names[i]);
    if (!row.ok()) return row.status();
    if (!row->has_value()) return errors::NotFoundAt(names[i], path);
    rows.push_back(**std::move(row));
  }
  return rows;
}

}  // namespace letan::operations
