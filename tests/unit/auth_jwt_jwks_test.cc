// Key sets: which are read, and of which keys nothing is to come of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bn.h>

#include <iostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/auth/base64url.h"
#include "services/core/fault.h"
#include "services/core/limits.h"
#include "tests/unit/auth_jwt_world.h"

namespace letan::auth {
namespace {

using testing::EncodeBase64Url;
using ::testing::HasSubstr;
using testing::JsonText;
using testing::JwtSigner;
using testing::Quoted;

JsonText EcJwk() { return JwtWorld::Shared().es.PublicJwk(); }
JsonText OkpJwk() { return JwtWorld::Shared().ed.PublicJwk(); }
JsonText RsaJwk() { return JwtWorld::Shared().rs.PublicJwk(); }

// The fact of that name; -1 or empty if there is none.
template <class T>
T FactIn(const absl::Status& status, std::string_view key, T none) {
  for (const LogField& fact : FactsOf(status)) {
    if (fact.key == key) return std::get<T>(fact.value);
  }
  return none;
}

struct BadKey {
  std::string name;
  JsonText jwk;
  std::string what;  // part of the fact
};

constexpr char kSecret[] = "secret members";
constexpr char kUse[] = "\"use\" must be";
constexpr char kOperations[] = "\"key_ops\" must";
constexpr char kAlgorithm[] = "\"alg\" must be";
constexpr char kCurve[] = "\"crv\" must be";
constexpr char kKid[] = "\"kid\" must be";
constexpr char kType[] = "\"kty\" must be";
constexpr char kEcSize[] = "\"x\" and \"y\" must";
constexpr char kPoint[] = "not on the curve";
constexpr char kOkpSize[] = "\"x\" must be";
constexpr char kRsaNumbers[] = "\"n\" and \"e\"";
constexpr char kRsaBits[] = "2048 to 8192";
constexpr char kRsaExponent[] = "\"e\" must be odd";
constexpr char kRsaModulus[] = "no product of two large primes";

std::vector<BadKey> BadKeysOfAnyType() {
  std::vector<BadKey> bad = {{"no kty", EcJwk().Without("kty"), kType},
                             {"an empty object", JsonText({}), kType}};
  for (const char* kty : {"null", "1", "[\"EC\"]"}) {
    bad.push_back({"kty is " + std::string(kty), EcJwk().Set("kty", kty), kType});
  }
  bad.push_back(
      {"a shared secret", {{"kty", "\"oct\""}, {"kid", "\"s\""}, {"k", "\"c2VjcmV0\""}}, kSecret});
  bad.push_back({"a private key of a type that is not known",
                 {{"kty", "\"AKP\""}, {"pub", "\"AQAB\""}, {"priv", "\"AQAB\""}},
                 kSecret});
  bad.push_back({"a private key for encryption",
                 RsaJwk().Add("use", "\"enc\"").Add("d", "\"AQAB\""), kSecret});
  for (const auto& [name, jwk] : std::vector<std::pair<std::string, JsonText>>{
           {"EC", EcJwk()}, {"OKP", OkpJwk()}, {"RSA", RsaJwk()}}) {
    for (const char* member : {"d", "k", "p", "q", "dp", "dq", "qi", "oth", "priv"}) {
      bad.push_back({name + " with " + member, jwk.Add(member, "\"AQAB\""), kSecret});
    }
    bad.push_back({name + " with d that is null", jwk.Add("d", "null"), kSecret});
    for (const char* use : {"null", "1", "[\"sig\"]"}) {
      bad.push_back({name + " for use " + use, jwk.Add("use", use), kUse});
    }
    for (const char* operations : {"[]", "\"verify\"", "null", "[\"verify\",1]"}) {
      bad.push_back(
          {name + " for operations " + operations, jwk.Add("key_ops", operations), kOperations});
    }
    for (const char* alg : {"null", "1", "[\"ES256\"]"}) {
      bad.push_back({name + " for alg " + alg, jwk.Add("alg", alg), kAlgorithm});
    }
    for (const std::string& kid :
         std::vector<std::string>{"null", "1", "\"\"", "[\"a\"]", "\"a\\nb\"", "\"a\\u0000\"",
                                  "\"\\u007f\"", Quoted(std::string(257, 'k'))}) {
      bad.push_back({absl::StrCat(name, " with kid ", kid), jwk.Set("kid", kid), kKid});
    }
  }
  return bad;
}

std::string OfBytes(const std::string& bytes) { return Quoted(EncodeBase64Url(bytes)); }
std::string OfHex(const char* hex) { return OfBytes(absl::HexStringToBytes(hex)); }

std::vector<BadKey> BadEcKeys() {
  const JsonText other = JwtSigner::Es256("es").PublicJwk();
  const std::string text = other.Text();
  const std::string other_y = text.substr(text.find("\"y\":") + 4, 45);
  std::vector<BadKey> bad = {
      {"the y of another point", EcJwk().Set("y", other_y), kPoint},
      {"x and y are zero",
       EcJwk().Set("x", OfBytes(std::string(32, '\0'))).Set("y", OfBytes(std::string(32, '\0'))),
       kPoint},
      {"x over the field", EcJwk().Set("x", OfBytes(std::string(32, '\xff'))), kPoint},
      {"no crv", EcJwk().Without("crv"), kCurve},
      {"no x", EcJwk().Without("x"), kEcSize},
      {"no y", EcJwk().Without("y"), kEcSize}};
  for (const char* curve : {"null", "256", "[\"P-256\"]"}) {
    bad.push_back({"crv " + std::string(curve), EcJwk().Set("crv", curve), kCurve});
  }
  for (const std::string& x : std::vector<std::string>{
           "null", "1", "\"\"", OfBytes(std::string(31, '\1')), OfBytes(std::string(33, '\1')),
           OfBytes('\0' + std::string(32, '\1')), Quoted(std::string(43, '+')),
           Quoted(std::string(42, 'A') + "B"), Quoted(std::string(43, 'A') + "=")}) {
    bad.push_back({"x is " + x, EcJwk().Set("x", x), kEcSize});
    bad.push_back({"y is " + x, EcJwk().Set("y", x), kEcSize});
  }
  return bad;
}

std::vector<BadKey> BadOkpKeys() {
  std::vector<BadKey> bad = {{"no crv", OkpJwk().Without("crv"), kCurve},
                             {"no x", OkpJwk().Without("x"), kOkpSize}};
  for (const std::string& x : std::vector<std::string>{
           "null", "\"\"", OfBytes(std::string(31, '\1')), OfBytes(std::string(33, '\1')),
           OfBytes(std::string(57, '\1')), Quoted(std::string(42, 'A') + "B")}) {
    bad.push_back({"x is " + x, OkpJwk().Set("x", x), kOkpSize});
  }
  const std::string zeros(31, '\0');
  for (const auto& [name, x] : std::vector<std::pair<std::string, std::string>>{
           // By the equation of the curve: there is no x to y = 2 and y = 7.
           {"y is 2", OfBytes('\x02' + zeros)},
           {"y is 7", OfBytes('\x07' + zeros)},
           {"over the field", OfBytes(std::string(32, '\xff'))},
           // Of order 1, 2, 4, 4 and 8: everybody can sign with these.
           {"order 1", OfBytes('\x01' + zeros)},
           {"order 2", OfHex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")},
           {"order 4", OfBytes('\0' + zeros)},
           {"the other of order 4", OfBytes(zeros + '\x80')},
           {"order 8",
            OfHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")}}) {
    bad.push_back({"Ed25519 point: " + name, OkpJwk().Set("x", x), kPoint});
  }
  return bad;
}

// An odd number of so many bits: a prime, or one that a small prime divides.
std::string Modulus(int bits, bool prime) {
  BIGNUM* n = BN_new();
  if (prime) {
    BN_generate_prime_ex(n, bits, 0, nullptr, nullptr, nullptr);
  } else {
    BN_one(n);
    BN_lshift(n, n, bits - 1);
    while (BN_mod_word(n, 3) != 0 || BN_is_odd(n) == 0) BN_add_word(n, 1);
  }
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(n)), '\0');
  BN_bn2bin(n, reinterpret_cast<unsigned char*>(bytes.data()));
  BN_free(n);
  return OfBytes(bytes);
}

std::vector<BadKey> BadRsaKeys() {
  const std::string text = RsaJwk().Text();
  const std::size_t begin = text.find("\"n\":\"") + 5;
  const auto n = *DecodeBase64Url(text.substr(begin, text.find('"', begin) - begin));
  std::string even = n;
  even.back() = static_cast<char>(even.back() ^ 1);
  std::vector<BadKey> bad = {
      {"512 bits", JwtSigner::Rs256("rs", 512).PublicJwk(), kRsaBits},
      {"1024 bits", JwtSigner::Rs256("rs", 1024).PublicJwk(), kRsaBits},
      {"2047 bits", RsaJwk().Set("n", Modulus(2047, false)), kRsaBits},
      {"8193 bits", RsaJwk().Set("n", Modulus(8193, false)), kRsaBits},
      {"100000 bits", RsaJwk().Set("n", Modulus(100'000, false)), kRsaBits},
      {"a prime", RsaJwk().Set("n", Modulus(2048, true)), kRsaModulus},
      {"three times something", RsaJwk().Set("n", Modulus(2048, false)), kRsaModulus},
      {"an even modulus", RsaJwk().Set("n", OfBytes(even)), kRsaModulus},
      {"a zero before the modulus", RsaJwk().Set("n", OfBytes('\0' + n)), kRsaNumbers},
      {"a modulus with padding", RsaJwk().Set("n", Quoted(EncodeBase64Url(n) + "==")), kRsaNumbers},
      {"no n", RsaJwk().Without("n"), kRsaNumbers},
      {"no e", RsaJwk().Without("e"), kRsaNumbers},
      {"n is null", RsaJwk().Set("n", "null"), kRsaNumbers},
      {"n is empty", RsaJwk().Set("n", "\"\""), kRsaNumbers},
      {"e is a number", RsaJwk().Set("e", "65537"), kRsaNumbers},
      {"e is zero", RsaJwk().Set("e", "\"AA\""), kRsaNumbers},
      {"a zero before e", RsaJwk().Set("e", OfHex("00010001")), kRsaNumbers}};
  for (const char* e : {"01", "03", "11", "010000", "ffff", "010002", "0100000001"}) {
    bad.push_back({"e is " + std::string(e), RsaJwk().Set("e", OfHex(e)), kRsaExponent});
  }
  return bad;
}

TEST(JwksTest, BadKeysAreRefusedWithTheReason) {
  std::size_t count = 0;
  for (const auto& keys : {BadKeysOfAnyType(), BadEcKeys(), BadOkpKeys(), BadRsaKeys()}) {
    for (const BadKey& bad : keys) {
      const auto set = ParseJwks(JwksText({JwtSigner::EdDsa("first").PublicJwk(), bad.jwk}));
      ASSERT_FALSE(set.ok()) << bad.name;
      EXPECT_EQ(set.status().code(), absl::StatusCode::kInvalidArgument) << bad.name;
      EXPECT_THAT(FactIn<std::string>(set.status(), "what", ""), HasSubstr(bad.what)) << bad.name;
      EXPECT_EQ(FactIn<std::int64_t>(set.status(), "key", -1), 1) << bad.name;
      EXPECT_THAT(std::string(set.status().message()), HasSubstr("keys[1]")) << bad.name;
      ++count;
    }
  }
  std::cout << count << " keys refused\n";
}

// As providers publish them beside the others (RFC 7517, section 5): none of them is an error.
std::vector<BadKey> KeysOfOthers() {
  std::vector<BadKey> keys;
  for (const char* kty : {"ec", "EC2", "AKP", "oct", ""}) {
    keys.push_back({"kty " + std::string(kty), EcJwk().Set("kty", Quoted(kty)), "this type"});
  }
  for (const char* curve : {"P-384", "P-521", "secp256k1", "p-256", "Ed25519", ""}) {
    keys.push_back({"EC on " + std::string(curve), EcJwk().Set("crv", Quoted(curve)), "P-256"});
  }
  for (const char* curve : {"X25519", "Ed448", "ed25519", "P-256", ""}) {
    keys.push_back({"OKP on " + std::string(curve), OkpJwk().Set("crv", Quoted(curve)), "Ed25519"});
  }
  for (const auto& [name, jwk] : std::vector<std::pair<std::string, JsonText>>{
           {"EC", EcJwk()}, {"OKP", OkpJwk()}, {"RSA", RsaJwk()}}) {
    for (const char* use : {"enc", "SIG", "", "tls"}) {
      keys.push_back({name + " for use " + use, jwk.Add("use", Quoted(use)), "another use"});
    }
    for (const char* operations : {"[\"sign\"]", "[\"encrypt\",\"wrapKey\"]", "[\"VERIFY\"]"}) {
      keys.push_back(
          {name + " for operations " + operations, jwk.Add("key_ops", operations), "another use"});
    }
    for (const char* alg : {"none", "HS256", "ES384", "RS512", "PS256", "RSA-OAEP", "ECDH-ES",
                            "Ed25519", "es256", "eddsa", "rs256", ""}) {
      keys.push_back({name + " for alg " + alg, jwk.Add("alg", Quoted(alg)), "another algorithm"});
    }
  }
  keys.push_back({"EC for RS256", EcJwk().Add("alg", "\"RS256\""), "another algorithm"});
  keys.push_back({"OKP for ES256", OkpJwk().Add("alg", "\"ES256\""), "another algorithm"});
  keys.push_back({"RSA for EdDSA", RsaJwk().Add("alg", "\"EdDSA\""), "another algorithm"});
  // Whatever is wrong with them otherwise.
  keys.push_back({"for encryption, weak",
                  JwtSigner::Rs256("rs", 1024).PublicJwk().Add("use", "\"enc\""), "another use"});
  keys.push_back(
      {"for encryption, without id", RsaJwk().Without("kid").Add("use", "\"enc\""), "another use"});
  return keys;
}

TEST(JwksTest, KeysThatAreNotForUsAreLeftOut) {
  for (const BadKey& other : KeysOfOthers()) {
    const auto set = ParseJwks(JwksText({other.jwk, JwtSigner::EdDsa("ours").PublicJwk()}));
    ASSERT_TRUE(set.ok()) << other.name << ": " << set.status();
    EXPECT_EQ(set->size(), 1U) << other.name;
    EXPECT_NE(set->Find("ours"), nullptr) << other.name;
    EXPECT_NE(set->Find(std::nullopt), nullptr) << other.name << ": the only one that is used";
    ASSERT_EQ(set->left_out().size(), 1U) << other.name;
    EXPECT_THAT(set->left_out()[0], HasSubstr("keys[0]")) << other.name;
    EXPECT_THAT(set->left_out()[0], HasSubstr(other.what)) << other.name;
  }
}

TEST(JwksTest, AKeyThatIsLeftOutTakesNoOnesId) {
  const JwtSigner ours = JwtSigner::Rs256("rs");
  const auto set = ParseJwks(JwksText({RsaJwk().Add("use", "\"enc\""), ours.PublicJwk()}));
  ASSERT_TRUE(set.ok()) << set.status();
  ASSERT_NE(set->Find("rs"), nullptr);
  EXPECT_EQ(EVP_PKEY_eq(set->Find("rs")->key.get(), ours.key()), 1);
}

TEST(JwksTest, OneKeyAtLeastMustBeForUs) {
  for (const BadKey& other : KeysOfOthers()) {
    const auto set = ParseJwks(JwksText({other.jwk}));
    ASSERT_FALSE(set.ok()) << other.name;
    EXPECT_EQ(set.status().code(), absl::StatusCode::kInvalidArgument) << other.name;
    EXPECT_THAT(std::string(set.status().message()), HasSubstr("none of the keys")) << other.name;
    EXPECT_THAT(std::string(set.status().message()), HasSubstr(other.what)) << other.name;
    EXPECT_THAT(FactIn<std::string>(set.status(), "what", ""), HasSubstr("none of the keys"));
  }
}

TEST(JwksTest, BadTextsAreRefused) {
  const std::string good = JwksText({OkpJwk()});
  const std::string list = good.substr(good.find('['));
  for (const auto& [text, what] : std::vector<std::pair<std::string, std::string>>{
           {"", "no JSON"},
           {"keys", "no JSON"},
           {good + "x", "no JSON"},
           {good + good, "no JSON"},
           {good + std::string(1, '\0') + "{}", "no JSON"},
           {"\xEF\xBB\xBF" + good, "no JSON"},
           {"{\"x\":\"\xFF\"," + good.substr(1), "no JSON"},
           {"{\"x\":1,}", "no JSON"},
           {"null", "must be an object"},
           {list.substr(0, list.size() - 1), "must be an object"},
           {"{\"keys\":[],\"keys\":" + list, "twice"},
           {JwksText({OkpJwk().Add("x", "\"AA\"")}), "twice"},
           {JwksText({OkpJwk().Add("\\u0078", "\"AA\"")}), "twice"},
           {"{\"x\":[[[[[[[[]]]]]]]]," + good.substr(1), "too many values"},
           {"{}", "at least one key"},
           {"{\"keys\":null}", "at least one key"},
           {"{\"keys\":{}}", "at least one key"},
           {"{\"keys\":[]}", "at least one key"},
           {"{\"Keys\":" + list, "at least one key"},
           {"{\"keys\":[\"x\"]}", "a key must be an object"},
           {"{\"keys\":[null]}", "a key must be an object"},
           {OkpJwk().Text(), "at least one key"},
           {JwksText(std::vector<JsonText>(65, OkpJwk())), "at most 64 keys"},
           {good + std::string(limits::kMaxJwksBytes, ' '), "at most 256 KiB"}}) {
    const auto set = ParseJwks(text);
    ASSERT_FALSE(set.ok()) << text.substr(0, 100);
    EXPECT_EQ(set.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(FactIn<std::string>(set.status(), "what", ""), HasSubstr(what))
        << text.substr(0, 100);
  }
}

TEST(JwksTest, KeysMustBeToldApart) {
  const auto twice = ParseJwks(JwksText({EcJwk(), OkpJwk().Set("kid", "\"es\"")}));
  EXPECT_THAT(std::string(twice.status().message()),
              HasSubstr("keys[1] (kid \"es\"): another key has the same \"kid\""));
  const auto unnamed = ParseJwks(JwksText({EcJwk(), OkpJwk().Without("kid")}));
  EXPECT_THAT(std::string(unnamed.status().message()), HasSubstr("keys[1]: each of several keys"));
  EXPECT_TRUE(ParseJwks(JwksText({OkpJwk().Without("kid")})).ok());
}

TEST(JwksTest, TheErrorIsSafeForATerminal) {
  const auto set = ParseJwks(JwksText({EcJwk().Set("kid", "\"\\u001b[2J\xC3\xA9\"")}));
  EXPECT_THAT(std::string(set.status().message()), HasSubstr(R"((kid "\u001b[2J\u00e9"))"));
}

TEST(JwksTest, TheTypeOfAKeyBindsItsAlgorithm) {
  const auto set = ParseJwks(JwksText(
      {EcJwk(), OkpJwk().Add("alg", "\"EdDSA\"").Add("use", "\"sig\""),
       RsaJwk().Add("key_ops", "[\"verify\"]").Add("x5c", "[\"MIIB\"]").Add("other", "{}")}));
  ASSERT_TRUE(set.ok()) << set.status();
  ASSERT_EQ(set->size(), 3U);
  EXPECT_EQ(set->Find("es")->algorithm, JwtAlgorithm::kEs256);
  EXPECT_EQ(set->Find("ed")->algorithm, JwtAlgorithm::kEdDsa);
  EXPECT_EQ(set->Find("rs")->algorithm, JwtAlgorithm::kRs256);
  EXPECT_EQ(set->Find("other"), nullptr);
  EXPECT_EQ(set->Find(""), nullptr);
  EXPECT_EQ(set->Find(std::nullopt), nullptr);
}

// RFC 8037, appendix A.4 and A.2: bytes that others made.
TEST(JwksTest, AKeyAndATokenOfTheStandard) {
  const auto set = ParseJwks(
      R"({"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})");
  ASSERT_TRUE(set.ok()) << set.status();
  // Its payload is no JSON, which is only seen once the signature is good.
  const std::string token =
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
  const JwtOptions& options = JwtWorld::Shared().options;
  EXPECT_EQ(RefusalIn(VerifyJwt(token, *set, options, kJwtNow).status()), "CLAIMS_NOT_JSON");
}

}  // namespace
}  // namespace letan::auth
