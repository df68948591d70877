#include "services/server/flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "services/access/default_permissions.h"
#include "services/server/listen_address.h"
#include "services/server/metrics_listener.h"
#include "services/server/services.h"

namespace letan::server {
namespace {

constexpr char kSqlitePrefix[] = "sqlite:";
constexpr int kMaxTravelMinutes = 24 * 60;

// "--max-batch" of "max_batch".
std::string FlagOf(const limits::AdjustableLimit& limit) {
  std::string flag = "--" + std::string(limit.name);
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

std::string CheckListen(const std::string& listen) {
  const auto address = ParseListenAddress(listen);
  return address.ok() ? "" : std::string(address.status().message());
}

std::string CheckMetricsListen(const std::string& listen) {
  const auto address = ParseMetricsAddress(listen);
  return address.ok() ? "" : std::string(address.status().message());
}

std::string JoinedNames() {
  std::string joined;
  for (const std::string& name : ServiceNames()) joined += (joined.empty() ? "" : ",") + name;
  return joined;
}

void Declare(CLI::App& app, Flags& flags, std::string& storage) {
  app.footer(
      "\n`letand restore --help` tells how a backup becomes a database again;\n"
      "`letand administrator-token --help` how to come in when every way is lost;\n"
      "`letand make-keys --help` and `letand rotate-keys --help` about keys.");
  app.set_version_flag("--version", "letand " LETAN_VERSION);
  app.add_option("--storage", storage, "Where the data is: sqlite:PATH; made if it is not there")
      ->required()
      ->check(CheckStorageFlag);
  app.add_option("--listen", flags.listen,
                 "HOST:PORT on loopback (port 0: one that is free) or unix:PATH")
      ->required()
      ->check(CheckListen);
  app.add_option("--metrics-listen", flags.metrics_listen,
                 "HOST:PORT on loopback for Prometheus, path /metrics; none: no metrics")
      ->check(CheckMetricsListen);
  app.add_flag("--anonymous", flags.anonymous,
               "Ask nobody who they are: everyone may do everything. For demonstrations and tests");
  app.add_flag("--reflection", flags.reflection,
               "Tell anyone which methods there are, known or not; with --anonymous always");
  app.add_option("--permissions", flags.permissions,
                 "A table of who may call what, instead of the one that --print-permissions shows")
      ->check(CLI::ExistingFile);
  app.add_flag_callback(
      "--print-permissions",
      [] {
        std::fputs(access::DefaultPermissions().c_str(), stdout);
        throw CLI::Success();
      },
      "The default table of permissions, to begin one's own with");
  app.add_option(
      "--administrator-token-file", flags.administrator_token_file,
      "Where the first start writes the administrator's token, which it prints otherwise");
  app.add_flag("--log-calls", flags.log_calls,
               "A line on stderr for each call: identifier, method, code, duration");
  app.add_option("--services", flags.services, "Only these of " + JoinedNames())->delimiter(',');
  app.add_option(
      "--keys", flags.keys,
      "The file of keys that seal RESTRICTED content (letand make-keys); without it, none "
      "can be written");
  app.add_option(
         "--backup-directory", flags.backup_directory,
         "A directory into which AdminService writes backups and archives; without it, none")
      ->check(CLI::ExistingDirectory);
  app.add_option("--default-travel-minutes", flags.default_travel_minutes,
                 "Travel time between places that no chain of known roads joins")
      ->capture_default_str()
      ->check(CLI::Range(0, kMaxTravelMinutes));
  for (const limits::AdjustableLimit& limit : limits::kAdjustable) {
    app.add_option(FlagOf(limit), flags.limits.*limit.value, limit.help)
        ->capture_default_str()
        ->check(CLI::Range(limit.least, limit.most))
        ->group("Limits");
  }
}

}  // namespace

std::string CheckStorageFlag(const std::string& storage) {
  const std::size_t prefix = sizeof(kSqlitePrefix) - 1;
  if (storage.rfind(kSqlitePrefix, 0) != 0 || storage.size() == prefix) {
    return "must be sqlite:PATH, not \"" + storage + "\"";
  }
  return "";
}

std::string StoragePath(const std::string& storage) {
  return storage.substr(sizeof(kSqlitePrefix) - 1);
}

ParsedFlags ParseFlags(int argc, char** argv) {
  ParsedFlags parsed;
  std::string storage;
  CLI::App app("letand: the Letan server", "letand");
  Declare(app, parsed.flags, storage);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    parsed.exit_code = app.exit(error) == 0 ? 0 : kUsageError;
    return parsed;
  }
  auto chosen = ChooseServices(parsed.flags.services);
  if (!chosen.ok()) {
    std::fprintf(stderr, "letand: --services: %s\n",
                 std::string(chosen.status().message()).c_str());
    parsed.exit_code = kUsageError;
    return parsed;
  }
  parsed.flags.services = *std::move(chosen);
  parsed.flags.storage_path = StoragePath(storage);
  parsed.serve = true;
  return parsed;
}

}  // namespace letan::server
