#include "services/auth/jwt.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "services/auth/base64url.h"
#include "services/auth/jwt_claims.h"
#include "services/auth/jwt_json.h"
#include "services/auth/jwt_signature.h"
#include "services/core/fault.h"
#include "services/core/limits.h"

namespace letan::auth {
namespace {

using booking::Micros;

constexpr JsonBounds kJwtBounds = {.depth = 8, .values = 512};

// As errors of the server say it to whoever is not known.
constexpr char kJwtMessage[] = "sign in, or present a token that is valid";

constexpr std::array<std::string_view, 4> kKeyReferences = {"jku", "jwk", "x5u", "x5c"};
// RFC 7519, section 5.1; RFC 9068, section 4.
constexpr std::array<std::string_view, 3> kTypes = {"JWT", "at+jwt", "application/at+jwt"};

constexpr std::array<const char*, kJwtRefusals> kRefusalNames = {
    "OPTIONS",
    "TOO_LONG",
    "PARTS",
    "HEADER_ENCODING",
    "HEADER_NOT_JSON",
    "HEADER_NOT_OBJECT",
    "HEADER_DUPLICATE",
    "HEADER_TOO_COMPLEX",
    "CRITICAL",
    "KEY_REFERENCE",
    "TYPE",
    "NESTED",
    "KEY_ID_INVALID",
    "KEY_ID_MISSING",
    "KEY_UNKNOWN",
    "ALGORITHM_MISSING",
    "ALGORITHM_MISMATCH",
    "SIGNATURE_ENCODING",
    "SIGNATURE_LENGTH",
    "SIGNATURE_RANGE",
    "SIGNATURE_WRONG",
    "CLAIMS_ENCODING",
    "CLAIMS_NOT_JSON",
    "CLAIMS_NOT_OBJECT",
    "CLAIMS_DUPLICATE",
    "CLAIMS_TOO_COMPLEX",
    "ISSUER_INVALID",
    "ISSUER_MISMATCH",
    "AUDIENCE_INVALID",
    "AUDIENCE_MISMATCH",
    "SUBJECT_INVALID",
    "EXPIRE_TIME_INVALID",
    "ISSUE_TIME_INVALID",
    "NOT_BEFORE_INVALID",
    "EXPIRED",
    "ISSUED_IN_FUTURE",
    "NOT_YET_VALID",
    "LIFETIME_TOO_LONG",
};

// The parts as they are written.
struct Parts {
  std::string_view header;
  std::string_view claims;
  std::string_view signature;
  std::string_view signed_text;  // header and claims, with the dot
};

std::optional<Parts> Split(std::string_view token) {
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  const Parts parts = {token.substr(0, first), token.substr(first + 1, second - first - 1),
                       token.substr(second + 1), token.substr(0, second)};
  if (parts.header.empty() || parts.claims.empty() || parts.signature.empty()) return std::nullopt;
  return parts;
}

// What can be wrong with the text of a part.
struct PartRefusals {
  JwtRefusal encoding, not_json, not_object, duplicate, too_complex;
};
constexpr PartRefusals kOfHeader = {JwtRefusal::kHeaderEncoding, JwtRefusal::kHeaderNotJson,
                                    JwtRefusal::kHeaderNotObject, JwtRefusal::kHeaderDuplicate,
                                    JwtRefusal::kHeaderTooComplex};
constexpr PartRefusals kOfClaims = {JwtRefusal::kClaimsEncoding, JwtRefusal::kClaimsNotJson,
                                    JwtRefusal::kClaimsNotObject, JwtRefusal::kClaimsDuplicate,
                                    JwtRefusal::kClaimsTooComplex};

std::optional<JwtRefusal> ReadPart(std::string_view part, const PartRefusals& refusals,
                                   Json& object) {
  const auto text = DecodeBase64Url(part);
  if (!text.has_value()) return refusals.encoding;
  switch (ReadJsonObject(*text, kJwtBounds, object)) {
    case JsonFlaw::kNone:
      return std::nullopt;
    case JsonFlaw::kNotObject:
      return refusals.not_object;
    case JsonFlaw::kDuplicate:
      return refusals.duplicate;
    case JsonFlaw::kTooComplex:
      return refusals.too_complex;
    case JsonFlaw::kNotJson:
      break;
  }
  return refusals.not_json;
}

std::optional<JwtRefusal> JudgeHeader(const Json& header) {
  if (header.contains("crit")) return JwtRefusal::kCritical;
  for (const std::string_view name : kKeyReferences) {
    if (header.contains(name)) return JwtRefusal::kKeyReference;
  }
  if (header.contains("cty")) return JwtRefusal::kNested;
  if (header.contains("typ")) {
    const std::string* type = FindString(header, "typ");
    if (type == nullptr || std::find(kTypes.begin(), kTypes.end(), *type) == kTypes.end()) {
      return JwtRefusal::kType;
    }
  }
  return std::nullopt;
}

// The key that the header names, whose algorithm the header must name too. It never chooses one: of
// an algorithm like "none" or "HS256" nothing here knows.
std::optional<JwtRefusal> FindKey(const Json& header, const KeySet& keys, const JwtKey*& key) {
  std::optional<std::string> id;
  if (header.contains("kid")) {
    const std::string* given = FindString(header, "kid");
    if (given == nullptr || given->empty() || given->size() > limits::kMaxJwtKeyIdBytes) {
      return JwtRefusal::kKeyIdInvalid;
    }
    id = *given;
  }
  key = keys.Find(id);
  if (key == nullptr) return id.has_value() ? JwtRefusal::kKeyUnknown : JwtRefusal::kKeyIdMissing;
  const std::string* algorithm = FindString(header, "alg");
  if (algorithm == nullptr) return JwtRefusal::kAlgorithmMissing;
  if (*algorithm != NameOf(key->algorithm)) return JwtRefusal::kAlgorithmMismatch;
  return std::nullopt;
}

std::optional<JwtRefusal> CheckSignature(const Parts& parts, const JwtKey& key) {
  const auto signature = DecodeBase64Url(parts.signature);
  if (!signature.has_value()) return JwtRefusal::kSignatureEncoding;
  switch (JudgeSignature(key, parts.signed_text, *signature)) {
    case SignatureJudgement::kGood:
      return std::nullopt;
    case SignatureJudgement::kWrongLength:
      return JwtRefusal::kSignatureLength;
    case SignatureJudgement::kOutOfRange:
      return JwtRefusal::kSignatureRange;
    case SignatureJudgement::kWrong:
      break;
  }
  return JwtRefusal::kSignatureWrong;
}

// The claims are not looked at before the signature is good.
std::optional<JwtRefusal> Judge(std::string_view token, const KeySet& keys,
                                const JwtOptions& options, Micros now, JwtClaims& claims) {
  if (!CheckJwtOptions(options).ok()) return JwtRefusal::kOptions;
  if (token.size() > limits::kMaxJwtBytes) return JwtRefusal::kTooLong;
  const auto parts = Split(token);
  if (!parts.has_value()) return JwtRefusal::kParts;
  Json object;
  const JwtKey* key = nullptr;
  if (const auto refusal = ReadPart(parts->header, kOfHeader, object)) return refusal;
  if (const auto refusal = JudgeHeader(object)) return refusal;
  if (const auto refusal = FindKey(object, keys, key)) return refusal;
  if (const auto refusal = CheckSignature(*parts, *key)) return refusal;
  if (const auto refusal = ReadPart(parts->claims, kOfClaims, object)) return refusal;
  return JudgeClaims(object, options, now, claims);
}

}  // namespace

const char* NameOf(JwtRefusal refusal) { return kRefusalNames[static_cast<std::size_t>(refusal)]; }

absl::Status CheckJwtOptions(const JwtOptions& options) {
  if (options.issuer.empty()) return absl::InvalidArgumentError("tokens need an issuer");
  const auto is_empty = [](const std::string& audience) { return audience.empty(); };
  if (options.audiences.empty() ||
      std::any_of(options.audiences.begin(), options.audiences.end(), is_empty)) {
    return absl::InvalidArgumentError("tokens need an audience, and none may be empty");
  }
  if (options.leeway_seconds < 0 || options.leeway_seconds > kMaxJwtLeewaySeconds) {
    return absl::InvalidArgumentError("the leeway must be 0 to " +
                                      std::to_string(kMaxJwtLeewaySeconds) + " seconds");
  }
  if (options.max_lifetime_seconds < 1 || options.max_lifetime_seconds > kMaxJwtLifetimeSeconds) {
    return absl::InvalidArgumentError("the longest lifetime must be 1 to " +
                                      std::to_string(kMaxJwtLifetimeSeconds) + " seconds");
  }
  return absl::OkStatus();
}

absl::StatusOr<JwtClaims> VerifyJwt(std::string_view token, const KeySet& keys,
                                    const JwtOptions& options, Micros now) {
  JwtClaims claims;
  const auto refusal = Judge(token, keys, options, now, claims);
  if (!refusal.has_value()) return claims;
  return WithFact(absl::UnauthenticatedError(kJwtMessage), "refusal",
                  ProgramText(NameOf(*refusal)));
}

}  // namespace letan::auth
