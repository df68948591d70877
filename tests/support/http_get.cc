#include "tests/support/http_get.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/support/loopback_socket.h"

namespace letan::testing {

std::string HttpGet(const std::string& address, const std::string& path) {
  const int socket = ConnectLoopback(address);
  std::string answer;
  if (socket >= 0) {
    const std::string request =
        "GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n";
    char buffer[4096];
    ssize_t got = send(socket, request.data(), request.size(), MSG_NOSIGNAL);
    while (got > 0 && (got = recv(socket, buffer, sizeof(buffer), 0)) > 0) {
      answer.append(buffer, static_cast<std::size_t>(got));
    }
  }
  if (socket >= 0) close(socket);
  return answer;
}

double ValueOf(const std::string& page, const std::string& series) {
  const std::size_t found = page.find("\n" + series + " ");
  if (found == std::string::npos) return -1;
  return std::strtod(page.c_str() + found + series.size() + 2, nullptr);
}

}  // namespace letan::testing
