#include "storage/sqlite/access_list.h"

#include <sqlite3.h>

namespace letan::storage::sqlite {

absl::StatusOr<std::vector<std::string>> ReadAccess(Connection& connection, const AccessList& list,
                                                    std::int64_t id) {
  Query query(connection, list.select);
  query.Bind(id);
  std::vector<std::string> principals;
  while (query.Step()) principals.push_back(query.Text(0));
  if (!query.ok()) return query.status();
  return principals;
}

absl::Status WriteAccess(Connection& connection, const AccessList& list, std::int64_t id,
                         const std::vector<std::string>& principals) {
  std::int64_t position = 0;
  for (const std::string& principal : principals) {
    Query query(connection, list.insert);
    absl::Status status = query.Bind(id, position++, principal).Run();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReplaceAccess(Connection& connection, const AccessList& list, std::int64_t id,
                           const std::vector<std::string>& principals) {
  {
    Query query(connection, list.remove);
    absl::Status status = query.Bind(id).Run();
    if (!status.ok()) return status;
  }
  return WriteAccess(connection, list, id, principals);
}

std::int64_t LastInsertId(Connection& connection) {
  return sqlite3_last_insert_rowid(connection.handle());
}

}  // namespace letan::storage::sqlite
