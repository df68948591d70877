// Ed25519 keys for the heads of the change log: PEM files, PKCS#8 and SubjectPublicKeyInfo, as
// `openssl genpkey -algorithm ed25519` makes them, too.
#ifndef LETAN_STORAGE_AUDIT_KEY_H_
#define LETAN_STORAGE_AUDIT_KEY_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct evp_pkey_st;

namespace letan::storage {

class AuditPublicKey {
 public:
  // NOT_FOUND; INVALID_ARGUMENT: the file has no public Ed25519 key.
  static absl::StatusOr<AuditPublicKey> Load(const std::string& path);

  // `signature`: 64 bytes. False for anything else.
  bool Verifies(std::string_view message, std::string_view signature) const;
  // 16 hexadecimal digits.
  const std::string& id() const { return id_; }

 private:
  friend class AuditPrivateKey;
  explicit AuditPublicKey(std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<evp_pkey_st> key_;
  std::string id_;
};

class AuditPrivateKey {
 public:
  // NOT_FOUND; PERMISSION_DENIED: others than its owner may read the file; INVALID_ARGUMENT: it has
  // no private Ed25519 key.
  static absl::StatusOr<AuditPrivateKey> Load(const std::string& path);

  // 64 bytes. INTERNAL where the library fails.
  absl::StatusOr<std::string> Sign(std::string_view message) const;
  const AuditPublicKey& public_key() const { return public_key_; }

 private:
  explicit AuditPrivateKey(std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<evp_pkey_st> key_;
  AuditPublicKey public_key_;
};

// Writes a new private key to `path` (0600) and its public half to PATH.pub (0644). ALREADY_EXISTS:
// one of them; nothing is ever overwritten.
absl::Status MakeAuditKey(const std::string& path);

}  // namespace letan::storage

#endif  // LETAN_STORAGE_AUDIT_KEY_H_
