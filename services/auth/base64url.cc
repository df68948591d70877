#include "services/auth/base64url.h"

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace letan::auth {

std::optional<std::string> DecodeBase64Url(std::string_view text) {
  const absl::string_view view(text.data(), text.size());
  std::string bytes;
  // Abseil takes padding, white space and stray bits too; what it writes has none of them.
  if (!absl::WebSafeBase64Unescape(view, &bytes)) return std::nullopt;
  if (absl::WebSafeBase64Escape(absl::string_view(bytes.data(), bytes.size())) != text) {
    return std::nullopt;
  }
  return bytes;
}

}  // namespace letan::auth
