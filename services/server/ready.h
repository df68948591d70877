// Tells systemd (Type=notify) what the server is about to do.
#ifndef LETAN_SERVICES_SERVER_READY_H_
#define LETAN_SERVICES_SERVER_READY_H_

#include <string>

#include "absl/status/status.h"

namespace letan::server {

// Sends `state` ("READY=1", "STOPPING=1") to the datagram socket that NOTIFY_SOCKET names: a path,
// or "@" and a name in the abstract namespace. OK without it: nobody wants to know. UNAVAILABLE:
// it cannot be reached; INVALID_ARGUMENT: it names no socket.
absl::Status NotifyManager(const std::string& state);

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_READY_H_
