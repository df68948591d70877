#include "clients/cli/address.h"

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

}  // namespace letan::cli
