// Where the server listens. Whether it may is judged elsewhere (transport.h).
#ifndef LETAN_SERVICES_SERVER_LISTEN_ADDRESS_H_
#define LETAN_SERVICES_SERVER_LISTEN_ADDRESS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace letan::server {

struct ListenAddress {
  std::string host;       // "127.0.0.1", "[::]"; empty for a unix socket
  int port = 0;           // 0: the system picks one
  std::string unix_path;  // empty for TCP

  bool is_unix() const { return !unix_path.empty(); }
  // Only this machine reaches it: loopback or a unix socket.
  bool is_local() const;
  // As gRPC and clients take it: "127.0.0.1:50051", "unix:/run/letan.sock".
  std::string ToString() const;
};

// "HOST:PORT" with the address of an interface (127.0.0.1, 0.0.0.0, [::1]) or "localhost" as HOST,
// or "unix:PATH". INVALID_ARGUMENT, saying why, for anything else: what a name stands for may
// change.
absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text);

// Makes way for a socket at `path`: removes one that a dead server left. FAILED_PRECONDITION if
// somebody listens there or the file is something else.
absl::Status ClearUnixSocket(const std::string& path);

// Of a socket that only its owner may reach: the directory it is in is there, belongs to this user
// or to root, and nobody else can write to it, so that nobody can put another socket in its place.
// FAILED_PRECONDITION otherwise.
absl::Status CheckSocketDirectory(const std::string& path);

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
