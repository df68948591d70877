// Keys of an identity provider, made on the spot, and tokens signed with them, good and bad.
#ifndef LETAN_TESTS_SUPPORT_JWT_SIGNER_H_
#define LETAN_TESTS_SUPPORT_JWT_SIGNER_H_

#include <openssl/evp.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace letan::testing {

std::string EncodeBase64Url(std::string_view bytes);
// As JSON, of text without anything to escape.
inline std::string Quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

// The text of an object. Values are JSON themselves, or what a forger takes for it.
class JsonText {
 public:
  JsonText(std::initializer_list<std::pair<std::string, std::string>> members)
      : members_(members) {}

  // Also a second time.
  JsonText Add(std::string name, std::string value) const;
  // Of a member that is there.
  JsonText Set(std::string_view name, std::string value) const;
  JsonText Without(std::string_view name) const;
  std::string Text() const;

 private:
  std::vector<std::pair<std::string, std::string>> members_;
};

// How something is signed; the default is how the algorithm of the key wants it.
struct Signing {
  const char* digest = "SHA256";  // not of EdDSA
  bool pss = false;               // RSA
};

class JwtSigner {
 public:
  static JwtSigner Es256(std::string id) { return Ec("P-256", std::move(id)); }
  static JwtSigner Ec(const char* curve, std::string id);
  static JwtSigner EdDsa(std::string id, const char* type = "ED25519");
  // The same key for the same 32 bytes.
  static JwtSigner EdDsaOf(std::string_view seed, std::string id);
  static JwtSigner Rs256(std::string id, unsigned bits = 2048);

  const std::string& id() const { return id_; }
  const char* algorithm() const { return algorithm_; }
  EVP_PKEY* key() const { return key_.get(); }

  // With the members kty, kid (unless it is empty), and those of the type of key.
  JsonText PublicJwk() const;

  // As JOSE writes it, but for the encoding.
  std::string Sign(std::string_view text, Signing signing = {}) const;
  // As OpenSSL writes it: DER for ECDSA.
  std::string SignDer(std::string_view text, Signing signing = {}) const;
  // Whatever block one likes, as long as the modulus, under the private key.
  std::string RawRsa(std::string_view block) const;

  // Of parts that are encoded already.
  std::string TokenOfParts(const std::string& header, const std::string& claims) const;
  std::string Token(std::string_view header, std::string_view claims) const;

 private:
  JwtSigner(EVP_PKEY* key, std::string id, const char* algorithm)
      : key_(key, EVP_PKEY_free), id_(std::move(id)), algorithm_(algorithm) {}

  std::shared_ptr<EVP_PKEY> key_;
  std::string id_;
  const char* algorithm_;
};

}  // namespace letan::testing

#endif  // LETAN_TESTS_SUPPORT_JWT_SIGNER_H_
