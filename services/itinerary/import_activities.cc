#include "services/itinerary/import_activities.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "letan/v1/itinerary_service.pb.h"
#include "services/core/limits.h"
#include "services/entity/common_checks.h"
#include "services/entity/entity_handlers.h"
#include "services/errors/errors.h"
#include "services/itinerary/import_rows.h"
#include "services/itinerary/place_book.h"
#include "services/operations/activity_traits.h"
#include "services/operations/copy.h"
#include "services/operations/csv_table.h"
#include "services/operations/events.h"

namespace letan::services {
namespace {

using storage::WriteTransaction;

constexpr char kDefaultZone[] = "Asia/Ho_Chi_Minh";

struct Import {
  std::string parent;
  std::vector<ImportedRow> rows;
  std::vector<std::string> ids;  // one for each row
  std::int64_t most_words = 0;   // of a search for a place
};

absl::Status FindPlaces(PlaceBook places, std::vector<ImportedRow>& rows) {
  for (ImportedRow& row : rows) {
    if (row.place.empty()) continue;
    auto found = places.Find(row.place);
    if (!found.ok()) return found.status();
    if (!found->wrong.empty()) row.Object("place", found->wrong);
    row.activity.set_place(found->name);
  }
  return absl::OkStatus();
}

// What two entries of an itinerary have in common when they are one, written twice.
std::string WhatItIs(const v1::Activity& activity) {
  v1::Activity same;
  same.set_title(activity.title());
  *same.mutable_interval() = activity.interval();
  same.set_place(activity.place());
  *same.mutable_participants() = activity.participants();
  return same.SerializeAsString();
}

// A spreadsheet that is imported again must not double the itinerary.
absl::Status FindRepeated(storage::ReadTransaction& read, const std::string& event,
                          std::vector<ImportedRow>& rows) {
  const auto activities = operations::ActivitiesWithin(read, event, std::nullopt);
  if (!activities.ok()) return activities.status();
  std::map<std::string, std::string> known;
  for (const v1::Activity& activity : *activities) {
    known.emplace(WhatItIs(activity), "is in the itinerary already, as " + activity.name());
  }
  for (ImportedRow& row : rows) {
    if (!row.wrong.empty()) continue;
    const auto [first, added] =
        known.emplace(WhatItIs(row.activity), "is the same as row " + std::to_string(row.number));
    if (!added) row.Object("", first->second);
  }
  return absl::OkStatus();
}

absl::Status Objections(const std::vector<ImportedRow>& rows) {
  std::vector<errors::FieldViolation> violations;
  for (const ImportedRow& row : rows) {
    violations.insert(violations.end(), row.wrong.begin(), row.wrong.end());
  }
  return violations.empty() ? absl::OkStatus() : errors::InvalidArgument(violations);
}

absl::StatusOr<v1::ImportActivitiesResponse> ApplyImport(WriteTransaction& write, Import import) {
  auto event = operations::FindOpenEvent(write, import.parent, "parent");
  if (!event.ok()) return event.status();
  absl::Status status = FindPlaces(PlaceBook(write, import.most_words), import.rows);
  if (status.ok()) status = FindRepeated(write, import.parent, import.rows);
  if (status.ok()) status = Objections(import.rows);
  if (status.ok()) {
    status = operations::CheckRoomForActivities(write, import.parent, import.rows.size());
  }
  if (!status.ok()) return status;
  v1::ImportActivitiesResponse response;
  for (std::size_t i = 0; i < import.rows.size(); ++i) {
    ImportedRow& row = import.rows[i];
    const std::string& id = import.ids[i];
    operations::InheritLevel(*event, row.activity);
    const entity::Identity identity = {import.parent + "/activities/" + id, id, import.parent};
    auto made = entity::Insert<v1::Activity>(write, identity, std::move(row.activity));
    if (!made.ok()) return errors::Within(made.status(), operations::CellField("csv", row.number));
    *response.add_activities() = *std::move(made);
  }
  return response;
}

absl::StatusOr<call::Apply<v1::ImportActivitiesResponse>> PrepareImport(
    const call::CallContext& context, const v1::ImportActivitiesRequest& request) {
  std::vector<errors::FieldViolation> violations;
  entity::CheckTimeZone(request.time_zone(), "time_zone", violations);
  if (!violations.empty()) return errors::InvalidArgument(violations);
  absl::TimeZone zone;
  absl::LoadTimeZone(request.time_zone().empty() ? kDefaultZone : request.time_zone(), &zone);
  const auto table = operations::ParseCsv("csv", request.csv(), limits::kMaxActivitiesPerEvent);
  if (!table.ok()) return table.status();
  auto rows = ReadRows(*table, zone);
  if (!rows.ok()) return rows.status();
  Import import{request.parent(), *std::move(rows), {}, context.limits->max_searched_words};
  for (ImportedRow& row : import.rows) {
    row.activity.set_time_zone(request.time_zone());
    import.ids.push_back(context.new_id());
  }
  return
      [import = std::move(import)](WriteTransaction& write) { return ApplyImport(write, import); };
}

}  // namespace

void AddImportActivities(call::ServiceTable& table) {
  table.Write<v1::ImportActivitiesRequest, v1::ImportActivitiesResponse>("ImportActivities",
                                                                         PrepareImport);
}

}  // namespace letan::services
