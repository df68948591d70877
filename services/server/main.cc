// letand: opens the database, serves, and ends on SIGTERM or SIGINT; `letand restore` makes a
// database of a backup, `letand administrator-token` a way in, `letand verify-audit` proves a
// change log.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "google/protobuf/stubs/logging.h"
#include "services/server/audit_flags.h"
#include "services/server/flag_options.h"
#include "services/server/flags.h"
#include "services/server/identity_start.h"
#include "services/server/key_flags.h"
#include "services/server/log_line.h"
#include "services/server/ready.h"
#include "services/server/restore_flags.h"
#include "services/server/server.h"
#include "services/server/services.h"
#include "services/server/token_flags.h"
#include "storage/audit_key.h"
#include "storage/key_ring.h"
#include "storage/sqlite/restore.h"
#include "storage/sqlite/rotate_keys.h"
#include "storage/sqlite/sqlite_engine.h"
#include "storage/sqlite/verify_audit.h"

namespace letan::server {
namespace {

constexpr std::chrono::seconds kGrace{5};
constexpr int kTampered = 3;  // exit code

// Signals that end the server are for WaitForSignal alone: blocked before any thread begins.
sigset_t BlockSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void WaitForSignal(const sigset_t& signals) {
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
}

// What libraries print would bury our own lines, and callers could make them print at will.
void QuietLibraries() {
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  google::protobuf::SetLogHandler(nullptr);
}

// Debian's Abseil, which gRPC locks with, looks for cycles of locks at every lock, in one graph
// that all threads share: a debugging aid, and a good part of what a small call costs.
void QuickLocks() { absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore); }

int Fail(const std::string& what, const absl::Status& status) {
  std::fprintf(stderr, "letand: %s: %s\n", what.c_str(), std::string(status.message()).c_str());
  return 1;
}

// The server serves even if nobody can be told.
void Notify(const std::string& state) {
  if (const absl::Status told = NotifyManager(state); !told.ok()) Fail("systemd", told);
}

// None without a file.
absl::Status ReadKeys(const std::string& file, storage::SqliteOptions* options) {
  if (file.empty()) return absl::OkStatus();
  auto keys = storage::ReadKeyFile(file);
  if (!keys.ok()) return keys.status();
  options->keys = *std::move(keys);
  return absl::OkStatus();
}

void NameLeftOut(const access::IdentityProvider* provider) {
  if (provider == nullptr) return;
  for (const std::string& key : provider->left_out()) {
    std::fprintf(stderr, "letand: --oidc-jwks: not used: %s\n", key.c_str());
  }
}

int Run(const Flags& flags) {
  const sigset_t signals = BlockSignals();
  QuietLibraries();
  QuickLocks();
  storage::SqliteOptions sqlite;
  sqlite.path = flags.storage_path;
  sqlite.create = true;
  sqlite.engine = EngineOptionsOf(flags);
  if (const absl::Status read = ReadKeys(flags.keys, &sqlite); !read.ok()) {
    return Fail("cannot read the keys", read);
  }
  auto provider = IdentityProviderOf(flags, LogEventsToStderr());
  if (!provider.ok()) return Fail("cannot use the identity provider", provider.status());
  auto engine = storage::OpenSqlite(sqlite);
  if (!engine.ok()) return Fail("cannot open " + flags.storage_path, engine.status());
  auto permissions = LoadPermissions(flags.permissions);
  if (!permissions.ok()) return Fail("cannot serve", permissions.status());
  if (!flags.transport.anonymous) {
    const absl::Status welcomed = WelcomeAdministrator(**engine, flags.administrator_token_file);
    if (!welcomed.ok()) return Fail("cannot make an administrator", welcomed);
  }
  ServerOptions options = ServerOptionsOf(flags);
  options.permissions = [&permissions] { return *std::move(permissions); };
  options.identity_provider = *provider;
  NameLeftOut(provider->get());
  auto server = Server::Start(
      std::move(options), *std::move(engine),
      [&flags](const entity::ServiceDeps& deps) { return BuildServices(flags.services, deps); });
  if (!server.ok()) return Fail("cannot serve", server.status());
  for (const std::string& warning : WarningsOf(flags.transport)) {
    std::fprintf(stderr, "letand: %s\n", warning.c_str());
  }
  std::printf("listening on %s\n", (*server)->address().c_str());
  if (!flags.metrics_listen.empty()) {
    std::printf("metrics on http://%s/metrics\n", (*server)->metrics_address().c_str());
  }
  std::fflush(stdout);
  Notify("READY=1");
  WaitForSignal(signals);
  Notify("STOPPING=1");
  (*server)->Stop(kGrace);
  return 0;
}

int AdministratorToken(const TokenFlags& flags) {
  storage::SqliteOptions sqlite;
  sqlite.path = flags.storage_path;
  sqlite.without_keys = true;
  auto engine = storage::OpenSqlite(sqlite);
  if (!engine.ok()) return Fail("cannot open " + flags.storage_path, engine.status());
  const absl::Status made = NewAdministratorToken(**engine, flags.file);
  return made.ok() ? 0 : Fail("no token was made", made);
}

int MakeKeys(const KeyFlags& flags) {
  const auto id = storage::MakeKeyFile(flags.file);
  if (!id.ok()) return Fail("no key was made", id.status());
  std::printf("%s has the new key %s. Keep a copy elsewhere: what it seals is lost without it\n",
              flags.file.c_str(), id->c_str());
  return 0;
}

int RotateKeys(const KeyFlags& flags) {
  storage::SqliteOptions options;
  options.path = flags.storage_path;
  if (const absl::Status read = ReadKeys(flags.file, &options); !read.ok()) {
    return Fail("cannot read the keys", read);
  }
  const auto rotated = storage::RotateKeys(options, [](std::int64_t done, std::int64_t all) {
    std::fprintf(stderr, "letand: %lld of %lld data keys\n", static_cast<long long>(done),
                 static_cast<long long>(all));
  });
  if (!rotated.ok()) return Fail("not all keys were rotated", rotated.status());
  std::printf("%lld of %lld data keys were put under the key %s\n",
              static_cast<long long>(rotated->rewrapped),
              static_cast<long long>(rotated->data_keys), options.keys->current().id().c_str());
  for (const std::string& id : rotated->unused) {
    std::printf("the key %s is not used here any more; backups made before now need it\n",
                id.c_str());
  }
  return 0;
}

int Restore(const RestoreFlags& flags) {
  storage::RestoreOptions options;
  options.from = flags.from;
  options.target.path = flags.storage_path;
  options.target.without_keys = flags.keys.empty();
  if (const absl::Status read = ReadKeys(flags.keys, &options.target); !read.ok()) {
    return Fail("cannot read the keys", read);
  }
  options.replace = flags.replace;
  options.sha256 = flags.sha256;
  options.without_checksum = flags.without_checksum;
  options.integrity.reextract = entity::ReextractAny(StoredKinds());
  const auto restored = storage::RestoreSqlite(options);
  if (!restored.ok()) return Fail("nothing was restored", restored.status());
  if (!restored->replaced.empty()) {
    std::printf("the database that was there is now %s\n", restored->replaced.c_str());
  }
  std::printf("restored %s: %lld entities, %lld bookings, %lld changes\n",
              flags.storage_path.c_str(), static_cast<long long>(restored->report.entities),
              static_cast<long long>(restored->report.bookings),
              static_cast<long long>(restored->report.changes));
  return 0;
}

int MakeKey(const AuditFlags& flags) {
  const absl::Status made = storage::MakeAuditKey(flags.out);
  if (!made.ok()) return Fail("no key was made", made);
  std::printf("private key: %s\npublic key:  %s.pub\n", flags.out.c_str(), flags.out.c_str());
  return 0;
}

int VerifyAudit(const AuditFlags& flags) {
  const auto report = storage::VerifyAuditSqlite(
      {flags.storage_path, flags.heads, flags.public_key, flags.archives});
  if (!report.ok()) return Fail("the log was not verified", report.status());
  if (report->finding.has_value()) {
    std::printf("%s: %s\n", storage::NameOf(report->finding->fault), report->finding->what.c_str());
    return kTampered;
  }
  std::printf(
      "%lld records agree with %lld signed heads; the last is %lld, heads stand for it up "
      "to %lld\n",
      static_cast<long long>(report->records), static_cast<long long>(report->heads),
      static_cast<long long>(report->last), static_cast<long long>(report->sealed));
  if (report->last_read > 0) {
    std::printf(
        "%lld records of reads agree with them; the last is %lld, heads stand for it up to %lld\n",
        static_cast<long long>(report->reads), static_cast<long long>(report->last_read),
        static_cast<long long>(report->sealed_read));
  }
  if (report->unchecked_heads > 0) {
    std::printf("not verified: %lld heads of archived records (--archives)\n",
                static_cast<long long>(report->unchecked_heads));
  }
  if (report->heads_cut_off) std::printf("the last line of the heads was never finished\n");
  return 0;
}

int RunAudit(int argc, char** argv) {
  const ParsedAuditFlags parsed = ParseAuditFlags(argc, argv);
  if (parsed.command == AuditCommand::kMakeKey) return MakeKey(parsed.flags);
  return parsed.command == AuditCommand::kVerify ? VerifyAudit(parsed.flags) : parsed.exit_code;
}

}  // namespace
}  // namespace letan::server

int main(int argc, char** argv) {
  if (letan::server::AsksForAudit(argc, argv) != letan::server::AuditCommand::kNone) {
    return letan::server::RunAudit(argc, argv);
  }
  if (letan::server::AsksForRestore(argc, argv)) {
    const auto restore = letan::server::ParseRestoreFlags(argc, argv);
    return restore.restore ? letan::server::Restore(restore.flags) : restore.exit_code;
  }
  if (letan::server::AsksForAdministratorToken(argc, argv)) {
    const auto token = letan::server::ParseTokenFlags(argc, argv);
    return token.make ? letan::server::AdministratorToken(token.flags) : token.exit_code;
  }
  if (letan::server::AsksForMakeKeys(argc, argv)) {
    const auto keys = letan::server::ParseMakeKeysFlags(argc, argv);
    return keys.run ? letan::server::MakeKeys(keys.flags) : keys.exit_code;
  }
  if (letan::server::AsksForRotateKeys(argc, argv)) {
    const auto keys = letan::server::ParseRotateKeysFlags(argc, argv);
    return keys.run ? letan::server::RotateKeys(keys.flags) : keys.exit_code;
  }
  const letan::server::ParsedFlags parsed = letan::server::ParseFlags(argc, argv);
  return parsed.serve ? letan::server::Run(parsed.flags) : parsed.exit_code;
}
