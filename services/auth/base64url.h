// Base64url as JOSE writes it (RFC 7515, section 2): no padding, no line breaks.
#ifndef LETAN_SERVICES_AUTH_BASE64URL_H_
#define LETAN_SERVICES_AUTH_BASE64URL_H_

#include <optional>
#include <string>
#include <string_view>

namespace letan::auth {

// Nothing for what is not the one way to write some bytes: padding, other characters, bits that are
// left over and set. Two texts that differ are never the same bytes.
std::optional<std::string> DecodeBase64Url(std::string_view text);

}  // namespace letan::auth

#endif  // LETAN_SERVICES_AUTH_BASE64URL_H_
