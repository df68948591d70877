#include "clients/cli/channel.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <tuple>

#include "absl/status/status.h"
#include "clients/cli/address.h"

namespace letan::cli {
namespace {

// As the server's own limit of a message, in both directions.
constexpr int kMaxMessageBytes = 4 << 20;

absl::StatusOr<std::string> ReadPem(const std::string& option, const std::string& path) {
  if (path.empty()) return std::string();
  std::ifstream in(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(in), {}};
  if (in.bad() || content.find("-----BEGIN ") == std::string::npos) {
    return absl::InvalidArgumentError(option + ": " + path + " cannot be read, or is no PEM file");
  }
  return content;
}

absl::Status CheckTogether(const TlsFileOptions& files, const std::string& address) {
  if (files.certificate.empty() != files.key.empty()) {
    return absl::InvalidArgumentError("--tls-cert and --tls-key are given together, or neither");
  }
  if (!files.ca.empty()) return absl::OkStatus();
  if (!files.certificate.empty() || !files.server_name.empty()) {
    return absl::InvalidArgumentError(
        "--tls-cert, --tls-key and --tls-server-name need --tls-ca: without it, no TLS is spoken");
  }
  if (IsOnThisMachine(address) || files.plaintext_on_network) return absl::OkStatus();
  return absl::InvalidArgumentError("--server: " + address +
                                    " is not on this machine: give --tls-ca (or LETAN_TLS_CA), "
                                    "lest anyone on the way reads and changes what is sent");
}

struct Hint {
  const char* said;  // by gRPC or OpenSSL
  const char* means;
};

constexpr Hint kTlsHints[] = {
    {"wrong version number",
     "the server speaks no TLS there: leave out --tls-ca, or it is another "
     "port"},
    {"Peer name",
     "the server's certificate is for another name: --tls-server-name says which is "
     "expected"},
    {"Hostname Verification",
     "the server's certificate is for another name: --tls-server-name says "
     "which is expected"},
    {"CERTIFICATE_VERIFY_FAILED",
     "the server's certificate does not come from an authority in "
     "--tls-ca, or has expired"},
    {"certificate verify failed",
     "the server's certificate does not come from an authority in "
     "--tls-ca, or has expired"},
    {"certificate required", "the server asks for a client certificate: --tls-cert, --tls-key"},
    {"unknown ca", "the server does not know the authority of the client certificate"},
    {"Cannot check peer", "the server speaks no HTTP/2 there"},
};

// A server that refuses a client certificate, or the lack of one, says so by closing.
const char* WhyCut(const TlsOptions& tls) {
  if (!tls.used()) return "perhaps the server speaks TLS only: --tls-ca";
  return tls.certificates.empty()
             ? "perhaps the server asks for a client certificate: --tls-cert, --tls-key"
             : "perhaps the server does not know the authority of the client certificate";
}

}  // namespace

absl::StatusOr<TlsOptions> LoadTls(const TlsFileOptions& files, const std::string& address) {
  if (absl::Status together = CheckTogether(files, address); !together.ok()) return together;
  TlsOptions tls;
  tls.server_name = files.server_name;
  for (const auto& [option, path, content] :
       {std::tuple("--tls-ca", &files.ca, &tls.authorities),
        std::tuple("--tls-cert", &files.certificate, &tls.certificates),
        std::tuple("--tls-key", &files.key, &tls.key)}) {
    auto pem = ReadPem(option, *path);
    if (!pem.ok()) return pem.status();
    *content = *std::move(pem);
  }
  return tls;
}

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& address, const TlsOptions& tls) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  // Our own repetitions are fewer and paced; the channel must not wait longer than they do.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  if (!tls.used()) {
    return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  }
  if (!tls.server_name.empty()) arguments.SetSslTargetNameOverride(tls.server_name);
  return grpc::CreateCustomChannel(
      address, grpc::SslCredentials({tls.authorities, tls.key, tls.certificates}), arguments);
}

std::string ExplainFailure(const grpc::Status& status, const TlsOptions& tls) {
  std::string message = status.error_message();
  if (status.error_code() != grpc::StatusCode::UNAVAILABLE) return message;
  if (message.find("Socket closed") != std::string::npos ||
      message.find("Endpoint read failed") != std::string::npos ||
      message.find("Connection reset") != std::string::npos) {
    return message + " (" + WhyCut(tls) + ")";
  }
  if (!tls.used()) return message;
  const auto* hint = std::find_if(std::begin(kTlsHints), std::end(kTlsHints), [&](const Hint& one) {
    return message.find(one.said) != std::string::npos;
  });
  if (hint != std::end(kTlsHints)) message += std::string(" (") + hint->means + ")";
  return message;
}

}  // namespace letan::cli
