#include "tests/support/jwt_signer.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace letan::testing {
namespace {

void Must(bool done) {
  if (!done) std::abort();
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string NumberOf(EVP_PKEY* key, const char* name, int least_bytes = 0) {
  BIGNUM* number = nullptr;
  Must(EVP_PKEY_get_bn_param(key, name, &number) == 1);
  std::string bytes(static_cast<std::size_t>(std::max(BN_num_bytes(number), least_bytes)), '\0');
  Must(BN_bn2binpad(number, Bytes(bytes), static_cast<int>(bytes.size())) >= 0);
  BN_free(number);
  return bytes;
}

// r and s, each as long as the curve's order.
std::string RawOf(const std::string& der, EVP_PKEY* key) {
  const unsigned char* at = Bytes(std::string_view(der));
  ECDSA_SIG* both = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
  Must(both != nullptr);
  const int half = (EVP_PKEY_get_bits(key) + 7) / 8;
  std::string raw(static_cast<std::size_t>(half) * 2, '\0');
  Must(BN_bn2binpad(ECDSA_SIG_get0_r(both), Bytes(raw), half) == half);
  Must(BN_bn2binpad(ECDSA_SIG_get0_s(both), Bytes(raw) + half, half) == half);
  ECDSA_SIG_free(both);
  return raw;
}

}  // namespace

std::string EncodeBase64Url(std::string_view bytes) {
  return absl::WebSafeBase64Escape(absl::string_view(bytes.data(), bytes.size()));
}

JsonText JsonText::Add(std::string name, std::string value) const {
  JsonText changed = *this;
  changed.members_.emplace_back(std::move(name), std::move(value));
  return changed;
}

JsonText JsonText::Set(std::string_view name, std::string value) const {
  JsonText changed = *this;
  for (auto& [each, old] : changed.members_) {
    if (each != name) continue;
    old = std::move(value);
    return changed;
  }
  std::abort();  // a forgery that would not be one
}

JsonText JsonText::Without(std::string_view name) const {
  JsonText changed = *this;
  Must(std::erase_if(changed.members_, [&](const auto& each) { return each.first == name; }) == 1);
  return changed;
}

std::string JsonText::Text() const {
  std::string text;
  for (const auto& [name, value] : members_) {
    absl::StrAppend(&text, text.empty() ? "" : ",", Quoted(name), ":", value);
  }
  return '{' + text + '}';
}

JwtSigner JwtSigner::Ec(const char* curve, std::string id) {
  return {EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve), std::move(id), "ES256"};
}

JwtSigner JwtSigner::EdDsa(std::string id, const char* type) {
  return {EVP_PKEY_Q_keygen(nullptr, nullptr, type), std::move(id), "EdDSA"};
}

JwtSigner JwtSigner::EdDsaOf(std::string_view seed, std::string id) {
  return {EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Bytes(seed), seed.size()),
          std::move(id), "EdDSA"};
}

JwtSigner JwtSigner::Rs256(std::string id, unsigned bits) {
  return {EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{bits}), std::move(id), "RS256"};
}

JsonText JwtSigner::PublicJwk() const {
  const auto number = [this](const char* name, int least_bytes) {
    return Quoted(EncodeBase64Url(NumberOf(key(), name, least_bytes)));
  };
  JsonText jwk({});
  if (EVP_PKEY_is_a(key(), "EC") == 1) {
    jwk = {{"kty", Quoted("EC")},
           {"crv", Quoted("P-256")},
           {"x", number(OSSL_PKEY_PARAM_EC_PUB_X, 32)},
           {"y", number(OSSL_PKEY_PARAM_EC_PUB_Y, 32)}};
  } else if (EVP_PKEY_is_a(key(), "RSA") == 1) {
    jwk = {{"kty", Quoted("RSA")},
           {"n", number(OSSL_PKEY_PARAM_RSA_N, 0)},
           {"e", number(OSSL_PKEY_PARAM_RSA_E, 0)}};
  } else {
    std::size_t size = 64;
    std::string point(size, '\0');
    Must(EVP_PKEY_get_raw_public_key(key(), Bytes(point), &size) == 1);
    point.resize(size);
    jwk = {
        {"kty", Quoted("OKP")}, {"crv", Quoted("Ed25519")}, {"x", Quoted(EncodeBase64Url(point))}};
  }
  return id_.empty() ? jwk : jwk.Add("kid", Quoted(id_));
}

std::string JwtSigner::SignDer(std::string_view text, Signing signing) const {
  const bool hashes = std::string_view(algorithm_) != "EdDSA";
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* parameters = nullptr;
  Must(EVP_DigestSignInit_ex(context, &parameters, hashes ? signing.digest : nullptr, nullptr,
                             nullptr, key(), nullptr) == 1);
  if (signing.pss) Must(EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1);
  std::size_t size = 0;
  Must(EVP_DigestSign(context, nullptr, &size, Bytes(text), text.size()) == 1);
  std::string signature(size, '\0');
  Must(EVP_DigestSign(context, Bytes(signature), &size, Bytes(text), text.size()) == 1);
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return signature;
}

std::string JwtSigner::Sign(std::string_view text, Signing signing) const {
  const std::string signature = SignDer(text, signing);
  return EVP_PKEY_is_a(key(), "EC") == 1 ? RawOf(signature, key()) : signature;
}

std::string JwtSigner::RawRsa(std::string_view block) const {
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_pkey(nullptr, key(), nullptr);
  Must(EVP_PKEY_sign_init(context) == 1);
  Must(EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) == 1);
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key()));
  std::string signature(size, '\0');
  Must(EVP_PKEY_sign(context, Bytes(signature), &size, Bytes(block), block.size()) == 1);
  EVP_PKEY_CTX_free(context);
  return signature;
}

std::string JwtSigner::TokenOfParts(const std::string& header, const std::string& claims) const {
  const std::string text = header + '.' + claims;
  return text + '.' + EncodeBase64Url(Sign(text));
}

std::string JwtSigner::Token(std::string_view header, std::string_view claims) const {
  return TokenOfParts(EncodeBase64Url(header), EncodeBase64Url(claims));
}

}  // namespace letan::testing
