// Bearer tokens of our own: what a caller presents, and what of it is stored.
//
//   letan_<kind>_<id>_<secret>      id: 32 hexadecimal digits; secret: 256 random bits, base64url
//
// The id names the stored credential, the secret proves it. Of the secret a plain SHA-256 is kept:
// there are too many secrets to try, so that a slow hash would protect nothing.
#ifndef LETAN_SERVICES_AUTH_BEARER_H_
#define LETAN_SERVICES_AUTH_BEARER_H_

#include <optional>
#include <string>
#include <string_view>

namespace letan::auth {

enum class BearerKind { kSession, kRefresh, kToken };

inline constexpr std::size_t kMaxBearerBytes = 128;
inline constexpr std::size_t kSecretHashBytes = 32;

struct Bearer {
  BearerKind kind = BearerKind::kToken;
  std::string id;
  std::string secret;  // as written
};

// A fresh one. `uuid`: an identifier of the server's, with or without dashes.
Bearer MintBearer(BearerKind kind, const std::string& uuid);
std::string ToText(const Bearer& bearer);
// Empty for what is no such token.
std::optional<Bearer> ParseBearer(std::string_view text);

// 32 bytes.
std::string HashSecret(const std::string& secret);
// Takes as long whether they are equal or not.
bool SameHash(std::string_view left, std::string_view right);

}  // namespace letan::auth

#endif  // LETAN_SERVICES_AUTH_BEARER_H_
