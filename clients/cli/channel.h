// The way to a server: plaintext on this machine, TLS on a network.
#ifndef LETAN_CLIENTS_CLI_CHANNEL_H_
#define LETAN_CLIENTS_CLI_CHANNEL_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace letan::cli {

inline constexpr char kPlaintextFlag[] =
    "--allow-plaintext-that-anyone-on-the-network-can-read-and-forge";

// As the user says it: paths of PEM files, empty where not given.
struct TlsFileOptions {
  std::string ca;
  std::string certificate;
  std::string key;
  std::string server_name;
  bool plaintext_on_network = false;
};

// What the files hold. No authorities: plaintext.
struct TlsOptions {
  std::string authorities;
  std::string certificates;
  std::string key;
  std::string server_name;  // empty: the host of the address

  bool used() const { return !authorities.empty(); }
};

// INVALID_ARGUMENT, naming the option: a file cannot be read or is empty, options that do not
// belong together, or plaintext to an address that is not on this machine.
absl::StatusOr<TlsOptions> LoadTls(const TlsFileOptions& files, const std::string& address);

// All channels of the program are made here. Connects at the first call.
std::shared_ptr<grpc::Channel> MakeChannel(const std::string& address, const TlsOptions& tls);

// The message of a status that gRPC made itself, and where a connection failed because of TLS, what
// may be done about it.
std::string ExplainFailure(const grpc::Status& status, const TlsOptions& tls);

}  // namespace letan::cli

#endif  // LETAN_CLIENTS_CLI_CHANNEL_H_
