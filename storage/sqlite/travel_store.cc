#include "storage/sqlite/travel_store.h"

#include <utility>

#include "storage/codec.h"

namespace letan::storage::sqlite {
namespace {

absl::StatusOr<std::vector<booking::TravelTime>> Rows(Query& query) {
  std::vector<booking::TravelTime> edges;
  while (query.Step()) edges.push_back({query.Text(0), query.Text(1), query.Int(2)});
  if (!query.ok()) return query.status();
  return edges;
}

}  // namespace

absl::StatusOr<std::vector<booking::TravelTime>> ListTravelTimes(Connection& connection) {
  Query query(connection,
              "SELECT from_place, to_place, duration FROM travel_times"
              " ORDER BY from_place, to_place");
  return Rows(query);
}

absl::Status PutTravelTimesFrom(Session& session, ChangeSink& sink, const std::string& from,
                                const std::vector<booking::TravelTime>& edges) {
  for (const booking::TravelTime& edge : edges) {
    if (edge.from != from) {
      return absl::InvalidArgumentError("a travel time starts at another place: " + edge.from);
    }
  }
  Query old_rows(session.connection,
                 "SELECT from_place, to_place, duration FROM travel_times WHERE from_place = ?"
                 " ORDER BY to_place");
  old_rows.Bind(from);
  auto old_edges = Rows(old_rows);
  if (!old_edges.ok()) return old_edges.status();
  std::string before = old_edges->empty() ? "" : EncodeTravelTimes(from, *old_edges);
  std::string after = edges.empty() ? "" : EncodeTravelTimes(from, edges);
  if (before == after) return absl::OkStatus();

  absl::Status status = sink.BeginChange();
  if (!status.ok()) return status;
  {
    Query remove(session.connection, "DELETE FROM travel_times WHERE from_place = ?");
    status = remove.Bind(from).Run();
    if (!status.ok()) return status;
  }
  for (const booking::TravelTime& edge : edges) {
    Query insert(session.connection,
                 "INSERT INTO travel_times (from_place, to_place, duration) VALUES (?, ?, ?)");
    status = insert.Bind(edge.from, edge.to, edge.duration).Run();
    if (absl::IsAlreadyExists(status)) {
      return absl::InvalidArgumentError("two travel times to " + edge.to);
    }
    if (!status.ok()) return status;
  }
  session.head.travel_revision = sink.ChangeRevision();
  session.uncommitted_travel = nullptr;
  return sink.Record(kTravelTimesRecord, from, std::move(before), std::move(after));
}

absl::StatusOr<std::shared_ptr<const booking::TravelMatrix>> MatrixOf(Session& session) {
  const Revision revision = session.head.travel_revision;
  const bool committed = revision <= session.committed;
  if (committed) {
    if (auto cached = session.travel.Find(revision)) return cached;
  } else if (session.uncommitted_travel) {
    return session.uncommitted_travel;
  }
  auto edges = ListTravelTimes(session.connection);
  if (!edges.ok()) return edges.status();
  auto matrix =
      std::make_shared<const booking::TravelMatrix>(*edges, session.options.default_travel);
  if (committed) {
    session.travel.Put(revision, matrix);
  } else {
    session.uncommitted_travel = matrix;
  }
  return std::shared_ptr<const booking::TravelMatrix>(std::move(matrix));
}

}  // namespace letan::storage::sqlite
