#include "services/rpc/caller_certificate.h"

#include <arpa/inet.h>
#include <grpc/grpc_security_constants.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace letan::rpc {
namespace {

constexpr std::size_t kMaxSubjectBytes = 1024;
constexpr std::size_t kFingerprintBytes = 64;

std::string Property(const grpc::AuthContext& auth, const char* name) {
  const std::vector<grpc::string_ref> values = auth.FindPropertyValues(name);
  return values.size() == 1 ? std::string(values.front().data(), values.front().size()) : "";
}

std::string FingerprintOf(const std::string& pem) {
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  const std::unique_ptr<X509, void (*)(X509*)> certificate(
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (certificate == nullptr || X509_digest(certificate.get(), EVP_sha256(), digest, &size) != 1) {
    return "";
  }
  return std::string(
      absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), size)));
}

bool IsFingerprint(const std::string& text) {
  return text.size() == kFingerprintBytes && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// The one value of a header; nothing if there are none or several.
std::string OneHeader(const grpc::ServerContextBase& context, const char* name) {
  const auto [begin, end] = context.client_metadata().equal_range(name);
  if (begin == end || std::next(begin) != end) return "";
  return {begin->second.data(), begin->second.size()};
}

bool IsAddress(const std::string& text) {
  unsigned char parsed[sizeof(in6_addr)];
  return inet_pton(AF_INET, text.c_str(), parsed) == 1 ||
         inet_pton(AF_INET6, text.c_str(), parsed) == 1;
}

absl::StatusOr<CallerCertificate> SaidByProxy(const grpc::ServerContextBase& context) {
  CallerCertificate said{OneHeader(context, kProxySubjectHeader),
                         OneHeader(context, kProxyFingerprintHeader)};
  if (!IsFingerprint(said.fingerprint) || said.subject.empty() ||
      said.subject.size() > kMaxSubjectBytes) {
    return absl::UnauthenticatedError("the proxy does not say who calls");
  }
  return said;
}

}  // namespace

bool CameThroughProxy(const grpc::ServerContextBase& context) {
  const auto auth = context.auth_context();
  return auth != nullptr && Property(*auth, GRPC_TRANSPORT_SECURITY_TYPE_PROPERTY_NAME) == "local";
}

absl::StatusOr<CallerCertificate> CertificateOf(const grpc::ServerContextBase& context) {
  if (CameThroughProxy(context)) return SaidByProxy(context);
  CallerCertificate shown;
  const auto auth = context.auth_context();
  if (auth == nullptr) return shown;
  const std::string pem = Property(*auth, GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (pem.empty()) return shown;
  shown.fingerprint = FingerprintOf(pem);
  shown.subject = Property(*auth, GRPC_X509_SUBJECT_PROPERTY_NAME);
  if (!shown.present()) return absl::UnauthenticatedError("the client certificate cannot be read");
  return shown;
}

std::string CallerAddress(const grpc::ServerContextBase& context) {
  constexpr char kUnknown[] = "unix";
  if (CameThroughProxy(context)) {
    const std::string said = OneHeader(context, kProxyAddressHeader);
    return IsAddress(said) ? said : kUnknown;
  }
  // "ipv4:127.0.0.1:1234", "ipv6:%5B::1%5D:1234", "unix:…".
  const std::string peer = context.peer();
  const std::size_t begin = peer.find(':');
  const std::size_t end = peer.rfind(':');
  if (peer.rfind("ipv", 0) != 0 || begin == end) return kUnknown;
  std::string host = peer.substr(begin + 1, end - begin - 1);
  for (const char* bracket : {"%5B", "%5D", "[", "]"}) {
    if (const std::size_t at = host.find(bracket); at != std::string::npos) {
      host.erase(at, std::strlen(bracket));
    }
  }
  return IsAddress(host) ? host : kUnknown;
}

}  // namespace letan::rpc
