#include "services/server/listeners.h"

#include <grpcpp/security/server_credentials.h>

#include "services/server/tls_credentials.h"

namespace letan::server {
namespace {

absl::Status CannotListen(const ListenAddress& address) {
  return absl::FailedPreconditionError("cannot listen on " + address.ToString() +
                                       ": it is taken or not permitted");
}

}  // namespace

absl::Status Listeners::Prepare(const Transport& transport, const LogSink& log) {
  if (absl::Status checked = CheckTransport(transport); !checked.ok()) return checked;
  auto address = ParseListenAddress(transport.listen);
  if (!address.ok()) return address.status();
  address_ = *std::move(address);
  if (address_.is_unix()) {
    if (absl::Status cleared = ClearUnixSocket(address_.unix_path); !cleared.ok()) return cleared;
  }
  if (transport.tls.certificate.empty()) {
    credentials_ = grpc::InsecureServerCredentials();
  } else {
    auto tls = MakeTlsCredentials(transport.tls, log);
    if (!tls.ok()) return tls.status();
    credentials_ = *std::move(tls);
  }
  if (transport.proxy_listen.empty()) return absl::OkStatus();
  auto proxy = ParseListenAddress(transport.proxy_listen);
  if (!proxy.ok()) return proxy.status();
  proxy_ = *std::move(proxy);
  if (absl::Status safe = CheckSocketDirectory(proxy_.unix_path); !safe.ok()) return safe;
  return ClearUnixSocket(proxy_.unix_path);
}

void Listeners::AddTo(grpc::ServerBuilder& builder) {
  builder.AddListeningPort(address_.ToString(), credentials_, &port_);
  if (!proxy_.is_unix()) return;
  // They send nothing of their own, and mark each call that comes this way (rpc::CameThroughProxy).
  builder.AddListeningPort(proxy_.ToString(), grpc::experimental::LocalServerCredentials(UDS),
                           &proxy_port_);
}

absl::StatusOr<std::string> Listeners::Address(bool built) const {
  if (proxy_.is_unix() && built && proxy_port_ == 0) return CannotListen(proxy_);
  if (!built || port_ == 0) return CannotListen(address_);
  ListenAddress bound = address_;
  if (!bound.is_unix()) bound.port = port_;
  return bound.ToString();
}

}  // namespace letan::server
