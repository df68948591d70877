#include "services/server/tls_files.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/status/status.h"

namespace letan::server {
namespace {

constexpr std::size_t kMaxFileBytes = 1 << 20;
constexpr mode_t kOfOthers = 0077;

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

struct Descriptor {
  int fd;
  explicit Descriptor(int opened) : fd(opened) {}
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

absl::Status Refused(const std::string& flag, const std::string& path, const std::string& why) {
  return absl::FailedPreconditionError(flag + ": " + path + " " + why);
}

// The mode is that of the file that is read, not of one that was there a moment before.
absl::StatusOr<std::string> ReadPem(const std::string& flag, const std::string& path, bool secret) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info {};
  if (file.fd < 0 || fstat(file.fd, &info) != 0) {
    return Refused(flag, path, std::string("cannot be read: ") + std::strerror(errno));
  }
  if (!S_ISREG(info.st_mode)) return Refused(flag, path, "is not a file");
  if (secret && (info.st_mode & kOfOthers) != 0) {
    return Refused(flag, path, "is open to others than its owner: chmod 600 " + path);
  }
  std::string content;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = read(file.fd, buffer, sizeof(buffer))) > 0) {
    content.append(buffer, static_cast<std::size_t>(got));
    if (content.size() > kMaxFileBytes) return Refused(flag, path, "is larger than 1 MiB");
  }
  if (got < 0) return Refused(flag, path, std::string("cannot be read: ") + std::strerror(errno));
  return content;
}

std::unique_ptr<BIO, Free> Over(const std::string& pem) {
  return std::unique_ptr<BIO, Free>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// The first of them; an error unless all that looks like a certificate is one.
absl::StatusOr<Certificate> Certificates(const std::string& flag, const std::string& path,
                                         const std::string& pem) {
  const auto bio = Over(pem);
  Certificate first(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (first == nullptr) {
    ERR_clear_error();
    return Refused(flag, path, "has no certificate in PEM");
  }
  while (Certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) != nullptr) {
  }
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!at_end) return Refused(flag, path, "has a certificate that is damaged");
  return first;
}

// Nobody is there to be asked.
int NoPassphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

absl::StatusOr<Key> PrivateKey(const std::string& path, const std::string& pem) {
  const auto bio = Over(pem);
  bool asked = false;
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, &asked));
  ERR_clear_error();
  if (asked) return Refused("--tls-key", path, "is encrypted, and nobody can give its passphrase");
  if (key == nullptr) return Refused("--tls-key", path, "has no private key in PEM");
  return key;
}

}  // namespace

absl::StatusOr<TlsMaterial> LoadTls(const TlsFiles& files) {
  TlsMaterial material;
  const auto certificates = ReadPem("--tls-cert", files.certificate, /*secret=*/false);
  if (!certificates.ok()) return certificates.status();
  const auto certificate = Certificates("--tls-cert", files.certificate, *certificates);
  if (!certificate.ok()) return certificate.status();
  const auto key_pem = ReadPem("--tls-key", files.key, /*secret=*/true);
  if (!key_pem.ok()) return key_pem.status();
  const auto key = PrivateKey(files.key, *key_pem);
  if (!key.ok()) return key.status();
  if (X509_check_private_key(certificate->get(), key->get()) != 1) {
    ERR_clear_error();
    return Refused("--tls-key", files.key, "is not the key of " + files.certificate);
  }
  material.certificates = *certificates;
  material.key = *key_pem;
  if (files.client_ca.empty()) return material;
  const auto authorities = ReadPem("--tls-client-ca", files.client_ca, /*secret=*/false);
  if (!authorities.ok()) return authorities.status();
  const auto authority = Certificates("--tls-client-ca", files.client_ca, *authorities);
  if (!authority.ok()) return authority.status();
  material.client_authorities = *authorities;
  return material;
}

}  // namespace letan::server
