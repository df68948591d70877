#include "services/server/identity_start.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include "services/access/default_permissions.h"
#include "services/access/permission_file.h"
#include "services/identity/first_administrator.h"
#include "services/rpc/id_source.h"
#include "services/server/services.h"

namespace letan::server {
namespace {

absl::StatusOr<std::string> ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError("cannot read " + path + ": " + std::strerror(errno));
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

void NameMissing(const access::PermissionTable& table) {
  for (const std::string& method : access::MethodsWithoutRule(table, ServiceDescriptors())) {
    std::fprintf(stderr, "letand: no rule says who may call %s: nobody can\n", method.c_str());
  }
}

absl::Status WriteSecret(const std::string& path, const std::string& secret) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const std::string line = secret + "\n";
  bool written = fd >= 0;
  written = written && write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  const int error = errno;
  if (fd >= 0) close(fd);
  if (written) return absl::OkStatus();
  return absl::FailedPreconditionError("cannot write " + path + ": " + std::strerror(error));
}

absl::Status Hand(const std::string& token, const std::string& file) {
  if (!file.empty()) {
    if (absl::Status written = WriteSecret(file, token); !written.ok()) return written;
    std::printf("the administrator's token is in %s; it is good for a day\n", file.c_str());
    return absl::OkStatus();
  }
  std::printf(
      "the administrator's token, shown this once and good for a day:\n  %s\n"
      "set a password with it: LETAN_TOKEN=… letan user set-password administrator\n",
      token.c_str());
  return absl::OkStatus();
}

absl::Status Ask(storage::Engine& engine, const std::string& file, bool only_first) {
  rpc::IdSource ids(engine.options().clock);
  const auto new_id = [&ids] { return ids.Next(); };
  const auto now = engine.options().clock();
  const auto token = only_first ? services::MakeFirstAdministratorToken(engine, now, new_id)
                                : services::MakeAdministratorToken(engine, now, new_id);
  if (!token.ok()) return token.status();
  return token->empty() ? absl::OkStatus() : Hand(*token, file);
}

}  // namespace

absl::StatusOr<std::unique_ptr<const access::PermissionTable>> LoadPermissions(
    const std::string& path) {
  std::string text = access::DefaultPermissions();
  if (!path.empty()) {
    auto read = ReadText(path);
    if (!read.ok()) return read.status();
    text = *std::move(read);
  }
  auto table = access::ParsePermissions(text, access::LinkedSchema());
  if (!table.ok()) return table.status();
  const access::Role* administrator = (*table)->FindRole("administrator");
  if (administrator == nullptr || !administrator->administrator) {
    return absl::InvalidArgumentError(
        "permissions: there must be a role \"administrator\" with administrator: true");
  }
  NameMissing(**table);
  return table;
}

absl::Status WelcomeAdministrator(storage::Engine& engine, const std::string& file) {
  return Ask(engine, file, /*only_first=*/true);
}

absl::Status NewAdministratorToken(storage::Engine& engine, const std::string& file) {
  return Ask(engine, file, /*only_first=*/false);
}

}  // namespace letan::server
