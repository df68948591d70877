#include "storage/sqlite/entity_store.h"

#include <algorithm>
#include <utility>

#include "storage/codec.h"
#include "storage/sqlite/access_list.h"

namespace letan::storage::sqlite {
namespace {

#define LETAN_ENTITY_COLUMNS                                                                  \
  "e.id, e.kind, e.name, e.uid, e.parent, e.version, e.create_time, e.update_time, "          \
  "e.delete_time, e.state, e.starts, e.ends, e.level, e.listed, e.folded_title, e.sort_key, " \
  "e.body"

constexpr AccessList kAccess{
    "SELECT principal FROM entity_access WHERE entity = ? ORDER BY position",
    "DELETE FROM entity_access WHERE entity = ?",
    "INSERT INTO entity_access (entity, position, principal) VALUES (?, ?, ?)"};

struct StoredRow {
  std::int64_t id = 0;
  EntityRow row;
};

absl::StatusOr<StoredRow> ReadRow(Connection& connection, Query& query) {
  StoredRow stored;
  EntityRow& row = stored.row;
  stored.id = query.Int(0);
  row.kind = query.Text(1);
  row.name = query.Text(2);
  row.uid = query.Text(3);
  row.parent = query.Text(4);
  row.version = query.Int(5);
  row.create_time = query.Int(6);
  row.update_time = query.Int(7);
  row.delete_time = query.Int(8);
  row.state = query.Text(9);
  row.start = query.Int(10);
  row.end = query.Int(11);
  row.level = static_cast<HandlingLevel>(query.Int(12));
  if (query.Int(13) > 0) {
    auto listed = ReadAccess(connection, kAccess, stored.id);
    if (!listed.ok()) return listed.status();
    row.need_to_know = *std::move(listed);
  }
  row.folded_title = query.Text(14);
  row.sort_key = query.Text(15);
  row.body = query.Text(16);
  return stored;
}

absl::StatusOr<std::optional<StoredRow>> FindRow(Session& session, const std::string& name) {
  static constexpr char kAll[] = "SELECT " LETAN_ENTITY_COLUMNS " FROM entities e WHERE e.name = ?";
  static const std::string filtered = std::string(kAll) + Sight(Viewer{}).Entities();
  Query query =
      session.sight.all() ? Query(session.connection, kAll) : Query(session.connection, filtered);
  query.Bind(name);
  session.sight.BindTo(query);
  if (!query.Step()) {
    if (!query.ok()) return query.status();
    return std::optional<StoredRow>();
  }
  auto row = ReadRow(session.connection, query);
  if (!row.ok()) return row.status();
  return std::optional<StoredRow>(*std::move(row));
}

// The text depends only on which parts the query has, so there are few of them to prepare.
std::string ListText(const Sight& sight, const EntityQuery& query) {
  std::string sql = "SELECT " LETAN_ENTITY_COLUMNS " FROM entities e WHERE e.kind = ?";
  const bool by_start = query.order == EntityOrder::kStart;
  if (!query.any_parent) {
    // The condition lets the partial index be used.
    sql += query.parent.empty() ? " AND e.parent = ?" : " AND e.parent = ? AND e.parent <> ''";
  }
  if (!query.show_deleted) sql += " AND e.delete_time = 0";
  if (query.within_window) sql += " AND e.starts < e.ends AND e.starts < ? AND e.ends > ?";
  if (query.has_cursor) {
    sql += by_start ? " AND e.starts >= ? AND (e.starts > ? OR e.name > ?)" : " AND e.name > ?";
  }
  sql += sight.Entities();
  sql += by_start ? " ORDER BY e.starts, e.name" : " ORDER BY e.name";
  return sql + " LIMIT ?";
}

absl::Status CheckAccessList(const EntityRow& row) {
  for (const std::string& principal : row.need_to_know) {
    if (principal.empty()) return absl::InvalidArgumentError("an empty name on need_to_know");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<EntityRow>> FindEntityRow(Session& session, const std::string& name) {
  auto found = FindRow(session, name);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return std::optional<EntityRow>();
  return std::optional<EntityRow>(std::move((*found)->row));
}

absl::StatusOr<std::vector<EntityRow>> ListEntityRows(Session& session, const EntityQuery& query) {
  Query rows(session.connection, ListText(session.sight, query));
  rows.Bind(query.kind);
  if (!query.any_parent) rows.Bind(query.parent);
  if (query.within_window) rows.Bind(query.window.end, query.window.start);
  if (query.has_cursor) {
    if (query.order == EntityOrder::kStart) rows.Bind(query.cursor.start, query.cursor.start);
    rows.Bind(query.cursor.name);
  }
  session.sight.BindTo(rows);
  rows.Bind(query.limit);
  std::vector<EntityRow> found;
  while (rows.Step()) {
    auto row = ReadRow(session.connection, rows);
    if (!row.ok()) return row.status();
    found.push_back(std::move(row->row));
  }
  if (!rows.ok()) return rows.status();
  return found;
}

absl::Status InsertEntityRow(Session& session, ChangeSink& sink, const EntityRow& row) {
  absl::Status status = CheckAccessList(row);
  if (status.ok()) status = sink.BeginChange();
  if (!status.ok()) return status;
  {
    Query insert(session.connection,
                 "INSERT INTO entities (kind, name, uid, parent, version, create_time,"
                 " update_time, delete_time, state, starts, ends, level, listed, folded_title,"
                 " sort_key, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.Bind(row.kind, row.name, row.uid, row.parent, row.version, row.create_time,
                row.update_time, row.delete_time, row.state, row.start, row.end,
                static_cast<int>(row.level), row.need_to_know.size(), row.folded_title,
                row.sort_key, Blob(row.body));
    status = insert.Run();
    if (absl::IsAlreadyExists(status)) {
      return absl::AlreadyExistsError("there is a " + row.kind + " named " + row.name);
    }
    if (!status.ok()) return status;
  }
  if (!row.need_to_know.empty()) {
    status = WriteAccess(session.connection, kAccess, LastInsertId(session.connection),
                         row.need_to_know);
    if (!status.ok()) return status;
  }
  return sink.Record(row.kind, row.name, "", EncodeEntity(row));
}

absl::Status UpdateEntityRow(Session& session, ChangeSink& sink, const EntityRow& row,
                             std::int64_t expected_version) {
  auto found = FindRow(session, row.name);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return absl::NotFoundError("there is no " + row.name);
  const StoredRow& old = **found;
  if (old.row.version != expected_version) {
    return absl::AbortedError(row.name + " has changed since it was read");
  }
  absl::Status status = CheckAccessList(row);
  if (status.ok()) status = sink.BeginChange();
  if (!status.ok()) return status;
  {
    Query update(session.connection,
                 "UPDATE entities SET kind = ?, uid = ?, parent = ?, version = ?, create_time = ?,"
                 " update_time = ?, delete_time = ?, state = ?, starts = ?, ends = ?, level = ?,"
                 " listed = ?, folded_title = ?, sort_key = ?, body = ? WHERE id = ?");
    update.Bind(row.kind, row.uid, row.parent, row.version, row.create_time, row.update_time,
                row.delete_time, row.state, row.start, row.end, static_cast<int>(row.level),
                row.need_to_know.size(), row.folded_title, row.sort_key, Blob(row.body), old.id);
    status = update.Run();
    if (!status.ok()) return status;
  }
  if (row.need_to_know != old.row.need_to_know) {
    status = ReplaceAccess(session.connection, kAccess, old.id, row.need_to_know);
    if (!status.ok()) return status;
  }
  return sink.Record(row.kind, row.name, EncodeEntity(old.row), EncodeEntity(row));
}

absl::Status ForEachEntity(Connection& connection,
                           const std::function<void(const EntityRow&)>& visit) {
  Query rows(connection, "SELECT " LETAN_ENTITY_COLUMNS " FROM entities e ORDER BY e.id");
  while (rows.Step()) {
    auto row = ReadRow(connection, rows);
    if (!row.ok()) return row.status();
    visit(row->row);
  }
  return rows.status();
}

}  // namespace letan::storage::sqlite
