#include "storage/sqlite/integrity.h"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>

#include "storage/codec.h"
#include "storage/sqlite/booking_store.h"
#include "storage/sqlite/change_log_store.h"
#include "storage/sqlite/entity_store.h"
#include "storage/sqlite/resource_store.h"
#include "storage/sqlite/stock_store.h"
#include "storage/sqlite/travel_store.h"

namespace letan::storage::sqlite {
namespace {

using booking::CapacityModel;
using booking::Micros;

constexpr std::size_t kMostFindings = 100;
constexpr int kChangesAtOnce = 500;

class Inspector {
 public:
  explicit Inspector(Connection& connection) : connection_(connection) {}

  absl::StatusOr<IntegrityReport> Run() {
    absl::Status status = CheckStructure();
    // A broken file makes every other answer doubtful, and reading it dangerous.
    if (!status.ok() || !report_.findings.empty()) return Result(status);
    for (const auto check :
         {&Inspector::CheckDerived, &Inspector::CheckChain, &Inspector::CheckRows,
          &Inspector::CheckOccupation, &Inspector::CheckStock}) {
      status = (this->*check)();
      if (!status.ok()) return Result(status);
    }
    return report_;
  }

 private:
  absl::StatusOr<IntegrityReport> Result(const absl::Status& status) {
    if (absl::IsDataLoss(status)) Find(std::string(status.message()));
    if (status.ok() || absl::IsDataLoss(status)) return report_;
    return status;
  }

  void Find(std::string finding) {
    if (report_.findings.size() < kMostFindings) report_.findings.push_back(std::move(finding));
  }

  // Each row of `sql` is a finding: its first column says what of.
  absl::Status FindRows(const char* sql, const std::string& what) {
    Query query(connection_, std::string(sql));
    while (query.Step()) Find(what + ": " + query.Text(0));
    return query.status();
  }

  absl::Status CheckStructure() {
    Query pages(connection_, "PRAGMA integrity_check(20)");
    while (pages.Step()) {
      if (pages.Text(0) != "ok") Find("structure: " + pages.Text(0));
    }
    if (!pages.ok()) return pages.status();
    return FindRows("SELECT \"table\" FROM pragma_foreign_key_check", "row without its parent");
  }

  absl::Status CheckDerived();
  absl::Status CheckChain();
  absl::Status CheckRows();
  absl::Status CheckOccupation();
  absl::Status CheckStock();

  void CheckRecord(const ChangeRecord& record, const Head& previous);
  void CheckLive(std::string_view kind, const std::string& name, const std::string& bytes);

  Connection& connection_;
  IntegrityReport report_;
  // What the log says is there: the last `after` of each (kind, name), hashed to save memory.
  std::unordered_map<std::string, std::size_t> logged_;
};

std::string LogKey(std::string_view kind, const std::string& name) {
  return std::string(kind) + '\n' + name;
}

// Columns that repeat what is said elsewhere.
absl::Status Inspector::CheckDerived() {
  absl::Status status = FindRows(
      "SELECT name FROM entities e WHERE listed <>"
      " (SELECT count(*) FROM entity_access WHERE entity = e.id)",
      "need-to-know list of an entity miscounted");
  if (!status.ok()) return status;
  status = FindRows(
      "SELECT name FROM bookings b WHERE listed <>"
      " (SELECT count(*) FROM booking_access WHERE booking = b.id)",
      "need-to-know list of a booking miscounted");
  if (!status.ok()) return status;
  status = FindRows(
      "SELECT r.name FROM resources r LEFT JOIN resource_load l ON l.resource = r.id WHERE"
      " l.longest IS NULL OR l.longest <"
      " (SELECT max(ends - starts) FROM bookings b WHERE b.resource = r.id)",
      "a booking is longer than the resource's longest");
  if (!status.ok()) return status;
  std::vector<std::pair<std::int64_t, ResourceRow>> resources;
  status = ForEachResource(connection_, [&](std::int64_t id, const ResourceRow& row) {
    resources.emplace_back(id, row);
  });
  if (!status.ok()) return status;
  for (const auto& [id, row] : resources) {
    Query columns(connection_,
                  "SELECT name = ? AND kind = ? AND role = ? AND model = ? AND active = ? AND"
                  " seats = ? AND (SELECT count(*) FROM resource_abilities WHERE resource = r.id)"
                  " = ? FROM resources r WHERE id = ?");
    std::vector<std::string> abilities = row.abilities;
    std::sort(abilities.begin(), abilities.end());
    abilities.erase(std::unique(abilities.begin(), abilities.end()), abilities.end());
    columns.Bind(row.profile.name, row.kind, static_cast<int>(row.profile.role),
                 static_cast<int>(row.profile.model), row.profile.active, row.profile.seats,
                 abilities.size(), id);
    if (!columns.Step()) return columns.status();
    if (columns.Int(0) != 1)
      Find("columns of a resource differ from its rules: " + row.profile.name);
  }
  return absl::OkStatus();
}

void Inspector::CheckRecord(const ChangeRecord& record, const Head& previous) {
  const std::string at = " at change " + std::to_string(record.sequence);
  if (record.sequence != previous.sequence + 1) Find("gap in the change log" + at);
  if (record.previous_hash != previous.hash) Find("chain broken" + at);
  if (record.hash != ChainHash(record)) Find("hash differs from what it covers" + at);
  if (record.revision != previous.revision && record.revision != previous.revision + 1) {
    Find("revisions are not dense" + at);
  }
  if (record.time < previous.time) Find("commit time goes back" + at);
  const std::string key = LogKey(record.kind, record.entity);
  const auto logged = logged_.find(key);
  const bool continues =
      record.before.empty()
          ? logged == logged_.end()
          : logged != logged_.end() && logged->second == std::hash<std::string>()(record.before);
  if (!continues) Find("a change does not go on from the one before, of " + record.entity + at);
  if (record.after.empty()) {
    logged_.erase(key);
  } else {
    logged_[key] = std::hash<std::string>()(record.after);
  }
}

absl::Status Inspector::CheckChain() {
  Head previous;
  previous.hash.assign(32, '\0');
  while (true) {
    const auto records = ListChangeRecords(connection_, previous.sequence, kChangesAtOnce);
    if (!records.ok()) return records.status();
    if (records->empty()) break;
    for (const ChangeRecord& record : *records) {
      CheckRecord(record, previous);
      previous.sequence = record.sequence;
      previous.revision = record.revision;
      previous.time = record.time;
      previous.hash = record.hash;
      ++report_.changes;
    }
  }
  const auto head = LoadHead(connection_);
  if (!head.ok()) return head.status();
  if (head->sequence != previous.sequence || head->hash != previous.hash ||
      head->revision != previous.revision || head->time < previous.time) {
    Find("the change log does not end where its head says");
  }
  return absl::OkStatus();
}

void Inspector::CheckLive(std::string_view kind, const std::string& name,
                          const std::string& bytes) {
  const auto logged = logged_.find(LogKey(kind, name));
  if (logged == logged_.end()) {
    Find("no change records " + std::string(kind) + " " + name);
    return;
  }
  if (logged->second != std::hash<std::string>()(bytes)) {
    Find(std::string(kind) + " differs from the last change recorded of it: " + name);
  }
  logged_.erase(logged);
}

absl::Status Inspector::CheckRows() {
  absl::Status status = ForEachEntity(connection_, [this](const EntityRow& row) {
    ++report_.entities;
    CheckLive(row.kind, row.name, EncodeEntity(row));
  });
  if (!status.ok()) return status;
  status = ForEachBooking(connection_, [this](const StoredBookingRow& stored) {
    ++report_.bookings;
    CheckLive(kBookingRecord, stored.row.occupancy.booking, EncodeBooking(stored.row));
  });
  if (!status.ok()) return status;
  status = ForEachMovement(connection_, [this](const MovementRow& row) {
    CheckLive(kMovementRecord, row.name, EncodeMovement(row));
  });
  if (!status.ok()) return status;
  status = ForEachResource(connection_, [this](std::int64_t, const ResourceRow& row) {
    CheckLive(kResourceRecord, row.profile.name, EncodeResource(row));
  });
  if (!status.ok()) return status;
  const auto edges = ListTravelTimes(connection_);
  if (!edges.ok()) return edges.status();
  std::map<std::string, std::vector<booking::TravelTime>> by_place;
  for (const booking::TravelTime& edge : *edges) by_place[edge.from].push_back(edge);
  for (const auto& [from, list] : by_place) {
    CheckLive(kTravelTimesRecord, from, EncodeTravelTimes(from, list));
  }
  for (const auto& [key, hash] : logged_) Find("recorded, but not there: " + key);
  return absl::OkStatus();
}

// No exclusive resource is taken twice. (Shared capacity may be lowered under standing bookings,
// which is accepted and reported as a standing conflict, so it proves nothing about the file.)
absl::Status Inspector::CheckOccupation() {
  std::unordered_map<std::string, bool> exclusive;
  absl::Status status = ForEachResource(connection_, [&](std::int64_t, const ResourceRow& row) {
    exclusive[row.profile.name] = row.profile.model == CapacityModel::kExclusive;
  });
  if (!status.ok()) return status;
  std::string resource;
  std::string latest;
  Micros busy_until = 0;
  return ForEachBooking(connection_, [&](const StoredBookingRow& stored) {
    const booking::Occupancy& occupancy = stored.row.occupancy;
    if (!exclusive[occupancy.resource]) return;
    if (occupancy.resource == resource && occupancy.interval.start < busy_until) {
      Find(resource + " is promised twice: " + latest + " and " + occupancy.booking);
    }
    if (occupancy.resource != resource || occupancy.interval.end > busy_until) {
      busy_until = occupancy.interval.end;
      latest = occupancy.booking;
    }
    resource = occupancy.resource;
  });
}

absl::Status Inspector::CheckStock() {
  struct Item {
    bool returnable = false;
    std::map<Micros, std::int64_t> steps;
  };
  std::unordered_map<std::string, Item> items;
  absl::Status status = ForEachResource(connection_, [&](std::int64_t, const ResourceRow& row) {
    const CapacityModel model = row.profile.model;
    if (model != CapacityModel::kConsumable && model != CapacityModel::kReturnable) return;
    items[row.profile.name].returnable = model == CapacityModel::kReturnable;
  });
  if (!status.ok()) return status;
  status = ForEachMovement(connection_, [&](const MovementRow& row) {
    const auto item = items.find(row.item);
    if (item != items.end()) item->second.steps[row.at] += row.delta;
  });
  if (!status.ok()) return status;
  status = ForEachBooking(connection_, [&](const StoredBookingRow& stored) {
    const booking::Occupancy& occupancy = stored.row.occupancy;
    const auto item = items.find(occupancy.resource);
    if (item == items.end()) return;
    item->second.steps[occupancy.interval.start] -= occupancy.quantity;
    if (item->second.returnable) item->second.steps[occupancy.interval.end] += occupancy.quantity;
  });
  if (!status.ok()) return status;
  for (const auto& [name, item] : items) {
    std::int64_t level = 0;
    std::int64_t lowest = 0;
    for (const auto& [at, delta] : item.steps) lowest = std::min(lowest, level += delta);
    if (lowest < 0) Find("stock of " + name + " falls to " + std::to_string(lowest));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<IntegrityReport> CheckDatabase(Connection& connection) {
  return Inspector(connection).Run();
}

}  // namespace letan::storage::sqlite
