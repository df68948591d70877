#include "services/auth/jwt_signature.h"

#include <openssl/obj_mac.h>
#include <openssl/rsa.h>

#include <cstddef>

#include "services/auth/jwt_openssl.h"

namespace letan::auth {
namespace {

constexpr std::size_t kEs256Half = 32;     // r, and s
constexpr std::size_t kEd25519Bytes = 64;  // of a signature

const unsigned char* Unsigned(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::size_t SignatureBytes(const JwtKey& key) {
  switch (key.algorithm) {
    case JwtAlgorithm::kEs256:
      return 2 * kEs256Half;
    case JwtAlgorithm::kEdDsa:
      return kEd25519Bytes;
    case JwtAlgorithm::kRs256:
      return static_cast<std::size_t>(EVP_PKEY_get_size(key.key.get()));
  }
  return 0;
}

// The order of P-256.
const BIGNUM* Order() {
  static const EC_GROUP* const group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  return EC_GROUP_get0_order(group);
}

// r or s of its 32 bytes; null if it is out of range.
BigNumber Scalar(std::string_view bytes) {
  BigNumber scalar(BN_bin2bn(Unsigned(bytes), static_cast<int>(bytes.size()), nullptr));
  if (scalar == nullptr || BN_is_zero(scalar.get()) || BN_cmp(scalar.get(), Order()) >= 0) {
    return nullptr;
  }
  return scalar;
}

// DER, which OpenSSL wants, of r and s one after the other. Empty: one is out of range.
std::string DerOf(std::string_view raw) {
  BigNumber r = Scalar(raw.substr(0, kEs256Half));
  BigNumber s = Scalar(raw.substr(kEs256Half));
  const EcdsaSignature both(ECDSA_SIG_new());
  if (r == nullptr || s == nullptr || both == nullptr ||
      ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) {
    return "";
  }
  (void)r.release();  // now of `both`
  (void)s.release();
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(both.get(), &der);
  if (size <= 0) return "";
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

bool Verifies(const JwtKey& key, std::string_view signed_text, std::string_view signature) {
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;
  // Ed25519 hashes by itself.
  const EVP_MD* digest = key.algorithm == JwtAlgorithm::kEdDsa ? nullptr : EVP_sha256();
  if (context == nullptr ||
      EVP_DigestVerifyInit(context.get(), &parameters, digest, nullptr, key.key.get()) != 1) {
    return false;
  }
  if (key.algorithm == JwtAlgorithm::kRs256 &&
      EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PADDING) != 1) {
    return false;
  }
  return EVP_DigestVerify(context.get(), Unsigned(signature), signature.size(),
                          Unsigned(signed_text), signed_text.size()) == 1;
}

}  // namespace

SignatureJudgement JudgeSignature(const JwtKey& key, std::string_view signed_text,
                                  const std::string& signature) {
  const ForgottenErrors forgotten;
  if (signature.size() != SignatureBytes(key)) return SignatureJudgement::kWrongLength;
  std::string der;
  if (key.algorithm == JwtAlgorithm::kEs256) {
    der = DerOf(signature);
    if (der.empty()) return SignatureJudgement::kOutOfRange;
  }
  return Verifies(key, signed_text, der.empty() ? signature : der) ? SignatureJudgement::kGood
                                                                   : SignatureJudgement::kWrong;
}

}  // namespace letan::auth
