#include "services/auth/jwks_key.h"

#include <openssl/core_names.h>
#include <sodium/crypto_core_ed25519.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/auth/base64url.h"
#include "services/auth/jwt_openssl.h"
#include "services/core/limits.h"

namespace letan::auth {
namespace {

constexpr std::size_t kCoordinateBytes = 32;  // of P-256, and of Ed25519's points
constexpr std::size_t kMinRsaBits = 2048;
constexpr std::size_t kMaxRsaBits = 8192;  // what one verification may cost
constexpr std::size_t kMaxExponentBytes = 4;
constexpr unsigned kMinExponent = 65'537;  // FIPS 186-5, A.1.1

// RFC 7518, sections 6.2.2, 6.3.2 and 6.4; "priv" is of types to come.
constexpr std::array<std::string_view, 9> kSecretMembers = {"d",  "p",   "q", "dp",  "dq",
                                                            "qi", "oth", "k", "priv"};

const unsigned char* DataOf(const std::string& bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::optional<std::string> BytesOf(const Json& jwk, std::string_view member) {
  const std::string* text = FindString(jwk, member);
  return text == nullptr ? std::nullopt : DecodeBase64Url(*text);
}

bool Is(const Json& jwk, std::string_view member, std::string_view value) {
  const std::string* text = FindString(jwk, member);
  return text != nullptr && *text == value;
}

// Null: OpenSSL finds that these are no public key.
KeyPointer KeyOf(const char* type, OSSL_PARAM* params) {
  const KeyContext making(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* made = nullptr;
  if (making == nullptr || params == nullptr || EVP_PKEY_fromdata_init(making.get()) != 1 ||
      EVP_PKEY_fromdata(making.get(), &made, EVP_PKEY_PUBLIC_KEY, params) != 1) {
    return nullptr;
  }
  KeyPointer key(made);
  const KeyContext checking(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (checking == nullptr || EVP_PKEY_public_check(checking.get()) != 1) return nullptr;
  return key;
}

absl::StatusOr<KeyPointer> ReadEc(const Json& jwk) {
  if (FindString(jwk, "crv") == nullptr) return RefusedJwks("\"crv\" must be a string");
  if (!Is(jwk, "crv", "P-256")) return NotForUs("of EC keys only those on P-256 are used");
  const auto x = BytesOf(jwk, "x");
  const auto y = BytesOf(jwk, "y");
  if (!x.has_value() || !y.has_value() || x->size() != kCoordinateBytes ||
      y->size() != kCoordinateBytes) {
    return RefusedJwks("\"x\" and \"y\" must be 32 bytes each, in base64url without padding");
  }
  const std::string point = '\x04' + *x + *y;  // uncompressed
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  KeyPointer key = KeyOf("EC", params.get());
  if (key == nullptr) return RefusedJwks("the point is not on the curve");
  return key;
}

absl::StatusOr<KeyPointer> ReadOkp(const Json& jwk) {
  if (FindString(jwk, "crv") == nullptr) return RefusedJwks("\"crv\" must be a string");
  if (!Is(jwk, "crv", "Ed25519")) return NotForUs("of OKP keys only those of Ed25519 are used");
  const auto x = BytesOf(jwk, "x");
  if (!x.has_value() || x->size() != kCoordinateBytes) {
    return RefusedJwks("\"x\" must be 32 bytes, in base64url without padding");
  }
  // OpenSSL takes any 32 bytes. With a point of small order, signatures can be made by anybody.
  if (crypto_core_ed25519_is_valid_point(DataOf(*x)) != 1) {
    return RefusedJwks("the point is not on the curve, or of a small order");
  }
  KeyPointer key(
      EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, DataOf(*x), x->size()));
  if (key == nullptr) return RefusedJwks("OpenSSL refuses the key");
  return key;
}

// Without leading zeros, as RFC 7518, section 2, wants them.
BigNumber NumberOf(const std::optional<std::string>& bytes) {
  if (!bytes.has_value() || bytes->empty() || bytes->front() == '\0') return nullptr;
  return BigNumber(BN_bin2bn(DataOf(*bytes), static_cast<int>(bytes->size()), nullptr));
}

absl::StatusOr<KeyPointer> ReadRsa(const Json& jwk) {
  const BigNumber n = NumberOf(BytesOf(jwk, "n"));
  const auto exponent = BytesOf(jwk, "e");
  const BigNumber e = NumberOf(exponent);
  if (n == nullptr || e == nullptr) {
    return RefusedJwks("\"n\" and \"e\" must be numbers in base64url without padding or zeros");
  }
  const auto bits = static_cast<std::size_t>(BN_num_bits(n.get()));
  if (bits < kMinRsaBits || bits > kMaxRsaBits) {
    return RefusedJwks("RSA keys must have 2048 to 8192 bits");
  }
  if (exponent->size() > kMaxExponentBytes || BN_get_word(e.get()) < kMinExponent ||
      BN_is_odd(e.get()) == 0) {
    return RefusedJwks("\"e\" must be odd, at least 65537 and of at most 32 bits");
  }
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  KeyPointer key = KeyOf("RSA", params.get());
  if (key == nullptr) return RefusedJwks("the modulus is no product of two large primes");
  return key;
}

// Whatever the key is for: no secret may lie in a file that others may read.
absl::Status CheckPublic(const Json& jwk) {
  for (const std::string_view name : kSecretMembers) {
    if (jwk.contains(name))
      return RefusedJwks("it has secret members; only public keys belong here");
  }
  return absl::OkStatus();
}

absl::Status CheckUse(const Json& jwk) {
  if (jwk.contains("use")) {
    const std::string* use = FindString(jwk, "use");
    if (use == nullptr) return RefusedJwks("\"use\" must be a string");
    if (*use != "sig") return NotForUs("it is for another use than signatures");
  }
  if (const Json* operations = FindMember(jwk, "key_ops"); operations != nullptr) {
    const auto names = StringsOf(*operations);
    if (!names.has_value()) return RefusedJwks("\"key_ops\" must be a list of strings");
    if (std::find(names->begin(), names->end(), "verify") == names->end()) {
      return NotForUs("it is for another use than signatures");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAlgorithm(const Json& jwk, JwtAlgorithm algorithm) {
  if (!jwk.contains("alg") || Is(jwk, "alg", NameOf(algorithm))) return absl::OkStatus();
  if (FindString(jwk, "alg") == nullptr) return RefusedJwks("\"alg\" must be a string");
  return NotForUs("it is for another algorithm than its type's here: ES256, EdDSA, RS256");
}

// Nothing: an id that nobody should use.
std::optional<std::string> IdOf(const Json& jwk) {
  if (!jwk.contains("kid")) return "";
  const std::string* id = FindString(jwk, "kid");
  const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  if (id == nullptr || id->empty() || id->size() > limits::kMaxJwtKeyIdBytes ||
      std::any_of(id->begin(), id->end(), is_control)) {
    return std::nullopt;
  }
  return *id;
}

struct KeyType {
  std::string_view name;
  JwtAlgorithm algorithm;
  absl::StatusOr<KeyPointer> (*read)(const Json& jwk);
};
constexpr std::array<KeyType, 3> kKeyTypes = {{
    {"EC", JwtAlgorithm::kEs256, ReadEc},
    {"OKP", JwtAlgorithm::kEdDsa, ReadOkp},
    {"RSA", JwtAlgorithm::kRs256, ReadRsa},
}};

}  // namespace

absl::Status RefusedJwks(FixedText what) {
  return WithFact(absl::InvalidArgumentError(what.c_str()), "what", ProgramText(what.c_str()));
}

absl::Status NotForUs(FixedText what) { return absl::UnimplementedError(what.c_str()); }

absl::StatusOr<JwtKey> ReadJwk(const Json& jwk) {
  const ForgottenErrors forgotten;
  if (absl::Status open = CheckPublic(jwk); !open.ok()) return open;
  const std::string* type = FindString(jwk, "kty");
  if (type == nullptr) return RefusedJwks("\"kty\" must be a string");
  const auto known = std::find_if(kKeyTypes.begin(), kKeyTypes.end(),
                                  [&](const KeyType& each) { return each.name == *type; });
  if (known == kKeyTypes.end()) return NotForUs("keys of this type are not used: EC, OKP, RSA are");
  if (absl::Status use = CheckUse(jwk); !use.ok()) return use;
  if (absl::Status fit = CheckAlgorithm(jwk, known->algorithm); !fit.ok()) return fit;
  auto key = known->read(jwk);
  if (!key.ok()) return key.status();
  auto id = IdOf(jwk);
  if (!id.has_value()) {
    return RefusedJwks("\"kid\" must be 1 to 256 bytes of text without control characters");
  }
  return JwtKey{*std::move(id), known->algorithm, *std::move(key)};
}

}  // namespace letan::auth
