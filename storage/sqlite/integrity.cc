#include "storage/sqlite/integrity.h"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>

#include "services/core/fault.h"
#include "storage/codec.h"
#include "storage/sqlite/archive_store.h"
#include "storage/sqlite/booking_store.h"
#include "storage/sqlite/change_log_store.h"
#include "storage/sqlite/credential_store.h"
#include "storage/sqlite/derived.h"
#include "storage/sqlite/entity_store.h"
#include "storage/sqlite/log_replay.h"
#include "storage/sqlite/read_log_store.h"
#include "storage/sqlite/resource_store.h"
#include "storage/sqlite/sealer.h"
#include "storage/sqlite/stock_store.h"
#include "storage/sqlite/travel_store.h"

namespace letan::storage::sqlite {
namespace {

using booking::CapacityModel;
using booking::Micros;

// Every row that the change log knows, as it encodes them.
using VisitRow =
    std::function<void(std::string_view kind, const std::string& name, const std::string& bytes)>;

absl::Status ForEachRow(Connection& connection, const VisitRow& visit) {
  absl::Status status = ForEachEntity(
      connection, [&](const EntityRow& row) { visit(row.kind, row.name, EncodeEntity(row)); });
  if (!status.ok()) return status;
  status = ForEachBooking(connection, [&](const StoredBookingRow& stored) {
    visit(kBookingRecord, stored.row.occupancy.booking, EncodeBooking(stored.row));
  });
  if (!status.ok()) return status;
  status = ForEachMovement(connection, [&](const MovementRow& row) {
    visit(kMovementRecord, row.name, EncodeMovement(row));
  });
  if (!status.ok()) return status;
  status = ForEachResource(connection, [&](std::int64_t, const ResourceRow& row) {
    visit(kResourceRecord, row.profile.name, EncodeResource(row));
  });
  if (!status.ok()) return status;
  status = ForEachCredential(connection, [&](const CredentialRow& row) {
    visit(kCredentialRecord, row.id, EncodeCredential(row));
  });
  if (!status.ok()) return status;
  const auto edges = ListTravelTimes(connection);
  if (!edges.ok()) return edges.status();
  std::map<std::string, std::vector<booking::TravelTime>> by_place;
  for (const booking::TravelTime& edge : *edges) by_place[edge.from].push_back(edge);
  for (const auto& [from, list] : by_place) {
    visit(kTravelTimesRecord, from, EncodeTravelTimes(from, list));
  }
  return absl::OkStatus();
}

class Inspector {
 public:
  Inspector(Connection& connection, const IntegrityOptions& options)
      : connection_(connection), options_(options) {}

  absl::StatusOr<IntegrityReport> Run() {
    absl::Status status = CheckStructure();
    // A broken file makes every other answer doubtful, and reading it dangerous.
    if (!status.ok() || !report_.findings.empty()) return Result(status);
    for (const auto check :
         {&Inspector::CheckDerived, &Inspector::CheckEntities, &Inspector::CheckArchives,
          &Inspector::CheckLog, &Inspector::CheckReads, &Inspector::CheckOccupation,
          &Inspector::CheckStock}) {
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
    if (report_.findings.size() < options_.max_findings) {
      report_.findings.push_back(std::move(finding));
    } else {
      ++report_.omitted;
    }
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
  absl::Status CheckEntities();
  absl::Status CheckArchives();
  absl::Status CheckLog();
  absl::Status CheckReads();
  absl::Status CheckOccupation();
  absl::Status CheckStock();

  void CheckColumns(const EntityRow& row);

  Connection& connection_;
  const IntegrityOptions& options_;
  IntegrityReport report_;
};

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
  const auto wrong = FindWrongDerived(connection_);
  if (!wrong.ok()) return wrong.status();
  for (const WrongResource& resource : wrong->resources) {
    const std::string& name = resource.row.profile.name;
    if (resource.columns) Find("columns of a resource differ from its rules: " + name);
    if (resource.abilities) Find("abilities of a resource differ from its rules: " + name);
  }
  for (const WrongWords& entity : wrong->words) {
    Find("words of an entity differ from its title: " + entity.name);
  }
  return absl::OkStatus();
}

void Inspector::CheckColumns(const EntityRow& row) {
  const auto made = options_.reextract(row);
  if (!made.ok()) {
    return Find("body of " + row.name + ": " + std::string(made.status().message()));
  }
  std::string wrong;
  const auto compare = [&wrong](const char* column, bool equal) {
    if (!equal) wrong += (wrong.empty() ? "" : ", ") + std::string(column);
  };
  compare("state", row.state == made->state);
  compare("start", row.start == made->start);
  compare("end", row.end == made->end);
  compare("level", row.level == made->level);
  compare("need to know", row.need_to_know == made->need_to_know);
  compare("folded title", row.folded_title == made->folded_title);
  compare("sort key", row.sort_key == made->sort_key);
  if (!wrong.empty()) Find("columns of " + row.name + " differ from its body: " + wrong);
}

absl::Status Inspector::CheckEntities() {
  absl::Status closed;
  absl::Status status = ForEachEntity(connection_, [&](const EntityRow& stored) {
    ++report_.entities;
    if (!options_.reextract) return;
    if (!IsSealed(stored.body)) return CheckColumns(stored);
    EntityRow row = stored;
    const absl::Status opened = OpenEntity(connection_, row);
    if (opened.ok()) return CheckColumns(row);
    // Without keys it is left unseen: the chain of changes holds its bytes all the same.
    if (IsNoKeys(opened)) return;
    if (absl::IsDataLoss(opened)) return Find("the sealed body does not open of " + row.name);
    if (closed.ok()) closed = opened;
  });
  return status.ok() ? closed : status;
}

// Archive follows archive without a gap.
absl::Status Inspector::CheckArchives() {
  const auto archives = ListArchives(connection_);
  if (!archives.ok()) return archives.status();
  for (const Archive& archive : *archives) {
    if (archive.first != report_.archived + 1) Find("gap before archive " + archive.file);
    report_.archived = archive.sequence;
  }
  return absl::OkStatus();
}

absl::Status Inspector::CheckLog() {
  const auto joint = LoadJoint(connection_);
  if (!joint.ok()) return joint.status();
  LogReplay log(connection_, *joint, [this](std::string finding) { Find(std::move(finding)); });
  absl::Status status = log.ReadLog();
  if (!status.ok()) return status;
  report_.changes = log.changes();
  status = ForEachRow(
      connection_, [&](std::string_view kind, const std::string& name, const std::string& bytes) {
        if (kind == kBookingRecord) ++report_.bookings;
        log.Live(kind, name, bytes);
      });
  if (!status.ok()) return status;
  log.FindMissing();
  if (joint->sequence > 0 && log.StateAtJoint() != joint->state) {
    Find("rows whose last change was archived are not as they were when " + joint->file +
         " was written");
  }
  return absl::OkStatus();
}

absl::Status Inspector::CheckReads() {
  auto wrong = CheckReadChain(connection_);
  if (!wrong.ok()) return wrong.status();
  if (!wrong->empty()) Find(*std::move(wrong));
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

absl::StatusOr<IntegrityReport> CheckDatabase(Connection& connection,
                                              const IntegrityOptions& options) {
  return Inspector(connection, options).Run();
}

absl::StatusOr<std::string> StateAfter(Connection& connection, std::int64_t sequence) {
  auto records = ListChangeRecords(connection, sequence - 1, 1);
  if (!records.ok()) return records.status();
  if (records->empty()) return Fault(absl::StatusCode::kInternal, "storage: no such change");
  Archive joint;
  joint.sequence = sequence;
  joint.revision = records->front().revision;
  joint.time = records->front().time;
  joint.hash = records->front().hash;
  absl::Status broken;
  LogReplay log(connection, joint, [&broken](const std::string& finding) {
    if (broken.ok())
      broken = Fault(absl::StatusCode::kDataLoss, "storage: the change log and the rows differ",
                     finding);
  });
  absl::Status status = log.ReadLog();
  if (status.ok()) {
    status =
        ForEachRow(connection, [&log](std::string_view kind, const std::string& name,
                                      const std::string& bytes) { log.Live(kind, name, bytes); });
  }
  if (!status.ok()) return status;
  if (!broken.ok()) return broken;
  return log.StateAtJoint();
}

}  // namespace letan::storage::sqlite
