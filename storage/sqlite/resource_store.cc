#include "storage/sqlite/resource_store.h"

#include <algorithm>
#include <set>
#include <utility>

#include "services/core/fault.h"
#include "storage/codec.h"
#include "storage/sqlite/access_list.h"
#include "storage/sqlite/booking_columns.h"

namespace letan::storage::sqlite {
namespace {

absl::Status NoResource(const std::string& name) {
  return absl::NotFoundError("there is no " + name);
}

// `rules_column`: of the row at which `query` is; not even copied if they are known.
absl::StatusOr<std::shared_ptr<const ResourceRow>> DecodeRules(Session& session, std::int64_t id,
                                                               Revision rules_revision,
                                                               const Query& query,
                                                               int rules_column) {
  if (auto cached = session.resources.Find(id, rules_revision)) return cached;
  auto row = DecodeResource(query.Text(rules_column));
  if (!row.ok()) return row.status();
  auto shared = std::make_shared<const ResourceRow>(*std::move(row));
  if (rules_revision <= session.committed) session.resources.Put(id, rules_revision, shared);
  return std::shared_ptr<const ResourceRow>(std::move(shared));
}

absl::Status InsertAbility(Connection& connection, const std::string& ability, std::int64_t id) {
  Query insert(connection, "INSERT INTO resource_abilities (ability, resource) VALUES (?, ?)");
  return insert.Bind(ability, id).Run();
}

absl::Status RemoveAbility(Connection& connection, const std::string& ability, std::int64_t id) {
  Query remove(connection, "DELETE FROM resource_abilities WHERE ability = ? AND resource = ?");
  return remove.Bind(ability, id).Run();
}

absl::Status ChangeAbilities(Connection& connection, std::int64_t id,
                             const std::set<std::string>& old_ones,
                             const std::set<std::string>& new_ones) {
  for (const std::string& ability : old_ones) {
    if (new_ones.count(ability) > 0) continue;
    absl::Status status = RemoveAbility(connection, ability, id);
    if (!status.ok()) return status;
  }
  for (const std::string& ability : new_ones) {
    if (old_ones.count(ability) > 0) continue;
    absl::Status status = InsertAbility(connection, ability, id);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::int64_t> InsertResource(Session& session, const ResourceRow& row,
                                            Revision revision, const std::string& rules) {
  const booking::ResourceProfile& profile = row.profile;
  {
    Query insert(session.connection,
                 "INSERT INTO resources (name, kind, role, model, active, seats, rules_revision,"
                 " rules) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    insert.Bind(profile.name, row.kind, static_cast<int>(profile.role),
                static_cast<int>(profile.model), profile.active, profile.seats, revision,
                Blob(rules));
    absl::Status status = insert.Run();
    if (!status.ok()) return status;
  }
  const std::int64_t id = LastInsertId(session.connection);
  Query load(session.connection,
             "INSERT INTO resource_load (resource, version, longest) VALUES (?, 0, 0)");
  absl::Status status = load.Bind(id).Run();
  if (!status.ok()) return status;
  return id;
}

absl::Status UpdateResource(Session& session, std::int64_t id, const ResourceRow& row,
                            Revision revision, const std::string& rules) {
  const booking::ResourceProfile& profile = row.profile;
  Query update(session.connection,
               "UPDATE resources SET kind = ?, role = ?, model = ?, active = ?, seats = ?,"
               " rules_revision = ?, rules = ? WHERE id = ?");
  update.Bind(row.kind, static_cast<int>(profile.role), static_cast<int>(profile.model),
              profile.active, profile.seats, revision, Blob(rules), id);
  return update.Run();
}

// One text for all who see everything, and one for all others.
std::string HandleText(const Sight& sight) {
  return std::string("SELECT r.id, r.rules_revision, l.longest, r.rules, (1") + sight.Resources() +
         ") FROM resources r JOIN resource_load l ON l.resource = r.id WHERE r.name = ?";
}

// CROSS keeps the joins in this order: the first ability is the narrowest way in, and a join that
// finds no booking is cheaper than a subquery, whose cursors are opened anew for each resource.
std::string ListText(const Sight& sight, const ResourceQuery& query, std::size_t abilities) {
  std::string sql = "SELECT r.id, r.rules_revision, r.rules FROM ";
  if (abilities > 0) sql += "resource_abilities a CROSS JOIN ";
  sql += "resources r";
  if (abilities > 0) sql += " ON r.id = a.resource";
  if (query.untaken.has_value()) {
    sql +=
        " CROSS JOIN resource_load l ON l.resource = r.id LEFT JOIN bookings b ON r.model = ?"
        " AND b.resource = r.id AND b.starts > ? - l.longest AND b.starts < ? AND b.ends > "
        "?" LETAN_BOOKING_IS_LIVE;
  }
  sql += " WHERE r.name > ?";
  if (query.untaken.has_value()) sql += " AND b.id IS NULL";
  if (!query.kind.empty()) sql += " AND r.kind = ?";
  if (query.only_active) sql += " AND r.active = 1";
  if (query.min_seats > 0) sql += " AND (r.seats = 0 OR r.seats >= ?)";
  if (abilities > 0) sql += " AND a.ability = ?";
  for (std::size_t i = 1; i < abilities; ++i) {
    sql += " AND EXISTS (SELECT 1 FROM resource_abilities WHERE ability = ? AND resource = r.id)";
  }
  sql += sight.Resources();
  return sql + " ORDER BY r.name LIMIT ?";
}

}  // namespace

absl::StatusOr<std::optional<ResourceHandle>> FindResourceHandle(Session& session,
                                                                 const std::string& name) {
  static const std::string for_all = HandleText(Sight(Viewer::Administrator()));
  static const std::string for_others = HandleText(Sight(Viewer{}));
  Query query(session.connection, session.sight.all() ? for_all.c_str() : for_others.c_str());
  session.sight.BindTo(query);
  query.Bind(name);
  if (!query.Step()) {
    if (!query.ok()) return query.status();
    return std::optional<ResourceHandle>();
  }
  ResourceHandle handle;
  handle.id = query.Int(0);
  handle.longest = query.Int(2);
  handle.visible = query.Int(4) != 0;
  auto row = DecodeRules(session, handle.id, query.Int(1), query, 3);
  if (!row.ok()) return row.status();
  handle.row = *std::move(row);
  return std::optional<ResourceHandle>(std::move(handle));
}

absl::StatusOr<ResourceHandle> VisibleResource(Session& session, const std::string& name) {
  auto found = FindResourceHandle(session, name);
  if (!found.ok()) return found.status();
  if (!found->has_value() || !(*found)->visible) return NoResource(name);
  return **std::move(found);
}

absl::Status ReadResourceName(Session& session, std::int64_t id, std::string& name) {
  if (const std::string* known = session.resources.FindName(id)) {
    name = *known;
    return absl::OkStatus();
  }
  Query query(session.connection, "SELECT name, rules_revision FROM resources WHERE id = ?");
  query.Bind(id);
  if (!query.Step()) {
    return query.ok() ? Fault(absl::StatusCode::kInternal, "storage: a booking of no resource")
                      : query.status();
  }
  query.Text(0, name);
  if (query.Int(1) <= session.committed) session.resources.PutName(id, name);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ResourceRow>> ListResourceRows(Session& session,
                                                          const ResourceQuery& query) {
  const std::set<std::string> abilities(query.abilities.begin(), query.abilities.end());
  Query rows(session.connection, ListText(session.sight, query, abilities.size()));
  if (query.untaken.has_value()) {
    rows.Bind(static_cast<int>(booking::CapacityModel::kExclusive), query.untaken->start,
              query.untaken->end, query.untaken->start, session.now);
  }
  rows.Bind(query.after);
  if (!query.kind.empty()) rows.Bind(query.kind);
  if (query.min_seats > 0) rows.Bind(query.min_seats);
  for (const std::string& ability : abilities) rows.Bind(ability);
  session.sight.BindTo(rows);
  rows.Bind(query.limit);
  std::vector<ResourceRow> found;
  while (rows.Step()) {
    auto row = DecodeRules(session, rows.Int(0), rows.Int(1), rows, 2);
    if (!row.ok()) return row.status();
    found.push_back(**row);
  }
  if (!rows.ok()) return rows.status();
  return found;
}

absl::Status PutResourceRow(Session& session, ChangeSink& sink, const ResourceRow& row) {
  const std::string& name = row.profile.name;
  if (name.empty()) return absl::InvalidArgumentError("a resource has a name");
  auto found = FindResourceHandle(session, name);
  if (!found.ok()) return found.status();
  std::string before = found->has_value() ? EncodeResource(*(*found)->row) : "";
  std::string after = EncodeResource(row);
  if (before == after) return absl::OkStatus();

  absl::Status status = sink.BeginChange();
  if (!status.ok()) return status;
  std::set<std::string> old_abilities;
  std::int64_t id = 0;
  if (found->has_value()) {
    id = (*found)->id;
    old_abilities.insert((*found)->row->abilities.begin(), (*found)->row->abilities.end());
    status = UpdateResource(session, id, row, sink.ChangeRevision(), after);
  } else {
    auto inserted = InsertResource(session, row, sink.ChangeRevision(), after);
    status = inserted.status();
    if (inserted.ok()) id = *inserted;
  }
  if (!status.ok()) return status;
  status = ChangeAbilities(session.connection, id, old_abilities,
                           {row.abilities.begin(), row.abilities.end()});
  if (!status.ok()) return status;
  return sink.Record(kResourceRecord, name, std::move(before), std::move(after));
}

absl::Status TouchResource(Connection& connection, std::int64_t id, booking::Micros longest) {
  Query update(connection,
               "UPDATE resource_load SET version = version + 1, longest = max(longest, ?)"
               " WHERE resource = ?");
  return update.Bind(longest, id).Run();
}

absl::Status ForEachResource(Connection& connection,
                             const std::function<void(std::int64_t, const ResourceRow&)>& visit) {
  Query rows(connection, "SELECT id, rules FROM resources ORDER BY id");
  while (rows.Step()) {
    auto row = DecodeResource(rows.Text(1));
    if (!row.ok()) return row.status();
    visit(rows.Int(0), *row);
  }
  return rows.status();
}

}  // namespace letan::storage::sqlite
