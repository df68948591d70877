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
#include <filesystem>

namespace letan::server {
namespace {

constexpr char kUnixPrefix[] = "unix:";
constexpr int kMaxPort = 65535;

bool IsLoopback(const std::string& host) {
  if (host == "[::1]") return true;
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24) == 127;
}

// As gRPC takes it, or empty if it is not the address of an interface.
std::string InterfaceHost(const std::string& host) {
  if (host == "localhost") return "127.0.0.1";
  in_addr address{};
  if (inet_pton(AF_INET, host.c_str(), &address) == 1) return host;
  const bool in_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const std::string bare = in_brackets ? host.substr(1, host.size() - 2) : host;
  in6_addr address6{};
  return inet_pton(AF_INET6, bare.c_str(), &address6) == 1 ? "[" + bare + "]" : "";
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

bool ListenAddress::is_local() const { return is_unix() || IsLoopback(host); }

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
  address.host = InterfaceHost(host);
  if (address.host.empty()) {
    return absl::InvalidArgumentError("\"" + host +
                                      "\" is not the address of an interface, such as 127.0.0.1, "
                                      "0.0.0.0 or [::1]");
  }
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

absl::Status CheckSocketDirectory(const std::string& path) {
  const std::string directory = std::filesystem::path(path).parent_path().string();
  const std::string shown = directory.empty() ? "." : directory;
  struct stat info {};
  if (stat(shown.c_str(), &info) != 0) return SystemError("cannot look at the directory", shown);
  if (!S_ISDIR(info.st_mode)) return absl::FailedPreconditionError(shown + " is not a directory");
  if (info.st_uid != geteuid() && info.st_uid != 0) {
    return absl::FailedPreconditionError("the directory " + shown + " belongs to another user");
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return absl::FailedPreconditionError("the directory " + shown +
                                         " can be written to by others: chmod go-w " + shown);
  }
  return absl::OkStatus();
}

OwnerOnlyFiles::OwnerOnlyFiles() : before_(umask(0177)) {}
OwnerOnlyFiles::~OwnerOnlyFiles() { umask(static_cast<mode_t>(before_)); }

}  // namespace letan::server
