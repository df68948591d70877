#include "storage/sqlite/entity_store.h"

#include <algorithm>
#include <utility>

#include "storage/codec.h"
#include "storage/sqlite/access_list.h"
#include "storage/sqlite/entity_columns.h"
#include "storage/sqlite/name_list.h"
#include "storage/sqlite/sealer.h"

namespace letan::storage::sqlite {
namespace {

absl::StatusOr<std::optional<StoredEntityRow>> FindRow(Session& session, const std::string& name) {
  static constexpr char kAll[] = "SELECT " LETAN_ENTITY_COLUMNS " FROM entities e WHERE e.name = ?";
  static const std::string filtered = std::string(kAll) + Sight(Viewer{}).Entities();
  Query query(session.connection, session.sight.all() ? kAll : filtered.c_str());
  query.Bind(name);
  session.sight.BindTo(query);
  if (!query.Step()) {
    if (!query.ok()) return query.status();
    return std::optional<StoredEntityRow>();
  }
  std::optional<StoredEntityRow> stored(std::in_place);
  absl::Status read = ReadStoredEntity(session.connection, query, *stored);
  if (!read.ok()) return read;
  return stored;
}

absl::Status CheckEntityAccessList(const EntityRow& row) {
  for (const std::string& principal : row.need_to_know) {
    if (principal.empty()) return absl::InvalidArgumentError("an empty name on need_to_know");
  }
  return absl::OkStatus();
}

absl::Status WriteWords(Connection& connection, std::int64_t id, const std::string& title) {
  for (const std::string& word : SearchWords(title)) {
    Query insert(connection, "INSERT INTO entity_words (word, entity) VALUES (?, ?)");
    absl::Status status = insert.Bind(word, id).Run();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Through the words of the old title: there is no index by entity.
absl::Status ReplaceWords(Connection& connection, std::int64_t id, const std::string& old_title,
                          const std::string& title) {
  for (const std::string& word : SearchWords(old_title)) {
    Query remove(connection, "DELETE FROM entity_words WHERE word = ? AND entity = ?");
    absl::Status status = remove.Bind(word, id).Run();
    if (!status.ok()) return status;
  }
  return WriteWords(connection, id, title);
}

}  // namespace

absl::StatusOr<std::optional<EntityRow>> FindEntityRow(Session& session, const std::string& name) {
  auto found = FindRow(session, name);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return std::optional<EntityRow>();
  absl::Status opened = OpenEntity(session.connection, (*found)->row);
  if (!opened.ok()) return opened;
  return std::optional<EntityRow>(std::move((*found)->row));
}

absl::StatusOr<std::vector<EntityRow>> FindEntityRows(Session& session,
                                                      const std::vector<std::string>& names) {
  std::vector<EntityRow> found;
  found.reserve(names.size());
  for (std::size_t first = 0; first < names.size();) {
    const NameList some(names, first);
    first += some.size();
    Query rows(session.connection, "SELECT " LETAN_ENTITY_COLUMNS " FROM " + some.Table() +
                                       " n CROSS JOIN entities e ON e.name = n.column1" +
                                       session.sight.Entities());
    some.BindTo(rows);
    session.sight.BindTo(rows);
    absl::Status read = ReadEntities(session.connection, rows, found);
    if (!read.ok()) return read;
  }
  return found;
}

absl::Status InsertEntityRow(Session& session, ChangeSink& sink, const EntityRow& clear) {
  absl::Status status = CheckEntityAccessList(clear);
  if (status.ok()) status = sink.BeginChange();
  if (!status.ok()) return status;
  const auto sealed = SealedEntity(session.connection, clear);
  if (!sealed.ok()) return sealed.status();
  const EntityRow& row = sealed->has_value() ? **sealed : clear;
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
      return absl::AlreadyExistsError(row.name + " is there already");
    }
    if (!status.ok()) return status;
  }
  const std::int64_t id = LastInsertId(session.connection);
  status = WriteAccess(session.connection, kEntityAccess, id, row.need_to_know);
  if (status.ok()) status = WriteWords(session.connection, id, row.folded_title);
  if (!status.ok()) return status;
  return sink.Record(row.kind, row.name, "", EncodeEntity(row));
}

absl::Status UpdateEntityRow(Session& session, ChangeSink& sink, const EntityRow& clear,
                             std::int64_t expected_version) {
  auto found = FindRow(session, clear.name);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return absl::NotFoundError("there is no " + clear.name);
  const StoredEntityRow& old = **found;
  if (old.row.version != expected_version) {
    return absl::AbortedError(clear.name + " has changed since it was read");
  }
  if (IsSealed(old.row.body)) session.connection.set_last_data_key(SealKeyNumber(old.row.body));
  absl::Status status = CheckEntityAccessList(clear);
  if (status.ok()) status = sink.BeginChange();
  if (!status.ok()) return status;
  const auto sealed = SealedEntity(session.connection, clear);
  if (!sealed.ok()) return sealed.status();
  const EntityRow& row = sealed->has_value() ? **sealed : clear;
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
    status = ReplaceAccess(session.connection, kEntityAccess, old.id, row.need_to_know);
    if (!status.ok()) return status;
  }
  if (row.folded_title != old.row.folded_title) {
    status = ReplaceWords(session.connection, old.id, old.row.folded_title, row.folded_title);
    if (!status.ok()) return status;
  }
  return sink.Record(row.kind, row.name, EncodeEntity(old.row), EncodeEntity(row));
}

absl::Status ForEachEntity(Connection& connection,
                           const std::function<void(const EntityRow&)>& visit) {
  Query rows(connection, "SELECT " LETAN_ENTITY_COLUMNS " FROM entities e ORDER BY e.id");
  while (rows.Step()) {
    EntityRow row;
    absl::Status read = ReadEntity(connection, rows, row);
    if (!read.ok()) return read;
    visit(row);
  }
  return rows.status();
}

}  // namespace letan::storage::sqlite
