#include "tests/support/http_get.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

namespace letan::testing {

std::string HttpGet(const std::string& address, const std::string& path) {
  const std::size_t colon = address.rfind(':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
  inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  std::string answer;
  if (connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0) {
    const std::string request =
        "GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n";
    char buffer[4096];
    ssize_t got = send(socket, request.data(), request.size(), MSG_NOSIGNAL);
    while (got > 0 && (got = recv(socket, buffer, sizeof(buffer), 0)) > 0) {
      answer.append(buffer, static_cast<std::size_t>(got));
    }
  }
  close(socket);
  return answer;
}

double ValueOf(const std::string& page, const std::string& series) {
  const std::size_t found = page.find("\n" + series + " ");
  if (found == std::string::npos) return -1;
  return std::strtod(page.c_str() + found + series.size() + 2, nullptr);
}

}  // namespace letan::testing
