// Signatures that somebody else made, that were made for something else, or that nobody made.
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "tests/unit/auth_jwt_world.h"

namespace letan::auth {
namespace {

using testing::EncodeBase64Url;
using testing::JwtSigner;

constexpr char kP256Order[] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

std::string Sha256Of(std::string_view text) {
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash);
  return {reinterpret_cast<const char*>(hash), sizeof(hash)};
}

// Signatures of one key, over the same good header and claims.
class SignatureTable {
 public:
  SignatureTable(const JwtWorld& world, const JwtSigner& signer)
      : world_(world),
        signer_(signer),
        header_(EncodeBase64Url(world.Header(signer).Text())),
        claims_(EncodeBase64Url(world.Claims().Text())) {}

  const JwtSigner& signer() const { return signer_; }
  std::string text() const { return header_ + '.' + claims_; }
  std::string Good() const { return signer_.Sign(text()); }

  void Add(const std::string& name, const std::string& signature, JwtRefusal refusal) {
    rows_.push_back({std::string(signer_.algorithm()) + ": " + name,
                     text() + '.' + EncodeBase64Url(signature), refusal});
  }

  void AddOfAnyAlgorithm(const JwtSigner& outsider) {
    const std::string good = Good();
    std::string turned = good;
    turned.back() = static_cast<char>(turned.back() ^ 1);
    Add("of another key", outsider.Sign(text()), JwtRefusal::kSignatureWrong);
    Add("one bit is another", turned, JwtRefusal::kSignatureWrong);
    Add("without its last byte", good.substr(0, good.size() - 1), JwtRefusal::kSignatureLength);
    Add("without its first byte", good.substr(1), JwtRefusal::kSignatureLength);
    Add("with a byte more", good + '\0', JwtRefusal::kSignatureLength);
    Add("with a zero in front", '\0' + good, JwtRefusal::kSignatureLength);
    Add("twice", good + good, JwtRefusal::kSignatureLength);
    Add("of one byte", "\x01", JwtRefusal::kSignatureLength);
    Add("of 4000 bytes", std::string(4000, '\x01'), JwtRefusal::kSignatureLength);
    for (const auto& [name, signed_text] : std::vector<std::pair<std::string, std::string>>{
             {"of the claims alone", claims_},
             {"of the header alone", header_},
             {"of nothing", ""},
             {"of a text with another dot", text() + '.'},
             {"of a text without dot", header_ + claims_},
             {"of the text that is encoded",
              world_.Header(signer_).Text() + '.' + world_.Claims().Text()},
             {"of other claims",
              header_ + '.' + EncodeBase64Url(world_.Claims().Set("sub", "\"x\"").Text())},
             {"of another header",
              EncodeBase64Url(world_.Header(signer_).Without("typ").Text()) + '.' + claims_}}) {
      Add(name, signer_.Sign(signed_text), JwtRefusal::kSignatureWrong);
    }
  }

  void TakeInto(std::vector<JwtRow>& rows) { rows.insert(rows.end(), rows_.begin(), rows_.end()); }

 private:
  const JwtWorld& world_;
  const JwtSigner& signer_;
  const std::string header_;
  const std::string claims_;
  std::vector<JwtRow> rows_;
};

void AddEcdsa(SignatureTable& table) {
  const std::string good = table.Good();
  const std::string r = good.substr(0, 32);
  const std::string s = good.substr(32);
  const std::string zero(32, '\0');
  const std::string most(32, '\xff');
  const std::string order = absl::HexStringToBytes(kP256Order);
  const std::string one = std::string(31, '\0') + '\x01';
  for (const auto& [name, signature] :
       std::vector<std::pair<std::string, std::string>>{{"all zero", zero + zero},
                                                        {"r is zero", zero + s},
                                                        {"s is zero", r + zero},
                                                        {"r is the order", order + s},
                                                        {"s is the order", r + order},
                                                        {"r is more than the order", most + s},
                                                        {"s is more than the order", r + most},
                                                        {"all ones", most + most}}) {
    table.Add(name, signature, JwtRefusal::kSignatureRange);
  }
  table.Add("r and s are one", one + one, JwtRefusal::kSignatureWrong);
  table.Add("r and s are exchanged", s + r, JwtRefusal::kSignatureWrong);
  table.Add("in DER", table.signer().SignDer(table.text()), JwtRefusal::kSignatureLength);
  table.Add("r and s with a zero each", '\0' + r + '\0' + s, JwtRefusal::kSignatureLength);
  table.Add("on P-384", JwtSigner::Ec("P-384", "es").Sign(table.text()),
            JwtRefusal::kSignatureLength);
  table.Add("on another curve of 256 bits", JwtSigner::Ec("secp256k1", "es").Sign(table.text()),
            JwtRefusal::kSignatureWrong);
  for (const char* digest : {"SHA1", "SHA384", "SHA512"}) {
    table.Add("with " + std::string(digest), table.signer().Sign(table.text(), {.digest = digest}),
              JwtRefusal::kSignatureWrong);
  }
}

// The same R, and S + L: the same signature for a verifier that does not look at the range.
std::string WithLargerS(const std::string& signature) {
  constexpr char kOrder[] = "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed";
  BIGNUM* order = nullptr;
  BN_hex2bn(&order, kOrder);
  BIGNUM* s =
      BN_lebin2bn(reinterpret_cast<const unsigned char*>(signature.data()) + 32, 32, nullptr);
  BN_add(s, s, order);
  std::string changed = signature;
  BN_bn2lebinpad(s, reinterpret_cast<unsigned char*>(changed.data()) + 32, 32);
  BN_free(order);
  BN_free(s);
  return changed;
}

void AddEdDsa(SignatureTable& table) {
  const std::string good = table.Good();
  table.Add("all zero", std::string(64, '\0'), JwtRefusal::kSignatureWrong);
  table.Add("all ones", std::string(64, '\xff'), JwtRefusal::kSignatureWrong);
  table.Add("R is the neutral point, S zero", '\x01' + std::string(63, '\0'),
            JwtRefusal::kSignatureWrong);
  table.Add("S is larger by the order", WithLargerS(good), JwtRefusal::kSignatureWrong);
  table.Add("R and S are exchanged", good.substr(32) + good.substr(0, 32),
            JwtRefusal::kSignatureWrong);
  table.Add("of the hash", table.signer().Sign(Sha256Of(table.text())),
            JwtRefusal::kSignatureWrong);
  table.Add("of Ed448", JwtSigner::EdDsa("ed", "ED448").Sign(table.text()),
            JwtRefusal::kSignatureLength);
}

// A block as PKCS #1 v1.5 pads it, of a text.
std::string Padded(const std::string& end, char type = '\x01', char fill = '\xff') {
  return '\0' + std::string(1, type) + std::string(256 - 3 - end.size(), fill) + '\0' + end;
}

void AddRsa(SignatureTable& table) {
  const std::string hash = Sha256Of(table.text());
  const std::string info = absl::HexStringToBytes("3031300d060960864801650304020105000420") + hash;
  const std::string bare = absl::HexStringToBytes(
                               "302f300b0609608648016503040201"
                               "0420") +
                           hash;
  const std::string garbage(100, 'g');
  std::string short_padding = Padded(info + garbage);
  const auto raw = [&](const std::string& block) { return table.signer().RawRsa(block); };
  for (const auto& [name, signature] : std::vector<std::pair<std::string, std::string>>{
           {"all zero", std::string(256, '\0')},
           {"one", std::string(255, '\0') + '\x01'},
           {"all ones", std::string(256, '\xff')},
           {"with PSS", table.signer().Sign(table.text(), {.pss = true})},
           {"with SHA-1", table.signer().Sign(table.text(), {.digest = "SHA1"})},
           {"with SHA-384", table.signer().Sign(table.text(), {.digest = "SHA384"})},
           {"with SHA-512", table.signer().Sign(table.text(), {.digest = "SHA512"})},
           {"something behind the hash", raw(short_padding)},
           {"padding of encryption", raw(Padded(info, '\x02', '\x07'))},
           {"padding of type 0", raw(Padded(info, '\0', '\0'))},
           {"padding with another byte", raw(Padded(info, '\x01', '\xfe'))},
           {"the hash without its kind", raw(Padded(hash))},
           {"the kind of hash without parameters", raw(Padded(bare))},
           {"not padded", raw(std::string(256 - 32, '\0') + hash)}}) {
    table.Add(name, signature, JwtRefusal::kSignatureWrong);
  }
  table.Add("of a longer key", JwtSigner::Rs256("rs", 3072).Sign(table.text()),
            JwtRefusal::kSignatureLength);
}

}  // namespace

std::vector<JwtRow> SignatureRows(const JwtWorld& world) {
  SignatureTable es(world, world.es);
  es.AddOfAnyAlgorithm(JwtSigner::Es256("es"));
  AddEcdsa(es);
  SignatureTable ed(world, world.ed);
  ed.AddOfAnyAlgorithm(JwtSigner::EdDsa("ed"));
  AddEdDsa(ed);
  SignatureTable rs(world, world.rs);
  rs.AddOfAnyAlgorithm(JwtSigner::Rs256("rs"));
  AddRsa(rs);
  std::vector<JwtRow> rows;
  for (SignatureTable* table : {&es, &ed, &rs}) table->TakeInto(rows);
  return rows;
}

}  // namespace letan::auth
