#include "clients/cli/utf8.h"

#include <unicode/utf8.h>

#include <cstdint>

namespace letan::cli {

std::optional<std::size_t> FirstBadByte(std::string_view bytes) {
  const auto* text = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const auto length = static_cast<std::int64_t>(bytes.size());
  for (std::int64_t i = 0; i < length;) {
    const std::int64_t at = i;
    UChar32 c = 0;
    U8_NEXT(text, i, length, c);
    if (c < 0) return static_cast<std::size_t>(at);
  }
  return std::nullopt;
}

}  // namespace letan::cli
