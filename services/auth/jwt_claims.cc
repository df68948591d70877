#include "services/auth/jwt_claims.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "services/core/limits.h"

namespace letan::auth {
namespace {

using booking::kSecond;
using booking::Micros;
using Refusal = std::optional<JwtRefusal>;

// After the epoch and before 2200: milliseconds, which some write, are not.
std::optional<Micros> InstantOf(const Json& value) {
  constexpr Micros kMaxSeconds = limits::kMaxInstantMicros / kSecond;
  if (value.is_number_unsigned()) {
    const auto seconds = value.get<std::uint64_t>();
    if (seconds == 0 || seconds > kMaxSeconds) return std::nullopt;
    return static_cast<Micros>(seconds) * kSecond;
  }
  if (!value.is_number_float()) return std::nullopt;
  const auto seconds = value.get<double>();  // RFC 7519, section 2, allows fractions
  if (!(seconds >= 1 && seconds <= kMaxSeconds)) return std::nullopt;
  return static_cast<Micros>(std::floor(seconds * kSecond));
}

// Where it is absent, `instant` stays as it is.
bool ReadInstant(const Json& object, std::string_view name, Micros& instant) {
  const Json* member = FindMember(object, name);
  if (member == nullptr) return true;
  const auto read = InstantOf(*member);
  instant = read.value_or(0);
  return read.has_value();
}

// RFC 7519, section 4.1.3: a string stands for a list of one.
std::optional<std::vector<std::string>> AudiencesOf(const Json& object) {
  const Json* member = FindMember(object, "aud");
  if (member == nullptr) return std::nullopt;
  if (const auto* one = member->get_ptr<const std::string*>(); one != nullptr) {
    return std::vector<std::string>{*one};
  }
  return StringsOf(*member);
}

// OpenID Connect Core 1.0, section 2: at most 255 ASCII characters.
bool IsSubject(const std::string& subject) {
  return !subject.empty() && subject.size() <= limits::kMaxJwtSubjectBytes &&
         std::all_of(subject.begin(), subject.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Refusal JudgeParties(const Json& object, const JwtOptions& options, JwtClaims& claims) {
  const std::string* issuer = FindString(object, "iss");
  if (issuer == nullptr) return JwtRefusal::kIssuerInvalid;
  if (*issuer != options.issuer) return JwtRefusal::kIssuerMismatch;
  auto audiences = AudiencesOf(object);
  if (!audiences.has_value()) return JwtRefusal::kAudienceInvalid;
  if (std::find_first_of(audiences->begin(), audiences->end(), options.audiences.begin(),
                         options.audiences.end()) == audiences->end()) {
    return JwtRefusal::kAudienceMismatch;
  }
  const std::string* subject = FindString(object, "sub");
  if (subject == nullptr || !IsSubject(*subject)) return JwtRefusal::kSubjectInvalid;
  claims.issuer = *issuer;
  claims.audiences = *std::move(audiences);
  claims.subject = *subject;
  return std::nullopt;
}

Refusal JudgeTimes(const Json& object, const JwtOptions& options, Micros now, JwtClaims& claims) {
  const Micros leeway = options.leeway_seconds * kSecond;
  if (!ReadInstant(object, "exp", claims.expire_time) || claims.expire_time == 0) {
    return JwtRefusal::kExpireTimeInvalid;
  }
  if (!ReadInstant(object, "iat", claims.issue_time)) return JwtRefusal::kIssueTimeInvalid;
  if (!ReadInstant(object, "nbf", claims.not_before_time)) return JwtRefusal::kNotBeforeInvalid;
  if (now >= claims.expire_time) return JwtRefusal::kExpired;
  if (claims.issue_time > now + leeway) return JwtRefusal::kIssuedInFuture;
  if (claims.not_before_time > now + leeway) return JwtRefusal::kNotYetValid;
  const Micros from = claims.issue_time != 0 ? claims.issue_time : now;
  if (claims.expire_time - from > options.max_lifetime_seconds * kSecond) {
    return JwtRefusal::kLifetimeTooLong;
  }
  return std::nullopt;
}

}  // namespace

std::optional<JwtRefusal> JudgeClaims(const Json& object, const JwtOptions& options, Micros now,
                                      JwtClaims& claims) {
  if (const Refusal refusal = JudgeParties(object, options, claims)) return refusal;
  return JudgeTimes(object, options, now, claims);
}

}  // namespace letan::auth
