#include "storage/memory/integrity.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/codec.h"

namespace letan::storage::memory {
namespace {

// Rows as encoded, by the group of kinds and the name.
using Rows = std::map<std::pair<std::string, std::string>, std::string>;

std::string GroupOf(const std::string& kind) { return IsEntityRecord(kind) ? "entity" : kind; }

Rows RowsOf(const State& state) {
  Rows rows;
  for (const auto& [name, row] : state.entities) rows[{"entity", name}] = EncodeEntity(row);
  for (const auto& [name, row] : state.bookings) {
    rows[{std::string(kBookingRecord), name}] = EncodeBooking(row);
  }
  for (const auto& [name, row] : state.movements) {
    rows[{std::string(kMovementRecord), name}] = EncodeMovement(row);
  }
  for (const auto& [name, row] : state.resources) {
    rows[{std::string(kResourceRecord), name}] = EncodeResource(row);
  }
  for (const auto& [id, row] : state.credentials) {
    rows[{std::string(kCredentialRecord), id}] = EncodeCredential(row);
  }
  for (const auto& [from, edges] : state.travel) {
    rows[{std::string(kTravelTimesRecord), from}] = EncodeTravelTimes(from, edges);
  }
  return rows;
}

void InspectChain(const std::vector<ChangeRecord>& records, std::vector<std::string>& findings) {
  ChangeRecord last;
  last.hash = std::string(32, '\0');
  last.time = std::numeric_limits<Micros>::min();
  for (const ChangeRecord& record : records) {
    const std::string where = "change " + std::to_string(record.sequence) + ": ";
    if (record.sequence != last.sequence + 1) findings.push_back(where + "gap in the sequence");
    if (record.revision != last.revision && record.revision != last.revision + 1) {
      findings.push_back(where + "gap in the revisions");
    }
    if (record.time < last.time) findings.push_back(where + "time goes back");
    if (record.previous_hash != last.hash) findings.push_back(where + "chain broken");
    if (record.hash != ChainHash(record)) findings.push_back(where + "hash wrong");
    last = record;
  }
}

void InspectReplay(const State& state, const std::vector<ChangeRecord>& records,
                   std::vector<std::string>& findings) {
  Rows replayed;
  for (const ChangeRecord& record : records) {
    std::string& row = replayed[{GroupOf(record.kind), record.entity}];
    if (row != record.before) findings.push_back("not as it was before: " + record.entity);
    row = record.after;
  }
  for (auto row = replayed.begin(); row != replayed.end();) {
    row = row->second.empty() ? replayed.erase(row) : std::next(row);
  }
  if (replayed != RowsOf(state)) findings.push_back("the change log tells another state");
}

void InspectBookings(const State& state, std::vector<std::string>& findings) {
  for (const auto& [name, row] : state.bookings) {
    const auto resource = state.resources.find(row.occupancy.resource);
    if (resource == state.resources.end()) {
      findings.push_back(name + " books nothing");
      continue;
    }
    if (resource->second.profile.model != booking::CapacityModel::kExclusive) continue;
    for (const auto& [other_name, other] : state.bookings) {
      if (name < other_name && other.occupancy.resource == row.occupancy.resource &&
          other.occupancy.interval.Overlaps(row.occupancy.interval)) {
        findings.push_back(absl::StrCat(name, " and ", other_name, " overlap"));
      }
    }
  }
}

void InspectStock(const State& state, std::vector<std::string>& findings) {
  // Every row counts: a hold that has lapsed but is not purged yet was promised too.
  const Micros before_all = std::numeric_limits<Micros>::min();
  for (const auto& [name, row] : state.resources) {
    if (!IsStock(row)) continue;
    for (const Micros at : StockInstants(state, name, before_all)) {
      if (Available(state, name, at, before_all) >= 0) continue;
      findings.push_back("stock below zero: " + name);
      break;
    }
  }
}

}  // namespace

IntegrityReport Inspect(const State& state, const std::vector<ChangeRecord>& records) {
  IntegrityReport report;
  report.entities = static_cast<std::int64_t>(state.entities.size());
  report.bookings = static_cast<std::int64_t>(state.bookings.size());
  report.changes = static_cast<std::int64_t>(records.size());
  InspectChain(records, report.findings);
  InspectReplay(state, records, report.findings);
  InspectBookings(state, report.findings);
  InspectStock(state, report.findings);
  return report;
}

}  // namespace letan::storage::memory
