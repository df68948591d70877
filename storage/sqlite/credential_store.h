// Passwords, sessions, tokens.
#ifndef LETAN_STORAGE_SQLITE_CREDENTIAL_STORE_H_
#define LETAN_STORAGE_SQLITE_CREDENTIAL_STORE_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/credential_table.h"
#include "storage/sqlite/session.h"

namespace letan::storage::sqlite {

absl::StatusOr<std::optional<CredentialRow>> FindCredentialRow(Connection& connection,
                                                               const std::string& id);
// Ordered by id.
absl::StatusOr<std::vector<CredentialRow>> ListCredentialRows(Connection& connection,
                                                              const std::string& user);
absl::Status PutCredentialRow(Session& session, ChangeSink& sink, const CredentialRow& row);
absl::Status DeleteCredentialRow(Session& session, ChangeSink& sink, const std::string& id);
absl::Status ForEachCredential(Connection& connection,
                               const std::function<void(const CredentialRow&)>& visit);

}  // namespace letan::storage::sqlite

#endif  // LETAN_STORAGE_SQLITE_CREDENTIAL_STORE_H_
