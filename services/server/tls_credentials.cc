#include "services/server/tls_credentials.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <sys/stat.h>

#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace letan::server {
namespace {

// What tells one version of a file from the next without reading it.
struct FileMark {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = -1;
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  std::uint32_t mode = 0;

  bool operator==(const FileMark& other) const {
    return device == other.device && inode == other.inode && size == other.size &&
           seconds == other.seconds && nanoseconds == other.nanoseconds && mode == other.mode;
  }
};

FileMark MarkOf(const std::string& path) {
  struct stat info {};
  if (path.empty() || stat(path.c_str(), &info) != 0) return {};
  return {info.st_dev,         info.st_ino,          info.st_size,
          info.st_ctim.tv_sec, info.st_ctim.tv_nsec, info.st_mode};
}

std::vector<FileMark> MarksOf(const TlsFiles& files) {
  return {MarkOf(files.certificate), MarkOf(files.key), MarkOf(files.client_ca)};
}

grpc_ssl_server_certificate_config* ConfigOf(const TlsMaterial& material) {
  const grpc_ssl_pem_key_cert_pair pair = {material.key.c_str(), material.certificates.c_str()};
  // gRPC 1.51 aborts without authorities where certificates can change. Clients are not asked for a
  // certificate then, so it does not matter whose these are.
  const std::string& authorities =
      material.client_authorities.empty() ? material.certificates : material.client_authorities;
  return grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
}

// gRPC asks for it at each connection.
class Certificates {
 public:
  Certificates(TlsFiles files, LogSink log) : files_(std::move(files)), log_(std::move(log)) {}

  absl::Status Load() {
    marks_ = MarksOf(files_);
    auto material = LoadTls(files_);
    if (!material.ok()) return material.status();
    material_ = *std::move(material);
    return absl::OkStatus();
  }

  grpc_ssl_certificate_config_reload_status Fetch(grpc_ssl_server_certificate_config** config) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const bool changed = Reload();
    if (!changed && given_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    *config = ConfigOf(material_);
    given_ = true;
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

 private:
  // Whether there is something new that can be used. Files that are not well are looked at again
  // when they change again.
  bool Reload() {
    std::vector<FileMark> marks = MarksOf(files_);
    if (marks == marks_) return false;
    marks_ = std::move(marks);
    auto material = LoadTls(files_);
    if (!material.ok()) {
      // It names a file and what is wrong with it, never what is in it.
      if (log_) {
        log_({Severity::kError,
              "tls_reload_failed",
              {{"message", std::string(material.status().message())}}});
      }
      return false;
    }
    if (*material == material_) return false;
    material_ = *std::move(material);
    if (log_) log_({Severity::kInfo, "tls_reloaded", {}});
    return true;
  }

  const TlsFiles files_;
  const LogSink log_;
  std::mutex mutex_;
  std::vector<FileMark> marks_;
  TlsMaterial material_;
  bool given_ = false;
};

// gRPC's C++ interface has no certificates that change; its C interface has.
class TlsCredentials : public grpc::ServerCredentials {
 public:
  explicit TlsCredentials(std::unique_ptr<Certificates> certificates, bool clients_need_one)
      : certificates_(std::move(certificates)) {
    credentials_ = grpc_ssl_server_credentials_create_with_options(
        grpc_ssl_server_credentials_create_options_using_config_fetcher(
            clients_need_one ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                             : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
            [](void* fetched, grpc_ssl_server_certificate_config** config) {
              return static_cast<Certificates*>(fetched)->Fetch(config);
            },
            certificates_.get()));
  }
  ~TlsCredentials() override { grpc_server_credentials_release(credentials_); }
  TlsCredentials(const TlsCredentials&) = delete;
  TlsCredentials& operator=(const TlsCredentials&) = delete;

  // Who calls is found out by the calls' own steps (services/rpc).
  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  const std::unique_ptr<Certificates> certificates_;
  grpc_server_credentials* credentials_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeTlsCredentials(TlsFiles files,
                                                                            LogSink log) {
  const bool clients_need_one = !files.client_ca.empty();
  auto certificates = std::make_unique<Certificates>(std::move(files), std::move(log));
  if (absl::Status loaded = certificates->Load(); !loaded.ok()) return loaded;
  return std::shared_ptr<grpc::ServerCredentials>(
      std::make_shared<TlsCredentials>(std::move(certificates), clients_need_one));
}

}  // namespace letan::server
