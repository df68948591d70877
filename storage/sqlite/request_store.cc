#include "storage/sqlite/request_store.h"

#include <sqlite3.h>

namespace letan::storage::sqlite {

absl::StatusOr<std::optional<AnsweredRequest>> FindRequest(Connection& connection,
                                                           const std::string& caller,
                                                           const std::string& request_id,
                                                           booking::Micros since) {
  Query query(connection,
              "SELECT id, time, revision, fingerprint, response FROM requests"
              " WHERE caller = ? AND request_id = ?");
  query.Bind(caller, request_id);
  if (!query.Step()) {
    if (!query.ok()) return query.status();
    return std::optional<AnsweredRequest>();
  }
  if (query.Int(1) <= since) {
    const std::int64_t id = query.Int(0);
    Query remove(connection, "DELETE FROM requests WHERE id = ?");
    absl::Status status = remove.Bind(id).Run();
    if (!status.ok()) return status;
    return std::optional<AnsweredRequest>();
  }
  return std::optional<AnsweredRequest>({query.Text(3), query.Text(4), query.Int(2)});
}

absl::Status StoreRequest(Connection& connection, const std::string& caller,
                          const std::string& request_id, booking::Micros time,
                          const AnsweredRequest& answer) {
  Query insert(connection,
               "INSERT INTO requests (caller, request_id, time, revision, fingerprint, response)"
               " VALUES (?, ?, ?, ?, ?, ?)");
  insert.Bind(caller, request_id, time, answer.revision, Blob(answer.fingerprint),
              Blob(answer.response));
  return insert.Run();
}

// Rows lie in the order of time, so the oldest are the first of the table, and one look tells
// that none is old enough.
absl::StatusOr<int> PurgeRequests(Connection& connection, booking::Micros since, int limit) {
  {
    Query oldest(connection, "SELECT time FROM requests ORDER BY id LIMIT 1");
    const bool any = oldest.Step();
    if (!oldest.ok()) return oldest.status();
    if (!any || oldest.Int(0) > since) return 0;
  }
  Query remove(connection,
               "DELETE FROM requests WHERE id IN (SELECT id FROM (SELECT id, time FROM requests"
               " ORDER BY id LIMIT ?) WHERE time <= ?)");
  absl::Status status = remove.Bind(limit, since).Run();
  if (!status.ok()) return status;
  return sqlite3_changes(connection.handle());
}

}  // namespace letan::storage::sqlite
