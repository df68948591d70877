// TLS of the server's own.
#ifndef LETAN_SERVICES_SERVER_TLS_CREDENTIALS_H_
#define LETAN_SERVICES_SERVER_TLS_CREDENTIALS_H_

#include <grpcpp/security/server_credentials.h>

#include <memory>

#include "absl/status/statusor.h"
#include "services/core/log_event.h"
#include "services/server/tls_files.h"

namespace letan::server {

// TLS 1.2 or newer; a client certificate is required if `files` names its authorities. Each new
// connection is served with the files as they are then: where they have changed and are not well,
// with what they were before, and an event `tls_reload_failed`. The servers that use them end
// first. Errors as of LoadTls.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeTlsCredentials(TlsFiles files,
                                                                            LogSink log);

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_TLS_CREDENTIALS_H_
