// What the command line makes of an engine and a server.
#ifndef LETAN_SERVICES_SERVER_FLAG_OPTIONS_H_
#define LETAN_SERVICES_SERVER_FLAG_OPTIONS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "services/access/identity_provider.h"
#include "services/core/log_event.h"
#include "services/server/flags.h"
#include "services/server/server.h"
#include "storage/engine.h"

namespace letan::server {

storage::EngineOptions EngineOptionsOf(const Flags& flags);
// Null where the flags name none. Errors as of access::IdentityProvider::Open.
absl::StatusOr<std::shared_ptr<access::IdentityProvider>> IdentityProviderOf(const Flags& flags,
                                                                             LogSink log);
ServerOptions ServerOptionsOf(const Flags& flags);

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_FLAG_OPTIONS_H_
