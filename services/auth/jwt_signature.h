// Signatures of tokens (RFC 7518, section 3; RFC 8037). Inside this folder only.
#ifndef LETAN_SERVICES_AUTH_JWT_SIGNATURE_H_
#define LETAN_SERVICES_AUTH_JWT_SIGNATURE_H_

#include <string>
#include <string_view>

#include "services/auth/jwks.h"

namespace letan::auth {

enum class SignatureJudgement {
  kGood,
  kWrongLength,
  kOutOfRange,  // ES256: r or s is zero or not below the order of the curve
  kWrong,
};

// By the key's algorithm; nothing of the token can change that.
SignatureJudgement JudgeSignature(const JwtKey& key, std::string_view signed_text,
                                  const std::string& signature);

}  // namespace letan::auth

#endif  // LETAN_SERVICES_AUTH_JWT_SIGNATURE_H_
