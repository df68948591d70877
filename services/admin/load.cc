#include "services/admin/load.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "services/admin/dumped_rows.h"
#include "services/core/limits.h"
#include "services/errors/errors.h"
#include "storage/transaction.h"

namespace letan::services {
namespace {

using booking::Interval;
using storage::WriteTransaction;
using LineViolations = std::vector<errors::FieldViolation>;

// What one line writes.
using Insert = std::function<absl::Status(WriteTransaction&)>;

struct Page {
  std::vector<Insert> inserts;
  std::map<std::string, Interval> booked;  // what must not be promised twice: resource, when
};

absl::Status RequireThere(WriteTransaction& write, const std::string& name) {
  const auto found = write.FindEntity(name);
  if (!found.ok()) return found.status();
  return found->has_value() ? absl::OkStatus() : errors::NotFound(name);
}

Insert InsertOf(storage::EntityRow row) {
  return [row = std::move(row)](WriteTransaction& write) {
    absl::Status status;
    if (!row.parent.empty()) status = RequireThere(write, row.parent);
    return status.ok() ? write.InsertEntity(row) : status;
  };
}

Insert InsertOf(std::vector<booking::TravelTime> edges) {
  return [edges = std::move(edges)](WriteTransaction& write) {
    absl::Status status = RequireThere(write, edges.front().from);
    return status.ok() ? write.PutTravelTimes(edges.front().from, edges) : status;
  };
}

Insert InsertOf(storage::ResourceRow row) {
  return [row = std::move(row)](WriteTransaction& write) {
    absl::Status status = RequireThere(write, row.profile.name);
    if (!status.ok()) return status;
    const auto found = write.FindResource(row.profile.name);
    if (!found.ok()) return found.status();
    if (found->has_value()) return errors::AlreadyExists(row.profile.name);
    return write.PutResource(row);
  };
}

Insert InsertOf(storage::MovementRow row) {
  return [row = std::move(row)](WriteTransaction& write) { return write.LoadMovement(row); };
}

Insert InsertOf(storage::BookingRow row) {
  return [row = std::move(row)](WriteTransaction& write) { return write.LoadBooking(row); };
}

void ReadBookingLine(const DumpedRow& line, Page& page, LineViolations& violations) {
  storage::BookingRow row = BookingOf(line, violations);
  const Interval interval = row.occupancy.interval;
  const auto [span, fresh] = page.booked.emplace(row.occupancy.resource, interval);
  if (!fresh) {
    span->second.start = std::min(span->second.start, interval.start);
    span->second.end = std::max(span->second.end, interval.end);
  }
  page.inserts.push_back(InsertOf(std::move(row)));
}

void ReadLine(const std::string& text, const std::vector<entity::StoredKind>& kinds, Page& page,
              LineViolations& violations) {
  DumpedRow line;
  if (!ParseLine(text, line, violations)) return;
  switch (line.row_case()) {
    case DumpedRow::kEntity:
      return page.inserts.push_back(InsertOf(EntityOf(line, kinds, violations)));
    case DumpedRow::kTravelTimes:
      return page.inserts.push_back(InsertOf(TravelTimesOf(line, violations)));
    case DumpedRow::kResourceRules:
      return page.inserts.push_back(InsertOf(ResourceOf(line, violations)));
    case DumpedRow::kMovement:
      return page.inserts.push_back(InsertOf(MovementOf(line, violations)));
    case DumpedRow::kBooking:
      return ReadBookingLine(line, page, violations);
    case DumpedRow::ROW_NOT_SET:
      break;
  }
}

// A database that was begun by anything else may have promised what the lines promise.
absl::Status RequireLoading(WriteTransaction& write, const std::string& method) {
  const auto first = write.ListChanges(0, 1);
  if (!first.ok()) return first.status();
  if (first->empty()) return absl::OkStatus();
  if (first->front().sequence == 1 && first->front().method == method) return absl::OkStatus();
  return errors::Precondition(errors::kNotEmpty, "database",
                              "rows are loaded into an empty database only");
}

// Rows are loaded unjudged, because rules that stand broken (a buffer, travel) are loaded as they
// are; but nothing is ever promised twice.
absl::Status RequirePromisedOnce(WriteTransaction& write, const std::string& resource,
                                 const Interval& window) {
  const auto row = write.FindResource(resource);
  if (!row.ok()) return row.status();
  if (!row->has_value()) return errors::NotFound(resource);
  const booking::CapacityModel model = (*row)->profile.model;
  if (model == booking::CapacityModel::kShared) return absl::OkStatus();
  if (model != booking::CapacityModel::kExclusive) {
    const auto stock = write.Stock(resource, limits::kMinInstantMicros);
    if (!stock.ok()) return stock.status();
    if (stock->lowest >= 0) return absl::OkStatus();
    return errors::Precondition(errors::kStockBelowZero, resource,
                                "stock of " + resource + " would fall below zero");
  }
  const auto conflicts = write.StandingConflicts(resource, window);
  if (!conflicts.ok()) return conflicts.status();
  for (const booking::StandingConflict& conflict : *conflicts) {
    if (conflict.violation.rule != booking::Rule::kOverlap) continue;
    return errors::Precondition(errors::kBookingConflict, resource,
                                resource + " would be promised twice, by " + conflict.booking);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::LoadResponse> ApplyLoad(WriteTransaction& write, const Page& page,
                                           const std::string& method) {
  absl::Status status = RequireLoading(write, method);
  if (!status.ok()) return status;
  for (const Insert& insert : page.inserts) {
    status = insert(write);
    if (!status.ok()) return status;
  }
  for (const auto& [resource, window] : page.booked) {
    status = RequirePromisedOnce(write, resource, window);
    if (!status.ok()) return status;
  }
  v1::LoadResponse response;
  response.set_rows(static_cast<int>(page.inserts.size()));
  return response;
}

}  // namespace

absl::StatusOr<call::Apply<v1::LoadResponse>> PrepareLoad(
    const call::CallContext& context, const v1::LoadRequest& request,
    const std::vector<entity::StoredKind>& kinds) {
  if (!context.viewer.administrator) {
    return absl::PermissionDeniedError("only administrators may call " + context.method);
  }
  auto page = std::make_shared<Page>();
  LineViolations all;
  for (int i = 0; i < request.lines_size(); ++i) {
    LineViolations found;
    ReadLine(request.lines(i), kinds, *page, found);
    const std::string at = "lines[" + std::to_string(i) + "]";
    for (errors::FieldViolation& violation : found) {
      violation.field = at + (violation.field.empty() ? "" : "." + violation.field);
      all.push_back(std::move(violation));
    }
    if (all.size() >= errors::kMaxViolations) break;
  }
  if (!all.empty()) return errors::InvalidArgument(all);
  return call::Apply<v1::LoadResponse>(
      [page = std::move(page), method = context.method](WriteTransaction& write) {
        return ApplyLoad(write, *page, method);
      });
}

}  // namespace letan::services
