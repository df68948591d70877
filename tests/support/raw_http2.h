// One call as HTTP/2 carries it, with bytes in its headers that no client of gRPC would send.
#ifndef LETAN_TESTS_SUPPORT_RAW_HTTP2_H_
#define LETAN_TESTS_SUPPORT_RAW_HTTP2_H_

#include <string>

namespace letan::testing {

enum class RawEnd {
  kAnswered,  // with trailers
  kReset,     // the stream alone was refused
  kClosed,    // the connection was
};

// gRPC holds a peer to its limit of headers only if the peer has acknowledged the server's
// settings.
enum class RawSettings { kAcknowledged, kIgnored };

// Over a connection of its own to "127.0.0.1:PORT", waiting for the end. `path`:
// "/letan.v1.DirectoryService/CreateAgency"; `message`: the bytes of the request.
RawEnd CallRaw(const std::string& address, const std::string& path,
               const std::string& authorization, const std::string& message, RawSettings settings);

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_RAW_HTTP2_H_
