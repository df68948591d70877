// What a server that asks who calls needs before it serves: the table of permissions, and a way in
// for its first administrator.
#ifndef LETAN_SERVICES_SERVER_IDENTITY_START_H_
#define LETAN_SERVICES_SERVER_IDENTITY_START_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/access/permissions.h"
#include "storage/engine.h"

namespace letan::server {

// The default one where `path` is empty. INVALID_ARGUMENT: what is wrong with the file, or that it
// has no role "administrator"; NOT_FOUND: it cannot be read. Methods that it leaves out, and nobody
// can call, are named on stderr.
absl::StatusOr<std::unique_ptr<const access::PermissionTable>> LoadPermissions(
    const std::string& path);

// On the first start of a database: makes the administrator and a token, and prints it on stdout,
// this once, or writes it to `file` (mode 0600), if one is named. Nothing otherwise.
absl::Status WelcomeAdministrator(storage::Engine& engine, const std::string& file);
// The same whenever it is asked for: for who has lost every way in.
absl::Status NewAdministratorToken(storage::Engine& engine, const std::string& file);

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_IDENTITY_START_H_
