// An identity provider with a key of each algorithm, a server that trusts it, and a table of tokens
// that the server must refuse.
#ifndef LETAN_TESTS_UNIT_AUTH_JWT_WORLD_H_
#define LETAN_TESTS_UNIT_AUTH_JWT_WORLD_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/auth/jwks.h"
#include "services/auth/jwt.h"
#include "tests/support/jwt_signer.h"

namespace letan::auth {

inline constexpr std::int64_t kJwtNowSeconds = 1'764'000'000;  // in November 2025
inline constexpr booking::Micros kJwtNow = kJwtNowSeconds * booking::kSecond;

struct JwtWorld {
  // Made once: RSA keys take time.
  static const JwtWorld& Shared();

  std::vector<testing::JwtSigner> signers() const { return {es, ed, rs}; }
  // A header and claims that are accepted.
  testing::JsonText Header(const testing::JwtSigner& signer) const;
  testing::JsonText Claims() const;
  std::string Good(const testing::JwtSigner& signer) const {
    return signer.Token(Header(signer).Text(), Claims().Text());
  }
  absl::StatusOr<JwtClaims> Verify(const std::string& token) const {
    return VerifyJwt(token, keys, options, kJwtNow);
  }

  testing::JwtSigner es = testing::JwtSigner::Es256("es");
  testing::JwtSigner ed = testing::JwtSigner::EdDsa("ed");
  testing::JwtSigner rs = testing::JwtSigner::Rs256("rs");
  KeySet keys = SetOf({es, ed, rs});
  JwtOptions options = {.issuer = "https://id.example.test/realm", .audiences = {"letan", "spare"}};

  static KeySet SetOf(const std::vector<testing::JwtSigner>& signers);
};

// The text of a key set.
std::string JwksText(const std::vector<testing::JsonText>& keys);

// The name of the reason that the log gets; empty if there is none.
std::string RefusalIn(const absl::Status& status);

// A token that must be refused, and what for.
struct JwtRow {
  std::string name;
  std::string token;
  JwtRefusal refusal;
};
std::vector<JwtRow> PartRows(const JwtWorld& world);       // sizes, dots, base64url
std::vector<JwtRow> JsonRows(const JwtWorld& world);       // JSON of header and claims
std::vector<JwtRow> HeaderRows(const JwtWorld& world);     // what the header says
std::vector<JwtRow> SignatureRows(const JwtWorld& world);  // signatures by others, of other things
std::vector<JwtRow> ClaimRows(const JwtWorld& world);      // what the claims say

}  // namespace letan::auth

#endif  // LETAN_TESTS_UNIT_AUTH_JWT_WORLD_H_
