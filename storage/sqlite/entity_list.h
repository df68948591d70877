// Listing, counting and searching entities.
#ifndef LETAN_STORAGE_SQLITE_ENTITY_LIST_H_
#define LETAN_STORAGE_SQLITE_ENTITY_LIST_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/entity_table.h"
#include "storage/sqlite/session.h"

namespace letan::storage::sqlite {

// Contracts: storage/transaction.h.
absl::StatusOr<std::vector<EntityRow>> ListEntityRows(Session& session, const EntityQuery& query);
absl::StatusOr<std::int64_t> CountEntityRows(Session& session, const EntityQuery& query,
                                             std::int64_t most);
absl::StatusOr<std::vector<EntityRow>> SearchEntityRows(Session& session,
                                                        const EntitySearch& search);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_ENTITY_LIST_H_
