#include "clients/cli/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cstddef>
#include <string_view>

namespace letan::cli {

std::string WhyNoAddress(const std::string& address) {
  constexpr std::string_view kUnix = "unix:";
  constexpr std::size_t kMostBytes = sizeof(sockaddr_un::sun_path) - 1;
  if (address.empty()) return "is empty: host:port or unix:PATH";
  if (address.compare(0, kUnix.size(), kUnix) != 0) return "";
  const std::size_t bytes = address.size() - kUnix.size();
  if (bytes == 0) return "has no path behind unix:";
  if (bytes <= kMostBytes) return "";
  return "the path of a unix socket has at most " + std::to_string(kMostBytes) + " bytes, not " +
         std::to_string(bytes);
}

bool IsOnThisMachine(const std::string& address) {
  if (address.rfind("unix:", 0) == 0) return true;
  const std::string host = address.substr(0, address.rfind(':'));
  if (host == "localhost" || host == "[::1]") return true;
  in_addr loopback{};
  return inet_pton(AF_INET, host.c_str(), &loopback) == 1 && (ntohl(loopback.s_addr) >> 24) == 127;
}

}  // namespace letan::cli
