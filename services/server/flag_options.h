// What the command line makes of an engine and a server.
#ifndef LETAN_SERVICES_SERVER_FLAG_OPTIONS_H_
#define LETAN_SERVICES_SERVER_FLAG_OPTIONS_H_

#include "services/server/flags.h"
#include "services/server/server.h"
#include "storage/engine.h"

namespace letan::server {

storage::EngineOptions EngineOptionsOf(const Flags& flags);
ServerOptions ServerOptionsOf(const Flags& flags);

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_FLAG_OPTIONS_H_
