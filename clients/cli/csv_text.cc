#include "clients/cli/csv_text.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace letan::cli {
namespace {

// "PK" begins workbooks, the others text in UTF-16.
constexpr const char* kOtherBeginnings[] = {"PK\x03\x04", "\xFF\xFE", "\xFE\xFF"};

// Where the first byte stands that is not part of well-formed UTF-8.
std::optional<std::size_t> FirstBadByte(const std::string& bytes) {
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

}  // namespace

absl::Status CheckCsvText(const std::string& bytes) {
  constexpr char kAdvice[] = ": save the spreadsheet as \"CSV UTF-8\"";
  for (const char* beginning : kOtherBeginnings) {
    if (bytes.rfind(beginning, 0) == 0) {
      return absl::InvalidArgumentError(std::string("is not CSV in UTF-8") + kAdvice);
    }
  }
  const auto bad = FirstBadByte(bytes);
  if (!bad.has_value()) return absl::OkStatus();
  const auto line =
      1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(*bad), '\n');
  return absl::InvalidArgumentError("line " + std::to_string(line) + " is not in UTF-8" + kAdvice);
}

}  // namespace letan::cli
