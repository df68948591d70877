// How an entity is read from a row; shared by the queries on entities.
#ifndef LETAN_STORAGE_SQLITE_ENTITY_COLUMNS_H_
#define LETAN_STORAGE_SQLITE_ENTITY_COLUMNS_H_

#include "absl/status/status.h"
#include "storage/entity_table.h"
#include "storage/sqlite/access_list.h"
#include "storage/sqlite/connection.h"

// Of `entities e`.
#define LETAN_ENTITY_COLUMNS                                                                  \
  "e.id, e.kind, e.name, e.uid, e.parent, e.version, e.create_time, e.update_time, "          \
  "e.delete_time, e.state, e.starts, e.ends, e.level, e.listed, e.folded_title, e.sort_key, " \
  "e.body"

// Of a query that is lean; two more that the order decides, and `kind` is known.
#define LETAN_LEAN_ENTITY_COLUMNS                                                              \
  "e.name, e.uid, e.parent, e.version, e.create_time, e.update_time, e.delete_time, e.level, " \
  "e.body, "

namespace letan::storage::sqlite {

inline constexpr AccessList kEntityAccess{
    "SELECT principal FROM entity_access WHERE entity = ? ORDER BY position",
    "DELETE FROM entity_access WHERE entity = ?",
    "INSERT INTO entity_access (entity, position, principal) VALUES (?, ?, ?)"};

struct StoredEntityRow {
  std::int64_t id = 0;
  EntityRow row;
};

// The current row of a query of LETAN_ENTITY_COLUMNS as it is stored, into one that is empty.
absl::Status ReadEntity(Connection& connection, const Query& query, EntityRow& row);
absl::Status ReadStoredEntity(Connection& connection, const Query& query, StoredEntityRow& stored);
// Appends the rows of a query of LETAN_ENTITY_COLUMNS, opened.
absl::Status ReadEntities(Connection& connection, Query& query, std::vector<EntityRow>& rows);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_ENTITY_COLUMNS_H_
