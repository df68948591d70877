// The keys that tokens of an identity provider are verified with: a JSON Web Key Set (RFC 7517).
#ifndef LETAN_SERVICES_AUTH_JWKS_H_
#define LETAN_SERVICES_AUTH_JWKS_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace letan::auth {

enum class JwtAlgorithm {
  kEs256,  // ECDSA on P-256 with SHA-256
  kEdDsa,  // Ed25519
  kRs256,  // RSA, PKCS #1 v1.5, SHA-256
};
// As JOSE writes it: "ES256".
const char* NameOf(JwtAlgorithm algorithm);

// A public key and the one algorithm that it is for.
struct JwtKey {
  std::string id;  // may be empty if it is the only one of its set
  JwtAlgorithm algorithm = JwtAlgorithm::kEs256;
  std::shared_ptr<evp_pkey_st> key;
};

// At least one key. Copies share the keys; many threads may read.
class KeySet {
 public:
  // Of ids that differ; those of several keys are not empty.
  explicit KeySet(std::vector<JwtKey> keys, std::vector<std::string> left_out = {})
      : keys_(std::move(keys)), left_out_(std::move(left_out)) {}

  std::size_t size() const { return keys_.size(); }
  const std::vector<JwtKey>& keys() const { return keys_; }
  // Of each key of the file that is not used: which, and why. For an operator.
  const std::vector<std::string>& left_out() const { return left_out_; }
  // The key of that id, or, where none is given, the only one. Null: there is no such key.
  const JwtKey* Find(const std::optional<std::string>& id) const;

 private:
  std::vector<JwtKey> keys_;
  std::vector<std::string> left_out_;
};

// Reads {"keys": […]}, of at most limits::kMaxJwksBytes. What a key is for comes from its type: EC
// with P-256 is ES256, OKP with Ed25519 is EdDSA, RSA of 2048 to 8192 bits is RS256. A key of
// another type, curve, "alg", "use" or "key_ops" is left out (RFC 7517, section 5): providers
// publish those beside the others.
//
// INVALID_ARGUMENT, with the number of the key, its id and what is wrong: for a set that is no JSON
// or ambiguous, one of whose keys none is left, and if any of them has secret members, is
// malformed, weak, not on its curve, or not to be told from another one. Such a key must not stand
// where somebody takes it for one that is used, so it is never skipped. The facts of the error,
// "what" and "key" (from 0), quote nothing of the file.
absl::StatusOr<KeySet> ParseJwks(std::string_view json);

}  // namespace letan::auth

#endif  // LETAN_SERVICES_AUTH_JWKS_H_
