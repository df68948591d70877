// Documents: find, list, insert, replace.
#ifndef LETAN_STORAGE_SQLITE_ENTITY_STORE_H_
#define LETAN_STORAGE_SQLITE_ENTITY_STORE_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/entity_table.h"
#include "storage/sqlite/session.h"

namespace letan::storage::sqlite {

// Contracts: storage/transaction.h. Listing: entity_list.h.
absl::StatusOr<std::optional<EntityRow>> FindEntityRow(Session& session, const std::string& name);
absl::StatusOr<std::vector<EntityRow>> FindEntityRows(Session& session,
                                                      const std::vector<std::string>& names);
absl::Status InsertEntityRow(Session& session, ChangeSink& sink, const EntityRow& clear);
absl::Status UpdateEntityRow(Session& session, ChangeSink& sink, const EntityRow& clear,
                             std::int64_t expected_version);

// Every entity as it is stored, in the order of the table. For the integrity check.
absl::Status ForEachEntity(Connection& connection,
                           const std::function<void(const EntityRow&)>& visit);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_ENTITY_STORE_H_
