// Headers that choose an algorithm, a key, or rules of their own.
#include <openssl/hmac.h>
#include <openssl/x509.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/auth_jwt_world.h"

namespace letan::auth {
namespace {

using testing::EncodeBase64Url;
using testing::JsonText;
using testing::JwtSigner;
using testing::Quoted;

std::string HmacSha256(std::string_view secret, std::string_view text) {
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac, &size);
  return {reinterpret_cast<const char*>(mac), size};
}

// What a confused verifier could take for the secret of an HMAC: the public key in DER.
std::string PublicDer(const JwtSigner& signer) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(signer.key(), &der);
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

std::string HmacToken(const JsonText& header, const JsonText& claims, std::string_view secret) {
  const std::string text = EncodeBase64Url(header.Text()) + '.' + EncodeBase64Url(claims.Text());
  return text + '.' + EncodeBase64Url(HmacSha256(secret, text));
}

class HeaderTable {
 public:
  explicit HeaderTable(const JwtWorld& world) : world_(world) {}

  // Signed as it should be.
  void Add(const std::string& name, const JwtSigner& signer, const JsonText& header,
           JwtRefusal refusal) {
    rows_.push_back({name, signer.Token(header.Text(), world_.Claims().Text()), refusal});
  }
  // With another value of a member, of the key that it is usually signed with.
  void Set(const std::string& name, const std::string& member, const std::string& value,
           JwtRefusal refusal) {
    Add(name, world_.ed, world_.Header(world_.ed).Set(member, value), refusal);
  }
  void More(const std::string& name, const std::string& member, const std::string& value,
            JwtRefusal refusal) {
    Add(name, world_.ed, world_.Header(world_.ed).Add(member, value), refusal);
  }
  void Row(JwtRow row) { rows_.push_back(std::move(row)); }
  std::vector<JwtRow> Take() { return std::move(rows_); }

 private:
  const JwtWorld& world_;
  std::vector<JwtRow> rows_;
};

void AddAlgorithms(const JwtWorld& world, HeaderTable& table) {
  for (const JwtSigner& signer : world.signers()) {
    const JsonText header = world.Header(signer);
    const std::string of = std::string(" for a key of ") + signer.algorithm();
    for (const char* algorithm :
         {"none",     "None",   "NONE",  "nOnE",  "",       "HS256",  "HS384",        "HS512",
          "RS384",    "RS512",  "PS256", "ES384", "ES512",  "ES256K", "Ed25519",      "Ed448",
          "es256",    "eddsa",  "EDDSA", "rs256", "ES256 ", " EdDSA", "RS256\\u0000", "dir",
          "RSA-OAEP", "A128KW", "ES256", "EdDSA", "RS256"}) {
      if (algorithm == std::string_view(signer.algorithm())) continue;
      table.Add("alg \"" + std::string(algorithm) + "\"" + of, signer,
                header.Set("alg", Quoted(algorithm)), JwtRefusal::kAlgorithmMismatch);
    }
    table.Row({"HS256 with the public key as its secret" + of,
               HmacToken(header.Set("alg", Quoted("HS256")), world.Claims(), PublicDer(signer)),
               JwtRefusal::kAlgorithmMismatch});
    table.Row(
        {"HS256 with the JWK as its secret" + of,
         HmacToken(header.Set("alg", Quoted("HS256")), world.Claims(), signer.PublicJwk().Text()),
         JwtRefusal::kAlgorithmMismatch});
    table.Row({"an HMAC that calls itself by the right name" + of,
               HmacToken(header, world.Claims(), PublicDer(signer)), JwtRefusal::kSignatureLength});
    for (const JwtSigner& other : world.signers()) {
      if (other.id() == signer.id()) continue;
      table.Add("the key of " + std::string(other.algorithm()) + of, other,
                world.Header(other).Set("kid", Quoted(signer.id())),
                JwtRefusal::kAlgorithmMismatch);
    }
  }
  const JsonText header = world.Header(world.ed);
  table.Add("no alg", world.ed, header.Without("alg"), JwtRefusal::kAlgorithmMissing);
  table.Add("an empty header but for kid", world.ed, {{"kid", Quoted("ed")}},
            JwtRefusal::kAlgorithmMissing);
  for (const char* value : {"null", "1", "true", "[\"EdDSA\"]", "{\"alg\":\"EdDSA\"}"}) {
    table.Set("alg is " + std::string(value), "alg", value, JwtRefusal::kAlgorithmMissing);
  }
  table.Add("alg in capitals", world.ed, header.Without("alg").Add("ALG", Quoted("EdDSA")),
            JwtRefusal::kAlgorithmMissing);
}

void AddKeyIds(const JwtWorld& world, HeaderTable& table) {
  table.Add("no kid", world.ed, world.Header(world.ed).Without("kid"), JwtRefusal::kKeyIdMissing);
  table.Add("an empty header", world.ed, JsonText({}), JwtRefusal::kKeyIdMissing);
  for (const char* value : {"null", "0", "true", "\"\"", "[\"ed\"]", "{}"}) {
    table.Set("kid is " + std::string(value), "kid", value, JwtRefusal::kKeyIdInvalid);
  }
  table.Set("kid of 257 bytes", "kid", Quoted(std::string(257, 'e')), JwtRefusal::kKeyIdInvalid);
  for (const char* id :
       {"unknown", "ED", "e", "edd", "ed ", " ed", "ed\\u0000", "\\u0000", "*", "../../dev/null",
        "/dev/null", "' OR 1=1 --", "http://id.example.test/", "\u00e9d"}) {
    table.Set("kid \"" + std::string(id) + "\"", "kid", Quoted(id), JwtRefusal::kKeyUnknown);
  }
}

void AddOtherMembers(const JwtWorld& world, HeaderTable& table) {
  for (const char* value : {"[\"exp\"]", "[\"b64\"]", "[]", "null", "\"\"", "[\"urn:x\"]"}) {
    table.More("crit is " + std::string(value), "crit", value, JwtRefusal::kCritical);
  }
  table.Add("crit with a payload that is not encoded", world.ed,
            world.Header(world.ed).Add("b64", "false").Add("crit", "[\"b64\"]"),
            JwtRefusal::kCritical);
  const JwtSigner outsider = JwtSigner::EdDsa("ed");
  table.Add("brings its own key", outsider,
            world.Header(outsider).Add("jwk", outsider.PublicJwk().Text()),
            JwtRefusal::kKeyReference);
  table.Add("brings the right key", world.ed,
            world.Header(world.ed).Add("jwk", world.ed.PublicJwk().Text()),
            JwtRefusal::kKeyReference);
  for (const auto& [member, value] :
       std::vector<std::pair<std::string, std::string>>{{"jku", "\"https://keys.example.test/\""},
                                                        {"jku", "\"file:///etc/passwd\""},
                                                        {"jku", "null"},
                                                        {"jwk", "null"},
                                                        {"x5u", "\"https://keys.example.test/\""},
                                                        {"x5c", "[\"MIIB\"]"},
                                                        {"x5c", "[]"}}) {
    table.More(absl::StrCat(member, " is ", value), member, value, JwtRefusal::kKeyReference);
  }
  for (const char* value : {"\"jwt\"", "\"Jwt\"", "\"JOSE\"", "\"JWE\"", "\"\"", "null", "1",
                            "[\"JWT\"]", "\"logout+jwt\"", "\"dpop+jwt\"", "\"secevent+jwt\"",
                            "\"AT+JWT\"", "\"JWT \"", "\"application/jwt\""}) {
    table.Set("typ is " + std::string(value), "typ", value, JwtRefusal::kType);
  }
  for (const char* value : {"\"JWT\"", "\"jwt\"", "\"application/json\"", "null", "\"\""}) {
    table.More("cty is " + std::string(value), "cty", value, JwtRefusal::kNested);
  }
  table.Row({"a good token within a good token",
             world.ed.Token(world.Header(world.ed).Add("cty", Quoted("JWT")).Text(),
                            world.Good(world.ed)),
             JwtRefusal::kNested});
  table.Row({"a good token within one that does not say so",
             world.ed.Token(world.Header(world.ed).Text(), world.Good(world.ed)),
             JwtRefusal::kClaimsNotJson});
  table.Row({"a good token as the claims' text",
             world.ed.Token(world.Header(world.ed).Text(), Quoted(world.Good(world.ed))),
             JwtRefusal::kClaimsNotObject});
}

}  // namespace

std::vector<JwtRow> HeaderRows(const JwtWorld& world) {
  HeaderTable table(world);
  AddAlgorithms(world, table);
  AddKeyIds(world, table);
  AddOtherMembers(world, table);
  return table.Take();
}

}  // namespace letan::auth
