#include "services/server/ready.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace letan::server {

absl::Status NotifyManager(const std::string& state) {
  const char* named = std::getenv("NOTIFY_SOCKET");
  if (named == nullptr || *named == '\0') return absl::OkStatus();
  const std::string path = named;
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  if ((path[0] != '/' && path[0] != '@') || path.size() >= sizeof(to.sun_path)) {
    return absl::InvalidArgumentError("NOTIFY_SOCKET names no socket: " + path);
  }
  std::memcpy(to.sun_path, path.data(), path.size());
  if (path[0] == '@') to.sun_path[0] = '\0';
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  const ssize_t sent = socket < 0 ? -1
                                  : sendto(socket, state.data(), state.size(), MSG_NOSIGNAL,
                                           reinterpret_cast<const sockaddr*>(&to), size);
  const int error = errno;
  if (socket >= 0) close(socket);
  if (sent == static_cast<ssize_t>(state.size())) return absl::OkStatus();
  return absl::UnavailableError(std::string("cannot reach NOTIFY_SOCKET: ") + std::strerror(error));
}

}  // namespace letan::server
