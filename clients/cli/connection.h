// The server, over gRPC.
#ifndef LETAN_CLIENTS_CLI_CONNECTION_H_
#define LETAN_CLIENTS_CLI_CONNECTION_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "clients/cli/caller.h"
#include "clients/cli/channel.h"
#include "clients/cli/watching.h"

namespace letan::cli {

struct ConnectionOptions {
  std::string address;                         // "127.0.0.1:50051" or "unix:/run/letan/letan.sock"
  absl::Duration timeout = absl::Seconds(30);  // of a call, its repetitions included
  // Of the first write, where the user wants to repeat one; empty: minted.
  std::string request_id;
  bool dry_run = false;  // writes are validated only
  TlsOptions tls;
  std::string bearer;  // the token that every call carries; empty: none
  std::string agency;  // for which is written; empty: not said
};

// Connects at the first call. Every write is sent with a request_id; UNAVAILABLE, and
// RESOURCE_EXHAUSTED that passes, are repeated with the same one.
std::unique_ptr<Caller> Connect(const ConnectionOptions& options);

// Calls of Watch, each as long as the server lets it go on. Of `options`, where the server is and
// how it is reached; `bearer` is asked for each: a session is refreshed while one lasts.
WatchCall ConnectWatch(const ConnectionOptions& options, std::function<std::string()> bearer);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_CONNECTION_H_
