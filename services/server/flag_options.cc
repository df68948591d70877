#include "services/server/flag_options.h"

#include <chrono>
#include <utility>

#include "services/server/log_line.h"

namespace letan::server {

storage::EngineOptions EngineOptionsOf(const Flags& flags) {
  storage::EngineOptions options;
  options.default_travel = flags.default_travel_minutes * booking::kMinute;
  options.log = LogEventsToStderr();
  options.max_queued_writes = flags.limits.max_queued_writes;
  options.max_batch = flags.limits.max_batch;
  return options;
}

absl::StatusOr<std::shared_ptr<access::IdentityProvider>> IdentityProviderOf(const Flags& flags,
                                                                             LogSink log) {
  if (flags.oidc.tokens.issuer.empty()) return nullptr;  // and the others are
  auto provider = access::IdentityProvider::Open(flags.oidc, std::move(log));
  if (!provider.ok()) return provider.status();
  return std::shared_ptr<access::IdentityProvider>(*std::move(provider));
}

ServerOptions ServerOptionsOf(const Flags& flags) {
  ServerOptions options;
  options.transport = flags.transport;
  options.version = LETAN_VERSION;
  options.backup_directory = flags.backup_directory;
  options.audit_heads = flags.audit_heads;
  options.audit_key = flags.audit_key;
  options.audit_interval = std::chrono::seconds(flags.audit_interval_seconds);
  options.metrics_listen = flags.metrics_listen;
  options.log = LogEventsToStderr();
  options.log_calls = flags.log_calls;
  options.limits = flags.limits;
  options.anonymous = flags.transport.anonymous;
  options.reflection = flags.reflection;
  return options;
}

}  // namespace letan::server
