#include "storage/sqlite/credential_store.h"

#include "storage/codec.h"

namespace letan::storage::sqlite {
namespace {

#define LETAN_CREDENTIAL_COLUMNS "id, user, kind, secret, create_time, expire_time, body"

CredentialRow ReadCredential(const Query& query) {
  CredentialRow row;
  row.id = query.Text(0);
  row.user = query.Text(1);
  row.kind = query.Text(2);
  row.secret = query.Text(3);
  row.create_time = query.Int(4);
  row.expire_time = query.Int(5);
  row.body = query.Text(6);
  return row;
}

}  // namespace

absl::StatusOr<std::optional<CredentialRow>> FindCredentialRow(Connection& connection,
                                                               const std::string& id) {
  Query query(connection, "SELECT " LETAN_CREDENTIAL_COLUMNS " FROM credentials WHERE id = ?");
  query.Bind(id);
  if (query.Step()) return std::optional<CredentialRow>(ReadCredential(query));
  if (!query.ok()) return query.status();
  return std::optional<CredentialRow>();
}

absl::StatusOr<std::vector<CredentialRow>> ListCredentialRows(Connection& connection,
                                                              const std::string& user) {
  Query query(connection,
              "SELECT " LETAN_CREDENTIAL_COLUMNS " FROM credentials WHERE user = ? ORDER BY id");
  query.Bind(user);
  std::vector<CredentialRow> rows;
  while (query.Step()) rows.push_back(ReadCredential(query));
  if (!query.ok()) return query.status();
  return rows;
}

absl::Status PutCredentialRow(Session& session, ChangeSink& sink, const CredentialRow& row) {
  if (row.id.empty() || row.user.empty() || row.kind.empty()) {
    return absl::InvalidArgumentError("a credential has an id, a user and a kind");
  }
  const auto old = FindCredentialRow(session.connection, row.id);
  if (!old.ok()) return old.status();
  std::string before = old->has_value() ? EncodeCredential(**old) : "";
  std::string after = EncodeCredential(row);
  if (before == after) return absl::OkStatus();
  absl::Status status = sink.BeginChange();
  if (!status.ok()) return status;
  Query put(session.connection, "INSERT OR REPLACE INTO credentials (" LETAN_CREDENTIAL_COLUMNS
                                ") VALUES (?, ?, ?, ?, ?, ?, ?)");
  put.Bind(row.id, row.user, row.kind, Blob(row.secret), row.create_time, row.expire_time,
           Blob(row.body));
  status = put.Run();
  if (!status.ok()) return status;
  return sink.Record(kCredentialRecord, row.id, std::move(before), std::move(after));
}

absl::Status DeleteCredentialRow(Session& session, ChangeSink& sink, const std::string& id) {
  const auto old = FindCredentialRow(session.connection, id);
  if (!old.ok()) return old.status();
  if (!old->has_value()) return absl::NotFoundError("there is no such credential");
  absl::Status status = sink.BeginChange();
  if (!status.ok()) return status;
  {
    Query remove(session.connection, "DELETE FROM credentials WHERE id = ?");
    status = remove.Bind(id).Run();
    if (!status.ok()) return status;
  }
  return sink.Record(kCredentialRecord, id, EncodeCredential(**old), "");
}

absl::Status ForEachCredential(Connection& connection,
                               const std::function<void(const CredentialRow&)>& visit) {
  Query query(connection, "SELECT " LETAN_CREDENTIAL_COLUMNS " FROM credentials ORDER BY id");
  while (query.Step()) visit(ReadCredential(query));
  return query.status();
}

}  // namespace letan::storage::sqlite
