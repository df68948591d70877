#include "tests/support/raw_http2.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include "tests/support/loopback_socket.h"

namespace letan::testing {
namespace {

// RFC 9113, section 6.
constexpr char kData = 0, kHeaders = 1, kReset = 3, kSettings = 4, kGoAway = 7, kContinuation = 9;
constexpr char kEndStream = 1, kAcknowledge = 1, kEndHeaders = 4;
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
  explicit RawConnection(const std::string& address) : fd_(ConnectLoopback(address)) {
    if (fd_ < 0) std::abort();
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

struct RawFrame {
  char type;
  char flags;
  bool of_call;
};

// Nothing once the connection is closed.
std::optional<RawFrame> NextFrame(const RawConnection& connection) {
  const std::string head = connection.Receive(kFrameHeader);
  if (head.size() < kFrameHeader) return std::nullopt;
  std::size_t size = 0;
  for (int i = 0; i < 3; ++i) size = size * 256 + static_cast<unsigned char>(head[i]);
  connection.Receive(size);
  return RawFrame{head[3], head[4], head.substr(5) == Number(1, 4)};
}

void AwaitSettings(const RawConnection& connection) {
  while (const auto frame = NextFrame(connection)) {
    if (frame->type == kSettings && (frame->flags & kAcknowledge) == 0) return;
  }
}

}  // namespace

RawEnd CallRaw(const std::string& address, const std::string& path,
               const std::string& authorization, const std::string& message, RawSettings settings) {
  const RawConnection connection(address);
  connection.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Frame(kSettings, 0, 0, ""));
  if (settings == RawSettings::kAcknowledged) {
    AwaitSettings(connection);
    connection.Send(Frame(kSettings, kAcknowledge, 0, ""));
  }
  connection.Send(HeaderFrames({{":method", "POST"},
                                {":scheme", "http"},
                                {":path", path},
                                {":authority", address},
                                {"content-type", "application/grpc"},
                                {"te", "trailers"},
                                {"authorization", authorization}}) +
                  Frame(kData, kEndStream, 1,
                        '\0' + Number(static_cast<std::uint32_t>(message.size()), 4) + message));
  while (const auto frame = NextFrame(connection)) {
    if (frame->type == kGoAway) return RawEnd::kClosed;
    if (frame->of_call && frame->type == kReset) return RawEnd::kReset;
    if (frame->of_call && (frame->flags & kEndStream) != 0) return RawEnd::kAnswered;
  }
  return RawEnd::kClosed;
}

}  // namespace letan::testing
