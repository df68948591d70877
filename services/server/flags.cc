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
constexpr int kMaxAuditIntervalSeconds = 24 * 60 * 60;

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

std::string CheckOidcIssuer(const std::string& issuer) {
  return std::string(access::CheckIssuer(issuer).message());
}

std::string CheckAudience(const std::string& audience) {
  return audience.empty() ? "must not be empty" : "";
}

std::string JoinedNames() {
  std::string joined;
  for (const std::string& name : ServiceNames()) joined += (joined.empty() ? "" : ",") + name;
  return joined;
}

void DeclareTransport(CLI::App& app, Transport& transport) {
  app.add_option("--tls-cert", transport.tls.certificate,
                 "PEM file of the server's certificate, and those up to its authority's");
  app.add_option("--tls-key", transport.tls.key, "PEM file of its key, with mode 0600");
  app.add_option("--tls-client-ca", transport.tls.client_ca,
                 "PEM file of the authorities whose certificates clients must show");
  app.add_flag(kPlaintextFlag, transport.plaintext_on_network,
               "Listen on a network without TLS all the same");
  app.add_option("--proxy-listen", transport.proxy_listen,
                 "unix:PATH for the proxy, whose word on who calls is taken there and nowhere else")
      ->check(CheckListen);
  app.add_flag("--anonymous", transport.anonymous,
               "Serve callers without asking who they are; on loopback and unix sockets only");
}

void DeclareIdentity(CLI::App& app, Flags& flags) {
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
}

// All of them or none.
void DeclareProvider(CLI::App& app, access::ProviderOptions& oidc) {
  auto* issuer = app.add_option("--oidc-issuer", oidc.tokens.issuer,
                                "URL of an identity provider (`iss` of its tokens), whose JWTs are "
                                "taken of linked accounts")
                     ->check(CheckOidcIssuer);
  auto* audience = app.add_option("--oidc-audience", oidc.tokens.audiences,
                                  "Whom its tokens must be for (one of `aud`); may be repeated")
                       ->allow_extra_args(false)
                       ->check(CheckAudience);
  auto* jwks = app.add_option("--oidc-jwks", oidc.jwks,
                              "The file of its public keys, a JSON Web Key Set; read again when it "
                              "changes");
  auto* anonymous = app.get_option("--anonymous");
  for (auto* option : {issuer, audience, jwks}) {
    option->excludes(anonymous);
    for (auto* other : {issuer, audience, jwks}) {
      if (other != option) option->needs(other);
    }
  }
}

void Declare(CLI::App& app, Flags& flags, std::string& storage) {
  app.footer(
      "\n`letand restore --help` tells how a backup becomes a database again,\n"
      "`letand administrator-token --help` how to come in when every way is lost,\n"
      "`letand make-keys --help` and `letand rotate-keys --help` about keys,\n"
      "`letand make-audit-key --help` and `letand verify-audit --help` how the change log is\n"
      "proved.");
  app.set_version_flag("--version", "letand " LETAN_VERSION);
  app.add_option("--storage", storage, "Where the data is: sqlite:PATH; made if it is not there")
      ->required()
      ->check(CheckStorageFlag);
  app.add_option("--listen", flags.transport.listen,
                 "unix:PATH, or HOST:PORT (port 0: one that is free); other hosts than loopback "
                 "need --tls-cert")
      ->required()
      ->check(CheckListen);
  DeclareTransport(app, flags.transport);
  app.add_option("--metrics-listen", flags.metrics_listen,
                 "HOST:PORT on loopback for Prometheus, path /metrics; none: no metrics")
      ->check(CheckMetricsListen);
  DeclareIdentity(app, flags);
  DeclareProvider(app, flags.oidc);
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
  auto* heads = app.add_option("--audit-heads", flags.audit_heads,
                               "A file to which signed heads of the change log are appended");
  auto* key = app.add_option("--audit-key", flags.audit_key,
                             "The private key that signs them, of `letand make-audit-key`");
  heads->needs(key);
  key->needs(heads);
  app.add_option("--audit-interval-seconds", flags.audit_interval_seconds,
                 "How often, where the log has moved")
      ->capture_default_str()
      ->check(CLI::Range(1, kMaxAuditIntervalSeconds));
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

ParsedFlags Mistake(const std::string& what) {
  std::fprintf(stderr, "letand: %s\n", what.c_str());
  ParsedFlags parsed;
  parsed.exit_code = kUsageError;
  return parsed;
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
  if (!chosen.ok()) return Mistake("--services: " + std::string(chosen.status().message()));
  if (const absl::Status transport = CheckTransport(parsed.flags.transport); !transport.ok()) {
    return Mistake(std::string(transport.message()));
  }
  parsed.flags.services = *std::move(chosen);
  parsed.flags.storage_path = StoragePath(storage);
  parsed.serve = true;
  return parsed;
}

}  // namespace letan::server
