#include "storage/audit_key.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "services/core/fault.h"
#include "storage/digest.h"

namespace letan::storage {
namespace {

constexpr std::size_t kRawKeyBytes = 32;
constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kKeyIdDigits = 16;

using KeyPointer = std::shared_ptr<EVP_PKEY>;

KeyPointer Own(EVP_PKEY* key) {
  return {key, [](EVP_PKEY* owned) { EVP_PKEY_free(owned); }};
}

struct ContextFreeAudit {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using MdContext = std::unique_ptr<EVP_MD_CTX, ContextFreeAudit>;

struct StdioClose {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using StdioFile = std::unique_ptr<std::FILE, StdioClose>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string IdOf(EVP_PKEY* key) {
  std::string raw(kRawKeyBytes, '\0');
  std::size_t size = raw.size();
  EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(raw.data()), &size);
  return ToHex(Sha256(raw)).substr(0, kKeyIdDigits);
}

// A key with a passphrase is refused: nobody is there to be asked for it at a start.
int NoPassphrase(char*, int, int, void*) { return -1; }

// A file made now, with a mode of its own whatever the umask is.
absl::StatusOr<StdioFile> NewKeyFile(const std::string& path, mode_t mode) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0 && errno == EEXIST)
    return absl::AlreadyExistsError("there is already " + path);
  if (descriptor < 0) return absl::ErrnoToStatus(errno, "cannot make " + path);
  fchmod(descriptor, mode);
  return StdioFile(fdopen(descriptor, "w"));
}

bool Flushed(std::FILE* file) { return std::fflush(file) == 0 && fsync(fileno(file)) == 0; }

absl::Status WriteKeyFiles(EVP_PKEY* key, std::FILE* secret, std::FILE* open_half) {
  const bool written =
      PEM_write_PKCS8PrivateKey(secret, key, nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
      PEM_write_PUBKEY(open_half, key) == 1 && Flushed(secret) && Flushed(open_half);
  if (written) return absl::OkStatus();
  return Fault(absl::StatusCode::kInternal, "storage: a key cannot be written");
}

}  // namespace

AuditPublicKey::AuditPublicKey(std::shared_ptr<evp_pkey_st> key)
    : key_(std::move(key)), id_(IdOf(key_.get())) {}

absl::StatusOr<AuditPublicKey> AuditPublicKey::Load(const std::string& path) {
  const StdioFile file(std::fopen(path.c_str(), "re"));
  if (file == nullptr) return absl::ErrnoToStatus(errno, "cannot open " + path);
  KeyPointer key = Own(PEM_read_PUBKEY(file.get(), nullptr, NoPassphrase, nullptr));
  if (key == nullptr || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) {
    return absl::InvalidArgumentError(path + " has no public Ed25519 key");
  }
  return AuditPublicKey(std::move(key));
}

bool AuditPublicKey::Verifies(std::string_view message, std::string_view signature) const {
  const MdContext context(EVP_MD_CTX_new());
  return signature.size() == kSignatureBytes && context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message),
                          message.size()) == 1;
}

AuditPrivateKey::AuditPrivateKey(std::shared_ptr<evp_pkey_st> key)
    : key_(key), public_key_(std::move(key)) {}

absl::StatusOr<AuditPrivateKey> AuditPrivateKey::Load(const std::string& path) {
  const StdioFile file(std::fopen(path.c_str(), "re"));
  struct stat about {};
  if (file == nullptr || fstat(fileno(file.get()), &about) != 0) {
    return absl::ErrnoToStatus(errno, "cannot open " + path);
  }
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return absl::PermissionDeniedError("others than its owner may read " + path + ": chmod 600");
  }
  KeyPointer key = Own(PEM_read_PrivateKey(file.get(), nullptr, NoPassphrase, nullptr));
  if (key == nullptr || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) {
    return absl::InvalidArgumentError(path + " has no private Ed25519 key");
  }
  return AuditPrivateKey(std::move(key));
}

absl::StatusOr<std::string> AuditPrivateKey::Sign(std::string_view message) const {
  const MdContext context(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  const bool made =
      context != nullptr &&
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     Bytes(message), message.size()) == 1;
  if (!made) return Fault(absl::StatusCode::kInternal, "storage: a head cannot be signed");
  return signature;
}

absl::Status MakeAuditKey(const std::string& path) {
  const KeyPointer key = Own(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  if (key == nullptr) return Fault(absl::StatusCode::kInternal, "storage: no key can be made");
  const auto open_half = NewKeyFile(path + ".pub", 0644);
  if (!open_half.ok()) return open_half.status();
  const auto secret = NewKeyFile(path, 0600);
  if (!secret.ok()) {
    unlink((path + ".pub").c_str());
    return secret.status();
  }
  return WriteKeyFiles(key.get(), secret->get(), open_half->get());
}

}  // namespace letan::storage
