// A running server: engine, executor, gRPC, in the order in which they start and stop.
#ifndef LETAN_SERVICES_SERVER_SERVER_H_
#define LETAN_SERVICES_SERVER_SERVER_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/access/identity_provider.h"
#include "services/call/service_table.h"
#include "services/core/limits.h"
#include "services/core/log_event.h"
#include "services/entity/service_deps.h"
#include "services/rpc/metrics.h"
#include "services/rpc/runtime.h"
#include "services/server/transport.h"
#include "storage/engine.h"

namespace letan::server {

struct ServerOptions {
  Transport transport;
  storage::Clock clock = storage::SystemClock;  // the engine's own
  limits::Adjustable limits;                    // those of writes are the engine's own
  // How often held bookings are looked at; 0: never (tests move their own clock).
  std::chrono::milliseconds tick{1000};
  std::string version = "unknown";
  std::string backup_directory;  // where backups and archives are written; empty: nowhere
  std::string audit_heads;       // where signed heads of the log go; empty: nowhere
  std::string audit_key;         // of the private key that signs them
  std::chrono::seconds audit_interval{60};
  LogSink log;                 // unset: lines of JSON on stderr
  bool log_calls = false;      // an event for each unary call
  std::string metrics_listen;  // HOST:PORT for Prometheus; empty: not served
  // Everyone is "anonymous", with an administrator's sight, and may do everything.
  bool anonymous = true;
  // Answers anyone which services and methods there are; always while anonymous.
  bool reflection = false;
  // The table of permissions; unset: the default one.
  std::function<std::unique_ptr<const access::PermissionTable>()> permissions;
  // Null: no identity provider is trusted. Told at every tick to look at its keys.
  std::shared_ptr<access::IdentityProvider> identity_provider;
  rpc::Authenticate authenticate;  // unset: by `anonymous`, or else by bearer token
  // For tests that compare two servers byte by byte. Unset: the system's randomness, and the secret
  // that was made with the database.
  std::function<std::uint64_t()> id_randomness;
  std::string token_secret;
  rpc::Authorize authorize;  // unset: what the table of permissions says is enough
};

using MakeTables = std::function<std::vector<call::ServiceTable>(const entity::ServiceDeps&)>;

class Server {
 public:
  // Serves when it returns. INVALID_ARGUMENT: the address, or that it is too dangerous;
  // FAILED_PRECONDITION: it is taken, the socket's file is in the way, a TLS file is not well, or
  // the audit heads do not agree with the database's log; other errors of theirs:
  // storage::AuditWriter::Open.
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerOptions options,
                                                       std::unique_ptr<storage::Engine> engine,
                                                       const MakeTables& make_tables);
  // Stop with a grace of 5 s, unless stopped already.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // "127.0.0.1:40123" or "unix:/run/letan.sock".
  const std::string& address() const;
  // "127.0.0.1:9464"; empty if metrics are not served.
  const std::string& metrics_address() const;
  storage::Engine& engine();
  const rpc::Metrics& metrics() const;

  // What happens once a second; for tests, whose clocks stand still.
  void Tick();

  // Health answers NOT_SERVING, streams end, new calls are refused with UNAVAILABLE, reason
  // SERVER_STOPPING, calls under way may end within `grace` and are cancelled then (writes that
  // were submitted commit even so); then the port closes, and the executor, the writer and the
  // database end. Returns when all is done.
  void Stop(std::chrono::milliseconds grace);

 private:
  class Parts;
  explicit Server(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_SERVER_H_
