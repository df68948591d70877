#include "tests/support/raw_http2.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <utility>
#include <vector>

namespace letan::testing {
namespace {

// RFC 9113, section 6.
constexpr char kData = 0, kHeaders = 1, kReset = 3, kSettings = 4, kGoAway = 7, kContinuation = 9;
constexpr char kEndStream = 1, kEndHeaders = 4;
constexpr std::size_t kFrameHeader = 9;
constexpr std::size_t kMaxFrame = 16'384;

std::string Number(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i) & 0xff);
  return text;
}

std::string Frame(char type, char flags, std::uint32_t stream, const std::string& payload) {
  return Number(static_cast<std::uint32_t>(payload.size()), 3) + type + flags + Number(stream, 4) +
         payload;
}

// RFC 7541, section 5: a text as it is, after its length in a prefix of seven bits.
std::string HpackText(const std::string& text) {
  std::string length;
  std::size_t rest = text.size();
  if (rest < 127) {
    length = static_cast<char>(rest);
  } else {
    length = static_cast<char>(127);
    for (rest -= 127; rest >= 128; rest /= 128) length += static_cast<char>(rest % 128 + 128);
    length += static_cast<char>(rest);
  }
  return length + text;
}

std::string HeaderFrames(const std::vector<std::pair<std::string, std::string>>& headers) {
  std::string block;
  for (const auto& [name, value] : headers) block += '\0' + HpackText(name) + HpackText(value);
  std::string frames;
  for (std::size_t at = 0; at < block.size(); at += kMaxFrame) {
    const char last = at + kMaxFrame >= block.size() ? kEndHeaders : 0;
    frames += Frame(at == 0 ? kHeaders : kContinuation, last, 1, block.substr(at, kMaxFrame));
  }
  return frames;
}

class RawConnection {
 public:
  explicit RawConnection(const std::string& address)
      : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{60, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port =
        htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) std::abort();
  }
  ~RawConnection() { close(fd_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  // What comes after the peer has closed is lost.
  void Send(const std::string& bytes) const {
    for (std::size_t sent = 0; sent < bytes.size();) {
      const ssize_t now = send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (now <= 0) return;
      sent += static_cast<std::size_t>(now);
    }
  }
  // Exactly so many; fewer at the end.
  std::string Receive(std::size_t size) const {
    std::string bytes(size, '\0');
    std::size_t have = 0;
    while (have < size) {
      const ssize_t got = recv(fd_, bytes.data() + have, size - have, 0);
      if (got <= 0) break;
      have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
  }

 private:
  int fd_;
};

}  // namespace

RawEnd CallRaw(const std::string& address, const std::string& path,
               const std::string& authorization, const std::string& message) {
  const RawConnection connection(address);
  connection.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Frame(kSettings, 0, 0, "") +
                  HeaderFrames({{":method", "POST"},
                                {":scheme", "http"},
                                {":path", path},
                                {":authority", address},
                                {"content-type", "application/grpc"},
                                {"te", "trailers"},
                                {"authorization", authorization}}) +
                  Frame(kData, kEndStream, 1,
                        '\0' + Number(static_cast<std::uint32_t>(message.size()), 4) + message));
  while (true) {
    const std::string head = connection.Receive(kFrameHeader);
    if (head.size() < kFrameHeader) return RawEnd::kClosed;
    std::size_t size = 0;
    for (int i = 0; i < 3; ++i) size = size * 256 + static_cast<unsigned char>(head[i]);
    connection.Receive(size);
    const bool of_call = head.substr(5) == Number(1, 4);
    if (head[3] == kGoAway) return RawEnd::kClosed;
    if (of_call && head[3] == kReset) return RawEnd::kReset;
    if (of_call && (head[4] & kEndStream) != 0) return RawEnd::kAnswered;
  }
}

}  // namespace letan::testing
