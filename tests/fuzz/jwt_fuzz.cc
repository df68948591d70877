// Tokens of an identity provider and key sets. The first byte of an input says what the rest is:
// 't' a token as it comes; 's' header and claims, with a line feed between them, that the provider
// signs; 'm' how a good token is changed; 'k' a key set.
#include <fuzzer/FuzzedDataProvider.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "services/auth/base64url.h"
#include "services/auth/jwks.h"
#include "services/auth/jwt.h"
#include "services/core/fault.h"
#include "services/core/limits.h"
#include "tests/fuzz/invariant.h"
#include "tests/support/jwt_signer.h"

namespace letan::fuzz {
namespace {

using auth::JwtClaims;
using auth::KeySet;
using booking::kSecond;
using testing::JwtSigner;

constexpr std::int64_t kNowSeconds = 1'764'000'000;
constexpr char kMessage[] = "sign in, or present a token that is valid";
constexpr char kGoodHeader[] = R"({"alg":"EdDSA","typ":"JWT","kid":"ed"})";
constexpr char kGoodClaims[] =
    R"({"iss":"https://id.example.test","aud":"letan","sub":"desk","exp":1764000600})";

struct Provider {
  // Its signatures are the same at each run, so that what libFuzzer remembers stays of use.
  JwtSigner ours = JwtSigner::EdDsaOf(std::string(32, 's'), "ed");
  JwtSigner others = JwtSigner::EdDsaOf(std::string(32, 'o'), "ed");
  KeySet keys =
      *auth::ParseJwks("{\"keys\":[" + ours.PublicJwk().Text() + "," +
                       JwtSigner::EdDsaOf(std::string(32, 'x'), "x").PublicJwk().Text() + "]}");
  auth::JwtOptions options = {.issuer = "https://id.example.test", .audiences = {"letan"}};
};

const Provider& TheProvider() {
  static const auto* const provider = new Provider();
  return *provider;
}

absl::StatusOr<JwtClaims> Verify(const std::string& token) {
  return auth::VerifyJwt(token, TheProvider().keys, TheProvider().options, kNowSeconds * kSecond);
}

// What is accepted keeps what the server relies on.
void RequireSane(const JwtClaims& claims, std::string_view token) {
  const auth::JwtOptions& options = TheProvider().options;
  Require(claims.issuer == options.issuer, "the issuer is ours", token);
  Require(std::count(claims.audiences.begin(), claims.audiences.end(), "letan") > 0, "it is for us",
          token);
  Require(!claims.subject.empty() && claims.subject.size() <= limits::kMaxJwtSubjectBytes &&
              std::all_of(claims.subject.begin(), claims.subject.end(),
                          [](char c) { return c >= ' ' && c <= '~'; }),
          "the subject is short and printable", token);
  const booking::Micros leeway = options.leeway_seconds * kSecond;
  const booking::Micros now = kNowSeconds * kSecond;
  Require(claims.expire_time + leeway > now, "it has not expired", token);
  Require(claims.issue_time <= now + leeway && claims.not_before_time <= now + leeway,
          "it has begun", token);
  Require(claims.expire_time - now <= options.max_lifetime_seconds * kSecond + leeway,
          "it ends soon enough", token);
}

void RequireRefused(const absl::Status& status, std::string_view token) {
  static const auto* const names = [] {
    auto* all = new std::set<std::string>();
    for (int i = 0; i < auth::kJwtRefusals; ++i) {
      all->insert(NameOf(static_cast<auth::JwtRefusal>(i)));
    }
    return all;
  }();
  Require(status.code() == absl::StatusCode::kUnauthenticated && status.message() == kMessage,
          "every refusal is the same for the caller", token);
  const auto facts = FactsOf(status);
  Require(facts.size() == 1 && names->contains(std::get<std::string>(facts[0].value)),
          "the log gets the name of a reason", token);
}

// Ed25519 signs a text in one way only.
void CheckForeign(const std::string& token) {
  const auto claims = Verify(token);
  if (!claims.ok()) return RequireRefused(claims.status(), token);
  const std::size_t dot = token.rfind('.');
  const std::string text = token.substr(0, dot);
  Require(auth::DecodeBase64Url(token.substr(dot + 1)) == TheProvider().ours.Sign(text),
          "what is accepted was signed by the provider", token);
  RequireSane(*claims, token);
}

void CheckSigned(std::string_view input) {
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string_view header = input.substr(0, line);
  const std::string_view claims = input.substr(std::min(line + 1, input.size()));
  CheckForeign(TheProvider().ours.Token(header, claims));
  const std::string forged = TheProvider().others.Token(header, claims);
  const auto verified = Verify(forged);
  Require(!verified.ok(), "a token that somebody else signed is refused", forged);
  RequireRefused(verified.status(), forged);
}

void CheckMutated(FuzzedDataProvider input) {
  static const auto* const good =
      new std::string(TheProvider().ours.Token(kGoodHeader, kGoodClaims));
  Require(Verify(*good).ok(), "a token of the provider is accepted", *good);
  std::string token = *good;
  while (input.remaining_bytes() > 0) {
    const std::size_t at = input.ConsumeIntegralInRange<std::size_t>(0, token.size());
    const std::size_t size = input.ConsumeIntegralInRange<std::size_t>(0, 8);
    token.replace(at, size, input.ConsumeRandomLengthString(8));
  }
  if (token == *good) return;
  const auto verified = Verify(token);
  Require(!verified.ok(), "a token that was changed is refused", token);
  RequireRefused(verified.status(), token);
}

void CheckKeys(std::string_view text) {
  const auto set = auth::ParseJwks(text);
  if (!set.ok()) {
    Require(
        set.status().code() == absl::StatusCode::kInvalidArgument && !FactsOf(set.status()).empty(),
        "a refusal says what is wrong", text);
    return;
  }
  Require(set->size() > 0 && set->size() <= limits::kMaxJwksKeys, "there are keys", text);
  std::set<std::string> ids;
  for (const auth::JwtKey& key : set->keys()) {
    const char* type = key.algorithm == auth::JwtAlgorithm::kEs256   ? "EC"
                       : key.algorithm == auth::JwtAlgorithm::kEdDsa ? "ED25519"
                                                                     : "RSA";
    Require(EVP_PKEY_is_a(key.key.get(), type) == 1, "a key is of its algorithm's type", text);
    Require(EVP_PKEY_get_security_bits(key.key.get()) >= 112, "a key is strong", text);
    Require(ids.insert(key.id).second, "ids differ", text);
    Require(set->Find(key.id.empty() ? std::nullopt : std::optional(key.id)) == &key,
            "a key is found", text);
  }
}

void Run(std::string_view input) {
  if (input.empty()) return;
  const std::string_view rest = input.substr(1);
  switch (input.front()) {
    case 't':
      return CheckForeign(std::string(rest));
    case 's':
      return CheckSigned(rest);
    case 'm':
      return CheckMutated(
          FuzzedDataProvider(reinterpret_cast<const std::uint8_t*>(rest.data()), rest.size()));
    case 'k':
      return CheckKeys(rest);
    default:
      return;
  }
}

}  // namespace
}  // namespace letan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  letan::fuzz::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
