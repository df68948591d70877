// The client certificate and the address of a caller: as this server itself sees them, or the proxy
// in front of it.
#ifndef LETAN_SERVICES_RPC_CALLER_CERTIFICATE_H_
#define LETAN_SERVICES_RPC_CALLER_CERTIFICATE_H_

#include <grpcpp/server_context.h>

#include <string>

#include "absl/status/statusor.h"

namespace letan::rpc {

// What the proxy says of the certificate that it has verified; deploy/haproxy/letan.cfg sets them.
// They are believed on the proxy's own socket (letand --proxy-listen) and nowhere else.
inline constexpr char kProxySubjectHeader[] = "letan-client-certificate-subject";
inline constexpr char kProxyFingerprintHeader[] = "letan-client-certificate-sha256";
inline constexpr char kProxyAddressHeader[] = "letan-client-address";

struct CallerCertificate {
  std::string subject;      // RFC 2253: "CN=so-ngoai-vu,O=…"
  std::string fingerprint;  // SHA-256 of its DER: 64 characters of 0-9 and a-f

  bool present() const { return !fingerprint.empty(); }
};

// Whether the call came in on the proxy's socket, which only the server's own user can reach.
bool CameThroughProxy(const grpc::ServerContextBase& context);

// The verified certificate; not present() where none was asked for. UNAUTHENTICATED: the proxy says
// of it what no proxy of ours says (a header is missing, doubled or malformed).
absl::StatusOr<CallerCertificate> CertificateOf(const grpc::ServerContextBase& context);

// Where the caller is, as far as that is known: what the proxy says on its socket, else gRPC's peer
// without its port. "192.0.2.1", "2001:db8::1"; "unix" for a unix socket, or where nothing is said.
std::string CallerAddress(const grpc::ServerContextBase& context);

}  // namespace letan::rpc

#endif  // LETAN_SERVICES_RPC_CALLER_CERTIFICATE_H_
