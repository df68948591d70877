// The port or socket of a server, and the one of its proxy.
#ifndef LETAN_SERVICES_SERVER_LISTENERS_H_
#define LETAN_SERVICES_SERVER_LISTENERS_H_

#include <grpcpp/server_builder.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/log_event.h"
#include "services/server/listen_address.h"
#include "services/server/transport.h"

namespace letan::server {

// Lives as long as the server that was built with it: its certificates are read while it serves.
class Listeners {
 public:
  // Makes way for sockets and reads certificates. Errors as of CheckTransport, ClearUnixSocket and
  // CheckSocketDirectory.
  absl::Status Prepare(const Transport& transport, const LogSink& log);
  // Once, after Prepare.
  void AddTo(grpc::ServerBuilder& builder);
  // After the server was built: "127.0.0.1:40123", "unix:/run/letan.sock". FAILED_PRECONDITION: it
  // is taken or not permitted.
  absl::StatusOr<std::string> Address(bool built) const;

 private:
  ListenAddress address_;
  ListenAddress proxy_;  // no path: none
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  int port_ = 0;
  int proxy_port_ = 0;
};

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_LISTENERS_H_
