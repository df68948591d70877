// Where the server listens: loopback and unix sockets only.
#ifndef LETAN_SERVICES_SERVER_LISTEN_ADDRESS_H_
#define LETAN_SERVICES_SERVER_LISTEN_ADDRESS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace letan::server {

struct ListenAddress {
  std::string host;       // "127.0.0.1", "[::1]"; empty for a unix socket
  int port = 0;           // 0: the system picks one
  std::string unix_path;  // empty for TCP

  bool is_unix() const { return !unix_path.empty(); }
  // As gRPC and clients take it: "127.0.0.1:50051", "unix:/run/letan.sock".
  std::string ToString() const;
};

// "HOST:PORT" with a loopback host ("localhost", 127.x.x.x, [::1]) or "unix:PATH".
// INVALID_ARGUMENT, saying why, for anything else: this server must not face a network.
absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text);

// Makes way for a socket at `path`: removes one that a dead server left. FAILED_PRECONDITION if
// somebody listens there or the file is something else.
absl::Status ClearUnixSocket(const std::string& path);

// While it lives, files are made for their owner only.
class OwnerOnlyFiles {
 public:
  OwnerOnlyFiles();
  ~OwnerOnlyFiles();
  OwnerOnlyFiles(const OwnerOnlyFiles&) = delete;
  OwnerOnlyFiles& operator=(const OwnerOnlyFiles&) = delete;

 private:
  unsigned int before_;
};

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_LISTEN_ADDRESS_H_
