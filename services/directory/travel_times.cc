#include "services/directory/travel_times.h"

#include <string>
#include <utility>
#include <vector>

#include "services/core/limits.h"
#include "services/entity/time_codec.h"
#include "services/errors/errors.h"
#include "services/operations/edit_conflicts.h"

namespace letan::services {
namespace {

std::vector<booking::TravelTime> EdgesOf(const v1::Place& place) {
  std::vector<booking::TravelTime> edges;
  for (const v1::Place::TravelTime& travel : place.travel_times()) {
    edges.push_back({place.name(), travel.place(), entity::ToMicros(travel.duration())});
  }
  return edges;
}

bool SameEdges(const std::vector<booking::TravelTime>& a,
               const std::vector<booking::TravelTime>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].to != b[i].to || a[i].duration != b[i].duration) return false;
  }
  return true;
}

absl::StatusOr<std::vector<std::string>> TravellingResources(storage::ReadTransaction& read) {
  storage::ResourceQuery query;
  query.limit = limits::kMaxPageSize;
  std::vector<std::string> names;
  for (;;) {
    const auto rows = read.ListResources(query);
    if (!rows.ok()) return rows.status();
    for (const storage::ResourceRow& row : *rows) {
      if (row.profile.model != booking::CapacityModel::kExclusive) continue;
      names.push_back(row.profile.name);
      if (names.size() == limits::kMaxTravelChecks) return names;
    }
    if (static_cast<int>(rows->size()) < query.limit) return names;
    query.after = rows->back().profile.name;
  }
}

// A resource that is at home there; empty: none is.
absl::StatusOr<std::string> HomeOf(storage::ReadTransaction& read, const std::string& place) {
  storage::ResourceQuery query;
  query.limit = limits::kMaxPageSize;
  for (;;) {
    const auto rows = read.ListResources(query);
    if (!rows.ok()) return rows.status();
    for (const storage::ResourceRow& row : *rows) {
      if (row.profile.home_place == place) return row.profile.name;
    }
    if (static_cast<int>(rows->size()) < query.limit) return std::string();
    query.after = rows->back().profile.name;
  }
}

}  // namespace

absl::Status WriteTravelTimes(storage::WriteTransaction& write, const v1::Place* before,
                              v1::Place& answer) {
  const std::vector<booking::TravelTime> edges = EdgesOf(answer);
  const std::vector<booking::TravelTime> old =
      before == nullptr ? std::vector<booking::TravelTime>() : EdgesOf(*before);
  if (SameEdges(edges, old)) return absl::OkStatus();
  auto resources = TravellingResources(write);
  if (!resources.ok()) return resources.status();
  const auto edit = operations::EditConflicts::Before(write, *resources);
  if (!edit.ok()) return edit.status();
  if (absl::Status status = write.PutTravelTimes(answer.name(), edges); !status.ok()) {
    return status;
  }
  return edit->AppendNew(write, answer.mutable_standing_conflicts());
}

absl::Status DropTravelTimes(storage::WriteTransaction& write, const v1::Place& place) {
  const auto edges = write.TravelTimes();
  if (!edges.ok()) return edges.status();
  for (const booking::TravelTime& edge : *edges) {
    if (edge.to != place.name()) continue;
    return errors::Precondition(errors::kInUse, place.name(),
                                "travel times of " + edge.from + " lead there: remove them first");
  }
  auto home = HomeOf(write, place.name());
  if (!home.ok()) return home.status();
  if (!home->empty()) {
    return errors::Precondition(errors::kInUse, place.name(),
                                "is the home of " + *home + ": give it another first");
  }
  return write.PutTravelTimes(place.name(), {});
}

}  // namespace letan::services
