#include "services/server/listen_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace letan::server {
namespace {

constexpr char kUnixPrefix[] = "unix:";
constexpr int kMaxPort = 65535;

absl::Status NotLoopback(const std::string& host) {
  return absl::InvalidArgumentError(
      "will not listen on " + host +
      ": only loopback addresses and unix sockets are served, because this server knows neither "
      "TLS nor floods; put a proxy in front of it to reach it from a network");
}

// The host as gRPC takes it, or empty if it is not loopback.
std::string LoopbackHost(const std::string& host) {
  if (host == "localhost") return "127.0.0.1";
  if (host == "::1" || host == "[::1]") return "[::1]";
  in_addr address{};
  const bool loopback =
      inet_pton(AF_INET, host.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24) == 127;
  return loopback ? host : "";
}

absl::StatusOr<ListenAddress> ParseUnix(const std::string& path) {
  if (path.empty()) return absl::InvalidArgumentError("unix: needs the path of a socket");
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return absl::InvalidArgumentError("the path of a unix socket has at most " +
                                      std::to_string(sizeof(sockaddr_un::sun_path) - 1) +
                                      " bytes: " + path);
  }
  ListenAddress address;
  address.unix_path = path;
  return address;
}

absl::Status SystemError(const std::string& what, const std::string& path) {
  return absl::FailedPreconditionError(what + " " + path + ": " + std::strerror(errno));
}

// Whether a server answers at the socket; an error if that cannot be told.
absl::StatusOr<bool> SomebodyListens(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return SystemError("cannot make a socket to try", path);
  const int result = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  const int error = errno;
  close(fd);
  if (result == 0 || error == EAGAIN || error == EINPROGRESS) return true;
  if (error == ECONNREFUSED) return false;
  errno = error;
  return SystemError("cannot tell whether somebody listens on", path);
}

}  // namespace

std::string ListenAddress::ToString() const {
  return is_unix() ? kUnixPrefix + unix_path : host + ":" + std::to_string(port);
}

absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text) {
  if (text.rfind(kUnixPrefix, 0) == 0) return ParseUnix(text.substr(sizeof(kUnixPrefix) - 1));
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) {
    return absl::InvalidArgumentError("an address is HOST:PORT or unix:PATH, not \"" + text + "\"");
  }
  ListenAddress address;
  const std::string host = text.substr(0, colon);
  const char* begin = text.data() + colon + 1;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(begin, end, address.port);
  if (begin == end || parsed.ptr != end || parsed.ec != std::errc() || address.port < 0 ||
      address.port > kMaxPort) {
    return absl::InvalidArgumentError("no port from 0 to 65535: \"" + std::string(begin, end) +
                                      "\"");
  }
  address.host = LoopbackHost(host);
  if (address.host.empty()) return NotLoopback(host);
  return address;
}

absl::Status ClearUnixSocket(const std::string& path) {
  struct stat info {};
  if (lstat(path.c_str(), &info) != 0) {
    return errno == ENOENT ? absl::OkStatus() : SystemError("cannot look at", path);
  }
  if (!S_ISSOCK(info.st_mode)) {
    return absl::FailedPreconditionError(path + " exists and is not a socket");
  }
  const auto listens = SomebodyListens(path);
  if (!listens.ok()) return listens.status();
  if (*listens) return absl::FailedPreconditionError("another server listens on " + path);
  if (unlink(path.c_str()) != 0 && errno != ENOENT) {
    return SystemError("cannot remove the socket that a dead server left,", path);
  }
  return absl::OkStatus();
}

OwnerOnlyFiles::OwnerOnlyFiles() : before_(umask(0177)) {}
OwnerOnlyFiles::~OwnerOnlyFiles() { umask(static_cast<mode_t>(before_)); }

}  // namespace letan::server
