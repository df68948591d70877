// How callers reach the server, and what of it is too dangerous to be done.
#ifndef LETAN_SERVICES_SERVER_TRANSPORT_H_
#define LETAN_SERVICES_SERVER_TRANSPORT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/server/tls_files.h"

namespace letan::server {

inline constexpr char kPlaintextFlag[] =
    "--allow-plaintext-that-anyone-on-the-network-can-read-and-forge";

struct Transport {
  std::string listen = "127.0.0.1:0";  // or unix:PATH
  std::string proxy_listen;            // unix:PATH, for the proxy alone; empty: none
  TlsFiles tls;                        // of `listen`; no certificate: plaintext
  bool plaintext_on_network = false;   // the flag above
  bool anonymous = false;              // callers are not asked who they are
};

// OK if the server may be reached so. INVALID_ARGUMENT, naming the flag: an address that is none, a
// network without TLS or with --anonymous, TLS files that do not belong together or have no use.
// FAILED_PRECONDITION: a TLS file is not well.
absl::Status CheckTransport(const Transport& transport);

// What an operator must be told at each start, a line each, of a transport that was checked.
std::vector<std::string> WarningsOf(const Transport& transport);

}  // namespace letan::server

#endif  // LETAN_SERVICES_SERVER_TRANSPORT_H_
