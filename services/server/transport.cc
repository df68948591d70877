#include "services/server/transport.h"

#include "services/server/listen_address.h"

namespace letan::server {
namespace {

absl::Status Wrong(const std::string& why) { return absl::InvalidArgumentError(why); }

absl::Status CheckTlsFlags(const Transport& transport, const ListenAddress& address) {
  const TlsFiles& tls = transport.tls;
  if (tls.certificate.empty() != tls.key.empty()) {
    return Wrong("--tls-cert and --tls-key are given together, or neither");
  }
  if (tls.certificate.empty()) {
    return tls.client_ca.empty() ? absl::OkStatus()
                                 : Wrong("--tls-client-ca needs --tls-cert and --tls-key");
  }
  if (address.is_unix()) return Wrong("TLS is for HOST:PORT; a unix socket is its owner's alone");
  return LoadTls(tls).status();
}

absl::Status CheckNetwork(const Transport& transport, const ListenAddress& address) {
  if (address.is_local()) return absl::OkStatus();
  if (transport.anonymous) {
    return Wrong("--anonymous: will not listen on " + address.host +
                 " without asking who calls; loopback addresses and unix sockets only");
  }
  if (!transport.tls.certificate.empty() || transport.plaintext_on_network) return absl::OkStatus();
  return Wrong("--listen: will not listen on " + address.host +
               " without TLS: give --tls-cert and --tls-key, or listen on loopback or a unix "
               "socket, behind a proxy that speaks TLS");
}

absl::Status CheckProxy(const Transport& transport, const ListenAddress& listen) {
  if (transport.proxy_listen.empty()) return absl::OkStatus();
  const auto address = ParseListenAddress(transport.proxy_listen);
  if (!address.ok()) return address.status();
  if (!address->is_unix()) {
    return Wrong(
        "--proxy-listen takes unix:PATH only: on a port, anyone could forge what the proxy "
        "says of its callers");
  }
  if (address->unix_path == listen.unix_path) {
    return Wrong("--proxy-listen is a socket of its own, not that of --listen");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckTransport(const Transport& transport) {
  const auto address = ParseListenAddress(transport.listen);
  if (!address.ok()) return address.status();
  if (absl::Status network = CheckNetwork(transport, *address); !network.ok()) return network;
  if (absl::Status proxy = CheckProxy(transport, *address); !proxy.ok()) return proxy;
  return CheckTlsFlags(transport, *address);
}

std::vector<std::string> WarningsOf(const Transport& transport) {
  std::vector<std::string> warnings;
  if (transport.anonymous) {
    warnings.emplace_back(
        "WARNING: --anonymous: nobody is asked who they are; whoever reaches this server is an "
        "administrator");
    if (!transport.proxy_listen.empty()) {
      warnings.emplace_back(
          "WARNING: --anonymous and --proxy-listen: whoever the proxy lets through is an "
          "administrator, from any network that it serves");
    }
  }
  const auto address = ParseListenAddress(transport.listen);
  if (!address.ok() || address->is_local()) return warnings;
  if (transport.tls.certificate.empty()) {
    warnings.push_back(
        "WARNING: " + std::string(kPlaintextFlag) + ": on " + address->host +
        " everything that is sent, passwords and tokens included, can be read and changed by "
        "anyone on the way");
  }
  warnings.push_back("WARNING: " + address->host +
                     " is open to a network: its floods reach this server directly; "
                     "deploy/haproxy stands in front of it better");
  return warnings;
}

}  // namespace letan::server
