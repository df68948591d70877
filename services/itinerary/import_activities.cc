#include "services/itinerary/import_activities.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "letan/v1/itinerary_service.pb.h"
#include "services/core/limits.h"
#include "services/entity/entity_handlers.h"
#include "services/entity/names.h"
#include "services/entity/text_folding.h"
#include "services/errors/errors.h"
#include "services/itinerary/import_rows.h"
#include "services/operations/activity_traits.h"
#include "services/operations/csv_table.h"
#include "services/operations/events.h"

namespace letan::services {
namespace {

using storage::WriteTransaction;

constexpr char kDefaultZone[] = "Asia/Ho_Chi_Minh";
constexpr int kPlacesLookedAt = 100;  // that begin with the same words

// Places by what stands in cells.
class PlaceBook {
 public:
  explicit PlaceBook(storage::ReadTransaction& read) : read_(read) {}

  // The name of the place; `wrong` says why there is none.
  absl::StatusOr<std::string> Find(const std::string& text, std::string& wrong) {
    const auto known = known_.find(text);
    if (known != known_.end()) {
      wrong = known->second.second;
      return known->second.first;
    }
    auto found = entity::IsName(text, "place") ? ByName(text, wrong) : ByTitle(text, wrong);
    if (found.ok()) known_[text] = {*found, wrong};
    return found;
  }

 private:
  absl::StatusOr<std::string> ByName(const std::string& name, std::string& wrong) {
    const auto row = read_.FindEntity(name);
    if (!row.ok()) return row.status();
    if (row->has_value() && !(*row)->deleted()) return name;
    wrong = "there is no place \"" + name + "\"";
    return std::string();
  }

  absl::StatusOr<std::string> ByTitle(const std::string& title, std::string& wrong) {
    storage::EntitySearch search;
    const std::string folded = entity::Fold(title);
    search.words = storage::SearchWords(folded);
    search.kinds = {"place"};
    search.limit = kPlacesLookedAt;
    std::vector<std::string> names;
    if (!search.words.empty() && search.words.size() <= limits::kMaxSearchWords) {
      const auto rows = read_.SearchEntities(search);
      if (!rows.ok() && !absl::IsFailedPrecondition(rows.status())) return rows.status();
      for (const storage::EntityRow& row : rows.value_or(std::vector<storage::EntityRow>())) {
        if (row.folded_title == folded) names.push_back(row.name);
      }
    }
    if (names.size() == 1) return names.front();
    wrong = names.empty() ? "there is no place \"" + title +
                                "\": write its display name, or its "
                                "name, \"places/…\""
                          : "there are several places \"" + title +
                                "\": write the name of one, \"" + names.front() + "\" or another";
    return std::string();
  }

  storage::ReadTransaction& read_;
  std::map<std::string, std::pair<std::string, std::string>> known_;
};

absl::Status FindPlaces(storage::ReadTransaction& read, std::vector<ImportedRow>& rows) {
  PlaceBook places(read);
  std::vector<errors::FieldViolation> violations;
  for (ImportedRow& row : rows) {
    if (row.place.empty()) continue;
    std::string wrong;
    auto place = places.Find(row.place, wrong);
    if (!place.ok()) return place.status();
    if (!wrong.empty()) violations.push_back({CellField(row.number, "place"), wrong});
    row.activity.set_place(*std::move(place));
  }
  return violations.empty() ? absl::OkStatus() : errors::InvalidArgument(violations);
}

absl::StatusOr<v1::ImportActivitiesResponse> ApplyImport(WriteTransaction& write,
                                                         const std::string& parent,
                                                         std::vector<ImportedRow> rows,
                                                         const std::vector<std::string>& ids) {
  auto event = operations::FindOpenEvent(write, parent, "parent");
  if (!event.ok()) return event.status();
  if (absl::Status found = FindPlaces(write, rows); !found.ok()) return found;
  v1::ImportActivitiesResponse response;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    absl::Status room = operations::CheckRoomForActivity(write, parent);
    if (!room.ok()) return room;
    operations::InheritLevel(*event, rows[i].activity);
    const entity::Identity identity = {parent + "/activities/" + ids[i], ids[i], parent};
    auto made = entity::Insert<v1::Activity>(write, identity, std::move(rows[i].activity));
    if (!made.ok()) return errors::Within(made.status(), CellField(rows[i].number, ""));
    *response.add_activities() = *std::move(made);
  }
  return response;
}

absl::StatusOr<call::Apply<v1::ImportActivitiesResponse>> PrepareImport(
    const call::CallContext& context, const v1::ImportActivitiesRequest& request) {
  absl::TimeZone zone;
  const std::string& name = request.time_zone().empty() ? kDefaultZone : request.time_zone();
  if (!absl::LoadTimeZone(name, &zone)) {
    return errors::InvalidField("time_zone", "is not the IANA name of a time zone");
  }
  const auto table = operations::ParseCsv("csv", request.csv(), limits::kMaxActivitiesPerEvent);
  if (!table.ok()) return table.status();
  auto rows = ReadRows(*table, zone);
  if (!rows.ok()) return rows.status();
  for (ImportedRow& row : *rows) row.activity.set_time_zone(request.time_zone());
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < rows->size(); ++i) ids.push_back(context.new_id());
  return [parent = request.parent(), rows = *std::move(rows), ids](WriteTransaction& write) {
    return ApplyImport(write, parent, rows, ids);
  };
}

}  // namespace

void AddImportActivities(call::ServiceTable& table) {
  table.Write<v1::ImportActivitiesRequest, v1::ImportActivitiesResponse>("ImportActivities",
                                                                         PrepareImport);
}

}  // namespace letan::services
